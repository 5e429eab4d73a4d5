"""What the endpoints do, and what their own clocks say of it: written at the end to HANDLERS_TRUTH."""
import asyncio
import atexit
import json
import os
import time

# name -> [calls, seconds in all, of them with the loop in hand, of these with a processor, and ready to
# run but without one]
truth = {}


def starved():
    try:
        with open("/proc/thread-self/schedstat") as file:
            return int(file.read().split()[1]) / 1e9
    except OSError:
        return 0.0


class Held:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.starved = starved()
        self.start, self.cpu = time.monotonic(), time.thread_time()

    def __exit__(self, *error):
        row = truth[self.name]
        row[2] += time.monotonic() - self.start
        row[3] += time.thread_time() - self.cpu
        row[4] += starved() - self.starved


def burn(seconds):
    end = time.thread_time() + seconds
    total = 0
    while time.thread_time() < end:
        total += sum(range(200))
    return total


async def wait(): await asyncio.sleep(0.02)


async def compute():
    with Held("compute"):
        burn(0.005)


async def block():
    with Held("block"):
        time.sleep(0.03)


async def mixed():
    with Held("mixed"):
        burn(0.008)
    await asyncio.sleep(0.014)


async def offloop():
    await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.02)


async def child():
    async def inner():
        with Held("child"):
            burn(0.006)
    await asyncio.ensure_future(inner())


def timed(name, work):
    truth[name] = [0, 0.0, 0.0, 0.0, 0.0]

    async def call():
        start = time.monotonic()
        await work()
        truth[name][0] += 1
        truth[name][1] += time.monotonic() - start

    return call


ALL = {work.__name__: timed(work.__name__, work) for work in (wait, compute, block, mixed, offloop, child)}


@atexit.register
def write():
    path = os.environ.get("HANDLERS_TRUTH")
    if path:
        with open(path, "w") as file:
            json.dump(truth, file)
