# A generator that hands on another one leaves it open when its own user stops.
from contextlib import aclosing, asynccontextmanager


async def rows(connection):
    try:
        yield 1
    finally:
        await connection.release()


async def numbers():
    yield 1


async def handed_on(connection):
    async for row in rows(connection):  # expect: LW256
        yield row


async def closed_with_it(connection):
    async with aclosing(rows(connection)) as found:
        async for row in found:
            yield row


async def nothing_to_clean_up():
    async for number in numbers():
        yield number


async def yields_after_the_loop(connection):
    seen = []
    async for row in rows(connection):
        seen.append(row)
    yield seen


@asynccontextmanager
async def manager(connection):
    async for row in rows(connection):
        yield row


async def run_to_the_end(connection):
    async for row in rows(connection):
        print(row)


async def left_early():
    async for number in numbers():
        break
