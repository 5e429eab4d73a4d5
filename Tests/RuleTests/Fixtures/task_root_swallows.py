# The outermost handler of a task or of a framework's handler, and what is not one.
import asyncio
import logging

log = logging.getLogger(__name__)


async def step(): ...


async def spawned():
    for _ in range(3):
        try:
            await step()
        except Exception:  # expect: LW357
            continue


async def handler(request):
    try:
        return await step()
    except Exception:  # expect: LW357
        return None


async def tells():
    while True:
        try:
            await step()
        except Exception:
            log.exception("step")


async def counts(stats):
    while True:
        try:
            await step()
        except Exception:
            stats.failures += 1


async def says_no():
    try:
        await step()
    except Exception:
        return False


async def narrow():
    while True:
        try:
            await step()
        except ConnectionError:
            pass


async def close():
    try:
        await step()
    except Exception:
        pass


async def closes_another(client):
    try:
        await client.disconnect()
    except Exception:
        pass


async def optional_part():
    await step()
    try:
        await step()
    except Exception:
        pass
    await step()


async def says_so_after():
    try:
        await step()
    except Exception:
        pass
    return "unavailable"


class Store:
    async def find(self, key):
        try:
            return await step()
        except Exception:
            return None


async def caller():
    await awaited()
    return asyncio.create_task(spawned())


async def awaited():
    try:
        return await step()
    except Exception:
        return None
