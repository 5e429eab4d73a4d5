import asyncio

lock = asyncio.Lock()
other = asyncio.Lock()


async def inner():
    async with lock:
        pass


async def middle():
    await inner()


async def outer():
    async with lock:
        await middle()  # expect: LW607


async def other_lock():
    async with other:
        await inner()


async def twice():
    async with lock:
        async with lock:  # expect: LW607
            pass


class Tool:
    def __init__(self):
        self.lock = asyncio.Lock()

    async def load(self):
        async with self.lock:
            await self.request()

    async def request(self):
        await self.connect(load=False)

    async def connect(self, load=True):
        if load:
            await self.load()

    async def act(self, action, load=True):
        if action == "connect":
            await self.connect(load=load)

    async def close(self):
        async with self.lock:
            await self.act("close")

    async def reset(self):
        async with self.lock:
            await self.act("connect", load=False)

    async def reconnect(self):
        async with self.lock:
            await self.act("connect")  # expect: LW607


async def started_not_awaited():
    async with lock:
        task = asyncio.create_task(inner())
    await task


class Store:
    def __init__(self, parent: "Store"):
        self.lock = asyncio.Lock()
        self.parent = parent

    async def get(self):
        async with self.lock:
            return 1

    async def when_it_is_free_again(self):
        async with self.lock:
            pass
        await self.get()

    async def of_another_object(self):
        async with self.lock:
            return await self.parent.get()
