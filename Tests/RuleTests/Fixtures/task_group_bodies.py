# What waits inside a task group, and what is closed under a task.
import asyncio

import anyio
import trio
from helpers import beat, once

running = set()


class Session:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *error): ...

    async def close(self): ...

    async def get(self): ...


async def use(session): ...


async def hangs(queue):
    async with asyncio.TaskGroup() as group:
        group.create_task(beat())
        return await queue.get()  # expect: LW310


async def hangs_in_anyio(queue):
    while True:
        async with anyio.create_task_group() as group:
            group.start_soon(beat)
            if await queue.get():
                break  # expect: LW310


async def ends(queue):
    async with asyncio.TaskGroup() as group:
        group.create_task(once())
        return await queue.get()


async def stopped(queue):
    async with anyio.create_task_group() as group:
        group.start_soon(beat)
        item = await queue.get()
        group.cancel_scope.cancel()
        return item


async def before_the_child(queue):
    async with asyncio.TaskGroup() as group:
        if queue is None:
            return
        group.create_task(beat())


async def inner_loop(queue):
    async with asyncio.TaskGroup() as group:
        group.create_task(beat())
        while True:
            if await queue.get():
                break


async def closed_at_once():
    async with Session() as session:
        running.add(asyncio.create_task(use(session)))  # expect: LW312


async def closed_by_method():
    async with Session() as session:
        task = asyncio.create_task(session.get())  # expect: LW302, LW312
        await asyncio.sleep(1)


async def awaited_inside():
    async with Session() as session:
        task = asyncio.create_task(use(session))
        await task


async def group_inside():
    async with Session() as session, asyncio.TaskGroup() as group:
        group.create_task(use(session))


async def kept_while_open(stop):
    async with Session() as session:
        running.add(asyncio.create_task(use(session)))
        await stop.wait()


async def lock_is_no_resource(lock, item):
    async with lock:
        running.add(asyncio.create_task(use(item)))


async def late(items):
    async with asyncio.TaskGroup() as group:
        for item in items:

            async def job():
                await use(item)

            group.create_task(job())  # expect: LW312


async def bound_early(items):
    async with asyncio.TaskGroup() as group:
        for item in items:

            async def job(item=item):
                await use(item)

            group.create_task(job())


async def one_at_a_time(items):
    for item in items:

        async def job():
            await use(item)

        await asyncio.create_task(job())


async def unshielded():
    try:
        await trio.sleep(1)
    except trio.Cancelled:
        await trio.sleep(0)  # expect: LW405
        raise


async def shielded(stream):
    try:
        await anyio.sleep(1)
    finally:
        with anyio.CancelScope(shield=True):
            await stream.send(b"bye")
        await stream.aclose()


async def edge(stream):
    try:
        await asyncio.sleep(1)
    finally:
        await stream.send(b"bye")


async def shield_under_timeout():
    async with asyncio.timeout(1):
        await asyncio.shield(once())  # expect: LW408


async def shield_goes_on():
    try:
        await asyncio.shield(once())  # expect: LW408
    except asyncio.CancelledError:  # expect: LW401
        await asyncio.sleep(1)
        return


async def shield_named():
    task = asyncio.ensure_future(once())
    try:
        await asyncio.wait_for(asyncio.shield(task), 1)
    finally:
        await task


async def shield_at_once():
    await asyncio.shield(once())
# file: helpers.py
import asyncio


async def beat():
    while True:
        await asyncio.sleep(1)


async def once():
    await asyncio.sleep(1)
