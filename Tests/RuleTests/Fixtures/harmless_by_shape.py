# about: LW558
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
