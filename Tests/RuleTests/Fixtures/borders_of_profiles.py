# RULES 5.0a: where the default profile ends and the strict one goes on, both sides of each border. Some
# rows are one border told by two rules: results used as values unchecked (LW352) are LW351's, a task that
# nobody refers to (LW303) is LW301's, a coroutine where a plain value is declared (LW214) is LW203's, and
# `fib(35)` behind a call (LW112) is LW110's. The traceback that a handler drops (LW357) is strict, as the
# suite has it; the error that it drops is not. LW705 is silent in both profiles.
# about: LW110, LW112, LW114, LW202, LW203, LW214, LW259, LW301, LW302, LW303, LW305, LW306, LW307, LW312, LW351, LW352, LW357, LW405, LW408, LW451, LW457, LW462, LW501, LW502, LW505, LW551, LW553, LW555, LW558, LW602, LW605, LW705, LW802, LW804, LW854, LW901, LW902, LW904, LW932
# file: lw112.py
import asyncio
import hashlib


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


async def recursion():
    return fib(35)  # expect: LW110


async def shallow():
    return fib(10)


async def summed():
    return sum(range(50_000_000))  # expect: LW112


async def summed_little():
    return sum(range(50_000))


async def nested():
    total = 0
    for a in range(1000):  # expect: LW112
        for b in range(1000):
            total += a * b
    return total


async def short():
    total = 0
    for a in range(100):
        for b in range(100):
            total += a * b
    return total


async def derived(password, salt):
    return hashlib.pbkdf2_hmac("sha256", password, salt, 600_000)  # expect: LW112


async def digested(name):
    return hashlib.sha256(name).hexdigest()


async def in_a_thread():
    return await asyncio.to_thread(fib, 35)  # expect-strict: LW112


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


async def left_while_it_works():
    with ThreadPoolExecutor() as pool:  # expect: LW114
        future = pool.submit(work)
    return future


async def kept(pool: ThreadPoolExecutor):
    return await asyncio.get_running_loop().run_in_executor(pool, work)


# file: lw202.py
async def load(): ...


coroutine = load()  # expect: LW202


async def assigned():
    result = load()  # expect: LW202


async def awaited():
    result = load()
    return await result


# file: lw214.py
from collections.abc import Awaitable


async def load() -> int:
    return 1


async def declares_the_coroutine() -> Awaitable[int]:  # expect: LW214
    return await load()


async def declares_the_value() -> int:
    return await load()


def double(n: int):
    return n * 2


async def hands_over_a_coroutine():
    double(load())  # expect: LW203


async def hands_over_the_value():
    double(await load())


# file: lw259.py
from contextlib import asynccontextmanager


class Thing:
    async def close(self): ...


@asynccontextmanager
async def releases():
    thing = Thing()
    yield thing  # expect: LW259
    await thing.close()


@asynccontextmanager
async def tells():
    print("begin")
    yield  # expect-strict: LW259
    print("end")


@asynccontextmanager
async def whatever_happens():
    thing = Thing()
    try:
        yield thing
    finally:
        await thing.close()


# file: lw302.py
import asyncio


async def work(): ...


async def until_it_returns():
    task = asyncio.create_task(work())  # expect: LW302
    task.set_name("work")


async def shielded_to_the_end():
    task = asyncio.create_task(work())
    await asyncio.shield(task)


# file: lw303.py
import asyncio


async def fails(): ...


class Kept:
    def start(self):
        self.task = asyncio.create_task(fails())  # expect-strict: LW303


    def drop(self):
        asyncio.create_task(fails())  # expect: LW301

    def read(self):
        self.other = asyncio.create_task(fails())
        self.other.add_done_callback(self.ended)

    def ended(self, task):
        print(task.exception())


# file: lw305.py
import asyncio


async def load(n): ...


async def for_one_child():
    async with asyncio.TaskGroup() as group:  # expect-strict: LW305
        group.create_task(load(1))


