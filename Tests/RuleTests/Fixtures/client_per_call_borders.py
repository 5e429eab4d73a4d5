import aiohttp as http
import httpx
from fastapi import Depends, FastAPI, Request

from app.load import cached, mail, one, slack

app = FastAPI()
clients = {}


async def all_of(urls):
    return [await one(url) for url in urls]


async def all_cached(urls):
    return [await cached(url) for url in urls]


async def again():
    for attempt in range(3):
        async with http.ClientSession() as session:
            async with session.get("http://localhost") as response:
                if response.ok:
                    return await response.text()


async def mirrors(urls):
    for url in urls:
        async with httpx.AsyncClient() as client:
            response = await client.get(url)
            if response.is_success:
                return response
    return None


async def reconnect(url):
    while True:
        async with http.ClientSession() as session:
            async with session.ws_connect(url) as socket:
                async for message in socket:
                    print(message)


async def one_for_all(urls):
    async with httpx.AsyncClient() as client:
        for url in urls:
            await client.get(url)


async def tenants(names):
    for name in names:
        if name not in clients:
            clients[name] = httpx.AsyncClient()


@app.get("/")
async def one_session_for_one_call(request: Request):
    async with httpx.AsyncClient() as client:
        return (await client.get("http://localhost")).text


# Each of them runs once.
async def channels(text):
    for send in (slack, mail):
        await send(text)


# file: app/__init__.py
# file: app/load.py
import httpx as h

client = None


async def one(url):
    async with h.AsyncClient() as client:  # expect: LW502
        return (await client.get(url)).text


async def cached(url):
    global client
    if client is None:
        client = h.AsyncClient()
    return (await client.get(url)).text


async def slack(text):
    async with h.AsyncClient() as client:
        await client.post("https://slack.test", json={"text": text})


async def mail(text):
    async with h.AsyncClient() as client:
        await client.post("https://mail.test", json={"text": text})
