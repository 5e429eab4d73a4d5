import functools
import json


@functools.lru_cache
def schema():
    with open("schema.json") as file:
        return json.load(file)


_table = None


def table():
    global _table
    if _table is None:
        with open("table.json") as file:
            _table = json.load(file)
    return _table


async def handle():
    schema()
    return table()


# file: memoised_elsewhere.py
import socket

import toolz


@toolz.memoize
def address(host):
    return socket.gethostbyname(host)


@toolz.curry
def lookup(host):
    return socket.gethostbyname(host)


async def serve(host):
    address(host)  # expect: LW110
    return lookup(host)  # expect: LW110


# file: memoised_by_key.py
import functools
import time

import requests


@functools.lru_cache
def settings():
    return requests.get("https://example.org/settings", timeout=5).json()


@functools.lru_cache(maxsize=64)
def secret(name):
    return requests.get(f"https://example.org/{name}", timeout=5).json()


@functools.cache
def template(name):
    with open(name) as file:
        return file.read()


class Store:
    @functools.lru_cache
    def warm(self):
        time.sleep(2)

    @functools.lru_cache
    def load(self, key):
        time.sleep(2)
        return key


async def serve(name, store: Store):
    settings()
    template(name)
    store.warm()
    store.load(name)  # expect: LW110
    return secret(name)  # expect: LW110


# file: memoised_ahead.py
import functools
import ssl
import time


@functools.cache
def context(name):
    return ssl.create_default_context(cafile=name)


class Limits:
    @functools.cache
    def of(self, name):
        time.sleep(1)
        return name


@functools.cache
def other(name):
    time.sleep(1)
    return name


# Whoever asks later finds it made.
for each in ("a.pem", "b.pem"):
    context(each)


def get_context(name="a.pem"):
    return context(name)


def warm(name):
    other(name)


async def connect(name):
    other(name)  # expect: LW110
    return get_context(name)


# file: memoised_by_a_wrapper.py
import functools
import platform
import time
from typing import Any, Callable, TypeVar, cast

CallableT = TypeVar("CallableT", bound=Callable[..., Any])


def lru_cache(*, maxsize: int | None = 128) -> Callable[[CallableT], CallableT]:
    wrapper = functools.lru_cache(maxsize=maxsize)
    return cast(Any, wrapper)


@lru_cache(maxsize=None)
def once():
    return platform.platform()


@lru_cache(maxsize=None)
def by_key(name):
    time.sleep(1)
    return name


by_key("first")


async def ask(name):
    by_key(name)
    return once()
