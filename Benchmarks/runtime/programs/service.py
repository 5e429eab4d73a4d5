"""A service with one fault at each endpoint. The comments name the faults; service.py looks for them.

Each request asks for more than there is at once, so that each one has to wait, under any load.

At its end each worker writes what really happened to the folder in SERVICE_TRUTH.
"""
import asyncio
import json
import os
import time
from contextlib import asynccontextmanager

import aiohttp
import asyncpg
import httpx
import redis.asyncio
import tenacity
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

UPSTREAM = os.environ["SERVICE_UPSTREAM"]
HOST = os.environ["SERVICE_POSTGRES"]
blocked = []
truth = {"retries": 0}

engine = create_async_engine("postgresql+asyncpg://bench@/postgres?host=" + HOST, pool_size=2, max_overflow=0)  # fault: pool sqlalchemy
redis_pool = redis.asyncio.BlockingConnectionPool.from_url(os.environ["SERVICE_REDIS"], max_connections=2)  # fault: pool redis
cache = redis.asyncio.Redis(connection_pool=redis_pool)


async def consume():
    while True:
        await app.state.jobs.get()
        await asyncio.sleep(0.5)


async def together(*work):
    # Returns the first of the results.
    return (await asyncio.gather(*work))[0]


@asynccontextmanager
async def lifespan(app):
    app.state.gate = asyncio.Semaphore(1)  # fault: semaphore
    app.state.jobs = asyncio.Queue()  # fault: queue
    app.state.pool = await asyncpg.create_pool(host=HOST, user="bench", database="postgres", min_size=2, max_size=2)  # fault: pool asyncpg
    app.state.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1))
    app.state.client = httpx.AsyncClient(limits=httpx.Limits(max_connections=1), timeout=60)
    consumer = asyncio.create_task(consume())
    yield
    consumer.cancel()
    with open("%s/%d" % (os.environ["SERVICE_TRUTH"], os.getpid()), "w") as file:
        json.dump(dict(truth, blocked=blocked, depth=app.state.jobs.qsize()), file)
    await app.state.session.close()
    await app.state.client.aclose()
    await app.state.pool.close()
    await engine.dispose()


class Timed:
    # What holds the loop is the whole step of the task, not only the call in it that sleeps: on a busy
    # machine the framework's part of it is several milliseconds.
    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        start = time.monotonic()
        await self.inner(scope, receive, send)
        if scope.get("path", "").startswith("/block/"):
            blocked.append((start * 1000, time.monotonic() * 1000))


app = FastAPI(lifespan=lifespan)
app.add_middleware(Timed)


def render():
    time.sleep(0.03)  # fault: blocked


@app.get("/block/{x}")
async def block(x):
    render()
    return x


@app.get("/wait/{x}")
async def wait(x):
    await asyncio.sleep(0.005)
    return x


@app.get("/asyncpg/{x}")
async def by_asyncpg(x):
    return await together(*[app.state.pool.fetchval("select pg_sleep(0.01) is null") for _ in range(3)])


async def select():
    async with engine.connect() as connection:
        return (await connection.execute(text("select pg_sleep(0.01) is null"))).scalar()


@app.get("/sqlalchemy/{x}")
async def by_sqlalchemy(x):
    return await together(select(), select(), select())


@app.get("/redis/{x}")
async def by_redis(x):
    return await together(*[cache.blpop("nothing", timeout=0.01) for _ in range(3)])


async def enter():
    async with app.state.gate:
        await asyncio.sleep(0.005)


@app.get("/gate/{x}")
async def gate(x):
    return await together(enter(), enter())


@app.get("/queue/{x}")
async def queue(x):
    for number in range(10):
        app.state.jobs.put_nowait(number)
    return x


async def fetch():
    async with app.state.session.get(UPSTREAM + "/slow") as answer:  # fault: pool aiohttp
        return answer.status


@app.get("/aiohttp/{x}")
async def by_aiohttp(x):
    return await together(fetch(), fetch())


async def get():
    return (await app.state.client.get(UPSTREAM + "/slow")).status_code  # fault: pool httpx


@app.get("/httpx/{x}")
async def by_httpx(x):
    return await together(get(), get())


@tenacity.retry(  # fault: retry
    stop=tenacity.stop_after_attempt(4), wait=tenacity.wait_fixed(0.002),
    retry_error_callback=lambda state: None, after=lambda state: count(state))
async def call():
    async with aiohttp.ClientSession() as session, session.get(UPSTREAM + "/down") as answer:
        answer.raise_for_status()


def count(state):
    truth["retries"] += state.attempt_number < 4


@app.get("/retry/{x}")
async def retry(x):
    await call()
    return x
