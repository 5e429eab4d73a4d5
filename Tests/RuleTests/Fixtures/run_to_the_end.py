# Coroutine functions that a decorator of their class replaces by plain ones.
import asyncio
import inspect
from functools import wraps


def to_sync(function):
    @wraps(function)
    def inner(*args, **kwargs):
        loop = asyncio.get_event_loop()
        if loop.is_running():
            return function(*args, **kwargs)
        return loop.run_until_complete(function(*args, **kwargs))

    return inner


def syncify(cls):
    for name, value in inspect.getmembers(cls):
        if inspect.iscoroutinefunction(value):
            setattr(cls, name, to_sync(value))
    return cls


class Base:
    async def create(self):
        await asyncio.sleep(1)
        return 3


@syncify
class Plain(Base):
    async def own(self):
        await asyncio.sleep(1)
        return 4


def script():
    plain = Plain()
    number = plain.create()
    print(number + 1)
    plain.own()


def forgotten():
    Base().create()  # expect: LW201


async def inside(plain: Plain):
    plain.own()  # expect: LW201
