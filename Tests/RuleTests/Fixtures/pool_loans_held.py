# RULES 5.8 LW508: what is awaited while a pooled connection is held.
# about: LW508
import aiohttp
import asyncpg


class Store:
    def __init__(self, pool: asyncpg.Pool, session: aiohttp.ClientSession):
        self.pool = pool
        self.session = session

    async def name(self, uid):
        async with self.pool.acquire() as connection:
            return await connection.fetchval("select name from users where id = $1", uid)

    async def through_a_method(self, uid):
        async with self.pool.acquire() as connection:
            name = await self.name(uid)  # expect: LW508
            await connection.execute("insert into log values ($1)", name)

    async def one_after_the_other(self, uid):
        name = await self.name(uid)
        async with self.pool.acquire() as connection:
            await connection.execute("insert into log values ($1)", name)

    async def during_a_request(self, url):
        async with self.pool.acquire() as connection:
            async with self.session.get(url) as response:  # expect: LW508
                await connection.execute("insert into log values ($1)", await response.text())

    async def behind_a_request(self, url):
        async with self.session.get(url) as response:
            text = await response.text()
        async with self.pool.acquire() as connection:
            await connection.execute("insert into log values ($1)", text)

    async def of_another_store(self, other: "Store", uid):
        async with self.pool.acquire() as connection:
            name = await other.name(uid)
            await connection.execute("insert into log values ($1)", name)


async def count(pool: asyncpg.Pool):
    async with pool.acquire() as connection:
        return await connection.fetchval("select count(*) from users")


async def count_with(connection: asyncpg.Connection):
    return await connection.fetchval("select count(*) from users")


async def passes_the_pool(pool: asyncpg.Pool):
    async with pool.acquire() as connection:
        await connection.execute("insert into log values ($1)", await count(pool))  # expect: LW508


async def passes_the_connection(pool: asyncpg.Pool):
    async with pool.acquire() as connection:
        await connection.execute("insert into log values ($1)", await count_with(connection))


async def another_pool(pool: asyncpg.Pool, second: asyncpg.Pool):
    async with pool.acquire() as connection:
        await connection.execute("insert into log values ($1)", await count(second))
