import asyncio

import aiohttp
import httpx

from app.state import close_all, open_all, use

client = httpx.AsyncClient()
late: aiohttp.ClientSession | None = None


class Holder:
    session = None

    async def open(self):
        self.session = aiohttp.ClientSession()


async def fetch():
    await client.get("http://localhost")


def once():
    asyncio.run(fetch())


def with_shared_client():
    asyncio.run(fetch())
    asyncio.run(fetch())  # expect: LW505, LW652


def through_modules():
    asyncio.run(open_all())
    asyncio.run(use())  # expect: LW505, LW652


async def both():
    await open_all()
    await use()
    await close_all()


asyncio.run(both())
# file: app/__init__.py
# file: app/state.py
import aiohttp

session = None


async def open_all():
    global session
    session = aiohttp.ClientSession()


async def use():
    async with session.get("http://localhost") as response:
        return await response.text()


async def close_all():
    await session.close()
