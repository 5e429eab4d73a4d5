import queue

jobs = queue.Queue(maxsize=8)
endless = queue.Queue()


async def submit(job):
    jobs.put_nowait(job)
    endless.put(job)
    jobs.put(job)  # expect: LW108


async def take():
    jobs.get(block=False)
    return jobs.get()  # expect: LW108


# file: asked_on_the_way.py
import time


def pause(seconds=None, *, quickly=False):
    if seconds is None:
        time.sleep(60)
    if not quickly:
        time.sleep(1)


def pause_if_known(seconds):
    if seconds is not None:
        pause(seconds, quickly=True)


def pause_unless_known(seconds):
    if seconds is None:
        pause(seconds, quickly=True)


def pause_slowly(quickly):
    if quickly:
        return
    pause(1, quickly=quickly)


async def main(seconds, quickly):
    pause_if_known(seconds)
    pause_unless_known(seconds)  # expect: LW110
    pause_slowly(quickly)  # expect: LW110


# file: always_there.py
import time

try:
    import asyncio
except ImportError:
    asyncio = None

try:
    import notthere
except ImportError:
    notthere = None


async def fetch():
    if asyncio is not None:
        return await asyncio.to_thread(time.sleep, 1)
    time.sleep(1)


async def fetch_otherwise():
    if notthere is not None:
        return await notthere.run(time.sleep, 1)
    time.sleep(1)  # expect: LW101


# file: steps_of_slices.py
import time


class Rows:
    """As Django's querysets do it."""

    def read(self):
        time.sleep(1)
        return []

    def __getitem__(self, k):
        if not isinstance(k, (int, slice)):
            raise TypeError
        if isinstance(k, slice):
            return self.read()[:: k.step] if k.step else self
        return self


async def some(rows: Rows):
    return rows[:10]


async def every_other(rows: Rows):
    return rows[:10:2]  # expect: LW110
