import asyncio
import time


def tick():
    time.sleep(1)  # expect: LW111


def deep():
    helper()  # expect: LW111


def helper():
    time.sleep(1)


class Wire(asyncio.Protocol):
    def data_received(self, data):
        time.sleep(1)  # expect: LW111


async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(1, tick)
    loop.call_soon(deep)
