import asyncio
import concurrent.futures
import json
import sys
import time

lines = {}
last = []


def truth(milliseconds):
    lines[last[-1]][1] = milliseconds


async def separate(delay):
    # What is waited for starts its wait in the first pass of the loop.
    await asyncio.sleep(0)
    start = time.monotonic()
    await asyncio.sleep(delay / 1000)
    return (time.monotonic() - start) * 1000


def make(kind, delay):
    # One line for each resource, so that each has figures of its own.
    space = {}
    source = "\n" * (1000 + 10 * delay + {"lock": 1, "semaphore": 2, "queue": 3, "full": 4}[kind]) + {
        "lock": "resource = asyncio.Lock()", "semaphore": "resource = asyncio.Semaphore(1)",
        "queue": "resource = asyncio.Queue()", "full": "resource = asyncio.Queue(1)"}[kind]
    space["asyncio"] = asyncio
    exec(compile(source, __file__, "exec"), space)
    lines["%s %d" % (kind, delay)] = [source.count("\n") + 1, 0]
    last.append("%s %d" % (kind, delay))
    return space["resource"]


ends = []


def timed_sleep(seconds):
    time.sleep(seconds)
    ends.append(time.monotonic())


async def measure():
    for delay in (5, 50, 500):
        lock = make("lock", delay)
        await lock.acquire()
        task = asyncio.ensure_future(lock.acquire())
        waited = await separate(delay)
        lock.release()
        await task
        truth(waited)
        gate = make("semaphore", delay)
        await gate.acquire()
        task = asyncio.ensure_future(gate.acquire())
        waited = await separate(delay)
        gate.release()
        await task
        truth(waited)
        queue = make("queue", delay)
        task = asyncio.ensure_future(queue.get())
        waited = await separate(delay)
        queue.put_nowait(1)
        await task
        truth(waited)
        full = make("full", delay)
        full.put_nowait(1)
        task = asyncio.ensure_future(full.put(2))
        waited = await separate(delay)
        full.get_nowait()
        await task
        truth(waited)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        loop = asyncio.get_running_loop()
        first = loop.run_in_executor(pool, timed_sleep, 0.05)
        # Starting the thread may have taken its time: the second waits from here on.
        start = time.monotonic()
        second = loop.run_in_executor(pool, time.sleep, 0)
        lines["executor 50"] = [sys._getframe().f_lineno - 1, 0]
        await first
        lines["executor 50"][1] = ends[0] * 1000 - start * 1000
        await second


asyncio.run(measure())
print(json.dumps(lines))
