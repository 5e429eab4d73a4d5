import asyncio
import socket
import threading
import time


class Engine:
    def begin(self):
        time.sleep(1)
        return self

    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass


class AsyncEngine:
    def begin(self):
        return self

    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        pass


class Store:
    engine: Engine | AsyncEngine

    def __init__(self, engine):
        self.engine = engine

    async def create(self):
        assert isinstance(self.engine, AsyncEngine)
        async with self.engine.begin():
            pass

    async def create_otherwise(self):
        if isinstance(self.engine, AsyncEngine):
            return
        with self.engine.begin():  # expect: LW110
            pass


def address(host):
    if host == "localhost":
        host = socket.gethostbyname(host)
    return host


async def connect(host):
    address(host)
    return socket.gethostbyname(host)  # expect: LW108


async def accept(server):
    listener: socket.socket = server.socket
    try:
        return listener.accept()
    except BlockingIOError:
        return None


async def accept_waiting(server):
    listener: socket.socket = server.socket
    return listener.accept()  # expect: LW108


async def reserve(locks):
    lock = threading.Lock()
    lock.acquire()
    locks.append(lock)


async def hand_over():
    lock = threading.Lock()
    lock.acquire()
    threading.Thread(target=lock.release).start()
    lock.acquire()  # expect: LW108
    await asyncio.sleep(1)
