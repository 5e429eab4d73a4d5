# Coroutine functions that are called through variables and annotated callbacks.
import asyncio
import functools
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Optional, Union


async def load(key):
    await asyncio.sleep(1)


async def store(key):
    await asyncio.sleep(1)


def plain(key):
    return key


async def chosen(fast, other):
    operation = load if fast else store
    operation("k")  # expect: LW201
    either = load if fast else plain
    either("k")
    given = load or other
    given("k")
    later = load
    later = other
    later("k")
    bound = functools.partial(load, "k")
    bound()  # expect: LW201
    await operation("k")


async def captured():
    send = load

    def change(to):
        nonlocal send
        send = to

    change(plain)
    send("k")


class Client:
    def __init__(
        self,
        on_message: Callable[[str], Awaitable[None]],
        on_close: Optional[Callable[[], Coroutine[Any, Any, None]]] = None,
        on_error: Callable[[str], Union[None, Awaitable[None]]] = plain,
        on_open: Union[Callable[[], None], Callable[[], Awaitable[None]]] = print,
    ):
        self.on_message = on_message
        self.on_close = on_close
        self.on_error = on_error
        self.on_open = on_open

    async def run(self):
        self.on_open()
        self.on_message("x")  # expect: LW201
        await self.on_message("x")
        self.on_error("x")
        if self.on_close:
            self.on_close()  # expect: LW201
        task = asyncio.create_task(self.on_message("y"))
        await task


async def notify(callback: Callable[[], Coroutine[Any, Any, None]], each: list[Callable]):
    callback()  # expect: LW201
    for one in each:
        one()
    await callback()


# file: aliases.py
from collections.abc import Callable
from typing import *

import requests


class Api:
    def get(self):
        return requests.get("https://example.org", timeout=5)


Rows = list[Api]
MaybeApi = Optional[Api]
ById = dict[int, Api]
Quoted: TypeAlias = "list[Api]"


class Kinds:
    DEFAULT: TypeAlias = "dict[str, Api]"


# file: through_aliases.py
from typing import *

from aliases import Api, ById, Kinds, MaybeApi, Quoted, Rows


async def first(rows: Rows, by_id: ById, maybe: MaybeApi):
    rows[0].get()  # expect: LW110
    by_id[1].get()  # expect: LW110
    maybe.get()  # expect: LW110


async def quoted(rows: Quoted, kind: Kinds.DEFAULT):
    rows[0].get()  # expect: LW110
    kind["a"].get()  # expect: LW110


async def starred(one: Optional[Api], many: List[Api], make: Callable[[], Api]):
    one.get()  # expect: LW110
    for each in many:
        each.get()  # expect: LW110
    make().get()  # expect: LW110
