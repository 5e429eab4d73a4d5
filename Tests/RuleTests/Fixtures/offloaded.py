import asyncio
import functools
import time


def slow(seconds):
    time.sleep(seconds)


class Host:
    def __init__(self, loop):
        self.loop = loop

    def run_job(self, target, *args):
        return self.loop.run_in_executor(None, target, *args)


async def main(host: Host):
    await asyncio.to_thread(slow, 1)
    await asyncio.to_thread(lambda: slow(1))
    await asyncio.to_thread(functools.partial(slow, 1))
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, slow, 1)
    await host.run_job(slow, 1)

    def local():
        slow(1)

    await asyncio.to_thread(local)
    slow(1)  # expect: LW110
