# about: LW101, LW106
# count: sure
# What a server calls while it starts or ends keeps nobody, however it was told of it; a redis pipeline only collects,
# and examples wait to have something to wait for. So do functions that only a file run by itself has.

# file: examples/slow.py
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def home():
    time.sleep(1)

# file: shop/inbox.py
import time

import psycopg2


async def put(message):
    time.sleep(1)  # expect: LW101


async def newest(connection: psycopg2.extensions.connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM orders")  # expect: LW106
        # The rows came with the answer.
        return cursor.fetchone()


if __name__ == "__main__":
    import asyncio

    async def show():
        task = asyncio.create_task(put("a"))
        time.sleep(1)
        await task

    asyncio.new_event_loop().run_until_complete(show())

# file: shop/main.py
import time

import redis
from aiohttp import web
from fastapi import FastAPI
from litestar import Litestar
from telegram.ext import ApplicationBuilder

app = FastAPI()


@app.on_event("startup")
async def load_models():
    time.sleep(2)


async def warm():
    time.sleep(3)


app.add_event_handler("startup", warm)


class Store:
    async def create_all(self):
        time.sleep(3)

    async def refresh(self):
        time.sleep(3)  # expect: LW101


store = Store()
light = Litestar(on_startup=[store.create_all])


async def heat(app):
    time.sleep(3)


async def cool(app):
    time.sleep(3)


async def page(request):
    await store.refresh()
    time.sleep(3)  # expect: LW101


site = web.Application()
site.on_startup.append(heat)
site.on_cleanup.append(cool)
site.router.add_get("/", page)


async def greet(application):
    time.sleep(3)


bot = ApplicationBuilder().token("x").post_init(greet).build()


async def init_tables():
    time.sleep(3)


async def init_once():
    time.sleep(3)  # expect: LW101


@app.get("/tables")
async def tables():
    await init_once()


cache = redis.Redis()


@app.post("/keys")
async def keys():
    pipe = cache.pipeline(transaction=False)
    pipe.hset("p:h", mapping={"a": 1}).lpush("p:h", "x")
    with cache.pipeline() as several:
        several.set("p:t", "1").incr("p:t").get("p:t")
        several.execute()  # expect: LW106
    return cache.hget("p:h", "a")  # expect: LW106
