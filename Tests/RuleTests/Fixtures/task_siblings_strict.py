# profile: strict
import asyncio


async def load(n) -> object: ...


async def one_after_another() -> object:
    first = asyncio.create_task(load(1))
    second = asyncio.create_task(load(2))
    one = await first  # expect: LW306
    return one, await second


async def cancelled_only(ns) -> object:
    tasks = [asyncio.create_task(load(n)) for n in ns]
    done, pending = await asyncio.wait(tasks, timeout=1)  # expect: LW307, LW553
    for task in pending:
        task.cancel()
    return done


async def may_wait(n) -> object:
    async with asyncio.TaskGroup() as group:
        group.create_task(load(1))
        group.create_task(load(2))
        return n  # expect: LW310


class Service:
    def start(self):
        self.lost = asyncio.create_task(load(1))  # expect: LW303
        self.watched = asyncio.create_task(load(2))
        self.watched.add_done_callback(print)
        self.awaited = asyncio.create_task(load(3))

    async def stop(self) -> object:
        self.lost.cancel()
        await self.awaited


async def inline_shield() -> object:
    await asyncio.shield(load(1))  # expect: LW408


async def cut_off(session) -> object:
    await asyncio.wait_for(session.commit(), 1)  # expect: LW405
