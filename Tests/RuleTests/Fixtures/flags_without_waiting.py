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
