import asyncio

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session

from app.store import save


async def tasks(connection: asyncpg.Connection):
    first = asyncio.create_task(connection.fetch("select 1"))
    second = asyncio.create_task(connection.fetch("select 2"))  # expect: LW751
    return await first, await second


async def each_awaited(connection: asyncpg.Connection):
    first = asyncio.create_task(connection.fetch("select 1"))
    await first
    second = asyncio.create_task(connection.fetch("select 2"))
    return await second


async def through_helper(session: AsyncSession, items):
    await asyncio.gather(*[save(session, item) for item in items])  # expect: LW751


async def one_each(pool: asyncpg.Pool, items):
    async def one(item):
        async with pool.acquire() as connection:
            await connection.execute("insert", item)

    await asyncio.gather(*[one(item) for item in items])


async def several(connections: list[asyncpg.Connection]):
    await asyncio.gather(*[connection.fetch("select 1") for connection in connections])


async def two(first: asyncpg.Connection, second: asyncpg.Connection):
    await asyncio.gather(first.fetch("select 1"), second.fetch("select 1"))


async def one_after_the_other(connection: asyncpg.Connection, items):
    for item in items:
        await asyncio.gather(connection.execute("insert", item), asyncio.sleep(0))


async def around(session: AsyncSession, ids):
    async def load(key):
        return await session.get(int, key)

    return await asyncio.gather(*(load(key) for key in ids))  # expect: LW751


async def around_of_each(makers, ids):
    async def load(key):
        async with makers() as own:
            return await own.get(int, key)

    return await asyncio.gather(*(load(key) for key in ids))


async def around_one_at_a_time(session: AsyncSession, ids, turn):
    async def load(key):
        async with turn:
            return await session.get(int, key)

    return await asyncio.gather(*(load(key) for key in ids))


async def around_in_a_transaction(connection: asyncpg.Connection, ids):
    async def load(key):
        async with connection.transaction():
            return await connection.fetch("select", key)

    async with asyncio.TaskGroup() as group:
        for key in ids:
            group.create_task(load(key))  # expect: LW751


async def around_without_waiting(session: AsyncSession, fetch, ids):
    async def load(key):
        session.add(await fetch(key))

    await asyncio.gather(*(load(key) for key in ids))
    await session.commit()


async def around_of_each_task(factory, ids):
    session = async_scoped_session(factory, scopefunc=asyncio.current_task)

    async def load(key):
        return await session.get(int, key)

    await asyncio.gather(*(load(key) for key in ids))


async def around_in_order(session: AsyncSession):
    ready = asyncio.Event()

    async def first():
        await session.get(int, 1)
        ready.set()

    async def second():
        await ready.wait()
        await session.get(int, 2)

    await asyncio.gather(first(), second())


async def around_until_closed(session: AsyncSession):
    async def work():
        await session.get(int, 1)

    async def end():
        await asyncio.sleep(1)
        await session.close()

    await asyncio.gather(work(), end())


async def started_once(session: AsyncSession, is_first):
    async def load():
        return await session.get(int, 1)

    if is_first:
        task = asyncio.create_task(load())
    else:
        task = asyncio.create_task(load())
    return await task


async def each_of_its_own(connections: list[asyncpg.Connection]):
    async def ask(group):
        return [await connection.fetch("select") for connection in group]

    await asyncio.gather(ask(connections[:2]), ask(connections[2:]))


async def listed(session: AsyncSession, items):
    jobs = [save(session, item) for item in items]  # expect: LW751
    await asyncio.gather(*jobs)


async def appended(session: AsyncSession, items):
    jobs = []
    for item in items:
        jobs.append(save(session, item))  # expect: LW751
    await asyncio.gather(*jobs)


async def named(session: AsyncSession):
    first = save(session, 1)
    second = save(session, 2)  # expect: LW751
    await asyncio.gather(first, second)


async def listed_and_awaited(session: AsyncSession, items):
    for job in [save(session, item) for item in items]:
        await job


async def one_of_two(session: AsyncSession, items, other):
    for item in items:
        jobs = [other(item)]
        if item:
            jobs.append(save(session, item))
        else:
            jobs.append(save(session, None))
        await asyncio.gather(*jobs)


async def listed_anew(session: AsyncSession):
    jobs = [save(session, 1)]
    await asyncio.gather(*jobs)
    jobs = [save(session, 2)]
    await asyncio.gather(*jobs)


class Repository:
    def __init__(self, session: AsyncSession, makers):
        self.session = session
        self.makers = makers
        self.turn = asyncio.Lock()

    @property
    def fresh(self) -> AsyncSession:
        return self.makers()

    async def get(self, key):
        return await self.session.get(int, key)

    async def count(self):
        return await self.session.scalar("count")

    async def total(self):
        return await self.count()

    async def get_fresh(self, key):
        return await self.fresh.get(int, key)

    async def get_in_turn(self, key):
        async with self.turn:
            return await self.session.get(int, key)

    async def both(self):
        return await asyncio.gather(self.get(1), self.total())  # expect: LW751

    async def both_fresh(self):
        return await asyncio.gather(self.get_fresh(1), self.get_fresh(2))

    async def both_in_turn(self):
        return await asyncio.gather(self.get_in_turn(1), self.get_in_turn(2))

    async def inside(self, keys):
        async def load(key):
            return await self.session.get(int, key)

        return await asyncio.gather(*map(load, keys), *[load(key) for key in keys])  # expect: LW751

    async def inside_fresh(self, keys):
        async def load(key):
            return await self.fresh.get(int, key)

        return await asyncio.gather(*[load(key) for key in keys])


class Reconnecting:
    connection: asyncpg.Connection

    async def ask(self, key):
        self.connection = await asyncpg.connect()
        return await self.connection.fetch("select", key)

    async def both(self):
        return await asyncio.gather(self.ask(1), self.ask(2))


async def of_one_object(repository: Repository):
    return await asyncio.gather(repository.get(1), repository.count())  # expect: LW751


async def of_two_objects(first: Repository, second: Repository):
    return await asyncio.gather(first.get(1), second.get(2))


async def of_many_objects(repositories: list[Repository]):
    return await asyncio.gather(*[one.get(1) for one in repositories])


# file: app/__init__.py
# file: app/store.py
async def save(session, item):
    await session.merge(item)
