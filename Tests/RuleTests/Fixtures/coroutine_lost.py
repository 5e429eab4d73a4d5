import asyncio
import logging

from starlette.background import BackgroundTasks
from work import Keeper, describe, load, run_it

log = logging.getLogger(__name__)


async def never_read():
    job = load(1)  # expect: LW202
    await asyncio.sleep(0)


async def typed():
    job: object = load(1)  # expect: LW202
    await asyncio.sleep(0)


async def some_paths(wanted):
    job = load(1)  # expect: LW202
    if not wanted:
        return None
    return await job


async def closed_on_the_other(wanted):
    job = load(1)
    if not wanted:
        job.close()
        return None
    return await job


async def chosen(hurry):
    job = load(1) if hurry else load(2)
    return await job


async def tested():
    job = load(1)
    if job is not None:
        await job


async def conditional(wanted):
    if wanted:
        job = load(1)
    if wanted:
        await job


async def described():
    describe(load(1))  # expect: LW202
    log.info("got %s", load(1))  # expect: LW202
    await run_it(load(1))
    print(await load(1))


async def listed(ids):
    jobs = [load(n) for n in ids]  # expect: LW202
    print(len(jobs))
    kept = [load(n) for n in ids]
    await asyncio.gather(*kept)
    lazy = (load(n) for n in ids)
    await asyncio.gather(*lazy)


async def filled(ids):
    jobs = []
    for n in ids:
        jobs.append(load(n))  # expect: LW202
    done = []
    for n in ids:
        done.append(load(n))
    await asyncio.gather(*done)


async def in_background(tasks: BackgroundTasks):
    tasks.add_task(load(1))  # expect: LW802
    tasks.add_task(load, 1)


async def kept(keeper: Keeper):
    keeper.keep(load(1))
    keeper.last = load(1)
    registry[1] = load(1)


async def returned():
    return load(1)  # expect: LW202


def handed_out():
    return load(1)


async def twice():
    return load(1)


async def awaits_twice():
    return await (await twice())


registry = {}
lost = load(1)  # expect: LW202
used = load(2)
asyncio.run(used)
# file: work.py
from abc import ABC


async def load(n): ...


async def run_it(job):
    await job


def describe(job):
    print("job", job)


class Keeper(ABC):
    def keep(self, job):
        self.job = job


# file: extended_lists.py
import asyncio


async def pair(uid): ...


async def extended(old, new):
    tasks = [pair(uid) for uid in new]
    tasks += [pair(uid) for uid in old]

    if tasks:
        await asyncio.gather(*tasks)
