# The project runs on 3.14 and newer only.
# about: LW951
# target: 14
import asyncio


def is_coroutine(function):
    return asyncio.iscoroutinefunction(function)  # expect: LW951


async def shut(queue: asyncio.Queue):
    queue.shutdown()
