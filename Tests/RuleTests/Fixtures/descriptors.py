# Properties that a program writes itself, and objects that start where they are awaited.
import asyncio
from typing import Any, Callable, Generic, TypeVar

import requests

T = TypeVar("T")


class lazy(Generic[T]):
    def __init__(self, function: Callable[[Any], T]):
        self.function = function

    def __get__(self, instance, owner=None) -> T:
        if instance is None:
            return self
        value = self.function(instance)
        instance.__dict__[self.function.__name__] = value
        return value


def named(name: str):
    def decorator(function):
        return lazy(function)

    return decorator


class Page:
    def __get__(self, instance, owner=None):
        return requests.get("https://example.org", timeout=5).text


class Field:
    def __init__(self, load):
        self.load = load

    def __get__(self, instance, owner=None):
        return self.load()


def slow():
    return requests.get("https://example.org", timeout=5).text


def quick():
    return 1


class Channel:
    async def send(self, text):
        await asyncio.sleep(1)


class Message:
    page = Page()
    size = Field(quick)
    text = Field(slow)

    @lazy
    def channel(self) -> Channel:
        return Channel()

    @named("_data")
    def data(self):
        return requests.get("https://example.org", timeout=5).json()

    def answer(self, text):
        return Answer(text)


class Answer:
    def __init__(self, text):
        self.text = text

    async def emit(self):
        await asyncio.sleep(1)

    def __await__(self):
        return self.emit().__await__()


class Started:
    """Begins at once; who wants to may wait for it."""

    def __init__(self):
        self.task = asyncio.get_running_loop().create_task(asyncio.sleep(1))

    def __await__(self):
        return self.task.__await__()


class Client:
    async def initialize(self):
        await asyncio.sleep(0)
        return self

    def __await__(self):
        return self.initialize().__await__()

    async def __aenter__(self):
        return await self

    async def __aexit__(self, *exc):
        await asyncio.sleep(0)


def init_client() -> Client:
    return Client()


async def handle(message: Message):
    init_client()
    message.channel.send("x")  # expect: LW201
    await message.channel.send("x")
    print(message.size)
    message.answer("x")  # expect: LW201
    await message.answer("x")
    later = message.answer("x")
    await later
    Started()
    message.data  # expect: LW110
    return message.page  # expect: LW110
