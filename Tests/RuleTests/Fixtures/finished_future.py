import asyncio
import concurrent.futures
import io


class File:
    def __init__(self, source):
        if isinstance(source, io.IOBase):
            self.stream = source
        else:
            self.stream = open(source, "rb")


async def after_await(future: concurrent.futures.Future):
    await asyncio.wrap_future(future)
    return future.exception()


async def before(future: concurrent.futures.Future):
    return future.exception()  # expect: LW108


async def files(name: str):
    File(io.BytesIO(b""))
    File(name)  # expect: LW110


# file: thread_that_tells_its_end.py
import asyncio
import threading


class Pool:
    def __init__(self, executor, loop: asyncio.AbstractEventLoop):
        self._executor = executor
        self._loop = loop

    async def shutdown(self, timeout):
        future = self._loop.create_future()
        thread = threading.Thread(target=self._shut, args=(future,))
        thread.start()
        try:
            await future
        finally:
            thread.join(timeout)

    def _shut(self, future):
        try:
            self._executor.shutdown(wait=True)
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(future.set_result, None)
        except Exception as error:
            self._loop.call_soon_threadsafe(future.set_exception, error)

    async def before(self):
        future = self._loop.create_future()
        thread = threading.Thread(target=self._shut, args=(future,))
        thread.start()
        thread.join()  # expect: LW108
        await future

    async def of_another(self):
        future = self._loop.create_future()
        other = self._loop.create_future()
        thread = threading.Thread(target=self._shut, args=(future,))
        thread.start()
        await other
        thread.join()  # expect: LW108

    def _shut_slowly(self, future):
        try:
            self._loop.call_soon_threadsafe(future.set_result, None)
        finally:
            self._executor.shutdown(wait=True)

    async def told_too_early(self):
        future = self._loop.create_future()
        thread = threading.Thread(target=self._shut_slowly, args=(future,))
        thread.start()
        await future
        thread.join()  # expect: LW108

    def _shut_twice(self, future):
        if self._executor is None:
            self._loop.call_soon_threadsafe(future.set_result, None)
        self._executor.shutdown(wait=True)
        self._loop.call_soon_threadsafe(future.set_result, None)

    async def told_in_between(self):
        future = self._loop.create_future()
        thread = threading.Thread(target=self._shut_twice, args=(future,))
        thread.start()
        await future
        thread.join()  # expect: LW108


async def inside(work):
    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def run():
        result = work()
        loop.call_soon_threadsafe(future.set_result, result)

    thread = threading.Thread(target=run)
    thread.start()
    await future
    thread.join()


# file: asked_for_callers.py
import concurrent.futures


def copied(source, target):
    assert source.done()
    target.append(source.result())


def copied_in_turn(source, target):
    copied(source, target)


def taken(source, target):
    if source.done():
        target.append(source.result())
    else:
        print("late", source.result())


async def ask(source: concurrent.futures.Future):
    target = []
    copied(source, target)
    copied_in_turn(source, target)
    taken(source, target)  # expect: LW108
