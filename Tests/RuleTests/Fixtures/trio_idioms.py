# profile: strict
# select: LW974
# What trio and anyio say more plainly.
import asyncio

import anyio
import trio


async def breathe():
    await anyio.sleep(0)  # expect: LW974
    await trio.sleep(1)
    await asyncio.sleep(0)


async def years():
    await trio.sleep(100_000)  # expect: LW974


async def past():
    with trio.move_on_at(5):  # expect: LW974
        await trio.sleep(1)


async def future():
    with trio.move_on_at(trio.current_time() + 5):
        await trio.sleep(1)


async def silent(task_status):  # expect: LW974
    await trio.sleep(1)


async def started(task_status):
    task_status.started()
    await trio.sleep(1)


async def hands_it_on(nursery, task_status):
    await nursery.start(started, task_status)
