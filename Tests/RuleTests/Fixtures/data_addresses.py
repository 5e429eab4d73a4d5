# count: sure
# `urlopen` decodes a `data:` address by itself.
import asyncio
import urllib.request


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


async def serve(address, other):
    await asyncio.gather(icon(address), picture(other), pixel(), remote())
