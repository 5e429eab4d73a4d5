import typing
from typing import AsyncIterable, AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session


async def pages(start):
    yield start


# Nothing is left of the type where the test fails, so nothing is known of it.
async def resolve(nodes):
    items = pages(nodes)
    if isinstance(items, (AsyncIterator, AsyncIterable)):
        return [item async for item in items]
    return list(items)


async def always(nodes):
    items = pages(nodes)
    return list(items)  # expect: LW251


# The function inside runs only for the other kind of session.
async def delete(session: Session | AsyncSession):
    if isinstance(session, AsyncSession):
        async with session.begin_nested():
            await session.flush()
    else:

        def savepoint():
            with session.begin_nested():
                session.flush()

        return savepoint


# `yield` makes a generator of a function also where no interpreter runs it.
class Provider:
    async def load(self, session):
        return [item async for item in self._load(session)]

    async def _load(self, session) -> AsyncIterator[int]:
        if typing.TYPE_CHECKING:
            yield
        raise NotImplementedError
