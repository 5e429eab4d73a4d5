# RULES 5.10 LW607: two locks in two orders.
# about: LW607
import asyncio

first = asyncio.Lock()
second = asyncio.Lock()
third = asyncio.Lock()


async def one_way():
    async with first:
        async with second:
            await asyncio.sleep(1)


async def the_other_way():
    async with second:
        async with first:  # expect: LW607
            await asyncio.sleep(1)


async def with_another():
    async with second:
        async with third:
            await asyncio.sleep(1)


async def one_behind_the_other():
    async with second:
        await asyncio.sleep(1)
    async with first:
        await asyncio.sleep(1)


class Store:
    def __init__(self):
        self.reads = asyncio.Lock()
        self.writes = asyncio.Lock()

    async def write(self):
        async with self.writes:
            await asyncio.sleep(1)

    async def copy(self):
        async with self.reads:
            await self.write()

    async def swap(self):
        async with self.writes:
            async with self.reads:  # expect: LW607
                await asyncio.sleep(1)


class Other:
    def __init__(self):
        self.reads = asyncio.Lock()
        self.writes = asyncio.Lock()

    async def swap(self):
        async with self.writes:
            async with self.reads:
                await asyncio.sleep(1)
