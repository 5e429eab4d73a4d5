# The project also runs on 3.12.
# about: LW951
# target: 12
import asyncio


def is_coroutine(function):
    return asyncio.iscoroutinefunction(function)


async def shut(queue: asyncio.Queue):
    queue.shutdown()  # expect: LW951
