# count: sure
# A cancellation that is used up: told as sure only where somebody goes on as if nothing had happened.
import asyncio


async def work(): ...


async def clear_up(): ...


# The answer of a job that was cancelled is taken for a whole one.
async def collect(pages):
    found = []
    for page in pages:
        try:
            found.append(await page.read())
        except asyncio.CancelledError:  # expect: LW401
            break
    return found


async def summary(pages):
    return len(await collect(pages))


# Who awaits it waits again: a worker that cannot be cancelled.
async def one_round():
    try:
        await work()
    except asyncio.CancelledError:  # expect: LW401
        print("stopped")


async def rounds():
    while True:
        await one_round()


# All who await it end with it.
async def serve(connection):
    try:
        await connection.read()
    except asyncio.CancelledError:
        await connection.close()
    except OSError:
        print("gone")


async def endpoint(connection):
    print("open")
    await serve(connection)


# A task of its own clears up and ends.
async def start_worker(worker):
    try:
        await worker.initialize()
    except asyncio.CancelledError:
        pass
    await clear_up()


def begin(worker, tasks):
    tasks.add(asyncio.create_task(start_worker(worker)))


# It holds out until its work has ended, and its caller raises.
async def drain(task):
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            continue


async def settled(task):
    await drain(task)
    await work()


# file: walked_while_it_changes.py
import asyncio


class Groups:
    """Nothing shows that two of its methods are under way at once."""

    def __init__(self):
        self.members = {}

    def add(self, name, member):
        self.members[name] = member

    async def ask(self):
        for member in self.members.values():
            await member.ask()


class Watchers:
    def __init__(self):
        self.watchers = {}
        self.task = asyncio.create_task(self.ping())

    def add(self, name, watcher):
        self.watchers[name] = watcher

    async def ping(self):
        for watcher in self.watchers.values():  # expect: LW610
            await watcher.ping()

    async def run(self, work):
        try:
            await work()
        finally:
            for watcher in self.watchers.values():
                await watcher.leave()


# file: queues.py
import queue
from dataclasses import dataclass


@dataclass
class State:
    lines: queue.Queue


class Stream:
    def __init__(self):
        self.lines: queue.Queue | None = None
        self.few: queue.Queue | None = None

    def start(self):
        self.lines = queue.Queue()
        self.few = queue.Queue(maxsize=10)

    async def feed(self, line):
        self.lines.put(line)
        self.few.put(line)  # expect: LW108

    async def next(self):
        return self.lines.get()  # expect: LW108


async def feed(state: State, line):
    # A limit that perhaps was set.
    state.lines.put(line)


# file: once_or_small.py
import concurrent.futures
import runpy

import pymilvus


class Store:
    def __init__(self):
        self._client = None

    @property
    def client(self):
        if self._client is None:
            self._client = pymilvus.MilvusClient("http://localhost")
        return self._client

    async def load(self, key):
        return self.client

    def connected(self):
        if self._client is None or self._client.closed:
            self._client = pymilvus.MilvusClient("http://localhost")
        return self._client

    async def save(self, key):
        return self.connected()

    def fresh(self, now):
        if self._client is None or self._until < now():
            self._client = pymilvus.MilvusClient("http://localhost")
        return self._client

    async def renew(self, now):
        return self.fresh(now)  # expect: LW110

    async def search(self, key):
        return pymilvus.MilvusClient("http://localhost")  # expect: LW108


async def plugin(path):
    return runpy.run_path(path)


async def given(node):
    future = concurrent.futures.Future()
    if node.is_finished:
        future.set_result(node.outputs)
    elif node.is_killed:
        future.set_exception(RuntimeError())
    return future.result()


async def waited_for(future: concurrent.futures.Future):
    future.set_running_or_notify_cancel()
    return future.result()  # expect: LW108


# file: started_and_stopped.py
import asyncio
import time


class Service:
    async def _start(self):
        time.sleep(1)
        self.configure()

    def configure(self):
        time.sleep(1)

    async def stop_async(self):
        time.sleep(1)

    async def handle(self):
        time.sleep(1)  # expect: LW101


async def main():
    service = Service()
    await service._start()
    time.sleep(1)


def run():
    asyncio.run(main())


# file: groups.py
import asyncio


async def member(connect):
    try:
        await connect()
    except* OSError as error:
        error = error.exceptions[0]
        print(error.errno)


async def waits_for_all():
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    await asyncio.gather(*tasks, return_exceptions=True)


async def drops_all(load, names):
    tasks = []
    for name in names:
        tasks.append(fetch(name))
    await asyncio.gather(*tasks, return_exceptions=True)  # expect: LW351


async def fetch(name): ...


# file: told_by_the_library.py
import os

import anyio
import trio
from mistralai import Mistral


async def reap():
    # Asked not to wait.
    os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    os.waitid(os.P_ALL, 0, os.WEXITED)  # expect: LW103


async def ended(process: trio.Process):
    return await process.wait()


async def ask(**arguments):
    async with Mistral(**arguments) as client:
        return await client.chat.complete_async()


class Lease:
    async def close(self, callbacks):
        for callback in callbacks:
            try:
                await callback()
            except anyio.get_cancelled_exc_class():
                pass

    async def clear_up(self):
        with anyio.CancelScope(shield=True):
            await anyio.sleep(1)

    async def hand_back(self):
        await anyio.sleep(1)

    async def run(self):
        try:
            await anyio.sleep(1)
        finally:
            await self.clear_up()

    async def run_unshielded(self):
        try:
            await anyio.sleep(1)
        finally:
            await self.hand_back()  # expect: LW405
