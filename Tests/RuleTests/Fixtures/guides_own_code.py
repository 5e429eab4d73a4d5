# The 23 places where the guides' own recommended code breaks: row N of RULES.md section 4 in a file of its
# own. Rows 5 to 9, 11, 13, 15, 16, 17, 18 and 22 stand unchanged in good files of the suite or are kept for
# the strict profile by section 5.0a; the others are reported by default. Row 7 is one fault and one
# finding, LW307: the session that closes under the cancelled tasks (LW312) is part of it. Row 11: LW705 is
# opt-in, see end_of_life_imports.py. Row 14: the guide's own filter also asks for `Exception`, so that it
# drops falsy results only, which are none there. Row 17: each consumer marks the sentinel as done and
# the third one is cancelled, so that two sentinels for three consumers hang nobody. Row 21 has a file of its
# own, timeout_classes_before_311.py, since it takes an old target. Row 23 is a contradiction between two
# guides: LW301 decides.
# about: LW112, LW214, LW114, LW259, LW301, LW302, LW303, LW306, LW307, LW312, LW352, LW408, LW455, LW457, LW501, LW502, LW503, LW504, LW553, LW555, LW651, LW705, LW751, LW804, LW854, LW902, LW951
# file: row_01_one_connection_in_gather.py
import asyncio

import asyncpg


async def dashboard(dsn):
    conn = await asyncpg.connect(dsn)
    try:
        return await asyncio.gather(
            conn.fetch("select 1"),
            conn.fetch("select 2"),  # expect: LW751
            conn.fetch("select 3"),
        )
    finally:
        await conn.close()


# file: row_02_response_leaves_its_session.py
import asyncio

import aiohttp


async def fetch_all(urls):
    async with aiohttp.ClientSession() as session:
        tasks = [session.get(url) for url in urls]
        responses = await asyncio.gather(*tasks)  # expect-strict: LW553
        return responses  # expect: LW504


async def after_the_block(pool):
    async with aiohttp.ClientSession() as session:
        responses = await asyncio.gather(session.get("https://a"), session.get("https://b"))
    async with pool.acquire() as connection:
        users = await connection.fetch("select 1")
    return responses, users  # expect: LW504


async def read_inside(url):
    async with aiohttp.ClientSession() as session:
        response = await session.get(url)
        await response.read()
    return response


# file: row_03_pool_for_each_request.py
import asyncpg
from fastapi import Depends, FastAPI

app = FastAPI()


async def get_pool() -> asyncpg.Pool:
    pool = await asyncpg.create_pool("postgres://")  # expect-strict: LW804
    try:
        yield pool
    finally:
        await pool.close()


@app.get("/")
async def index(pool=Depends(get_pool)):
    return await pool.fetch("select 1")


# file: row_04_closed_twice.py
import asyncio

import aiohttp


async def load(url):
    session = aiohttp.ClientSession()
    try:
        return await session.get(url)
    except Exception:
        await session.close()  # expect-strict: LW501
        raise
    finally:
        await session.close()


class Resource:
    async def use(self): ...

    async def close(self): ...


async def each(count):
    resources = []
    try:
        for _ in range(count):
            resource = Resource()
            resources.append(resource)
            await resource.use()
    except Exception:
        await asyncio.gather(
            *[one.close() for one in resources],  # expect-strict: LW501
            return_exceptions=True,
        )
        raise
    finally:
        await asyncio.gather(*[one.close() for one in resources], return_exceptions=True)


async def only_on_failure(resource: Resource):
    try:
        await resource.use()
    except Exception:
        await resource.close()
        raise


async def tries_another(resource: Resource, other: Resource):
    try:
        await resource.use()
    except Exception:
        await resource.close()
        await other.use()
    finally:
        await resource.close()


async def if_it_is_kept(resource: Resource, kept):
    try:
        await resource.use()
    except Exception:
        await resource.close()
        raise
    finally:
        if not kept:
            await resource.close()


# file: row_05_inline_shield.py
import asyncio


async def save(): ...


async def main():
    try:
        await asyncio.shield(save())  # expect-strict: LW408
    except asyncio.CancelledError:
        print("cancelled")
        raise


# file: row_06_awaited_one_by_one.py
import asyncio


async def load(n): ...


async def main():
    first = asyncio.create_task(load(1))
    second = asyncio.create_task(load(2))
    print(await first)  # expect-strict: LW306
    print(await second)


# file: row_07_first_completed.py
import asyncio


async def load(n): ...