async def for_two():
    async with asyncio.TaskGroup() as group:
        group.create_task(load(1))
        group.create_task(load(2))


# file: lw306.py
import asyncio


async def load(n): ...


async def gathered(ns):
    tasks = [asyncio.create_task(load(n)) for n in ns]
    return await asyncio.gather(*tasks)  # expect: LW306 # expect-strict: LW553


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


# file: lw312.py
import asyncio

import aiohttp

running = set()


async def report(session):
    await session.post("/done", timeout=5)


async def left_alone():
    async with aiohttp.ClientSession() as session:
        running.add(asyncio.create_task(report(session)))  # expect: LW312


async def cancelled_only():
    async with aiohttp.ClientSession() as session:
        task = asyncio.create_task(report(session))
        await asyncio.sleep(1)
        task.cancel()  # expect-strict: LW307


async def awaited():
    async with aiohttp.ClientSession() as session:
        task = asyncio.create_task(report(session))
        await task


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


async def as_values():
    results = await asyncio.gather(load(1), load(2), return_exceptions=True)  # expect: LW351
    return [r.name for r in results]


async def beside_the_wrong_items(items):
    results = await asyncio.gather(*[load(item) for item in items if item])  # expect-strict: LW553
    return dict(zip(items, results))  # expect: LW352


async def beside_fewer(items):
    results = await asyncio.gather(  # expect-strict: LW553
        *[load(item) for item in items], return_exceptions=True
    )
    good = [r for r in results if not isinstance(r, BaseException)]
    return dict(zip(items, good))  # expect: LW352


async def beside_its_own(items):
    wanted = [item for item in items if item]
    results = await asyncio.gather(*[load(item) for item in wanted])
    return dict(zip(wanted, results))


# file: lw357.py
import asyncio
import logging

log = logging.getLogger(__name__)


async def step(): ...


async def drops_the_error():
    try:
        await step()
    except Exception:  # expect: LW357
        pass


async def drops_the_traceback():
    try:
        await step()
    except Exception as error:
        log.error("failed: %s", error)  # expect-strict: LW357


async def drops_nothing():
    try:
        await step()
    except Exception:
        log.exception("failed")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(drops_the_error())
        group.create_task(drops_the_traceback())
        group.create_task(drops_nothing())


# file: lw405.py
import asyncio

from sqlalchemy.ext.asyncio import AsyncSession


async def under_a_deadline(session: AsyncSession):
    await asyncio.wait_for(session.commit(), 5)  # expect-strict: LW405


async def in_its_own_time(session: AsyncSession):
    await session.commit()


async def a_query(session: AsyncSession, statement):
    return await asyncio.wait_for(session.execute(statement), 5)


# file: lw408.py
import asyncio


async def save(): ...


async def awaited_at_once():
    await asyncio.shield(save())  # expect-strict: LW408


async def kept():
    task = asyncio.create_task(save())
    await asyncio.shield(task)


async def dropped_and_needed():
    try:
        await asyncio.wait_for(asyncio.shield(save()), 1)  # expect: LW408
    except asyncio.TimeoutError:
        print("it runs on, and nobody can wait for it")


# file: lw451.py
import asyncio

import aiohttp
import asyncpg
import websockets


async def stream(host):
    reader, writer = await asyncio.open_connection(host, 80)  # expect: LW451
    return reader, writer


async def finite_default(session: aiohttp.ClientSession, url):
    async with session.get(url) as response:  # expect-strict: LW451
        return await response.text()


async def switched_off(session: aiohttp.ClientSession, url):
    async with session.get(url, timeout=None) as response:  # expect: LW451
        return await response.text()


async def child():
    process = await asyncio.create_subprocess_exec("ls")
    await process.wait()  # expect: LW451


async def socket():
    async with websockets.connect("ws://a") as connection:
        return await connection.recv()  # expect: LW451


