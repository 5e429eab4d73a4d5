listeners: dict = {}


def leave(name):
    del listeners[name]


async def emit(event):
    for name, listener in listeners.items():  # expect: LW610
        await listener(name, event)


async def first(event):
    for listener in listeners.values():
        await listener(event)
        break


async def snapshot(event):
    for listener in tuple(listeners.values()):
        await listener(event)


class Pool:
    def __init__(self, workers):
        self.workers = set()
        self.names = []
        for worker in workers:
            self.workers.add(worker)

    def add(self, worker):
        self.workers.add(worker)
        self.names.append("x")

    async def ping(self):
        for worker in self.workers:  # expect: LW610
            await worker.ping()

    async def only_appended(self):
        for name in self.names:
            await emit(name)

    async def local(self):
        workers = list(self.workers)
        for worker in workers:
            await worker.ping()


# file: under_one_lock.py
import asyncio


class Pool:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.connections = {}
        self.watchers = {}

    async def ping(self):
        async with self.lock:
            for connection in self.connections.values():
                await connection.ping()

    async def add(self, name, connection):
        async with self.lock:
            self.connections[name] = connection

    async def tell(self):
        async with self.lock:
            for watcher in self.watchers.values():  # expect: LW610
                await watcher.tell()

    def watch(self, name, watcher):
        self.watchers[name] = watcher
