# count: sure
# What is told as sure and worth a reviewer's time, beside its harmless neighbours.
# Of files nothing is.
import pathlib


async def load(path: pathlib.Path):
    return path.read_text()


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
        return await self.run(lambda connection: connection.execute("select 1"))

    async def direct(self, work):
        if self.connection is not None:
            return self.connection.execute("select 1")  # expect: LW106


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


# file: codecs_of_messages.py
import hashlib
import zlib


async def message(data: bytes):
    return zlib.decompress(data)


async def secret(password: bytes, salt: bytes):
    return hashlib.scrypt(password, salt=salt, n=2**14, r=8, p=1)  # expect: LW112


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


# file: phases.py
import asyncio
import socket


class Store:
    async def start(self):
        self.find()

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


# file: lib/testing/client.py
import time


async def wait_until_up():
    time.sleep(1)


# file: lib/serving/client.py
import time


async def wait_until_up():
    time.sleep(1)  # expect: LW101


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


# file: locks_given_back.py
import fcntl


async def unlock(file):
    fcntl.flock(file, fcntl.LOCK_UN)
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(file, fcntl.LOCK_EX)  # expect: LW108


# file: pools_left.py
import asyncio
from concurrent.futures import ThreadPoolExecutor


async def awaited(work):
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=1) as pool:
        return await loop.run_in_executor(pool, work)


async def joined(work, report):
    with ThreadPoolExecutor() as pool:  # expect: LW114
        pool.submit(work)
        await report()


# file: datagrams_sent.py
import socket


async def greet(connection: socket.socket, address):
    connection.sendto(b"hello", address)
    connection.sendall(b"hello")  # expect: LW108


# file: attempts.py
import tenacity


async def before_sleep(state: tenacity.RetryCallState):
    return state.outcome.exception() if state.outcome else None


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


# file: one_of_two_clients.py
import cohere


def asynchronous(client: cohere.Client | cohere.AsyncClient):
    async def stream(*arguments):
        return client.chat_stream(*arguments)

    return stream if isinstance(client, cohere.AsyncClient) else None


async def synchronous(client: cohere.Client | None):
    return client.chat_stream()  # expect: LW102


# file: own_loop.py
import asyncio
import functools
import time


def in_thread(function):
    @functools.wraps(function)
    async def wrapper(request, *arguments):
        def run():
            return asyncio.run(function(request, *arguments))

        return await asyncio.get_running_loop().run_in_executor(None, run)

    return wrapper


def command(function):
    def wrapper(*arguments):
        return asyncio.run(function(*arguments))

    return wrapper


def logged(function):
    async def wrapper(*arguments):
        return await function(*arguments)

    return wrapper


@in_thread
async def train(request):
    time.sleep(1)


@command
async def main():
    time.sleep(1)


@logged
async def serve(request):
    time.sleep(1)  # expect: LW101