async def at_the_call_that_disables(url):
    timeout = aiohttp.ClientTimeout(total=None)  # expect: LW451
    async with aiohttp.ClientSession(timeout=timeout) as session:
        async with session.get(url) as response:
            return await response.text()


async def queries(dsn):
    return await asyncpg.create_pool(dsn)  # expect-strict: LW451


async def limited_queries(dsn):
    return await asyncpg.create_pool(dsn, command_timeout=30)


async def limited(host):
    async with asyncio.timeout(5):
        return await asyncio.open_connection(host, 80)


# file: lw457.py
import asyncio


async def work(): ...


async def cancels_again():
    task = asyncio.create_task(work())
    try:
        await asyncio.wait_for(task, 1)
    except asyncio.TimeoutError:
        task.cancel()  # expect-strict: LW457


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


# file: lw501.py
from contextlib import asynccontextmanager

import aiohttp


@asynccontextmanager
async def at_the_yield():
    session = aiohttp.ClientSession()
    yield session  # expect: LW259
    await session.close()


@asynccontextmanager
async def at_the_acquire():
    session = aiohttp.ClientSession()  # expect: LW501
    await session.get("https://a", timeout=5)
    try:
        yield session
    finally:
        await session.close()


# file: lw502.py
import aiohttp
from fastapi import FastAPI
from motor.motor_asyncio import AsyncIOMotorClient

app = FastAPI()


async def each(urls):
    for url in urls:
        async with aiohttp.ClientSession() as session:  # expect: LW502
            await session.post(url, timeout=5)


@app.get("/")
async def for_one_request():
    async with aiohttp.ClientSession() as session:  # expect-strict: LW502
        await session.post("https://a", timeout=5)


async def for_one_call():
    client = AsyncIOMotorClient("mongodb://")  # expect-strict: LW502
    return await client.db.users.find_one({})


async def given(session: aiohttp.ClientSession):
    await session.post("https://a", timeout=5)


# file: lw505.py
import asyncio

import aiohttp

session = aiohttp.ClientSession()  # expect: LW505
lock = asyncio.Lock()


async def guarded():
    async with lock:
        await asyncio.sleep(1)


async def connect():
    return aiohttp.ClientSession()


async def use(given):
    await given.post("https://a", timeout=5)


def two_runs():
    asyncio.run(guarded())
    asyncio.run(guarded())  # expect: LW505


def handed_on():
    given = asyncio.run(connect())
    asyncio.run(use(given))  # expect: LW505


def one_or_the_other(first):
    if first:
        asyncio.run(guarded())
    else:
        asyncio.run(guarded())


def one_run():
    asyncio.run(guarded())


# file: lw551.py
import asyncio


async def produce(queue):
    n = 0
    while True:
        n += 1
        await queue.put(n)
        await asyncio.sleep(1)


async def produce_some(queue):
    for n in range(3):
        await queue.put(n)


async def consume(queue):
    while True:
        print(await queue.get())


async def unbounded():
    queue = asyncio.Queue()  # expect: LW551
    async with asyncio.TaskGroup() as group:
        group.create_task(produce(queue))
        group.create_task(consume(queue))


async def whatever_bounds_the_producer():
    queue = asyncio.Queue()  # expect: LW551
    async with asyncio.TaskGroup() as group:
        group.create_task(produce_some(queue))
        group.create_task(consume(queue))


async def bounded():
    queue = asyncio.Queue(maxsize=10)
    async with asyncio.TaskGroup() as group:
        group.create_task(produce(queue))
        group.create_task(consume(queue))


async def of_one_task():
    queue = asyncio.Queue()
    await queue.put(1)
    return await queue.get()


# file: lw553.py
import asyncio


async def load(n): ...


async def huge():
    await asyncio.gather(*[load(n) for n in range(100_000)])  # expect: LW553


async def unknown_length(items):
    await asyncio.gather(*[load(item) for item in items])  # expect-strict: LW553


