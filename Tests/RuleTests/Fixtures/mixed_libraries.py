# Primitives of one library under the loop of another.
import asyncio

import anyio
import trio


async def helper():
    await asyncio.sleep(1)  # expect: LW979


async def main():
    await helper()
    await anyio.sleep(1)
    await trio.sleep(1)


trio.run(main)


async def anyio_main():
    await asyncio.sleep(0)  # expect: LW979


anyio.run(anyio_main, backend="trio")


async def usual():
    await asyncio.sleep(0)
    await anyio.sleep(0)


anyio.run(usual)


async def reversed():
    await trio.sleep(1)  # expect: LW979


asyncio.run(reversed())

# file: branching.py
import asyncio

import sniffio
import trio


async def either():
    if sniffio.current_async_library() == "trio":
        await trio.sleep(1)
    else:
        await asyncio.sleep(1)


trio.run(either)
