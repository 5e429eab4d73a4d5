# Exceptions that gather returns: dropped, used as values, filtered by truth, or looked at.
import asyncio
from asyncio import gather as collect


async def load(n): ...


async def quiet(n):
    try:
        await load(n)
    except Exception as error:
        print(error)


async def dropped():
    await collect(load(1), load(2), return_exceptions=True)  # expect: LW351


async def raises():
    await collect(load(1), load(2))


async def children_catch():
    await asyncio.gather(quiet(1), quiet(2), return_exceptions=True)


async def unpacked():
    a, b = await asyncio.gather(load(1), load(2), return_exceptions=True)  # expect: LW351
    print(a.name, b)


async def unpacked_and_tested():
    a, b = await asyncio.gather(load(1), load(2), return_exceptions=True)
    if isinstance(a, Exception):
        raise a
    print(a.name, b)


async def loop_over_values(ns):
    for value in await asyncio.gather(*map(load, ns), return_exceptions=True):  # expect: LW351
        print(value.name)


async def handed_on(ns):
    results = await asyncio.gather(*[load(n) for n in ns], return_exceptions=True)
    report(results)


def report(results): ...


async def caller_looks():
    for result in await returned():
        if isinstance(result, BaseException):
            print(result)


async def returned():
    return await asyncio.gather(load(1), load(2), return_exceptions=True)


async def returned_to_nobody():
    return await asyncio.gather(load(1), load(2), return_exceptions=True)  # expect: LW351


async def matched():
    for result in await asyncio.gather(load(1), load(2), return_exceptions=True):
        match result:
            case BaseException():
                print("failed")


async def zipped(ns):
    results = await asyncio.gather(*[load(n) for n in ns], return_exceptions=True)
    return {n: r for n, r in zip(ns, results) if not isinstance(r, BaseException)}


async def truth(ns):
    results = await asyncio.gather(*[load(n) for n in ns], return_exceptions=True)  # expect: LW352
    return [r for r in results if r]


async def truth_and_type(ns):
    results = await asyncio.gather(*[load(n) for n in ns], return_exceptions=True)
    return [r for r in results if r and not isinstance(r, Exception)]


async def after_cancel(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def closing(sessions):
    await asyncio.gather(*[s.close() for s in sessions], return_exceptions=True)


class Server:
    async def stop(self):
        await asyncio.gather(load(1), load(2), return_exceptions=True)

    async def wait(self):
        # Tasks that run by themselves are watched elsewhere.
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def begin(n):
    if n < 0:
        raise ValueError(n)


async def begin_all(ns):
    starts = [begin(n) for n in ns]
    for error in await asyncio.gather(*starts, return_exceptions=True):
        if error:
            print(f"not begun: {error}")


async def load_all(ns):
    for result in await asyncio.gather(*[load(n) for n in ns], return_exceptions=True):  # expect: LW351
        if result:
            print(f"loaded: {result}")


async def in_background(ns):
    async def run_all():
        results = await asyncio.gather(*[load(n) for n in ns], return_exceptions=True)
        return results

    task = asyncio.create_task(run_all())
    await asyncio.sleep(1)
    errors = [error for error in await task if isinstance(error, BaseException)]
    if errors:
        raise errors[0]
