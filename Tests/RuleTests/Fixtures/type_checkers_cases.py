# What the tests of type checkers about coroutines taught, in programs of our own.
# about: LW201, LW202, LW203, LW205, LW210, LW214, LW251
# file: iteration.py
from collections.abc import AsyncIterator, Iterable


class Pages(AsyncIterator[int]):
    def __aiter__(self):
        return self

    async def __anext__(self):
        raise StopAsyncIteration


class Both(AsyncIterator[int]):
    def __aiter__(self):
        return self

    def __iter__(self):
        return iter([])

    async def __anext__(self):
        raise StopAsyncIteration


async def load():
    return [1]


async def over_a_list():
    async for page in [1, 2]:  # expect: LW251
        print(page)


async def over_a_coroutine():
    async for page in load():  # expect: LW203
        print(page)


async def of_pages():
    return [page for page in Pages()]  # expect: LW251


async def of_either():
    return [page for page in Both()]


async def of_what_is_given(pages: Iterable[int]):
    return [page async for page in pages]


# file: delegation.py
import types


async def load():
    return 1


def plain_generator():
    value = yield from load()  # expect: LW203
    return value


@types.coroutine
def old_coroutine():
    value = yield from load()
    return value


# file: managers.py
class Plain:
    def __aenter__(self):  # expect: LW210
        return self

    def __aexit__(self, *error):  # expect: LW210
        print(error)


class Delegating:
    def __aenter__(self):
        return self.connect()

    async def connect(self): ...

    async def __aexit__(self, *error): ...


class Awaitable:
    def __aenter__(self):
        return self

    def __await__(self):
        yield self

    async def __aexit__(self, *error): ...


class Abstract:
    def __aenter__(self): ...

    def __aexit__(self, *error):
        raise NotImplementedError


# file: arguments.py
import inspect
from collections.abc import Awaitable


class User: ...


async def load() -> User:
    return User()


async def count() -> int:
    return 1


def keep(user: User):
    users.append(user)


def hold(user: User):
    global last
    last = user


def either(user: User):
    return user if not inspect.isawaitable(user) else None


def anything(user: object):
    global last
    last = user


class Base: ...


async def make():
    return Base()


def untyped(user):
    global last
    last = user


async def run_job(job: Awaitable[int], *arguments):
    # What is meant is a function that makes one.
    async def later():
        return await job(*arguments)

    return await later()


async def run_other(job: Awaitable[int]):
    return await job


users = []
last = None


async def main():
    await run_job(count)
    await run_other(count)  # expect: LW214
    hold(load())  # expect: LW214
    hold(await load())
    either(load())
    anything(load())
    untyped(load())
    keep(load())
