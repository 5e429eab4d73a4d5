# What a method asks of `self` by an operator or a statement, the class of the object answers as well.
import time
from collections.abc import Mapping


class Headers(Mapping):
    def __init__(self, items: list):
        self._list = items

    def __getitem__(self, key):
        for name, value in self._list:
            if name == key:
                return value.decode("latin-1")
        raise KeyError(key)

    def __iter__(self):
        return iter([])

    def __len__(self):
        return 0


async def handler(headers: Headers):
    offset = headers.get("x")
    if offset is None:
        raise ValueError
    time.sleep(1)  # expect: LW101


class Base:
    def item(self):
        return self["x"]

    def all(self):
        return [part for part in self]

    def each(self):
        for part in self:
            return part

    def inside(self):
        with self:
            return 1

    def again(self):
        return self()

    def __getitem__(self, key):
        raise KeyError

    def __iter__(self):
        return iter([])

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None

    def __call__(self):
        return 1


class Slow(Base):
    def __getitem__(self, key):
        time.sleep(1)
        return 1

    def __iter__(self):
        time.sleep(1)
        return iter([])

    def __enter__(self):
        time.sleep(1)
        return self

    def __call__(self):
        time.sleep(1)


async def quick():
    base = Base()
    base.all()
    base.each()
    base.inside()
    base.again()


async def main():
    slow = Slow()
    slow.item()  # expect: LW110
    slow.all()  # expect: LW110
    slow.each()  # expect: LW110
    slow.inside()  # expect: LW110
    slow.again()  # expect: LW110


class AsyncBase:
    async def inside(self):
        async with self:
            return 1

    async def waits(self):
        return await self

    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        return None

    def __await__(self):
        yield


class AsyncSlow(AsyncBase):
    async def __aenter__(self):
        time.sleep(1)  # expect: LW101
        return self


async def reaches():
    await AsyncSlow().inside()
