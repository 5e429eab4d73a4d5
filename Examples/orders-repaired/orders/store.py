"""Orders in the database."""

import asyncio
from typing import Any

import asyncpg


class Store:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._lock = asyncio.Lock()
        self._cache: dict[int, Any] = {}

    async def order(self, number: int) -> Any:
        async with self._lock:
            if number not in self._cache:
                self._cache[number] = await self._pool.fetchrow(
                    "select * from orders where number = $1", number
                )
            return self._cache[number]

    async def audit(self, number: int, event: str) -> None:
        await self._pool.execute("insert into audit values ($1, $2)", number, event)
