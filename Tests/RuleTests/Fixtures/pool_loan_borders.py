import asyncpg


class Store:
    def __init__(self, pool: asyncpg.Pool, other: asyncpg.Pool):
        self.pool = pool
        self.other = other

    async def two_pools(self):
        async with self.pool.acquire() as a:
            async with self.other.acquire() as b:
                await b.execute("x")
            await a.execute("x")

    async def one_after_the_other(self):
        async with self.pool.acquire() as a:
            await a.execute("x")
        async with self.pool.acquire() as b:
            await b.execute("x")

    async def nested(self):
        async with self.pool.acquire() as a:
            async with self.pool.acquire() as b:  # expect: LW508
                await b.execute("x")
            await a.execute("x")

    async def lost_on_error(self):
        connection = await self.pool.acquire()  # expect: LW508
        await connection.execute("x")
        await self.pool.release(connection)

    async def lent(self):
        connection = await self.pool.acquire()
        return connection
