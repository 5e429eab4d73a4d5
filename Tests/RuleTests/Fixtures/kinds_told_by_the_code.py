# The code itself asks what kind of callee it has, or puts another in its place.
import inspect


class Node:
    async def close(self): ...

    async def run(self):
        return []


class Nodes:
    def __init__(self, node: Node):
        self.node = node

    async def close(self):
        if inspect.iscoroutinefunction(self.node.close):
            await self.node.close()
        else:
            self.node.close()

    async def close_now(self):
        self.node.close()  # expect: LW201

    async def items(self):
        if inspect.isasyncgenfunction(self.node.run):
            async for item in self.node.run():
                yield item
        for item in await self.node.run():
            yield item


async def replaced(node: Node, decorated):
    node.run = decorated(node.run)
    async for item in node.run():
        print(item)


async def not_replaced(node: Node):
    async for item in node.run():  # expect: LW203
        print(item)


# file: handing_on.py
class Repository:
    async def add(self, session, item):
        session.add(item)
        await session.flush()

    async def flush(self, session):
        await session.flush()


# file: framework.py
from wrappers import synchronizer


class Application:
    async def __init__(self, name):
        self.name = name


class Wrapper:
    async def __aenter__(self):
        await Application.__init__(self, "app")
        return self

    async def __aexit__(self, *exc): ...


class Other:
    async def __del__(self): ...  # expect: LW210

    @synchronizer.wrap
    async def __contains__(self, key):
        return False

    async def __len__(self):  # expect: LW210
        return 0


# file: threads.py
import functools
from asyncio import to_thread


def work(items): ...


async def later(items): ...


async def dispatch(handler):
    if inspect_kind(handler):
        return await handler()
    return await to_thread(handler)


def inspect_kind(handler):
    return False


run = functools.partial(to_thread, work)


async def batch(items):
    await run(tuple(item.data for item in items))
    await to_thread(later, items)  # expect: LW116


# file: loop_objects.py
import asyncio
import threading


class Workforce:
    def __init__(self):
        self.pause = asyncio.Event()
        self.pause.set()

    def resume(self):
        self.pause.set()  # expect: LW606

    def halt(self):
        self.pause.clear()


def build():
    workforce = Workforce()
    workforce.halt()
    workforce.resume()


def start():
    threading.Thread(target=build).start()


# file: swallowing.py
import asyncio
import contextlib


class Backend:
    Unavailable: type[BaseException] = OSError

    async def get(self, key): ...


async def cached(backend: Backend, key):
    with contextlib.suppress(backend.Unavailable):
        return await backend.get(key)


async def start(browser):
    try:
        await browser.start()
    except BaseException:
        try:
            await browser.close()
        except BaseException:
            pass
        raise


async def restart(browser):
    try:
        await browser.close()
    except BaseException:  # expect: LW402
        pass
    await browser.start()


# file: locks.py
import asyncio


class Held:
    def __init__(self):
        self.lock = asyncio.Lock()

    async def __aenter__(self):
        await self.lock.acquire()
        try:
            self.prepare()
        except BaseException:
            self.lock.release()
            raise
        return self

    async def __aexit__(self, *exc):
        self.lock.release()

    def prepare(self): ...

    async def once(self, wanted):
        await self.lock.acquire()  # expect: LW605
        if wanted:
            return
        self.lock.release()


# file: batches.py
import asyncio


class Sender:
    def __init__(self):
        self.queue = asyncio.Queue()

    async def run(self, send):
        while True:
            batch = [await self.queue.get()]
            while not self.queue.empty():
                batch.append(self.queue.get_nowait())
            try:
                await send(batch)
            finally:
                for _ in batch:
                    self.queue.task_done()

    async def finish(self):
        await self.queue.join()


class Forgetful:
    def __init__(self):
        self.queue = asyncio.Queue()

    async def run(self, send):
        while True:
            item = await self.queue.get()  # expect: LW555
            if await send(item):
                self.queue.task_done()

    async def finish(self):
        await self.queue.join()


# file: streams.py
import asyncio


async def copy(stream, log):
    log(await stream.read())


async def both(process: asyncio.subprocess.Process, log):
    await asyncio.wait([
        asyncio.create_task(c) for c in (copy(process.stdout, log), copy(process.stderr, log))
    ])


# file: captured.py
import inspect


def respond(call):
    items = call()
    if inspect.isasyncgen(items):

        async def relay():
            async for item in items:
                yield item

        return relay()

    def copy():
        for item in items:
            yield item

    return copy()


# file: endless.py
import json


async def parse(content, report):
    try:
        while True:
            answer, index = json.JSONDecoder().raw_decode(content)
            report(answer)
            content = content[index:]
    except ValueError:
        return content


async def spin(report):
    while True:  # expect: LW977
        report(1)


# file: annotated.py
from collections.abc import Coroutine


class Notifier:
    def __init__(self):
        self.callbacks = []

    def register(self, callback: Coroutine):
        self.callbacks.append(callback)

    async def wait_for(self, work: Coroutine):
        return await work


async def on_event(): ...


async def listen(notifier: Notifier):
    notifier.register(on_event)
    await notifier.wait_for(on_event)  # expect: LW214


# file: threads_with_anyio.py
import asyncio

import anyio
import anyio.to_thread


async def process(event, work, reset):
    try:
        await anyio.to_thread.run_sync(work)
    finally:
        await reset(event)
