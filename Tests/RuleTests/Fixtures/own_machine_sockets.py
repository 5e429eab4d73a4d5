import socket


def dial(path: str):
    link = socket.socket(socket.AF_UNIX)
    link.connect(path)
    return link


def dial_out(address):
    link = socket.socket()
    link.connect(address)
    return link


async def talk(address):
    dial("/run/daemon.sock")
    dial_out(address)  # expect: LW110


# file: message_queues.py
from zmq.backend.cython._zmq import NOBLOCK, Socket


async def ask(link: Socket):
    link.send(b"status")
    return link.recv()  # expect: LW108


async def look(link: Socket):
    return link.recv(NOBLOCK)
