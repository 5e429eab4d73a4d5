# count: sure
# What a caller declares of its own argument rules paths of the helper out; of an awaited result the one
# that gives a coroutine is meant.
import asyncio
import contextlib
import inspect
from typing import Any

import requests


class Account:
    def __init__(self, name):
        self.name = name


class Deleted(Account):
    def page(self):
        return requests.get("https://accounts.example/deleted", timeout=5)


def stored(media):
    if isinstance(media, bytes):
        return media
    if isinstance(media, str):
        return requests.get(media, timeout=5).content
    return None


def shown(account):
    if isinstance(account, Deleted):
        return account.page()
    return account.name


def fetched(address):
    if address.startswith("https://"):
        return requests.get(address, timeout=5).content
    return address.encode()


async def keep(data: bytes):
    return stored(data)


async def keep_page(address: str):
    return stored(address)  # expect: LW110


async def keep_either(media: bytes | str):
    return stored(media)  # expect: LW110


async def show(account: Account):
    return shown(account)  # expect: LW110


async def logo():
    return fetched("logo.svg")


async def remote_logo():
    return fetched("https://pictures.example/logo.svg")  # expect: LW110


class Calendar:
    def __init__(self, is_async):
        self.is_async = is_async

    def load(self) -> Any:
        if self.is_async:
            return self.load_async()
        return requests.get("https://calendar.example", timeout=5)

    async def load_async(self):
        return None


class Plain:
    def load(self):
        return requests.get("https://calendar.example", timeout=5)


async def entries(calendar: Calendar):
    loaded = calendar.load()
    if inspect.isawaitable(loaded):
        loaded = await loaded
    return loaded


async def plain_entries(calendar: Plain):
    loaded = calendar.load()  # expect: LW110
    if inspect.isawaitable(loaded):
        loaded = await loaded
    return loaded


@contextlib.contextmanager
def connected(address):
    yield requests.get(address, timeout=5)


@contextlib.asynccontextmanager
async def connected_async(address):
    yield address


class Terminal:
    def __init__(self, address, is_async):
        if is_async:
            self.link = connected_async(address)
        else:
            self.link = connected(address)

    async def read(self):
        async with self.link as link:
            return link


async def serve(data, text, media, account, calendar, plain, terminal: Terminal):
    await asyncio.gather(
        keep(data),
        keep_page(text),
        keep_either(media),
        show(account),
        logo(),
        remote_logo(),
        entries(calendar),
        plain_entries(plain),
        terminal.read(),
    )
