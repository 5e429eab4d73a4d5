# A function of the project asks whether what it was given is a coroutine function.
import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any, cast


def is_coroutine_callable(call: Callable[..., Any]) -> bool:
    if inspect.isclass(call):
        return False
    return asyncio.iscoroutinefunction(call) or asyncio.iscoroutinefunction(
        getattr(call, "__call__", None)
    )


async def either(function, *args):
    if is_coroutine_callable(function):
        return await function(*args)
    return await asyncio.to_thread(function, *args)


async def either_cast(function, *args):
    if is_coroutine_callable(function):
        return await cast(Callable[..., Awaitable[Any]], function)(*args)
    return await asyncio.to_thread(cast(Callable[..., Any], function), *args)


async def careless(function, *args):
    if is_coroutine_callable(function):
        return await function(*args)
    return function(*args)  # expect: LW118


def work():
    time.sleep(3)


async def handle():
    await either(work)
    await either_cast(work)
    await careless(work)  # expect: LW110
