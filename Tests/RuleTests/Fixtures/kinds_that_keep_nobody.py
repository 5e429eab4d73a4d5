# What holds the loop for a moment, while nobody waits yet, or in code of its own that is no wait.
import os
import pathlib
import tempfile


async def names(folder):
    return os.listdir(folder)  # expect: LW104


async def empty(folder):
    pathlib.Path(folder, "lock").touch()  # expect: LW104
    return tempfile.mkstemp()  # expect: LW104


# file: locks_of_their_own.py
import contextlib
import threading


class Shared:
    def __init__(self):
        self._condition = threading.Condition()
        self._writer = False
        self._readers = 0

    def acquire(self):
        with self._condition:
            while self._writer:
                self._condition.wait()
            self._readers += 1

    def release(self):
        with self._condition:
            self._readers -= 1
            self._condition.notify_all()

    @contextlib.contextmanager
    def reading(self):
        self.acquire()
        try:
            yield
        finally:
            self.release()


class Bus:
    def __init__(self):
        self.lock = Shared()
        self.handlers = []

    def emit(self, event):
        with self.lock.reading():
            return [handler for handler in self.handlers if handler.wants(event)]


async def publish(bus: Bus, event):
    return bus.emit(event)


async def waits(shared: Shared):
    shared.acquire()  # expect: LW110


# file: datagrams.py
import socket


def local_address():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 80))
        return probe.getsockname()[0]


def answer():
    probe = socket.socket(family=socket.AF_INET, type=socket.SOCK_DGRAM)
    probe.connect(("192.0.2.1", 80))
    return probe.recv(100)


def connected():
    probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    probe.connect(("192.0.2.1", 80))
    return probe


async def ask():
    local_address()
    answer()  # expect: LW110
    return connected()  # expect: LW110


# file: tasks_call_later.py
import asyncio
import ssl


class Refresher:
    def __init__(self, context: ssl.SSLContext):
        self.context = context
        self.task = asyncio.create_task(self.watch(self.reload))

    def reload(self):
        self.context.load_cert_chain("cert.pem")

    async def watch(self, callback):
        while True:
            await asyncio.sleep(60)
            callback()


async def serve(context: ssl.SSLContext):
    return Refresher(context)


# file: text_that_was_handed_in.py
import argparse
import shlex


async def command(line):
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    return parser.parse_args(shlex.split(line))


# file: transports.py
import asyncio
import socket


class Tunnel(asyncio.Transport):
    def __init__(self, connection: socket.socket):
        super().__init__()
        self.connection = connection

    def write(self, data):
        self.connection.send(data)


class Peer:
    def __init__(self, transport: asyncio.Transport):
        self.transport = transport

    async def tell(self, data):
        self.transport.write(data)


# file: queues_of_processes.py
import multiprocessing


async def tell(item):
    queue = multiprocessing.Queue()
    queue.put(item)
    return queue.get()  # expect: LW108


# file: both_kinds_of_start.py
import asyncio


class Client:
    def __init__(self, loop: asyncio.AbstractEventLoop):
        self.loop = loop

    def start(self) -> "Client":
        work = self._start()
        return work if self.loop.is_running() else self.loop.run_until_complete(work)

    async def _start(self):
        await asyncio.sleep(0)
        return self

    async def __aenter__(self):
        return await self.start()


# file: root_of_a_task.py
import asyncio


class Cycle:
    def __init__(self, transport: asyncio.Transport):
        self.transport = transport

    async def run(self, app):
        try:
            await app()
        except BaseException as error:
            await self.report(error)

    async def report(self, error):
        await asyncio.sleep(0)


class Server:
    def __init__(self, loop: asyncio.AbstractEventLoop):
        self.loop = loop
        self.tasks = set()

    def received(self, app, transport: asyncio.Transport):
        cycle = Cycle(transport)
        task = self.loop.create_task(cycle.run(app))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)


# file: start_and_end.py
import contextlib
import socket

import fastapi


def reach(host):
    return socket.create_connection((host, 80))


def warm(host):
    return socket.create_connection((host, 81))


@contextlib.asynccontextmanager
async def lifespan(app):
    warm("cache")  # expect: LW110
    yield


app = fastapi.FastAPI(lifespan=lifespan)


@app.on_event("startup")  # expect: LW802
async def on_startup():
    reach("database")  # expect: LW110


@app.get("/")
async def read():
    reach("database")  # expect: LW801
    return {}


# file: descriptors_flags.py
import fcntl
import os


async def unblock(descriptor, whole):
    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_NONBLOCK)
    descriptor = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 3)
    fcntl.fcntl(descriptor, fcntl.F_SETLK, whole)
    fcntl.fcntl(descriptor, fcntl.F_SETLKW, whole)  # expect: LW108


# file: told_whether_it_runs.py
import asyncio


class Log:
    def __init__(self):
        self.kept = set()

    def emit(self, event):
        loop = asyncio.get_event_loop()
        try:
            is_running = loop.is_running()
        except NotImplementedError:
            is_running = False
        if is_running:
            task = loop.create_task(self.send(event))
            self.kept.add(task)
            task.add_done_callback(self.kept.discard)
        else:
            loop.run_until_complete(self.send(event))

    async def send(self, event):
        await asyncio.sleep(0)


async def work(log: Log):
    log.emit("done")
