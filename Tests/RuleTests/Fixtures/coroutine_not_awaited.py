# profile: default
import asyncio as aio
import threading

import pytest

from helpers import Base, Store, pages, refresh as renew, start, typed


class Child(Base):
    async def run(self):
        self.reset()  # expect: LW201
        super().reset()  # expect: LW201
        await self.reset()


async def statements(store: Store, group: aio.TaskGroup):
    renew()  # expect: LW201
    _ = renew()  # expect: LW201
    store.inner.save(1)  # expect: LW201
    store.inner and store.inner.save(1)  # expect: LW201
    start()  # expect: LW201
    typed()  # expect: LW201
    pages(3)  # expect: LW201
    aio.sleep(1)  # expect: LW201
    aio.gather(renew(), renew())  # expect: LW201
    group.create_task(renew())
    await aio.gather(renew(), renew())


def plain(store: Store):
    renew()  # expect: LW201
    store.maybe(True)


def test_warns():
    with pytest.raises(TypeError):
        renew(1, 2)


def variables(make):
    make()
    call = make or renew
    call()


# file: helpers.py
from collections.abc import Awaitable, Coroutine
from typing import Any


async def refresh(): ...


async def pages(n):
    yield n


def start():
    return refresh()


def typed() -> Coroutine[Any, Any, None]:
    return refresh()


class Inner:
    async def save(self, n): ...


class Base:
    async def reset(self): ...


class Store:
    def __init__(self):
        self.inner = Inner()

    def maybe(self, flag):
        if flag:
            return refresh()
        return 1
