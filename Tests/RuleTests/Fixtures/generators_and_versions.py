import asyncio
import asyncio as aio
from asyncio import get_event_loop, run
from contextlib import asynccontextmanager

from rows import rows, values


async def clock():
    loop = aio.get_event_loop()  # expect: LW951
    other = get_event_loop()  # expect: LW951
    await asyncio.sleep(0, loop=loop)  # expect: LW951
    return loop, other


def outside():
    return asyncio.new_event_loop().time()


async def first(connection):
    async for row in rows(connection):  # expect: LW256
        break
    async for value in values():
        break
    async for row in rows(connection):
        for part in row:
            break


async def limited(reader):
    async with aio.timeout(5):
        yield await reader.read()  # expect: LW257
    async with reader:
        yield 1


@asynccontextmanager
async def serving(server):
    yield server  # expect: LW259
    await server.stop()


@asynccontextmanager
async def handled(server):
    try:
        yield server
    except Exception:
        await server.stop()
        raise
    await server.stop()


async def spin(flags):
    while True:  # expect: LW977
        flags.append(1)


async def stops(flags):
    while True:
        if flags:
            break


async def fetch():
    return 1


def test_fetch():
    assert run(fetch()) == 1  # expect: LW932


# file: rows.py
async def rows(connection):
    async with connection:
        yield [1]


async def values():
    yield 1
