import asyncio
import threading


async def work():
    return 1


def run():
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work())
    raise RuntimeError("await it")


def dispatch():
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        loop = None
    if loop is None:
        asyncio.run(work())
    else:
        loop.create_task(work())  # expect: LW301


class Hub:
    def __init__(self):
        self.thread = threading.get_ident()

    def report(self):
        if self.thread != threading.get_ident():
            asyncio.run(work())


async def main(hub: Hub):
    run()
    dispatch()
    hub.report()
