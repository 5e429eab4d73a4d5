# about: LW101
# count: sure
"""A pause of some milliseconds that happens once is hardly noticed; one in a loop is one of many."""
import asyncio
import time

SETTLE = 0.02


async def settle():
    time.sleep(0.01)
    time.sleep(SETTLE)


async def long():
    time.sleep(0.05)  # expect: LW101


async def poll(ready):
    while not ready():
        time.sleep(0.01)  # expect: LW101


async def main(ready):
    await asyncio.gather(settle(), long(), poll(ready))
