# count: sure
# What is asked whether it can be awaited perhaps never can, and an object that goes away has no better way.
import asyncio
import inspect


class Kernel:
    def __init__(self, base):
        self.base = base

    def abort(self):
        result = self.base.abort()
        if inspect.isawaitable(result):
            asyncio.ensure_future(result)

    def abort_all(self):
        asyncio.ensure_future(self.work())  # expect: LW301

    async def work(self):
        await asyncio.sleep(1)

    def __del__(self):
        asyncio.ensure_future(self.work())
