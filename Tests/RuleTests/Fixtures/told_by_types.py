import time
from functools import lru_cache
from typing import Any, Optional, Type, TypeVar, cast

T = TypeVar("T")


class Store:
    def check(self):
        time.sleep(1)


class Quick:
    def check(self):
        return 1


class Registry:
    def __init__(self):
        self.parts = {}

    def require(self, kind: type[T]) -> T:
        return self.parts[kind]

    def find(self, kind: Type[T]) -> Optional[T]:
        return self.parts.get(kind)


def required[S](registry: Registry, kind: type[S]) -> S:
    return registry.parts[kind]


def slow(size):
    time.sleep(size)


kept = lru_cache(maxsize=128)(slow)


async def asks_a_registry(registry: Registry):
    registry.require(Store).check()  # expect: LW110
    registry.find(Store).check()  # expect: LW110
    required(registry, Store).check()  # expect: LW110
    registry.require(Quick).check()
    required(registry, Quick).check()


async def casts(value: Any):
    cast(Store, value).check()  # expect: LW110
    store = cast("Store", value)
    store.check()  # expect: LW110
    cast(Quick, value).check()
    cast(Any, value).check()


async def asks_what_is_kept(size):
    kept(size)  # expect: LW110
