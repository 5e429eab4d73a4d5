# count: sure
# A wait behind a helper is sure to matter where a handler, a task or a library's callback leads to it; of
# a coroutine that nobody here calls, others may or may not await at the same time.

# file: store.py
import requests


def rates():
    return requests.get("https://rates.example/latest", timeout=5)


class Store:
    def load(self):
        return requests.get("https://store.example/items", timeout=5)

    async def items(self):
        return self.load()  # expect: LW110

    async def unused(self):
        return self.load()

# file: handlers.py
from fastapi import FastAPI, Request

from store import Store, rates

app = FastAPI()
store = Store()


@app.get("/rates")
async def show():
    return rates()  # expect: LW801


@app.get("/items")
async def items():
    return await listed()


async def listed():
    return await store.items()


async def by_request(request: Request):
    return rates()  # expect: LW110


@app.on_event("startup")
async def warm_up():
    return rates()

# file: tools.py
# The decorator belongs to an object of a library that was not found.
from fastmcp import FastMCP

from store import rates

mcp = FastMCP("rates")


@mcp.tool()
async def tell(currency: str):
    return rates()  # expect: LW110

# file: registered.py
import asyncio

import anyio
from aiohttp import web

from store import rates


class Page:
    async def show(self, _):
        return rates()  # expect: LW110

    async def hide(self, _):
        return rates()

    def routes(self, app: web.Application):
        app.router.add_get("/", self.show)


async def answer(reader, writer):
    writer.write(rates().content)  # expect: LW110


async def alone():
    return rates()


async def main():
    await asyncio.start_server(answer, port=80)


def script():
    anyio.run(alone)

# file: tasks.py
import asyncio

from store import rates


class Poller:
    def start(self):
        self.task = asyncio.create_task(self.poll())

    async def poll(self):
        while True:
            rates()  # expect: LW110
            await asyncio.sleep(60)

# file: library.py
from store import rates


async def latest():
    return rates()


def keep(handlers):
    handlers.append(latest)
