import socket


async def probe(address):
    plain = socket.socket()
    plain.connect(address)  # expect: LW108
    quiet = socket.socket()
    quiet.setblocking(False)
    quiet.connect(address)


# file: ready.py
import asyncio
import os
import socket


async def peek(connection: socket.socket):
    while True:
        try:
            return connection.recv(100, socket.MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            await asyncio.sleep(0.1)


async def take(connection: socket.socket):
    try:
        return connection.recv(100)  # expect: LW108
    except OSError:
        return b""


def watch(descriptor, path):
    def on_data():
        print(os.read(descriptor, 1024))

    def on_change():
        print(open(path).read())  # expect: LW111

    loop = asyncio.get_running_loop()
    loop.add_reader(descriptor, on_data)
    loop.add_reader(descriptor, on_change)


def numeric(host):
    return socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)


def named(host):
    return socket.getaddrinfo(host, None)


async def resolve(host):
    numeric(host)
    named(host)  # expect: LW110


# file: handed_on.py
import asyncio
import socket


class Peer:
    async def connect(self, sock, address):
        self._connect(sock, address)
        await asyncio.sleep(0)

    def _connect(self, sock, address):
        sock.connect(address)

    async def quietly(self, address):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setblocking(False)
        await self.connect(sock, address)

    async def aloud(self, address):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        await self.connect(sock, address)  # expect: LW108

    async def again(self, address):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setblocking(False)
        sock.setblocking(True)
        await self.connect(sock, address)  # expect: LW108


def quiet_socket():
    sock = socket.socket()
    sock.settimeout(0)
    return sock


def declared(sock: socket.socket, data: bytes):
    sock.sendall(data)


def outer(data: bytes, sock: socket.socket):
    declared(sock, data)


def either(first: socket.socket, second: socket.socket):
    first.sendall(b"1")
    second.sendall(b"2")


def rebound(sock: socket.socket):
    sock = socket.create_connection(("other", 80))
    sock.sendall(b"")


async def helpers(address):
    quiet = quiet_socket()
    loud = socket.socket()
    outer(b"", quiet)
    outer(data=b"", sock=quiet)
    declared(loud, b"")  # expect: LW110
    outer(b"", loud)  # expect: LW110
    either(quiet, quiet)
    either(quiet, loud)  # expect: LW110
    either(loud, quiet)  # expect: LW110
    rebound(quiet)  # expect: LW110


async def perhaps(is_quiet: bool):
    sock = socket.socket()
    if is_quiet:
        sock.setblocking(False)
    declared(sock, b"")  # expect: LW110


# file: asked_for_callers.py
import socket


def sent(sock, data):
    try:
        sock.send(data)
    except BlockingIOError:
        pass


def sent_in_turn(sock, data):
    sent(sock, data)


def sent_whole(sock, data):
    try:
        sock.send(data)
    except BlockingIOError:
        sock.setblocking(True)
        sock.sendall(data)


async def serve(sock: socket.socket):
    sent(sock, b"")
    sent_in_turn(sock, b"")
    sent_whole(sock, b"")  # expect: LW108
# file: bus/base.py
import socket


class BaseBus:
    def __init__(self, path):
        self._setup_socket(path)

    def _setup_socket(self, path):
        self._socket = socket.socket(socket.AF_INET)
        self._stream = self._socket.makefile("rwb")
        self._socket.connect(path)
        self._socket.setblocking(False)


# file: bus/asynchronous.py
from bus.base import BaseBus


class Bus(BaseBus):
    def __init__(self, path):
        super().__init__(path)

    async def greet(self):
        self._stream.write(b"hello")
        self._stream.flush()


# file: bus/plain.py
import socket


class Bus:
    def __init__(self, path):
        self._socket = socket.create_connection(path)
        self._stream = self._socket.makefile("rwb")

    async def greet(self):
        self._stream.write(b"hello")  # expect: LW108
        self._stream.flush()  # expect: LW108
