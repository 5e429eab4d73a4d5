import asyncio

import aiohttp

cache: dict = {}
total = 0
session = None


async def fetch(key):
    await asyncio.sleep(1)
    return key


async def quick(key):
    return key


async def checked(key):
    if key not in cache:
        cache[key] = await fetch(key)  # expect: LW602
    return cache[key]


async def by_get(key):
    value = cache.get(key)
    if cache.get(key) is None:
        value = await fetch(key)
        cache[key] = value  # expect: LW602
    return value


async def checked_again(key):
    if key not in cache:
        value = await fetch(key)
        if key not in cache:
            cache[key] = value
    return cache[key]


async def no_suspension(key):
    if key not in cache:
        cache[key] = await quick(key)
    return cache[key]


async def task_cached(key):
    if key not in cache:
        cache[key] = asyncio.ensure_future(fetch(key))
    return await cache[key]


async def add(key):
    global total
    total += await fetch(key)  # expect: LW602


async def add_late(key):
    global total
    value = await fetch(key)
    total += value


async def first_use():
    global session
    if session is None:
        await asyncio.sleep(0)
        session = aiohttp.ClientSession()  # expect: LW602
    return session


async def first_use_at_once():
    global session
    await asyncio.sleep(0)
    if session is None:
        session = aiohttp.ClientSession()
    return session


class Box:
    def __init__(self):
        self.count = 0
        self.state = "idle"
        self.items = {}
        self.lock = asyncio.Lock()

    async def lost(self):
        count = self.count
        await fetch("a")
        self.count = count + 1  # expect: LW602

    async def restored(self):
        before = self.state
        self.state = "busy"
        await fetch("a")
        self.state = before

    async def locked(self):
        async with self.lock:
            count = self.count
            await fetch("a")
            self.count = count + 1

    async def overwritten(self):
        self.state = await fetch("a")

    async def local_only(self):
        count = 0
        await fetch("a")
        count = count + 1
        return count

    async def _called_once(self):
        count = self.count
        await fetch("a")
        self.count = count + 1


async def sequential():
    box = Box()
    await box._called_once()


async def worker(box: Box):
    await spawned(box)


async def spawned(box: Box): ...


asyncio.run(sequential())
