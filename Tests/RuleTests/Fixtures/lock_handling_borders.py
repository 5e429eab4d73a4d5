import asyncio
import threading as t


class Guard:
    def __init__(self):
        self.lock = asyncio.Lock()

    async def __aenter__(self):
        await self.lock.acquire()

    async def __aexit__(self, *error):
        self.lock.release()

    async def leaks(self, work):
        await self.lock.acquire()  # expect: LW605
        if not await work():
            return
        self.lock.release()

    async def optional(self, work, exclusive):
        if exclusive:
            await self.lock.acquire()
        try:
            await work()
        finally:
            if exclusive:
                self.lock.release()


async def in_place(work):
    async with asyncio.Lock():  # expect: LW605
        await work()


def thread_lock_in_place(work):
    with t.Lock():  # expect: LW605
        work()


async def shared_with_nested(urls, fetch):
    lock = asyncio.Lock()

    async def one(url):
        async with lock:
            await fetch(url)

    await asyncio.gather(*[one(url) for url in urls])


async def handed_over(worker):
    lock = asyncio.Lock()
    async with lock:
        await worker(lock)


async def slots(queue, handle):
    free = asyncio.Semaphore(20)
    while True:
        item = await queue.get()
        await free.acquire()
        task = asyncio.create_task(handle(item))
        task.add_done_callback(lambda _: free.release())


class Cache:
    def __init__(self):
        self.lock = t.Lock()
        self.items = {}

    async def holds(self, load):
        with self.lock:  # expect: LW601
            self.items["a"] = await load()

    async def by_hand(self, load):
        self.lock.acquire()  # expect: LW601
        value = await load()
        self.lock.release()
        return value

    async def released_before(self, load):
        with self.lock:
            known = self.items.get("a")
        return known or await load()

    async def defined_inside(self):
        with self.lock:

            async def later():
                await asyncio.sleep(0)

        return later


async def nobody_else_waits(check):
    lock = asyncio.Lock()
    await lock.acquire()
    await check(lock.locked())
    lock.release()


async def somebody_else_waits(check, user):
    lock = asyncio.Lock()
    user.lock = lock
    await lock.acquire()  # expect: LW605
    await check(lock.locked())
    lock.release()


# A permit that goes with the connection, and comes back with it.
class Pool:
    def __init__(self, connect):
        self.slots = asyncio.Semaphore(4)
        self.connect = connect

    async def lost_by_cancellation(self):
        await self.slots.acquire()  # expect: LW605
        try:
            connection = await self.connect()
        except Exception:
            self.slots.release()
            raise
        return connection

    async def not_given_back(self):
        await self.slots.acquire()  # expect: LW605
        connection = await self.connect()
        self.slots.release()
        return connection

    async def given_back(self):
        await self.slots.acquire()
        try:
            connection = await self.connect()
        except BaseException:
            self.slots.release()
            raise
        return connection

    async def given_back_at_the_end(self):
        try:
            await self.slots.acquire()
        except TimeoutError:
            return None
        try:
            connection = await self.connect()
        except Exception:
            connection = None
        finally:
            self.slots.release()
        return connection

    async def after_some_more(self, other):
        await self.slots.acquire()
        try:
            self.count = 1
        except Exception:
            self.slots.release()
            raise
        await other()

    def release(self, connection):
        connection.close()
        self.slots.release()
