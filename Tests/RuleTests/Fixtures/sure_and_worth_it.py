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
            return self.connection.execute("select 1")


# file: codecs_of_messages.py
import hashlib
import zlib


async def message(data: bytes):
    return zlib.decompress(data)


async def secret(password: bytes, salt: bytes):
    return hashlib.scrypt(password, salt=salt, n=2**14, r=8, p=1)


# file: phases.py
import asyncio
import socket


class Store:
    async def start(self):
        self.find()

    async def fetch(self):
        self.find()

    def find(self):
        return socket.gethostbyaddr("database")


class Job:
    async def start(self, host):
        return socket.gethostbyaddr(host)


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
