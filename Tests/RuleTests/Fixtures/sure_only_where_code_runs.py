# count: sure
# A wait is told as sure only where something leads to it: not behind a call or an import that fails, not
# in a file that nobody imports although its neighbours are, not on a loop that somebody makes for it alone.

# file: shop/__init__.py
"""A program."""

# file: shop/prices.py
import asyncio

import requests


def fetch(name, *, timeout=5):
    return requests.get("https://example.com/" + name, timeout=timeout)


async def renamed(name):
    # No formal is called `seconds`: that raises at once.
    return fetch(name, seconds=5)


async def right(name):
    return fetch(name, timeout=5)  # expect: LW110


async def mirrored(name, **options):
    return spread(name, seconds=5)  # expect: LW110


def spread(name, **options):
    return requests.get("https://example.com/" + name, timeout=options["seconds"])


async def all_of_them(name):
    await asyncio.gather(renamed(name), right(name), mirrored(name))


async def configured(name):
    from shop.settings import key

    return requests.get("https://example.com/" + key)


async def with_fallback(name):
    try:
        from shop.settings import key
    except ImportError:
        key = ""
    return requests.get("https://example.com/" + key)  # expect: LW102

# file: shop/left_behind.py
import requests


async def look():
    await deeper()


async def deeper():
    requests.get("https://example.com")

# file: shop/metrics.py
import asyncio
import time


class Collector:
    async def start(self):
        self.task = asyncio.create_task(self.collect_all())

    async def collect_all(self):
        while True:
            await self.collect()
            await asyncio.sleep(1)

    async def collect(self):
        time.sleep(1)

    async def show(self):
        time.sleep(1)  # expect: LW101


collector = Collector()


async def start_metrics():
    await collector.start()

# file: shop/tokens.py
import requests


class Tokens:
    async def get(self):
        return requests.get("https://example.com/token")  # expect: LW102


class OldTokens:
    # Called by that name, but of an object of the other class.
    async def get(self):
        return requests.get("https://example.com/token")

# file: shop/main.py
import requests

from shop import prices
from shop.tokens import Tokens
from shop.metrics import collector


async def handle(name):
    await prices.renamed(name)
    await prices.right(name)
    await prices.mirrored(name)
    await prices.configured(name)
    await prices.with_fallback(name)
    await collector.show()
    await Tokens().get()


async def _handle_before(name):
    requests.get("https://example.com")


async def _legacy(name):
    async def receive():
        requests.get("https://example.com")

    await receive()


async def show(name):
    async def receive():
        requests.get("https://example.com")  # expect: LW102

    await receive()


handlers = [handle, show]
if __name__ == "__main__":
    print(handlers)

# Of a library its users import what it does not import itself.
# file: judges.py
import asyncio
import concurrent.futures

import requests
from tenacity import retry


class Judge:
    async def everything(self):
        await self.one()
        await self.last()

    async def one(self):
        requests.get("https://example.com/one")

    async def last(self):
        requests.get("https://example.com/last")

    def finish(self):
        def target():
            loop = asyncio.new_event_loop()
            try:
                loop.run_until_complete(self.everything())
            finally:
                loop.close()

        with concurrent.futures.ThreadPoolExecutor() as pool:
            pool.submit(target).result()

    def finish_last(self):
        loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(self.last())
        finally:
            loop.close()


class Model:
    def ask(self):
        return asyncio.run(self.answer())

    async def answer(self):
        @retry(stop=3)
        async def once():
            return await self.stream()

        return await once()

    async def stream(self):
        raise NotImplementedError


class Remote(Model):
    async def stream(self):
        return requests.get("https://example.com/stream")

# file: serving.py
import asyncio
from contextlib import asynccontextmanager

import requests
import uvicorn


async def connect():
    return requests.get("https://example.com/token")


@asynccontextmanager
async def lifespan(app):
    await connect()
    yield


def refresh_once():
    asyncio.run(connect())

# file: processors.py
import asyncio

import requests


class Processor:
    async def process(self, url):
        raise NotImplementedError


class Pages(Processor):
    async def process(self, url):
        return requests.get(url)


class Films(Processor):
    async def process(self, url):
        return requests.get(url, timeout=60)


def choose(url) -> Processor:
    return Films() if url.endswith("mp4") else Pages()


def work(url):
    return asyncio.run(choose(url).process(url))

# A package whose `__init__` asks a file of its own for what it has not.
# file: broken/__init__.py
from .factory import make

# file: broken/factory.py
from .middleware import Renamed


def make():
    return Renamed()

# file: broken/middleware.py
class Middleware:
    pass

# file: broken/secrets.py
import requests


async def store(value):
    requests.post("https://example.com", data=value)

# file: asking_with_care.py
import requests

try:
    from broken.middleware import Renamed
except ImportError:
    Renamed = None


async def store(value):
    requests.post("https://example.com", data=value)  # expect: LW102
