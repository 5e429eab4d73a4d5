# Responses that are awaited rather than entered.
import aiohttp
import httpx


async def status_only(session: aiohttp.ClientSession, url):
    response = await session.head(url)  # expect: LW503
    return response.status


async def dropped(session: aiohttp.ClientSession, url):
    await session.post(url)  # expect: LW503


async def released(session: aiohttp.ClientSession, url):
    response = await session.get(url)
    try:
        return response.status
    finally:
        response.release()


async def read_in_pieces(session: aiohttp.ClientSession, url):
    response = await session.get(url)
    async for piece in response.content.iter_chunked(1024):
        print(piece)


async def entered_later(session: aiohttp.ClientSession, url):
    response = await session.get(url)
    async with response:
        return response.status


async def handed_on(session: aiohttp.ClientSession, url):
    return await session.get(url)


async def ends_with_its_session(url):
    async with aiohttp.ClientSession() as session:
        response = await session.get(url)
        return response.status


async def whole_body(client: httpx.AsyncClient, url):
    response = await client.get(url)
    return response.status_code


async def streamed(client: httpx.AsyncClient, request):
    response = await client.send(request, stream=True)  # expect: LW503
    return response.status_code


async def streamed_and_closed(client: httpx.AsyncClient, request):
    response = await client.send(request, stream=True)
    try:
        return response.status_code
    finally:
        await response.aclose()
