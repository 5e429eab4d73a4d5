"""Who binds what: every kind of scope and binding."""

import os.path
import a.b.c as abc
import first, second.part
from . import sibling
from ..pkg.mod import thing as other
from star import *

counter = 0


class Base(Generic[T], metaclass=Meta):
    limit: int = 3
    copy = limit
    table = [limit for _ in range(limit)]

    def method(self, size=limit):
        global counter
        counter += size
        return __class__, limit

    class Inner:
        owner = copy


def outer(a, /, b, *rest, c=1, **options):
    n = 0

    def inner():
        nonlocal n
        n = n + a

        def innermost():
            nonlocal n
            n = 2

        return innermost

    def shadow(a):
        return a + n

    return inner, lambda b, d=b: b + d + c


def comprehensions(rows):
    firsts = [x for x in rows if (last := x)]
    pairs = {x: y for x in firsts for y in x}
    lazy = (z async for z in last)
    return firsts, pairs, lazy, x


def targets(value):
    p, (q, *r), s = value
    [t, u] = v = value
    for i, j in value:
        pass
    with open(value) as (f, g), value.lock:
        pass
    try:
        pass
    except (OSError, ValueError) as error:
        del error
    except KeyError:
        pass
    w: list[int]
    w[0]: int = 1
    w += value
    del p, value.q


def patterns(command):
    match command:
        case [action, target, *more] if action:
            pass
        case {"key": found, **others}:
            pass
        case Point(x=0, y=(1 | 2) as height) | None:
            pass
        case str() as text:
            pass
        case [[deep, *_]]:
            pass
        case _:
            pass


type Alias[K: int] = dict[K, counter]


def generic[V = int](item: V, *items: V) -> list[V]:
    return item


class Typed[W](Base[W]):
    def get(self, key: W) -> "Typed[W]": ...
