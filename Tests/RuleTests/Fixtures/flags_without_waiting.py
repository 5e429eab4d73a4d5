import os


def reap():
    os.waitpid(-1, os.WNOHANG)


def wait():
    os.waitpid(-1, 0)


async def main():
    reap()
    wait()  # expect: LW110
