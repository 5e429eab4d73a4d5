# RULES 5.0a: where the default profile ends and the strict one goes on, both sides of each border.
# about: LW114, LW302, LW303, LW305, LW306, LW307, LW312, LW352, LW357, LW408, LW451, LW457, LW462, LW505, LW551, LW553, LW555, LW558, LW602, LW605, LW705, LW802, LW804, LW854, LW901, LW902, LW932, LW202
# file: lw114.py
import asyncio
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI

app = FastAPI()


def work(): ...


@app.get("/")
async def per_request():
    pool = ThreadPoolExecutor()  # expect: LW114
    return await asyncio.get_running_loop().run_in_executor(pool, work)


async def awaited_use():
    with ThreadPoolExecutor() as pool:  # expect-strict: LW114
        return await asyncio.get_running_loop().run_in_executor(pool, work)


# file: lw306.py
import asyncio


async def load(n): ...


async def gathered(ns):
    tasks = [asyncio.create_task(load(n)) for n in ns]
    return await asyncio.gather(*tasks)  # expect: LW306


async def one_by_one():
    a = asyncio.create_task(load(1))
    b = asyncio.create_task(load(2))
    return await a, await b  # expect-strict: LW306


async def coroutines():
    return await asyncio.gather(load(1), load(2))


# file: lw307.py
import asyncio


async def load(n): ...


async def left_alone():
    tasks = [asyncio.create_task(load(n)) for n in range(3)]
    done, pending = await asyncio.wait(tasks, timeout=1)  # expect: LW307
    return done


async def cancelled_only():
    tasks = [asyncio.create_task(load(n)) for n in range(3)]
    done, pending = await asyncio.wait(tasks, timeout=1)  # expect-strict: LW307
    for task in pending:
        task.cancel()
    return done


async def cancelled_and_awaited():
    tasks = [asyncio.create_task(load(n)) for n in range(3)]
    done, pending = await asyncio.wait(tasks, timeout=1)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return done


# file: lw408.py
import asyncio


async def save(): ...


async def awaited_at_once():
    await asyncio.shield(save())  # expect-strict: LW408


async def kept():
    task = asyncio.create_task(save())
    await asyncio.shield(task)


# file: lw457.py
import asyncio


async def work(): ...


async def cancels_again():
    task = asyncio.create_task(work())
    try:
        await asyncio.wait_for(task, 1)
    except asyncio.TimeoutError:
        task.cancel()  # expect-strict: LW457


# file: lw352.py
import asyncio


async def load(n): ...


async def by_truth():
    results = await asyncio.gather(load(1), load(2), return_exceptions=True)  # expect: LW352
    return [r for r in results if r]


async def by_exception():
    results = await asyncio.gather(load(1), load(2), return_exceptions=True)
    return [r for r in results if not isinstance(r, Exception)]  # expect-strict: LW352


async def by_base():
    results = await asyncio.gather(load(1), load(2), return_exceptions=True)
    return [r for r in results if not isinstance(r, BaseException)]


# file: lw555.py
import asyncio


async def never_done(queue: asyncio.Queue):
    while True:
        print(await queue.get())  # expect: LW555


async def done_not_in_finally(queue: asyncio.Queue):
    while True:
        print(await queue.get())  # expect-strict: LW555
        queue.task_done()


async def main():
    first = asyncio.Queue(maxsize=1)
    second = asyncio.Queue(maxsize=1)
    async with asyncio.TaskGroup() as group:
        group.create_task(never_done(first))
        group.create_task(done_not_in_finally(second))
        await first.put(1)
        await second.put(1)
        await first.join()
        await second.join()


# file: lw303.py
import asyncio


async def fails(): ...


class Kept:
    def start(self):
        self.task = asyncio.create_task(fails())  # expect-strict: LW303


# file: lw804.py
import aiohttp
from fastapi import Depends, FastAPI

app = FastAPI()


async def yields_and_closes():
    async with aiohttp.ClientSession() as session:  # expect-strict: LW804
        yield session


async def returns_a_new_one():
    return aiohttp.ClientSession()  # expect: LW804


@app.get("/")
async def index(a=Depends(yields_and_closes), b=Depends(returns_a_new_one)): ...


# file: lw451.py
import asyncio

import aiohttp


async def stream(host):
    reader, writer = await asyncio.open_connection(host, 80)  # expect: LW451
    return reader, writer


async def finite_default(session: aiohttp.ClientSession, url):
    async with session.get(url) as response:  # expect-strict: LW451
        return await response.text()


async def switched_off(session: aiohttp.ClientSession, url):
    async with session.get(url, timeout=None) as response:  # expect: LW451
        return await response.text()


# file: lw553.py
import asyncio


async def load(n): ...


async def huge():
    await asyncio.gather(*[load(n) for n in range(100_000)])  # expect: LW553


async def unknown_length(items):
    await asyncio.gather(*[load(item) for item in items])  # expect-strict: LW553


async def literal():
    await asyncio.gather(*[load(n) for n in (1, 2, 3)])


# file: lw902.py
import aiohttp


async def one_after_another(session: aiohttp.ClientSession, urls):
    for url in urls:
        async with session.get(url, timeout=5) as response:
            print(await response.text())


async def load(session: aiohttp.ClientSession, url):
    async with session.get(url, timeout=5) as response:
        return await response.text()


async def as_a_list(session: aiohttp.ClientSession, urls):
    return [await load(session, url) for url in urls]  # expect-strict: LW902


# file: lw605.py
import asyncio

lock = asyncio.Lock()
slots = asyncio.Semaphore(3)


async def lock_leaks(work):
    await lock.acquire()  # expect: LW605
    await work()
    lock.release()


async def slot_for_somebody_else(start):
    await slots.acquire()
    start(slots.release)


# file: lw558.py
import asyncio

ready = False


async def wait():
    while not ready:  # expect: LW558
        await asyncio.sleep(0.1)


def finish():
    global ready
    ready = True


async def heartbeat(send):
    while True:
        await send()
        await asyncio.sleep(1)


# file: lw462.py
import asyncio

import aiohttp


async def without_limit(session: aiohttp.ClientSession, url):
    while True:
        try:
            return await session.get(url, timeout=5)
        except aiohttp.ClientError:  # expect: LW462
            continue


async def with_a_limit(session: aiohttp.ClientSession, url):
    for _ in range(3):
        try:
            return await session.get(url, timeout=5)
        except aiohttp.ClientError:
            await asyncio.sleep(1)


# file: lw505.py
import aiohttp

session = aiohttp.ClientSession()  # expect: LW505

# file: lw202.py
async def load(): ...


coroutine = load()  # expect: LW202


# file: lw802.py
from fastapi import Depends, FastAPI

app = FastAPI()


async def user(): ...


@app.get("/a")
async def called(user=Depends(user())): ...  # expect: LW802


@app.get("/b")
async def passed(user=Depends(user)): ...


# file: test_lw932.py
import asyncio


async def load(): ...


def test_by_hand():
    asyncio.run(load())  # expect: LW932


# file: lw705.py
import aioredis


async def use(): ...


# file: lw854_no_django.py
class TimingMiddleware:
    async def __call__(self, request):
        return await self.get_response(request)


# file: lw854_django.py
from django.http import HttpRequest


class TimingMiddleware:
    async def __call__(self, request: HttpRequest):  # expect: LW854
        return await self.get_response(request)
