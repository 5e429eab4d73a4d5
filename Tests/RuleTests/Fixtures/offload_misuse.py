# What is handed to a thread or a process, and what really runs there.
import asyncio
import functools
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def make_worker(name):
    def work():
        return name

    return work


class Command:
    def __call__(self):
        return 1


class Report:
    text = ""


def build() -> Report:
    return Report()


def command() -> Command:
    return Command()


def items():
    yield 1


async def fetch():
    await asyncio.sleep(1)


async def store(rows):
    await asyncio.to_thread(list, rows)


class Response:
    def __init__(self, rows):
        self.rows = rows


async def right(handler, values):
    await asyncio.to_thread(make_worker("x"))
    await asyncio.to_thread(functools.partial(time.sleep, 1))
    await asyncio.to_thread(command())
    await asyncio.to_thread(handler("unknown"))
    await asyncio.to_thread(lambda: time.sleep(1))
    await asyncio.to_thread(list, items())
    handed_on = await asyncio.to_thread(items)
    await store(handed_on)
    with ProcessPoolExecutor() as pool:
        await asyncio.get_running_loop().run_in_executor(pool, build)
    return Response(await asyncio.to_thread(items))


async def wrong(values):
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(build())  # expect: LW116
    await asyncio.to_thread(fetch)  # expect: LW116
    await asyncio.to_thread(fetch())  # expect: LW116
    for item in await asyncio.to_thread(items):  # expect: LW116
        print(item)
    kept = await asyncio.to_thread(items)  # expect: LW116
    await store(sorted(kept))
    with ProcessPoolExecutor() as pool:
        await loop.run_in_executor(pool, lambda: 1)  # expect: LW116


async def pool_left_with_work(values):
    with ThreadPoolExecutor() as pool:  # expect: LW114
        futures = [pool.submit(build) for _ in values]
    return futures


async def pool_whose_work_is_awaited(values):
    with ThreadPoolExecutor() as pool:
        futures = [asyncio.wrap_future(pool.submit(build)) for _ in values]
        await asyncio.gather(*futures)


def plain_function(values):
    with ThreadPoolExecutor() as pool:
        return list(pool.map(build, values))
