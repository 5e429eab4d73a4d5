# RULES section 6: what peers got wrong, each point as code that stays silent (and where the line runs).
# file: point_01_opinions.py
import asyncio


async def needless():
    return 1


async def takes_a_timeout(timeout):
    async with asyncio.timeout(timeout):
        await asyncio.sleep(1)


# file: point_02_cheap_metadata.py
import os


async def stat(path):
    return os.path.exists(path), os.stat(path)


# file: point_03_offloaded.py
import asyncio
import time
from functools import partial


def nap():
    time.sleep(1)


async def offloaded():
    await asyncio.to_thread(nap)
    await asyncio.to_thread(lambda: time.sleep(1))
    await asyncio.get_running_loop().run_in_executor(None, partial(time.sleep, 1))

    def inner():
        time.sleep(1)

    await asyncio.to_thread(inner)


async def on_the_loop():
    nap()  # expect: LW110


# file: point_04_interfaces.py
from abc import ABC, abstractmethod


class Source(ABC):
    @abstractmethod
    async def open(self): ...


class Memory(Source):
    async def open(self):
        return self


# file: point_05_owned_tasks.py
import asyncio


async def job(): ...


class Registry:
    def __init__(self):
        self.tasks = set()

    def start(self, coroutine):
        task = asyncio.create_task(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task


async def owned(registry: Registry):
    registry.start(job())
    async with asyncio.TaskGroup() as group:
        group.create_task(job())


def hands_out(coroutine):
    return asyncio.create_task(coroutine)


async def lost():
    hands_out(job())  # expect: LW301


# file: point_06_cancel_and_await.py
import asyncio


async def stop(task):
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        pass


# file: point_07_edge_cancellation.py
import asyncio


async def cleanup(writer: asyncio.StreamWriter, work):
    try:
        await work()
    finally:
        writer.close()
        await writer.wait_closed()


# file: point_08_remote_polling.py
import asyncio


async def until_done(client, job):
    while (await client.status(job)) != "done":
        await asyncio.sleep(1)


# file: point_09_one_runner.py
import asyncio


class Counter:
    def __init__(self):
        self.value = 0

    async def step(self):
        value = self.value
        await asyncio.sleep(0)
        self.value = value + 1


async def main():
    counter = Counter()
    await counter.step()
    await counter.step()


asyncio.run(main())

# file: point_10_released_before_the_await.py
import asyncio
import threading

lock = threading.Lock()


async def released():
    with lock:
        value = 1
    await asyncio.sleep(value)


async def held():
    with lock:  # expect: LW601
        await asyncio.sleep(1)


# file: point_11_harmless_managers.py
import contextlib


async def numbers():
    with contextlib.suppress(ValueError):
        yield 1


# file: point_12_defaults_of_clients.py
import httpx


async def load(client: httpx.AsyncClient, url):
    return await client.get(url)


async def switched_off(client: httpx.AsyncClient, url):
    return await client.get(url, timeout=None)  # expect: LW451


# file: point_13_maybe_coroutine.py
import inspect


async def load(): ...


def either(wanted):
    return load() if wanted else None


async def tested(wanted):
    result = either(wanted)
    if inspect.isawaitable(result):
        result = await result
    return result


# file: point_14_completed_futures.py
import asyncio
import concurrent.futures


async def completed(future: concurrent.futures.Future):
    if future.done():
        return future.result()
    return await asyncio.wrap_future(future)


# file: point_15_advice_of_the_right_library.py
import time

import anyio


async def pause():
    await anyio.sleep(1)
    time.sleep(1)  # expect: LW101


# file: point_16_no_opposite_advice.py
from contextlib import aclosing


async def rows(connection):
    try:
        yield 1
    finally:
        await connection.release()


async def first(connection):
    async with aclosing(rows(connection)) as found:
        async for row in found:
            return row


# file: test_point_17_tests.py
import asyncio
import threading
import time

import pytest

lock = threading.Lock()


@pytest.mark.asyncio
async def test_everything_that_tests_do():
    time.sleep(0.1)
    with lock:
        await asyncio.sleep(0)
    while not lock.locked():
        await asyncio.sleep(0)


# file: point_18_non_blocking_socket.py
import socket


async def peek(address):
    connection = socket.socket()
    connection.setblocking(False)
    return connection.recv(1)
