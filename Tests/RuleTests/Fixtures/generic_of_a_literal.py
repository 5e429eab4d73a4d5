import time
from typing import TypeVar

T = TypeVar("T")


def first(items: list[T]) -> T:
    return items[0]


def second(first_of: list[T], *, default: T | None = None) -> T:
    return first_of[0] if first_of else default


class Sleeper:
    def rest(self):
        time.sleep(1)


async def main():
    # What is laid over `list[T]` is no list at all: a large number, a text, the literal of a class.
    first(4_000_000_000)
    first("text")
    second(2_000_000_000, default=Sleeper()).rest()  # expect: LW110
