# count: told
# What is told as an error or a warning, beside neighbours that are information or silent. Whether a reader
# acts on it rests on what the text does not tell, so none of it is sure.

# file: cancellations.py
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

# file: queues_that_have_something.py
import asyncio
import multiprocessing
import queue
import select


class Worker:
    def __init__(self):
        self.requests = multiprocessing.Queue()
        self.updates = multiprocessing.Queue()
        self.received = queue.Queue()

    async def run(self):
        loop = asyncio.get_running_loop()
        while True:
            for ready in await loop.run_in_executor(None, self.readable):
                if ready is self.requests._reader:
                    self.requests.get()
                else:
                    self.updates.get()  # expect: LW108

    def readable(self):
        return select.select([self.requests._reader, self.updates._reader], [], [])[0]

    async def receive(self):
        while self.received.empty():
            await asyncio.sleep(0)
        return self.received.get()

    async def receive_early(self):
        while self.received.empty():
            if await self.is_over():
                break
        return self.received.get()  # expect: LW108

    async def is_over(self):
        await asyncio.sleep(0)
        return True

# file: encoders.py
import json
import sqlite3


class Encoder(json.JSONEncoder):
    def default(self, value):
        if isinstance(value, sqlite3.Cursor):
            return list(value)
        return super().default(value)


async def render(value):
    return json.dumps(value, cls=Encoder)


async def rows(connection: sqlite3.Connection):
    return list(connection.execute("select 1"))  # expect: LW106

# file: local_servers.py
import http.server
import multiprocessing
import socket


async def callback(handler):
    return http.server.HTTPServer(("127.0.0.1", 0), handler)


async def name(address):
    return socket.gethostbyaddr(address)  # expect: LW108


def spawn(work):
    process = multiprocessing.Process(target=work)
    process.start()
    return process


async def worker(work):
    process = spawn(work)
    process.join()  # expect: LW108

# file: serving.py
import asyncio
import socket
import ssl

from aiohttp import web


class Server:
    def __init__(self, app: web.Application):
        self.app = app

    async def up(self):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_verify_locations("ca.pem")
        self.find()
        runner = web.AppRunner(self.app)
        await runner.setup()
        await web.TCPSite(runner, ssl_context=context).start()
        self.announce()  # expect: LW110

    def find(self):
        return socket.gethostbyaddr("database")

    def announce(self):
        return socket.gethostbyaddr("registry")

# file: connections.py
import asyncio
import socket


async def handle(reader, writer):
    socket.gethostbyaddr("database")  # expect: LW108
    writer.close()


async def main():
    socket.gethostbyaddr("database")
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    await server.serve_forever()

# file: shared_at_the_end.py
import asyncio


class Hub:
    def __init__(self):
        self.clients = {}
        self.telling = asyncio.create_task(self.tell())

    def join(self, name, client):
        self.clients[name] = client

    async def tell(self):
        for client in self.clients.values():  # expect: LW610
            await client.tell()

    async def stop_all(self):
        for client in self.clients.values():
            await client.close()

    async def run(self, work):
        try:
            await work()
        finally:
            for client in self.clients.values():
                await client.leave()

# file: locks_given_back.py
import fcntl


async def unlock(file):
    fcntl.flock(file, fcntl.LOCK_UN)
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(file, fcntl.LOCK_EX)  # expect: LW108

# file: lifespans.py
import contextlib


@contextlib.asynccontextmanager
async def lifespan(app, pool):
    yield
    await pool.close()


@contextlib.asynccontextmanager
async def borrowed(pool):
    yield pool  # expect: LW259
    await pool.close()

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
        return pymilvus.MilvusClient("http://localhost")  # expect: LW106


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

# file: executor_turned_off.py
import asyncio
import sqlite3


class Database:
    def __init__(self, executor):
        self.executor = executor
        self.connection = sqlite3.connect("data.db")

    async def run(self, work):
        if self.executor is None:
            return work(self.connection)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.executor, work, self.connection)

    async def names(self):
        return await self.run(lambda connection: connection.execute("select 1"))  # expect: LW106

    async def direct(self, work):
        if self.connection is not None:
            return self.connection.execute("select 1")  # expect: LW106

# file: codecs_of_messages.py
import hashlib
import zlib


async def message(data: bytes):
    return zlib.decompress(data)  # expect: LW112


async def secret(password: bytes, salt: bytes):
    return hashlib.scrypt(password, salt=salt, n=2**14, r=8, p=1)  # expect: LW112

# file: phases.py
import asyncio
import socket


class Store:
    async def start(self):
        self.find()  # expect: LW110

    async def fetch(self):
        self.find()  # expect: LW110

    def find(self):
        return socket.gethostbyaddr("database")


class Job:
    async def start(self, host):
        return socket.gethostbyaddr(host)  # expect: LW108


async def handle(host):
    job = Job()
    await job.start(host)
    await asyncio.sleep(0)

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
    state.lines.put(line)  # expect: LW108