async def main():
    tasks = [asyncio.create_task(load(n)) for n in range(3)]
    done, pending = await asyncio.wait(  # expect-strict: LW307
        tasks, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    return done.pop().result()


# file: row_08_cancelled_after_wait_for.py
import asyncio


async def work(): ...


async def main():
    task = asyncio.create_task(work())
    try:
        return await asyncio.wait_for(task, timeout=1)
    except asyncio.TimeoutError:
        task.cancel()  # expect-strict: LW457
        raise


# file: row_09_comprehension_is_sequential.py
import aiohttp


async def fetch(session: aiohttp.ClientSession, url):
    async with session.get(url) as response:
        return await response.text()


async def main(urls):
    async with aiohttp.ClientSession() as session:
        return [await fetch(session, url) for url in urls]  # expect-strict: LW902


# file: row_10_lifespan_without_finally.py
from contextlib import asynccontextmanager

import asyncpg


@asynccontextmanager
async def lifespan(app):
    app.state.pool = await asyncpg.create_pool("postgres://")
    yield  # expect: LW259
    await app.state.pool.close()


# file: row_11_mongo_client_per_call.py
from motor.motor_asyncio import AsyncIOMotorClient


async def find(name):
    client = AsyncIOMotorClient("mongodb://")  # expect-strict: LW502
    return await client.db.users.find_one({"name": name})


def connect():
    return AsyncIOMotorClient("mongodb://")


async def connected():
    client = AsyncIOMotorClient("mongodb://")
    return client


# file: row_12_django_middleware.py
from django.http import HttpRequest


class TimingMiddleware:
    async def __call__(self, request: HttpRequest):  # expect: LW854
        return await self.get_response(request)


# file: row_13_filter_lets_cancellation_through.py
import asyncio


async def load(n): ...


async def main():
    results = await asyncio.gather(*[load(n) for n in range(3)], return_exceptions=True)
    return [r for r in results if not isinstance(r, Exception)]  # expect-strict: LW352


async def pairs(urls):
    results = await asyncio.gather(load(1), load(2), return_exceptions=True)
    good = []
    for url, result in zip(urls, results):
        if isinstance(result, Exception):  # expect-strict: LW352
            print(url, result)
        else:
            good.append(result)
    return good


# file: row_14_truthiness_filter.py
import asyncio


async def load(n): ...


async def main():
    results = await asyncio.gather(  # expect: LW352
        load(1), load(2), return_exceptions=True
    )
    return [r for r in results if r]


# file: row_15_executor_in_a_with.py
import asyncio
from concurrent.futures import ProcessPoolExecutor


def work(n): ...


async def main():
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor() as pool:  # expect-strict: LW114
        return await loop.run_in_executor(pool, work, 1)


# file: row_16_computing_in_a_thread.py
import asyncio


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


async def main():
    return await asyncio.to_thread(fib, 35)  # expect-strict: LW112


async def default_executor():
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, fib, 35)  # expect-strict: LW112


async def little():
    return await asyncio.to_thread(fib, 5)


async def in_a_process(pool):
    return await asyncio.get_running_loop().run_in_executor(pool, fib, 35)


# file: row_17_pipeline.py
import asyncio


async def consume(queue):
    while True:
        item = await queue.get()  # expect-strict: LW555
        if item is None:
            break
        print(item)
        queue.task_done()


async def main():
    queue = asyncio.Queue(maxsize=10)
    consumers = [asyncio.create_task(consume(queue)) for _ in range(3)]
    for item in range(10):
        await queue.put(item)
    await queue.join()
    for consumer in consumers:
        consumer.cancel()  # expect-strict: LW307


async def cancelled_and_awaited(queue):
    consumers = [asyncio.create_task(consume(queue)) for _ in range(3)]
    await queue.put(1)
    for consumer in consumers:
        consumer.cancel()
    await asyncio.gather(*consumers, return_exceptions=True)


# file: row_18_all_created_up_front.py
import asyncio


async def fetch(limit, n):
    async with limit:
        await asyncio.sleep(1)


async def main(items):
    limit = asyncio.Semaphore(5)
    return await asyncio.gather(*[fetch(limit, item) for item in items])  # expect-strict: LW553


async def through_a_variable(items):
    limit = asyncio.Semaphore(5)
    tasks = [fetch(limit, item) for item in items]
    return await asyncio.gather(*tasks)  # expect-strict: LW553


async def few():
    limit = asyncio.Semaphore(5)
    return await asyncio.gather(*[fetch(limit, item) for item in range(10)])


# file: row_19_sync_bridge.py
import asyncio


async def load(): ...


def load_now():
    return asyncio.run(load())


async def main():
    return load_now()  # expect: LW651


# file: row_20_loop_of_the_policy.py
import asyncio


async def main():
    loop = asyncio.get_event_loop()  # expect: LW951
    await loop.run_in_executor(None, print)


# file: row_22_timer.py
import time
from contextlib import asynccontextmanager


@asynccontextmanager
async def timer(name):
    start = time.perf_counter()
    yield  # expect-strict: LW259
    print(name, time.perf_counter() - start)


# file: row_23_fire_and_forget.py
import asyncio


async def audit(): ...


async def handle():
    asyncio.create_task(audit())  # expect: LW301
