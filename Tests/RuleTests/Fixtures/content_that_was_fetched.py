import aiohttp
import feedparser
import httpx


async def entries(client: httpx.AsyncClient, url: str):
    response = await client.get(url)
    return feedparser.parse(response.text).entries


async def later(client: httpx.AsyncClient, url: str):
    response = await client.get(url)
    text = response.text
    return feedparser.parse(text)


async def streamed(session: aiohttp.ClientSession, url: str):
    async with session.get(url) as response:
        return feedparser.parse(await response.text())


class Message:
    def __init__(self, text: str):
        self.text = text


async def of_a_message(message: Message):
    return feedparser.parse(message.text)  # expect: LW102


async def by_address(url: str):
    return feedparser.parse(url)  # expect: LW102


async def either(client: httpx.AsyncClient, url: str):
    source = url
    if url.startswith("https:"):
        source = (await client.get(url)).text
    return feedparser.parse(source)  # expect: LW102


async def address_that_was_fetched(client: httpx.AsyncClient, url: str):
    response = await client.get(url)
    return feedparser.parse(response.json()["feed"])  # expect: LW102


def cleaned(text: str) -> str:
    return text.strip()


async def made_of_it(client: httpx.AsyncClient, url: str):
    text = cleaned((await client.get(url)).text)
    return feedparser.parse(text)


async def made_of_something(client: httpx.AsyncClient, url: str):
    address = cleaned(url)
    return feedparser.parse(address)  # expect: LW102
