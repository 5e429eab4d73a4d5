# about: LW259, LW405, LW553, LW558, LW605
# Shapes that readers of real projects called harmless or wrong, beside their neighbours that are told.

# file: kept_alive.py
# Whoever starts it waits for its end, and nobody for a change: a pause of a second costs nothing.
import asyncio


class Channel:
    def __init__(self, client):
        self.client = client
        self._running = False
        self._loading = False
        self._draining = False

    async def start(self):
        self._running = True
        await self.client.connect()
        try:
            while self._running:
                await asyncio.sleep(1)
        except asyncio.CancelledError:
            raise
        finally:
            await self.client.flush()

    async def start_and_tell(self):
        await self.client.connect()
        while self._running:  # expect: LW558
            await asyncio.sleep(1)
        await self.client.tell("stopped")

    async def start_in_small_steps(self):
        await self.client.connect()
        while self._running:  # expect: LW558
            await asyncio.sleep(0.05)

    async def stop(self):
        self._running = False
        await self.client.close()

    async def wait_stopped(self):
        while self._running:  # expect: LW558
            await asyncio.sleep(1)

    async def load(self):
        self._loading = True
        await self.client.fetch()
        self._loading = False

    async def load_once(self):
        await self.client.connect()
        while self._loading:  # expect: LW558
            await asyncio.sleep(1)

    async def restart(self):
        while True:
            await self.client.connect()
            while self._running:  # expect: LW558
                await asyncio.sleep(1)


# file: lifespans.py
# The end of the process is the end of the lifespan: what somebody else made is theirs.
import asyncio
from contextlib import asynccontextmanager

import anyio
import asyncpg


async def refresh(): ...


def make_app(guard):
    @asynccontextmanager
    async def lifespan(app):
        yield
        await guard.close()

    return lifespan


@asynccontextmanager
async def lifespan(app):
    task = asyncio.create_task(refresh())
    yield
    task.cancel()


@asynccontextmanager
async def pool_lifespan(app):
    app.state.pool = await asyncpg.create_pool("postgres://")
    yield  # expect: LW259
    await app.state.pool.close()


@asynccontextmanager
async def jobs_lifespan(app):
    app.jobs.accept()
    yield  # expect: LW259
    app.jobs.shutdown()


class Client:
    @asynccontextmanager
    async def lifespan(self):
        task = asyncio.create_task(refresh())
        yield  # expect: LW259
        task.cancel()


@asynccontextmanager
async def refreshing():
    task = asyncio.create_task(refresh())
    yield  # expect: LW259
    task.cancel()


@asynccontextmanager
async def grouped():
    async with anyio.create_task_group() as group:
        group.start_soon(refresh)
        yield group
        group.cancel_scope.cancel()


# file: cleanups.py
# Cleanup that cancellation does not reach.
import asyncio

import anyio


async def resync():
    await anyio.lowlevel.cancel_shielded_checkpoint()


async def resync_and_sleep():
    await resync()
    await anyio.sleep(1)


async def close_both(streams):
    try:
        await streams[0].aclose()
        await streams[1].aclose()
    except Exception:
        print("closed")


async def entered(streams):
    async with streams[0]:
        await resync()


async def none_waits():
    print("done")


class Session:
    async def run(self, streams):
        try:
            await anyio.sleep(1)
        finally:
            await resync()
            await close_both(streams)
            await none_waits()
            await resync_and_sleep()  # expect: LW405
            await entered(streams)  # expect: LW405

    async def enter(self):
        self.group = anyio.create_task_group()
        await self.group.__aenter__()
        try:
            await anyio.sleep(1)
        except BaseException:
            await self.group.__aexit__(None, None, None)
            raise

    async def close(self, process):
        with anyio.CancelScope() as scope:
            try:
                await anyio.sleep(1)
            except BaseException:
                scope.shield = True
                process.kill()
                await process.wait()
                raise

    async def close_too_early(self, process):
        with anyio.CancelScope() as scope:
            try:
                await anyio.sleep(1)
            except BaseException:
                await process.wait()  # expect: LW405
                scope.shield = True
                raise


async def produce():
    events = asyncio.Queue()
    few = asyncio.Queue(maxsize=1)

    async def put():
        try:
            await anyio.sleep(1)
        finally:
            await events.put(None)
            await few.put(None)  # expect: LW405

    asyncio.create_task(few.get())
    await put()
    return await events.get()


# file: lent_locks.py
# The caller holds it: what is given back for a while is taken again.
import asyncio


class Credential:
    def __init__(self):
        self._lock = asyncio.Lock()

    async def let_others(self):
        self._lock.release()
        await self._lock.acquire()

    async def leaks(self, work):
        await self._lock.acquire()  # expect: LW605
        if not await work():
            return
        self._lock.release()

# file: waited_for_at_once.py
# The loop asks for no further item before the task of this one is over.
import asyncio


async def handle(item): ...


async def shielded(queue: asyncio.Queue):
    while True:
        task = asyncio.create_task(handle(await queue.get()))
        await asyncio.shield(task)


async def limited(queue: asyncio.Queue):
    while True:
        await asyncio.wait_for(asyncio.create_task(handle(await queue.get())), 5)


async def handed_on(queue: asyncio.Queue, tasks: asyncio.Queue):
    while True:
        task = asyncio.create_task(handle(await queue.get()))  # expect: LW553
        await tasks.put(task)


# file: threads_of_anyio.py
# In a task of asyncio that takes a thread of anyio, cancellation comes once.
import asyncio

import anyio


async def main(send, close):
    await asyncio.sleep(1)
    with anyio.fail_after(1):
        await send()
    try:
        await anyio.to_thread.run_sync(send)
    finally:
        await close()


async def reaped(process):
    try:
        await anyio.to_thread.run_sync(process.wait)
    finally:
        await anyio.sleep(1)  # expect: LW405
