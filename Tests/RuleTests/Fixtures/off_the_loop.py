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


def dispatch_or_reuse(current, loop=None):
    if loop is None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = current.get()
    if loop is None:
        return asyncio.run(work())
    if not loop.is_running():
        return loop.run_until_complete(work())
    return asyncio.run_coroutine_threadsafe(work(), loop)


def dispatch_to(current):
    loop = current.get()
    if loop is None:
        return asyncio.run(work())
    return asyncio.run_coroutine_threadsafe(work(), loop)


class Hub:
    def __init__(self):
        self.thread = threading.get_ident()

    def report(self):
        if self.thread != threading.get_ident():
            asyncio.run(work())


async def main(hub: Hub, current):
    run()
    dispatch()
    dispatch_or_reuse(current)
    dispatch_to(current)  # expect: LW651
    hub.report()
