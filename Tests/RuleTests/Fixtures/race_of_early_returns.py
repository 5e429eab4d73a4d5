import asyncio

import asyncpg
from fastapi import FastAPI

app = FastAPI()


class Store:
    def __init__(self):
        self.pool = None
        self.other = None
        self.third = None
        self.fourth = None
        self.lock = asyncio.Lock()
        self.rows = {}

    async def early(self):
        if self.pool is not None:
            return self.pool
        self.pool = await asyncpg.create_pool("dsn")  # expect: LW602
        return self.pool

    async def helper(self):
        if self.other is None:
            self.other = await self._connect()  # expect: LW602
        return self.other

    async def _connect(self):
        pool = await asyncpg.create_pool("dsn")
        return pool

    async def cached(self, key):
        if key in self.rows:
            return self.rows[key]
        try:
            self.rows[key] = await self.early()  # expect: LW602
        except OSError:
            return None
        return self.rows[key]

    async def locked(self):
        async with self.lock:
            if self.third is not None:
                return self.third
            self.third = await asyncpg.create_pool("dsn")
        return self.third

    async def asked_again(self):
        if self.fourth is not None:
            return self.fourth
        made = await asyncpg.create_pool("dsn")
        if self.fourth is None:
            self.fourth = made
        return self.fourth


store = Store()


@app.get("/{key}")
async def show(key):
    await store.early()
    await store.helper()
    await store.locked()
    await store.asked_again()
    return await store.cached(key)
