class Bad:
    async def __len__(self):  # expect: LW210
        return 1

    async def __eq__(self, other):  # expect: LW210
        return True

    async def __enter__(self):  # expect: LW210
        return self

    async def __aiter__(self):  # expect: LW210
        return self

    async def __anext__(self):
        raise StopIteration  # expect: LW210

    @property
    def size(self):
        return 1

    @size.setter
    async def size(self, value):  # expect: LW210
        self._size = value


class Good:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc): ...

    def __aiter__(self):
        return self

    async def __anext__(self):
        raise StopAsyncIteration

    async def __call__(self):
        try:
            raise StopIteration
        except StopIteration:
            pass

    @property
    async def size(self):
        return 1


async def __len__():
    return 1
