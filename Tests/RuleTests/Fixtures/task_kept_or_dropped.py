# Who keeps a task is decided by what callees do with it.
import asyncio
from asyncio import create_task as start

from registry import Registry, forget, hand_out, remember

background = set()


async def job(): ...


class Service:
    def __init__(self, loop, other):
        self.loop = loop
        self.other = other
        self.tasks = []
        self.registry = Registry()

    def fire(self):
        self.loop.create_task(job())  # expect: LW301
        self.other.create_task(job())

    def keep(self):
        self.tasks.append(asyncio.create_task(job()))
        self.registry.spawn(job())
        remember(asyncio.create_task(job()))
        kept = asyncio.create_task(job())
        background.add(kept)
        kept.add_done_callback(background.discard)

    def lose(self):
        start(job())  # expect: LW301
        [start(job()) for _ in range(3)]  # expect: LW301
        hand_out(job())  # expect: LW301
        lost = asyncio.create_task(job())  # expect: LW302
        forget(lost)
        for _ in range(3):
            _ = asyncio.create_task(job())  # expect: LW301

    def named(self):
        task = asyncio.create_task(job())  # expect: LW302
        task.set_name("job")
        task.add_done_callback(print)


def later(loop: asyncio.AbstractEventLoop):
    loop.call_soon(start, job())  # expect: LW301
    loop.call_later(1, lambda: asyncio.create_task(job()))  # expect: LW301
    loop.call_later(1, lambda: background.add(asyncio.create_task(job())))


async def owned():
    async with asyncio.TaskGroup() as group:
        group.create_task(job())


async def container():
    tasks = []
    for _ in range(3):
        tasks.append(asyncio.create_task(job()))
    first, second = asyncio.create_task(job()), asyncio.create_task(job())
    await first
    await asyncio.wait([second])
    return [await task for task in tasks]


async def lost_container():
    tasks = []
    for _ in range(3):
        tasks.append(asyncio.create_task(job()))  # expect: LW302


async def waits_for_ever():
    task = asyncio.create_task(job())
    while True:
        await asyncio.sleep(1)


async def main():
    # The loop ends with this coroutine.
    task = asyncio.create_task(job())
    await asyncio.sleep(10)


def closure():
    task = asyncio.create_task(job())

    def stop():
        task.cancel()

    return stop


asyncio.run(main())
# file: registry.py
import asyncio

kept = {}


class Registry:
    def __init__(self):
        self.tasks = set()

    def spawn(self, coroutine):
        task = asyncio.create_task(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task


def remember(task):
    kept[id(task)] = task


def forget(task):
    task.set_name("forgotten")


def hand_out(coroutine):
    task = asyncio.create_task(coroutine)
    task.set_name("handed out")
    return task


# A future that is handed back makes no task.
async def hand_back():
    asyncio.ensure_future(asyncio.get_running_loop().run_in_executor(None, print))
    asyncio.ensure_future(asyncio.gather(job(), job()))  # expect: LW301
    asyncio.ensure_future(job())  # expect: LW301


# file: declared_awaitable.py
import asyncio
from collections.abc import Awaitable


class Requests:
    def __init__(self):
        self.futures = {}

    def ask(self, number) -> Awaitable[None]:
        return self.futures.setdefault(number, asyncio.get_running_loop().create_future())

    async def send(self): ...

    def again(self):
        asyncio.ensure_future(self.ask(1))
        asyncio.ensure_future(self.send())  # expect: LW301
