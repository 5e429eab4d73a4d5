# profile: strict
# select: LW352
import asyncio


async def load(n): ...


async def narrow(ns):
    results = await asyncio.gather(*[load(n) for n in ns], return_exceptions=True)
    return [r for r in results if not isinstance(r, Exception)]  # expect: LW352


async def wide(ns):
    results = await asyncio.gather(*[load(n) for n in ns], return_exceptions=True)
    return [r for r in results if not isinstance(r, BaseException)]
