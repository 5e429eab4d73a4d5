# count: sure
# `urlopen` decodes a `data:` address by itself, and refuses what has no scheme. What httpx has read is there.
import asyncio
import urllib.request

import httpx


def decoded(address):
    if not address.startswith("data:"):
        raise ValueError(address)
    with urllib.request.urlopen(address) as answer:
        return answer.read()


def opened(address):
    if address.startswith("data:"):
        return decoded(address)
    return urllib.request.urlopen(address, timeout=5).read()


async def icon(address: str):
    return decoded(address)


async def picture(address: str):
    return opened(address)  # expect: LW110


async def pixel():
    return urllib.request.urlopen("data:image/gif;base64,R0lGODlhAQABAAAAACw=").read()


async def remote():
    return urllib.request.urlopen("https://pictures.example/a.gif", timeout=5).read()  # expect: LW102


def table(place):
    if "//" in place:
        return urllib.request.urlopen(place, timeout=5).read()
    return place


async def columns():
    return table("columns.csv")


async def rates():
    return table("https://rates.example/today.csv")  # expect: LW110


async def posted(address):
    async with httpx.AsyncClient() as client:
        answer = await client.post(address)
        return list(answer.iter_lines())


async def streamed(address):
    with httpx.stream("GET", address) as answer:  # expect: LW102
        return list(answer.iter_lines())


async def serve(address, other):
    await asyncio.gather(icon(address), picture(other), pixel(), remote(), columns(), rates())
