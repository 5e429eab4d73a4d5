import threading
import time

quick = threading.Lock()
slow = threading.Lock()
table = {}


def remember(key):
    with quick:
        table[key] = 1


def rebuild():
    with slow:
        time.sleep(5)


async def handle(key):
    remember(key)
    with quick:
        table.clear()
    with slow:  # expect: LW108
        table.clear()


# file: lock_in_a_manager.py
import asyncio
import threading
from contextlib import contextmanager


class Handler:
    def __init__(self):
        self._lock = threading.Lock()

    @contextmanager
    def exclusive(self):
        with self._lock:
            yield

    @contextmanager
    def counted(self):
        with self._lock:
            self.count = 1
        yield

    async def complete(self, sink):
        with self.exclusive():  # expect: LW601
            await sink.complete()

    async def count_up(self, sink):
        with self.counted():
            await sink.complete()
        with self.exclusive():
            sink.close()
        await asyncio.sleep(1)