async def literal():
    await asyncio.gather(*[load(n) for n in (1, 2, 3)])


async def endless(queue: asyncio.Queue):
    tasks = set()
    while True:
        task = asyncio.create_task(load(await queue.get()))  # expect: LW553
        tasks.add(task)
        task.add_done_callback(tasks.discard)


async def limited_inside(items):
    slots = asyncio.Semaphore(5)

    async def one(item):
        async with slots:
            await load(item)

    await asyncio.gather(*[one(item) for item in items])  # expect-strict: LW553


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


async def polls_somebody_else(client):
    while not await client.is_ready():
        await asyncio.sleep(0.1)


# file: lw602.py
import asyncio

import aiohttp
from fastapi import FastAPI

app = FastAPI()
lock = asyncio.Lock()
cache = {}
total = 0
session = None


async def load(key):
    await asyncio.sleep(1)
    return key


@app.get("/check-then-act")
async def check_then_act(key: str):
    if key not in cache:
        cache[key] = await load(key)  # expect: LW602
    return cache[key]


@app.get("/read-modify-write")
async def read_modify_write():
    global total
    now = total
    await asyncio.sleep(1)
    total = now + 1  # expect: LW602


@app.get("/first-use")
async def first_use():
    global session
    if session is None:
        await asyncio.sleep(1)
        session = aiohttp.ClientSession()  # expect: LW602
    return session


@app.get("/first-use-at-once")
async def first_use_at_once():
    global session
    if session is None:
        session = aiohttp.ClientSession()
    return session


@app.get("/locked")
async def locked(key: str):
    async with lock:
        if key not in cache:
            cache[key] = await load(key)
    return cache[key]


@app.get("/atomic")
async def atomic():
    global total
    await asyncio.sleep(1)
    total += 1


async def alone():
    global total
    now = total
    await asyncio.sleep(1)
    total = now + 1


if __name__ == "__main__":
    asyncio.run(alone())


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


async def lock_is_given_back(work):
    await lock.acquire()
    try:
        await work()
    finally:
        lock.release()


# file: lw705.py
import aioredis


async def use(): ...


# file: lw802.py
from fastapi import Depends, FastAPI

app = FastAPI()


async def user(): ...


@app.get("/a")
async def called(user=Depends(user())): ...  # expect: LW802


@app.get("/b")
async def passed(user=Depends(user)): ...


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


async def keeps_one(request):
    return request.app.state.session


# file: lw854_django.py
from django.http import HttpRequest


class TimingMiddleware:
    async def __call__(self, request: HttpRequest):  # expect: LW854
        return await self.get_response(request)


class Marked:
    sync_capable = False

    def __call__(self, request: HttpRequest):
        return self.get_response(request)


# file: lw854_no_django.py
class TimingMiddleware:
    async def __call__(self, request):
        return await self.get_response(request)


# file: lw901.py
import aiohttp


async def load(session: aiohttp.ClientSession, url):
    async with session.get(url, timeout=5) as response:
        return await response.text()


async def independent(session: aiohttp.ClientSession):
    a = await load(session, "https://a")
    b = await load(session, "https://b")  # expect-strict: LW901
    return a + b


async def dependent(session: aiohttp.ClientSession):
    a = await load(session, "https://a")
    return await load(session, a)


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


# file: lw904.py
from motor.motor_asyncio import AsyncIOMotorDatabase


async def everything(db: AsyncIOMotorDatabase):
    return await db.events.find({}).to_list(length=None)  # expect-strict: LW904


async def some(db: AsyncIOMotorDatabase):
    return await db.events.find({}).to_list(length=100)


# file: test_lw932.py
import asyncio


async def load(): ...


def test_by_hand():
    asyncio.run(load())  # expect: LW932


def test_of_something_else():
    assert load


# file: not_a_program_of_tests.py
import asyncio


async def load(): ...


if __name__ == "__main__":
    asyncio.run(load())
