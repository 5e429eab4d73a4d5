import asyncio
import functools
import inspect


def logged(function):
    @functools.wraps(function)
    async def async_wrapper(*args):
        return await function(*args)

    @functools.wraps(function)
    def sync_wrapper(*args):
        return asyncio.run(function(*args))

    if inspect.iscoroutinefunction(function):
        return async_wrapper
    return sync_wrapper


@logged
async def save():
    return 1


async def main():
    await save()
