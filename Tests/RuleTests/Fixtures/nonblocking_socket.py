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
