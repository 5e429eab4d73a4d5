import asyncio
import queue as plain
import threading
from concurrent.futures import ThreadPoolExecutor

from app.work import notify


class Bridge:
    def __init__(self, loop):
        self.loop = loop
        self.queue = asyncio.Queue()
        self.plain = plain.Queue()

    def start(self):
        threading.Thread(target=self._read).start()

    def _read(self):
        self.plain.put_nowait(1)
        self._push(1)
        self.loop.call_soon_threadsafe(self.queue.put_nowait, 2)

    def _push(self, item):
        self.queue.put_nowait(item)  # expect: LW606

    def on_loop(self, item):
        self.queue.put_nowait(item)


def guarded(loop, event: asyncio.Event):
    if threading.get_ident() == loop.thread:
        event.set()
    else:
        loop.call_soon_threadsafe(event.set)


def own_queue():
    items = asyncio.Queue()
    items.put_nowait(1)


async def main(event: asyncio.Event):
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, guarded, loop, event)
    await asyncio.to_thread(own_queue)
    pool = ThreadPoolExecutor()
    pool.submit(notify, event)
# file: app/__init__.py
# file: app/work.py
import asyncio


def notify(event: asyncio.Event):
    event.set()  # expect: LW606


# file: own_loop_of_a_thread.py
import asyncio
import threading


class Engine:
    def __init__(self):
        self.tasks = set()

    async def serve(self): ...

    def setup(self, loop: asyncio.AbstractEventLoop):
        # Called by the thread that runs the loop.
        task = loop.create_task(self.serve())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


engine = Engine()


def run_loop():
    loop = asyncio.new_event_loop()
    engine.setup(loop)
    loop.run_forever()


threading.Thread(target=run_loop).start()
