# about: LW101, LW108, LW110
# Which body runs: of two kinds of futures the loop's, and `__getattr__` for names that others ask for.

# file: futures.py
import asyncio
import concurrent.futures


def error(future: concurrent.futures.Future | asyncio.Future):
    return future.exception()


def answer(future: concurrent.futures.Future):
    return future.result()


async def look(task, work):
    error(task)
    pool = concurrent.futures.ThreadPoolExecutor()
    return answer(pool.submit(work))  # expect: LW110


# file: missing.py
import asyncio
import time


class Remote:
    def __getattr__(self, name):
        time.sleep(1)
        return name

    def where(self):
        return self._kept


async def ask():
    remote = Remote()
    remote.where()
    return remote.address  # expect: LW110
