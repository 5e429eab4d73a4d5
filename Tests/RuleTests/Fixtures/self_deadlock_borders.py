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

    async def of_another_object(self):
        async with self.lock:
            return await self.parent.get()
