# What a function makes of its type variables: objects made on a thread, awaited later, taken from a container.
import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Client:
    def get(self):
        time.sleep(1)

    def __iter__(self):
        return self

    def __next__(self):
        time.sleep(1)
        return b""


class Quiet:
    def get(self):
        return 1


def make(name) -> Client:
    return Client()


def offload(target: Callable[..., T], *args) -> asyncio.Future[T]:
    return asyncio.get_running_loop().run_in_executor(None, target, *args)


async def patiently(value: Awaitable[T]) -> T:
    return await asyncio.wait_for(value, 5)


class Box(Generic[T]):
    def __init__(self, value: T):
        self.value = value

    def open(self) -> T: ...


async def made_on_a_thread():
    client = await asyncio.to_thread(make, "a")
    client.get()  # expect: LW110
    return next(client)  # expect: LW110


async def made_by_an_executor():
    loop = asyncio.get_running_loop()
    client = await loop.run_in_executor(None, make, "a")
    client.get()  # expect: LW110


async def made_by_a_helper():
    client = await patiently(offload(make, "a"))
    client.get()  # expect: LW110


async def taken_in_turn():
    client = next(iter([Client()]))
    client.get()  # expect: LW110


async def nothing_is_known(value: T, box: Box) -> T:
    quiet = await asyncio.to_thread(Quiet)
    quiet.get()
    box.open().get()
    value.get()
    return value


class Kept:
    def __init__(self, frames):
        self.frames = frames

    async def read(self):
        return next(self.frames)  # expect: LW110


def keep():
    return Kept(Client())
