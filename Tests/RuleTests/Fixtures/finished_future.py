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
