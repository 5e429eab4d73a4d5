import asyncio
import contextlib

import aiofiles
import aiohttp as http
import httpx
from asyncpg import connect as dial

from app.use import keep, only_use


async def returned():
    session = http.ClientSession()
    return session


async def stored(self):
    session = http.ClientSession()
    self.session = session


async def in_a_stack(url):
    async with contextlib.AsyncExitStack() as stack:
        session = await stack.enter_async_context(http.ClientSession())
        return await session.get(url)


async def closed_in_finally(url):
    session = http.ClientSession()
    try:
        async with session.get(url) as response:
            return await response.text()
    finally:
        await session.close()


async def optional_owner(url, session=None):
    own = session is None
    if session is None:
        session = http.ClientSession()
    try:
        async with session.get(url) as response:
            return await response.text()
    finally:
        if own:
            await session.close()


async def closing(url):
    client = httpx.AsyncClient()
    async with contextlib.aclosing(client):
        return await client.get(url)


async def entered_later(url):
    client = httpx.AsyncClient()
    async with client:
        return await client.get(url)


async def kept_by_helper():
    session = http.ClientSession()
    await keep(session)


async def used_by_helper(url):
    session = http.ClientSession()  # expect: LW501
    return await only_use(session, url)


async def aliased_import(dsn):
    connection = await dial(dsn)  # expect: LW501
    return await connection.fetch("select 1")


async def closed_on_one_path(dsn, verbose):
    connection = await dial(dsn)  # expect: LW501
    rows = await connection.fetch("select 1")
    if not rows:
        return None
    await connection.close()
    return rows


async def handler_closes(host):
    reader, writer = await asyncio.open_connection(host, 7)  # expect: LW451
    try:
        return await reader.read()  # expect: LW451
    except Exception:
        writer.close()
        raise
    else:
        writer.close()
    finally:
        writer.close()


async def temporary(path):
    return await (await aiofiles.open(path)).read()  # expect: LW501


async def connections(hosts):
    for host in hosts:
        connection = await dial(host)
        yield connection


async def closed_by_callback(loop):
    session = http.ClientSession()
    loop.add_signal_handler(15, session.close)
    await asyncio.Event().wait()


async def main():
    session = http.ClientSession()
    async with session.get("http://localhost") as response:
        print(response.status)
    await session.close()


asyncio.run(main())
# file: app/__init__.py
# file: app/use.py
kept = []


async def keep(session):
    kept.append(session)


async def only_use(client, url):
    async with client.get(url) as response:
        return await response.text()
