import aiohttp
import asyncpg
import httpx


async def plain_values(session: aiohttp.ClientSession, url):
    async with session.get(url) as response:
        pass
    return response.status


async def entered_again(url):
    async with aiohttp.ClientSession() as session:
        pass
    async with aiohttp.ClientSession() as session:
        return await session.get(url)  # expect: LW504


async def session_closed(url):
    async with aiohttp.ClientSession() as session:
        pass
    async with session.get(url) as response:  # expect: LW504
        return await response.text()


async def not_a_stream(url):
    async with httpx.AsyncClient() as client:
        response = await client.get(url)
    return response.json()


async def given_back(pool: asyncpg.Pool):
    async with pool.acquire() as connection:
        await connection.execute("select 1")
    return await connection.fetch("select 2")  # expect: LW504


async def left_early(session: aiohttp.ClientSession, url):
    response = None
    async with session.get(url) as response:
        return await response.text()
    return await response.text()


async def session_closed_before_the_body(url):
    async with aiohttp.ClientSession() as session:
        response = await session.get(url)
    return await response.text()  # expect: LW504


async def tried_several_times(url):
    for _ in range(3):
        async with aiohttp.ClientSession() as session:
            answer = await session.post(url)
        if answer.ok:
            break
    return await answer.json()  # expect: LW504


async def body_kept(url):
    async with aiohttp.ClientSession() as session:
        response = await session.get(url)
        await response.read()
    return await response.text()


async def only_values(url):
    async with aiohttp.ClientSession() as session:
        response = await session.get(url)
    return response.status, response.headers


async def asked_again(session: aiohttp.ClientSession, url):
    async with aiohttp.ClientSession() as first:
        response = await first.get(url)
    response = await session.get(url)
    return await response.text()


async def session_of_the_caller(session: aiohttp.ClientSession, url):
    async with aiohttp.ClientSession() as first:
        response = await session.get(url)
        await first.get(url)
    return await response.text()


async def memory_of_httpx(url):
    async with httpx.AsyncClient() as client:
        response = await client.get(url)
    return response.text, await response.aread()


async def nothing_at_first(url):
    response = None
    async with aiohttp.ClientSession() as session:
        response = await session.get(url)
    if response:
        return await response.text()  # expect: LW504


async def read_by_another(url, check):
    async with aiohttp.ClientSession() as session:
        response = await session.get(url)
        await check(response)
    return await response.text()


async def block_read_by_another(session: aiohttp.ClientSession, url, check):
    async with session.get(url) as response:
        await check(response)
    return await response.text()


async def one_of_two(url, known):
    response = known
    async with aiohttp.ClientSession() as session:
        if response is None:
            response = await session.get(url)
    return await response.text()
