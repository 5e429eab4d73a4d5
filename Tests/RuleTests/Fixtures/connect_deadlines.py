# Connecting: the kernel alone gives up, after minutes.
import asyncio


async def by_loop(host):
    loop = asyncio.get_running_loop()
    return await loop.create_connection(asyncio.Protocol, host, 80)  # expect: LW451


async def by_parameter(loop: asyncio.AbstractEventLoop, host):
    return await loop.create_connection(asyncio.Protocol, host, 80)  # expect: LW451


async def connected_already(loop: asyncio.AbstractEventLoop, sock):
    return await loop.create_connection(asyncio.Protocol, sock=sock)


async def bounded(loop: asyncio.AbstractEventLoop, host):
    async with asyncio.timeout(5):
        return await loop.create_connection(asyncio.Protocol, host, 80)


async def bounded_by_caller(loop: asyncio.AbstractEventLoop, host):
    return await loop.create_connection(asyncio.Protocol, host, 80)


async def caller(loop, host):
    await asyncio.wait_for(bounded_by_caller(loop, host), 5)


class Reconnecting:
    async def connect(self, host):
        self.streams = await asyncio.open_connection(host, 80)  # expect: LW451

    def start(self, host):
        self.task = asyncio.ensure_future(self.connect(host))

    async def ready(self, host):
        self.start(host)


async def outer(host):
    # The task goes on when this gives up.
    await asyncio.wait_for(Reconnecting().ready(host), 5)
