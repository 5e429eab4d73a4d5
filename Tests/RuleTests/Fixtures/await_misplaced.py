import plain
from plain import Box, make_listener


class Local:
    def names(self) -> list:
        return []

    async def run(self):
        await self.names()  # expect: LW205


async def main(box: Box, hook):
    await plain.size([1])  # expect: LW205
    await plain.start()
    await plain.maybe(hook)
    await make_listener()
    await box.open()
    await 1  # expect: LW205


# file: plain.py
import asyncio
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
Response = Coroutine[Any, Any, T]


def size(items) -> int:
    return len(items)


async def work(): ...


def start() -> Response[None]:
    return work()


def maybe(hook):
    if hook is None:
        return None
    return hook()


class Listener:
    pass


class Waiting(Listener):
    def __await__(self):
        return work().__await__()


def make_listener() -> Listener:
    return Waiting()


class Box(ABC):
    @abstractmethod
    def open(self): ...
