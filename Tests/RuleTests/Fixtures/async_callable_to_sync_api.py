import asyncio
import atexit
import functools
import signal
import threading
from contextlib import AsyncExitStack

from jobs import Worker, ping


async def main(items, worker: Worker):
    loop = asyncio.get_running_loop()
    loop.call_soon(ping)  # expect: LW208
    loop.call_soon_threadsafe(functools.partial(ping, 1))  # expect: LW208
    loop.add_signal_handler(signal.SIGINT, worker.stop)  # expect: LW208
    task = loop.create_task(ping())
    task.add_done_callback(ping)  # expect: LW208
    threading.Thread(target=ping).start()  # expect: LW208
    atexit.register(ping)  # expect: LW208
    atexit.register(lambda: ping())  # expect: LW208
    sorted(items, key=ping)  # expect: LW208
    list(filter(ping, items))  # expect: LW208
    await asyncio.to_thread(ping)  # expect: LW116
    async with AsyncExitStack() as stack:
        stack.callback(worker.stop)  # expect: LW208
        stack.push_async_callback(worker.stop)
    atexit.register(lambda: asyncio.run(ping()))
    await asyncio.gather(*map(ping, items))
    await asyncio.to_thread(worker.block)
    loop.call_soon(worker.block)
    await task


# file: jobs.py
async def ping(n=0): ...


class Worker:
    async def stop(self): ...

    def block(self): ...
