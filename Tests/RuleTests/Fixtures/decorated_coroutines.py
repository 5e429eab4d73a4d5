# What a decorator gives back is a coroutine function still, or it is not.
import asyncio
import functools

HOOKS = []


def timed(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        finally:
            print("done")

    return inner


def hook(function):
    HOOKS.append(function)
    return function


def named(name):
    def add(function):
        function.name = name
        return function

    return add


def finished(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return asyncio.run(function(*args, **kwargs))

    return inner


def started(function):
    def inner(*args, **kwargs):
        task = asyncio.get_running_loop().create_task(function(*args, **kwargs))
        TASKS.add(task)
        task.add_done_callback(TASKS.discard)

    return inner


TASKS = set()


def replaced(function):
    function = finished(function)
    return function


@timed
async def one(x):
    await asyncio.sleep(x)


@hook
async def two(x):
    await asyncio.sleep(x)


@named("three")
async def three(x):
    await asyncio.sleep(x)
    return x


@finished
async def four(x):
    await asyncio.sleep(x)


@started
async def five(x):
    await asyncio.sleep(x)


@replaced
async def six(x):
    await asyncio.sleep(x)


class Bus:
    def __init__(self):
        self.handlers = {}

    def on(self, event):
        def add(function):
            self.handlers[event] = function
            return function

        return add


bus = Bus()


@bus.on("seven")
async def seven(x):
    await asyncio.sleep(x)


async def forgotten():
    one(1)  # expect: LW201
    two(1)  # expect: LW201
    if three(1):  # expect: LW203
        print("always")
    seven(1)  # expect: LW201


def script():
    four(1)


async def others():
    five(1)
    six(1)  # expect: LW651
    await one(1)
    await asyncio.gather(two(1), three(1))


# file: session_guess.py
class UnitOfWork:
    async def add(self, user):
        await self.stage(user)

    async def commit(self):
        await self.session.commit()


async def create(session_factory, user):
    async with session_factory() as session:
        session.add(user)
        await session.commit()


# file: wrapped_by_a_class.py
import asyncio
import time


class InThread:
    def __init__(self, function):
        self.function = function

    async def __call__(self, *args):
        return await asyncio.to_thread(self.function, *args)


def in_thread(function=None, *, name=None):
    if function is None:
        return lambda inner: InThread(inner)
    return InThread(function)


@in_thread
def load(key: int) -> int:
    time.sleep(1)
    return key


async def view() -> int:
    return await load(1)
