# An event loop and its transports: what they start hangs on the loop's own callbacks.
import asyncio


class Loop(asyncio.AbstractEventLoop):
    async def accept(self, connection): ...

    def accepted(self, connection):
        self.create_task(self.accept(connection))


class Pipe(asyncio.Transport):
    def __init__(self, loop: asyncio.AbstractEventLoop):
        loop.create_task(self.connect())

    async def connect(self): ...


class Server:
    def __init__(self, loop: asyncio.AbstractEventLoop):
        loop.create_task(self.connect())  # expect: LW301

    async def connect(self): ...
