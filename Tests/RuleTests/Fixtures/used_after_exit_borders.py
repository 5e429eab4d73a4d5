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
