# Which tasks run on when one of them fails, and which are forgotten by `wait`.
import asyncio
from asyncio import create_task as start


async def load(n): ...


async def quiet(n):
    try:
        await load(n)
    except Exception as error:
        print(error)


async def appended(ns):
    tasks = []
    for n in ns:
        tasks.append(start(load(n)))
    await asyncio.gather(*tasks)  # expect: LW306


async def display():
    tasks = [start(load(1)), start(load(2))]
    await asyncio.gather(*tasks)  # expect: LW306


async def coroutines(ns):
    await asyncio.gather(*[load(n) for n in ns])


async def returned_as_values(ns):
    tasks = [start(load(n)) for n in ns]
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, BaseException):
            print(result)


async def children_catch(ns):
    tasks = [start(quiet(n)) for n in ns]
    await asyncio.gather(*tasks)


async def cancelled_on_error(ns):
    tasks = [start(load(n)) for n in ns]
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        raise


async def one_after_another():
    first = start(load(1))
    second = start(load(2))
    return await first, await second


async def all_ended(ns):
    tasks = [start(load(n)) for n in ns]
    await asyncio.wait(tasks)
    return await asyncio.gather(*tasks)


async def alone():
    tasks = [start(load(1))]
    await asyncio.gather(*tasks)


class Workers:
    def __init__(self):
        self.tasks = set()
        self.closed = False

    async def aclose(self):
        await asyncio.gather(*self.tasks)  # expect: LW306
        self.tasks.clear()

    async def stop(self):
        self.closed = True
        await asyncio.gather(*self.tasks)


async def forgotten(ns):
    tasks = [start(load(n)) for n in ns]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)  # expect: LW307
    return done


async def forgotten_by_name():
    first, second = start(load(1)), start(load(2))
    first_task = start(load(3))
    await asyncio.wait({first_task}, timeout=1)  # expect: LW307
    await first
    await second


async def all_of_them(ns):
    tasks = [start(load(n)) for n in ns]
    done, pending = await asyncio.wait(tasks)
    return done


async def cancelled_by_name():
    task = start(load(1))
    done, _pending = await asyncio.wait({task}, timeout=1)
    if not done:
        task.cancel()


async def cancelled_only(ns):
    tasks = [start(load(n)) for n in ns]
    done, pending = await asyncio.wait(tasks, timeout=1)
    for task in pending:
        task.cancel()
    return done


async def round_and_round(ns):
    tasks = {start(load(n)) for n in ns}
    while tasks:
        done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)


async def somebody_elses(tasks):
    await asyncio.wait(tasks, timeout=1)


async def cleaned_up(ns):
    tasks = [start(load(n)) for n in ns]
    try:
        await asyncio.wait(tasks, timeout=1)
    finally:
        for task in tasks:
            task.cancel()


async def no_pair():
    return 4_000_000_000


async def unpacks_no_pair():
    done, pending = await no_pair()
