from functools import cache, cached_property

import cachetools

memo = {}


@cache  # expect: LW209
async def load(key): ...


class Client:
    @cached_property  # expect: LW209
    async def token(self): ...

    @property
    async def name(self): ...


@cachetools.cached({})  # expect: LW209
async def other(key): ...


async def plain(key): ...


async def remember(key):
    if key not in memo:
        memo[key] = plain(key)  # expect: LW209
    return await memo[key]


async def remember_result(key):
    if key not in memo:
        memo[key] = await plain(key)  # expect: LW602
    return memo[key]


def wrap(function):
    return function


@cache
@wrap
async def wrapped(key): ...
