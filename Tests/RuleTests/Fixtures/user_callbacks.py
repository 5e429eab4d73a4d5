# Plain functions that a framework's user supplies: what shows that they may be plain, and what does not.
import asyncio
import inspect
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, Callable, Protocol


async def by_test(fn, *args):
    if asyncio.iscoroutinefunction(fn):
        return await fn(*args)
    return fn(*args)  # expect: LW118


async def by_result(fn: Callable[..., Any], *args):
    result = fn(*args)  # expect: LW118
    if inspect.isawaitable(result):
        return await result
    return result


async def by_flag(fn: Callable[..., Any | Awaitable[Any]], is_async: bool):
    if is_async:
        return await fn()
    else:
        return fn()  # expect: LW118


@dataclass
class Entry:
    func: Callable[[int], int]

    async def run(self):
        value = self.func(1)  # expect: LW118
        if inspect.iscoroutine(value):
            value = await value
        return value


async def of_a_known_class(entry: Entry):
    if inspect.iscoroutinefunction(entry.func):
        return await entry.func(2)
    return entry.func(2)  # expect: LW118


async def in_a_thread(fn):
    if asyncio.iscoroutinefunction(fn):
        return await fn()
    return await asyncio.to_thread(fn)


async def promised(load: Callable[[], Awaitable[int]]):
    future = load()
    if not inspect.isawaitable(future):
        raise TypeError("load must be a coroutine function")
    return await future


async def methods_of_unknown_objects(plugin, child):
    result = plugin.teardown(1)
    if inspect.isawaitable(result):
        await result
    if child.is_async:
        await child.commit()
    else:
        child.commit()


async def only_told(on_done):
    on_done(1)


async def on_startup(handlers):
    for handler in handlers:
        if asyncio.iscoroutinefunction(handler):
            await handler()
        else:
            handler()


async def made_then_awaited(fn):
    work = fn(1)
    await fn(2)
    return await work


async def known_to_be_quick():
    def add():
        return 1

    result = add()
    if inspect.isawaitable(result):
        result = await result
    return result


async def by_declared_kind(job, target, executor, call):
    if job.is_coroutine:
        await target(call)
    elif job.is_quick:
        target(call)
    else:
        await executor.run(target, call)


def as_coroutine_function(fn: Callable[..., Any]):
    async def call(*args, **kwargs):
        """Documented."""
        return fn(*args, **kwargs)  # expect: LW118

    return call


def passed_on(fn: Callable[..., Awaitable[Any]]):
    async def call(*args, **kwargs):
        return fn(*args, **kwargs)

    return call


def traced(fn):
    async def call(*args, **kwargs):
        print(args)
        return await fn(*args, **kwargs)

    return call


def called_with_what_is_known(fn):
    async def call(item):
        return fn(item)

    return call


async def by_kind_of_result(fn: Any, other: Any, third: Any):
    result = fn()  # expect: LW118
    if isinstance(result, Awaitable):
        result = await result
    second = other()  # expect: LW118
    if hasattr(second, "__await__"):
        await second
    last = third()
    if isinstance(last, str):
        return last
    return result
