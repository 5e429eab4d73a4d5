# Ending several things at once: the first failure hides the others, unless somebody takes care.
import asyncio


class Hub:
    def __init__(self):
        self.clients = []
        self.tasks = set()

    async def close_client(self, client):
        await client.flush()

    async def remove_quietly(self, client):
        try:
            await client.flush()
        except Exception as error:
            print(error)

    async def load(self, client): ...

    async def stop_all(self):
        await asyncio.gather(*[self.close_client(c) for c in self.clients])  # expect: LW306

    async def filled(self):
        jobs = []
        for client in self.clients:
            jobs.append(self.close_client(client))
        await asyncio.gather(*jobs)  # expect: LW306

    async def looked_at(self):
        await asyncio.gather(
            *[self.close_client(c) for c in self.clients], return_exceptions=True
        )

    async def children_catch(self):
        await asyncio.gather(*[self.remove_quietly(c) for c in self.clients])

    async def handled(self):
        try:
            await asyncio.gather(*[self.close_client(c) for c in self.clients])
        except OSError as error:
            print(error)

    async def results_wanted(self):
        return await asyncio.gather(*[self.close_client(c) for c in self.clients])

    async def no_ending(self):
        await asyncio.gather(*[self.load(c) for c in self.clients])

    async def aclose(self):
        await asyncio.gather(*self.tasks)  # expect: LW306
        self.tasks.clear()
