# about: LW555
# What the object's methods take, a function marks that has the object by another name.
import asyncio


class Executor:
    def __init__(self, jobs: asyncio.Queue):
        self.jobs: asyncio.Queue = jobs

    async def next_job(self):
        return await self.jobs.get()

    async def stop(self):
        await self.jobs.join()


def done_with(executor):
    def callback(future):
        executor.jobs.task_done()

    return callback


class Forgetful:
    def __init__(self):
        self.orders: asyncio.Queue = asyncio.Queue()

    async def next_order(self):
        return await self.orders.get()  # expect: LW555

    async def stop(self):
        await self.orders.join()
