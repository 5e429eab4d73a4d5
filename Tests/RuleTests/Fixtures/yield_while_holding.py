# profile: strict
# select: LW258
# Generators that hold something over a `yield`.
import contextlib
from contextlib import aclosing, asynccontextmanager


async def numbers():
    yield 1


async def holds(lock):
    async with lock:
        yield 1  # expect: LW258
        yield 2


async def nested(pool, lock):
    async with pool.acquire() as connection:
        with contextlib.suppress(ValueError):
            yield connection  # expect: LW258


async def closes_the_inner_one():
    async with aclosing(numbers()) as found:
        async for number in found:
            yield number


async def outside(pool):
    async with pool.acquire() as connection:
        found = await connection.fetch()
    for row in found:
        yield row


async def plain_manager(path):
    with contextlib.suppress(ValueError):
        yield 1


@asynccontextmanager
async def manager(pool):
    async with pool.acquire() as connection:
        yield connection
