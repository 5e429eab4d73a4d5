import asyncio
import functools
import time


class Client:
    def get(self, key):
        time.sleep(1)
        return key


class AsyncClient:
    async def get(self, key):
        await asyncio.sleep(1)
        return key


class Store:
    def __init__(self, client):
        self.client = client

    async def load(self, key):
        return self.client.get(key)  # expect: LW110

    async def load_twice(self, key):
        return self.load_now(key), self.load_now(key)  # expect: LW110

    def load_now(self, key):
        return self.client.get(key)


class AsyncStore:
    def __init__(self, client):
        self.client = client

    async def load(self, key):
        return await self.client.get(key)


class Unmade:
    def __init__(self, client):
        self.client = client

    async def load(self, key):
        return self.client.get(key)


class Lazy:
    @functools.cached_property
    def value(self):
        time.sleep(1)
        return 1

    async def load(self):
        return self.value  # expect: LW110


store = Store(Client())
async_store = AsyncStore(AsyncClient())
