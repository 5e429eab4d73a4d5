import asyncio

from anyio import from_thread
from asgiref.sync import async_to_sync as block


async def job(): ...


async def own_loop():
    loop = asyncio.get_running_loop()
    future = asyncio.run_coroutine_threadsafe(job(), loop)
    return future.result()  # expect: LW655


async def wrapped():
    loop = asyncio.get_running_loop()
    future = asyncio.run_coroutine_threadsafe(job(), loop)
    return await asyncio.wrap_future(future)


async def raises():
    block(job)()  # expect: LW655


async def from_loop():
    from_thread.run(job)  # expect: LW655


def worker(loop):
    from_thread.run(job)
    block(job)()
    return asyncio.run_coroutine_threadsafe(job(), loop).result()
