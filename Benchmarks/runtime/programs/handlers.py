import asyncio
import time


def burn(seconds):
    end = time.thread_time() + seconds
    total = 0
    while time.thread_time() < end:
        total += sum(range(200))
    return total


async def wait(): await asyncio.sleep(0.02)
async def compute(): burn(0.005)
async def block(): time.sleep(0.03)


async def mixed():
    burn(0.008)
    await asyncio.sleep(0.014)


async def offloop():
    await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.02)


async def child():
    async def inner(): burn(0.006)
    await asyncio.ensure_future(inner())


ALL = {"wait": wait, "compute": compute, "block": block, "mixed": mixed, "offloop": offloop, "child": child}
