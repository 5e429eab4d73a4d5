# count: sure
# A wait is sure to matter only where something else may run on the same loop.

# file: by_parameters.py
# What a parameter of the library reads from the command line, however the command is registered.
from typing import Annotated

import requests
import typer
from cyclopts import Parameter

__all__ = ["plain"]


async def login(*, browser: Annotated[bool, Parameter(name="--no-browser")] = False):
    requests.get("https://example.com/login")
    await renew()


async def switch(project: str = typer.Argument("main")):
    return requests.get("https://example.com")


async def renew():
    return requests.get("https://example.com/renew")


async def plain(project: Annotated[str, "the project"]):
    return requests.get("https://example.com")  # expect: LW102

# file: shop/__init__.py

# file: shop/orders.py
import requests


async def show():
    return requests.get("https://example.com")


async def offer():
    return requests.get("https://example.com")  # expect: LW102

# file: by_name.py
import cyclopts

app = cyclopts.App()
app.command("shop.orders:show")

# file: by_parser.py
import argparse
import asyncio

import requests


async def pull(options):
    return requests.get("https://example.com")


async def push(options):
    return requests.get("https://example.com")


async def stop(options):
    return requests.get("https://example.com")


async def asked(options):
    return requests.get("https://example.com")  # expect: LW102


COMMANDS = {"push": push, "stop": stop}


def main():
    parser = argparse.ArgumentParser()
    parser.add_subparsers().add_parser("pull").set_defaults(func=pull)
    options = parser.parse_args()
    asyncio.run(options.func(options))

# file: tests/test_shop.py
import asyncio

from by_parameters import renew


def test_renew():
    asyncio.run(renew())

# file: first_task.py
# Up to the first task nothing else runs.
import asyncio

import click
import requests


@click.command()
def share():
    asyncio.new_event_loop().run_until_complete(share_all())


async def share_all():
    ask()
    requests.get("https://example.com")
    tasks = []
    for number in range(10):
        tasks.append(asyncio.create_task(listen(number)))
    requests.get("https://example.com")  # expect: LW102
    await asyncio.gather(*tasks)


def ask():
    return requests.get("https://example.com")


async def listen(number):
    await asyncio.sleep(1)
    requests.get("https://example.com")  # expect: LW102


@click.command()
def watch():
    asyncio.run(watch_all())


async def watch_all():
    while True:
        requests.get("https://example.com")  # expect: LW102
        asyncio.create_task(listen(0))  # expect: LW301
        await asyncio.sleep(1)


@click.command()
def serve():
    asyncio.run(serve_all())


async def serve_all():
    await load()
    await begin()


async def load():
    requests.get("https://example.com")


async def begin():
    await load_rest()
    task = asyncio.create_task(listen(0))
    await again()
    await task


async def load_rest():
    requests.get("https://example.com")


async def again():
    requests.get("https://example.com")  # expect: LW102

# file: start_hooks.py
import requests
from textual.app import App


class Screen(App):
    async def on_mount(self):
        self.news = requests.get("https://example.com")

    async def on_key(self, event):
        self.news = requests.get("https://example.com")  # expect: LW102


class Stage:
    async def on_mount(self):
        self.news = requests.get("https://example.com")  # expect: LW102


async def dask_setup(scheduler):
    scheduler.plugin = requests.get("https://example.com")

# file: made_for_hooks.py
import contextlib

import requests


def make_lifespan(address):
    @contextlib.asynccontextmanager
    async def connected(app):
        app.rates = requests.get(address)
        yield app

    return connected


def make_pool(address):
    @contextlib.asynccontextmanager
    async def connected(app):
        app.rates = requests.get(address)  # expect: LW102
        yield app

    return connected

# file: loaded_once.py
import asyncio

import requests

_options = None
_rates = {}


def options(force=False):
    global _options
    if _options and not force:
        return _options
    _options = requests.get("https://example.com").json()
    return _options


def rates(refresh=True):
    global _rates
    if _rates and not refresh:
        return _rates
    _rates = requests.get("https://example.com").json()
    return _rates


class Session:
    def __init__(self):
        self._token = None

    def token(self, renew: bool = False):
        if self._token is None or renew:
            self._token = requests.get("https://example.com").text
        return self._token

    def token_for(self, user, is_known):
        if self._token is None or is_known:
            self._token = requests.get(user).text
        return self._token


async def handle(session: Session, user):
    options()
    session.token()
    rates()  # expect: LW110
    return session.token_for(user, False)  # expect: LW110


async def serve(session: Session, user, other):
    await asyncio.gather(handle(session, user), handle(session, other))
