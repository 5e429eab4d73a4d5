# count: sure
# The own machine answers at once, and few bytes find room in a buffer.
import socket

HOST = "127.0.0.1"


def is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0


async def find_port():
    return is_free(8000)


async def local(path):
    probe = socket.socket(socket.AF_UNIX)
    probe.connect("/run/service.sock")


async def remote(host, port):
    probe = socket.socket()
    probe.connect((host, port))  # expect: LW108


async def other(port):
    probe = socket.socket()
    return probe.connect_ex(("example.com", port))  # expect: LW108


async def greet(connection: socket.socket):
    connection.send(b"hello")
    connection.sendall(b"hello")  # expect: LW108
    return connection.recv(10)  # expect: LW108
