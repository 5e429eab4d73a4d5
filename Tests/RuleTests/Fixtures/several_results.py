# Results that are taken apart, and what names of factories say in annotations.
import asyncio
import threading

import requests


class Api:
    def get(self):
        return requests.get("https://example.org", timeout=5)


class Quiet:
    def get(self):
        return 1


async def make() -> Api:
    await asyncio.sleep(0)
    return Api()


async def make_quiet() -> Quiet:
    await asyncio.sleep(0)
    return Quiet()


async def together():
    api, quiet = await asyncio.gather(make(), make_quiet())
    quiet.get()
    api.get()  # expect: LW110


async def all_of(names):
    for api in await asyncio.gather(*[make() for name in names]):
        api.get()  # expect: LW110


async def maybe(names):
    first, second = await asyncio.gather(make(), make_quiet(), return_exceptions=True)  # expect: LW351
    second.get()


async def pair(both: tuple[Quiet, Api]):
    quiet, api = both
    quiet.get()
    api.get()  # expect: LW110


async def hold(lock: threading.Lock):
    with lock:  # expect: LW601
        await asyncio.sleep(1)


async def start(done):
    asyncio.create_task(make()).add_done_callback(done)  # expect: LW301
    task = asyncio.create_task(make())
    task.add_done_callback(done)
    await task
