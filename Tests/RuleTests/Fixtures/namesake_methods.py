# The class of `_client` is unknown; the names of its methods and what the file awaits tell enough.
class Guild:
    def __init__(self, client):
        self._client = client

    async def rename(self, name):
        await self._client.rename_guild(self, name)

    async def channels(self):
        found = self._client.list_channels(self)  # expect: LW203
        return [channel.name for channel in found]

    async def leave(self):
        self._client.leave_guild(self)  # expect: LW201

    async def flush(self):
        self._client.flush()

    async def other(self):
        self._other.leave_guild(self)

    async def kept(self):
        return self._client.leave_guild(self)


# file: http.py
class HTTP:
    async def rename_guild(self, guild, name): ...

    async def list_channels(self, guild): ...

    async def leave_guild(self, guild): ...

    async def flush(self): ...


class Cache:
    def flush(self): ...


# file: wrapped_event.py
import trio


class Wrapper:
    def __init__(self):
        self._event = trio.Event()

    async def wait(self):
        await self._event.wait()

    async def set(self):
        self._event.set()
