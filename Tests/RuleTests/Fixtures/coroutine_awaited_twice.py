import asyncio

from retrying import attempt, attempt_factory, once


async def load(): ...


async def main():
    job = load()
    await asyncio.gather(job, load())
    await job  # expect: LW206


async def loop():
    job = load()
    for _ in range(3):
        await job  # expect: LW206


async def helper():
    await attempt(load(), 3)  # expect: LW206
    await attempt_factory(load, 3)
    await once(load())


async def fine(wanted):
    job = load()
    if wanted:
        await job
    else:
        await asyncio.wait_for(job, 1)
    for job in [load(), load()]:
        await job
    task = asyncio.ensure_future(load())
    await task
    await task


# file: retrying.py
async def attempt(job, times):
    for _ in range(times):
        try:
            return await job
        except OSError:
            continue


async def attempt_factory(make, times):
    for _ in range(times):
        try:
            return await make()
        except OSError:
            continue


async def once(job):
    return await job
