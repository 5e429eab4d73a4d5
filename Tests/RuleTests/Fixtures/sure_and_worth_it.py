# count: sure
# What is told as sure and worth a reviewer's time, beside its harmless neighbours.
# Of files nothing is.
import pathlib


async def load(path: pathlib.Path):
    return path.read_text()


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
    with ThreadPoolExecutor() as pool:
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
