# What labels of each rule showed to be told wrongly, and beside it what is still told.

# file: several_locks.py
import asyncio


class Dispatcher:
    def __init__(self, count):
        self.locks = [asyncio.Lock() for _ in range(count)]
        self.known = {}

    async def exclusively(self, work):
        for lock in self.locks:
            await lock.acquire()
        try:
            work()
        finally:
            for lock in self.locks:
                lock.release()

    async def one(self, work):
        lock = self.locks[0]
        await lock.acquire()  # expect: LW605
        await work()
        lock.release()

    async def approve(self, key, work):
        lock = self.known.get(key) or asyncio.Lock()
        async with lock:
            await work()


# file: handed_over.py
import asyncio
import threading


class Events:
    def __init__(self, loop):
        self.loop = loop
        self.queue = asyncio.Queue()

    def start(self):
        threading.Thread(target=self._read).start()
        threading.Thread(target=self._watch).start()

    def _read(self):
        if self.loop.is_running():
            self.loop.call_soon_threadsafe(self._dispatch, 1)
        else:
            self._dispatch(1)

    def _dispatch(self, item):
        self.queue.put_nowait(item)

    def _watch(self):
        self._post(1)
        self._push(1)

    def _post(self, item):
        if threading.get_ident() == self.loop.thread:
            self._put(item)
        else:
            self.loop.call_soon_threadsafe(self._put, item)

    def _put(self, item):
        self.queue.put_nowait(item)

    def _push(self, item):
        self.queue.put_nowait(item)  # expect: LW606


# file: taken_out.py
import anyio


class Runner:
    def __init__(self):
        self.scopes: dict[int, anyio.CancelScope] = {}

    def ended(self, key):
        self.scopes.pop(key, None)

    def forgotten(self):
        anyio.CancelScope()  # expect: LW255


# file: handed_through.py
import asyncio
import functools
import threading

from home import run_elsewhere


def on_any_thread(function):
    @functools.wraps(function)
    def wrapper(self, *args):
        work = function(self, *args)
        if threading.current_thread() is threading.main_thread():
            return asyncio.create_task(work)
        return run_elsewhere(work)

    return wrapper


class States:
    @on_any_thread
    async def get_state(self, name):
        return name

    def details(self, name) -> dict:
        return self.get_state(name)

    def plain(self, name) -> dict:
        return {name: 1}

    async def show(self):
        await self.details("a")
        await self.plain("a")  # expect: LW205


# file: refused.py
import asyncio


async def load(): ...


def run_here(job):
    try:
        return asyncio.run(job)
    except RuntimeError:
        return asyncio.get_event_loop().run_until_complete(job)  # expect: LW652


async def run_there(job, loop):
    try:
        future = asyncio.run_coroutine_threadsafe(job, loop)
    except RuntimeError:
        return await job
    return await asyncio.wrap_future(future)


async def run_both(job, loop):
    asyncio.run_coroutine_threadsafe(job, loop)
    return await job


def main(loop):
    run_here(load())


async def start(loop):
    await run_there(load(), loop)
    await run_both(load(), loop)  # expect: LW206


# file: offloaded_generator.py
import asyncio


async def names():
    yield await asyncio.sleep(0, "a")


async def listing():
    return await asyncio.to_thread(names)  # expect: LW116


# file: entry_of_a_scheduler.py
from somewhere import task


@task(retries=2)
async def ingest(): ...


async def plain(): ...


ingest()
plain()  # expect: LW654


# file: children_that_catch.py
import asyncio
import logging


async def price(name):
    try:
        await asyncio.sleep(len(name))
    except Exception as error:
        logging.warning("no price of %s: %s", name, error)


async def load(name):
    await asyncio.sleep(len(name))


async def prices(names):
    tasks = [asyncio.create_task(price(name)) for name in names]
    await asyncio.gather(*tasks, return_exceptions=True)


async def loads(names):
    tasks = [asyncio.create_task(load(name)) for name in names]
    await asyncio.gather(*tasks, return_exceptions=True)  # expect: LW351


# file: declared_as_coroutine.py
import asyncio
import functools
from collections.abc import Coroutine


def task(function):
    @functools.wraps(function)
    def wrapper(self, *args) -> asyncio.Future:
        return self.keep(asyncio.ensure_future(function(self, *args)))

    return wrapper


class Tunnels:
    def __init__(self):
        self.running = set()

    def keep(self, future: asyncio.Future) -> asyncio.Future:
        self.running.add(future)
        return future

    @task
    async def remove(self, key): ...

    async def close(self, key): ...


class Hidden(Tunnels):
    def remove(self, key) -> Coroutine[None, None, None]:
        return super().remove(key)

    def close(self, key) -> Coroutine[None, None, None]:
        return super().close(key)

    def leave(self, key):
        self.remove(key)
        self.close(key)  # expect: LW201


# file: done_told_by_a_variable.py
from concurrent.futures import Future


class Worker:
    def __init__(self, future: Future):
        self.future = future

    async def failure(self):
        completed = self.future.done()
        if completed:
            return self.future.exception()
        return self.future.result()  # expect: LW108


# file: callbacks_by_their_annotation.py
from collections.abc import Coroutine


class Callback:
    def __init__(self, function, kind):
        self.function = function
        self.kind = kind


class Client:
    def __init__(self):
        self.callbacks = []

    def on_response(self, function: Coroutine[None, None, None], kind=None):
        self.callbacks.append(Callback(function, kind))

    async def take(self, function: Coroutine[None, None, None]):
        await function

    async def answered(self): ...

    async def listen(self):
        self.on_response(self.answered)
        await self.take(self.answered)  # expect: LW214
