from __future__ import annotations
import asyncio
from contextlib import suppress


async def work(queue, items, *, limit: int = 0x10, name: str = "a\tb" "c"):
    """A docstring is no statement."""
    async with asyncio.timeout(2.5), queue.lock as lock:
        async for item in queue:
            await item.run(*items, key=1, **options)  # noqa: ASYNC100
    results = await asyncio.gather(*[f(x) for x in items if x], return_exceptions=True)
    total = results[0] + -results[1:2] * 3 if results else not limit
    ok = 0 < total <= limit and name or queue is not None
    text = f"{total!r:>{limit}} of {await queue.size()}"
    mapping = {"a": 1, **options, name: [ok, (text,), {1, 2}]}
    while True:
        if ok:
            break
        elif total:
            continue
        else:
            raise RuntimeError("x") from None
    else:
        pass
    try:
        yield mapping
    except* ValueError:
        return
    else:
        assert total, "no total"
    finally:
        with suppress(Exception):
            lock.release()


class Service(object):
    """Attributes set in methods."""

    def __init__(self, size: "list[int | None]") -> None:
        super().__init__()
        self.size = size
        self.a, (self.b, *self.c) = size
        self.typed: dict[str, int] = {}
        self.later: int
        with open("f") as self.file:
            pass
        for self.index in size:
            self.count += 1

        def nested():
            self.inner = size

        def shadowed():
            self = other
            self.not_mine = 1

        nested(lambda: self)

    @classmethod
    def make(cls, data):
        cls.made = data

    @staticmethod
    def free(self):
        self.free = 1

    @property
    def abstract(self):
        raise NotImplementedError


def generator(first, *rest):
    received = yield first
    yield from rest
    return received


table = [1, "a", None, 3.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1]
big = 123456789012345678901234567890, 1e400, 2j, b"x", ..., "long" * 3
# loopwise: ignore-file
nothing = 1  # a plain comment
silenced = 1  # NOSONAR
