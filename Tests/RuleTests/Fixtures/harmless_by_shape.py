# about: LW259, LW558
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
