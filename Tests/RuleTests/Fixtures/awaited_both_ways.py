# A function for both worlds runs a loop only where none runs; what is awaited was not run to its end.
import asyncio
import functools


def sync_compatible(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        if is_in_async_frame():
            return function(*args, **kwargs)
        return asyncio.run(function(*args, **kwargs))

    return wrapper


def is_in_async_frame(): ...


@sync_compatible
async def load(name):
    await asyncio.sleep(0)
    return name


async def right():
    return await load("x")
