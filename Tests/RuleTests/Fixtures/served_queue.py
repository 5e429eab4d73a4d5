# Queues in attributes: what puts and what gets are called by others.
import asyncio


class Subscription:
    def __init__(self, size: int):
        self.waiting = asyncio.Queue()  # expect: LW551
        self.limited = asyncio.Queue(maxsize=10)
        self.signals = asyncio.Queue()
        self.inner = asyncio.Queue()

    async def deliver(self, message):
        await self.waiting.put(message)
        await self.limited.put(message)
        # Whoever puts without waiting has decided about a full queue.
        self.signals.put_nowait(message)

    async def next(self):
        await self.limited.get()
        await self.signals.get()
        return await self.waiting.get()

    async def both_ends(self, message):
        await self.inner.put(message)
        return await self.inner.get()
