import asyncio

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from app.store import save


async def tasks(connection: asyncpg.Connection):
    first = asyncio.create_task(connection.fetch("select 1"))
    second = asyncio.create_task(connection.fetch("select 2"))  # expect: LW751
    return await first, await second


async def each_awaited(connection: asyncpg.Connection):
    first = asyncio.create_task(connection.fetch("select 1"))
    await first
    second = asyncio.create_task(connection.fetch("select 2"))
    return await second


async def through_helper(session: AsyncSession, items):
    await asyncio.gather(*[save(session, item) for item in items])  # expect: LW751


async def one_each(pool: asyncpg.Pool, items):
    async def one(item):
        async with pool.acquire() as connection:
            await connection.execute("insert", item)

    await asyncio.gather(*[one(item) for item in items])


async def several(connections: list[asyncpg.Connection]):
    await asyncio.gather(*[connection.fetch("select 1") for connection in connections])


async def two(first: asyncpg.Connection, second: asyncpg.Connection):
    await asyncio.gather(first.fetch("select 1"), second.fetch("select 1"))


async def one_after_the_other(connection: asyncpg.Connection, items):
    for item in items:
        await asyncio.gather(connection.execute("insert", item), asyncio.sleep(0))
# file: app/__init__.py
# file: app/store.py
async def save(session, item):
    await session.merge(item)
