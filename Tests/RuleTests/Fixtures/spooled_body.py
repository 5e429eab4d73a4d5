import io
import tempfile


def body(length):
    if length < 100_000:
        return io.BytesIO()
    return tempfile.TemporaryFile()


class Request:
    def __init__(self, length):
        self.content = body(length)


async def handle(request: Request):
    return request.content.read()


# file: rolled_over.py
import asyncio
import io
import tempfile
from typing import IO


class File:
    def __init__(self, file: IO[bytes]):
        self._file = file

    async def read(self, size: int = -1):
        return await asyncio.to_thread(self._file.read, size)


class Spooled(File):
    _rolled: bool = False

    def __init__(self, limit: int, is_text: bool):
        self._limit = limit
        if is_text:
            super().__init__(io.TextIOWrapper(io.BytesIO(), write_through=True))
        else:
            super().__init__(io.BytesIO())

    async def roll(self):
        self._rolled = True
        self._file = await asyncio.to_thread(tempfile.TemporaryFile)

    async def read(self, size: int = -1):
        if not self._rolled:
            await asyncio.sleep(0)
            return self._file.read(size)
        return await super().read(size)

    async def write(self, data: bytes):
        if not self._rolled:
            return self._file.write(data)
        return self._file.write(data)  # expect: LW104


class Unsure(File):
    def __init__(self, file: IO[bytes] | None):
        self._rolled = False
        if file is None:
            super().__init__(io.BytesIO())
        else:
            super().__init__(file)

    async def read(self, size: int = -1):
        if not self._rolled:
            return self._file.read(size)  # expect: LW104
        return await super().read(size)

    async def roll(self):
        self._rolled = True
        self._file = await asyncio.to_thread(tempfile.TemporaryFile)


class Reopened(File):
    def __init__(self):
        self._closed = False
        super().__init__(io.BytesIO())

    async def reopen(self):
        self._file = await asyncio.to_thread(tempfile.TemporaryFile)

    async def close(self):
        self._closed = True

    async def read(self, size: int = -1):
        if not self._closed:
            return self._file.read(size)  # expect: LW104
