import os


def reap():
    os.waitpid(-1, os.WNOHANG)


def wait():
    os.waitpid(-1, 0)


async def main():
    reap()
    wait()  # expect: LW110


# file: asked.py
import os
import subprocess

try:
    WITHOUT_WAITING = os.WNOHANG
except AttributeError:
    WITHOUT_WAITING = None


def reap(flag=WITHOUT_WAITING):
    os.waitpid(-1, flag)


async def ended(process: subprocess.Popen):
    reap()
    while process.poll() is None:
        return False
    return process.wait()  # expect: LW103


# file: ended.py
import os


def reap(children):
    while True:
        ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is None:
            return
        os.waitid(os.P_PID, ended.si_pid, os.WEXITED)
        os.waitpid(ended.si_pid, 0)
    os.waitid(os.P_PID, children.pop(), os.WEXITED)


def wait(child):
    os.waitid(os.P_PID, child, os.WEXITED)


async def main(children):
    reap(children)
    wait(children.pop())  # expect: LW110


# file: pipes.py
import os


class Waker:
    def __init__(self):
        self._read, self._write = os.pipe()

    async def wake(self):
        os.write(self._write, b"x")


async def append(path: str, text: bytes):
    number = os.open(path, os.O_WRONLY | os.O_APPEND)  # expect: LW104
    os.write(number, text)  # expect: LW104
