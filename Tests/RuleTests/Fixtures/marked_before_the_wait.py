# about: LW555
# profile: strict
# What is marked before the function waits is not left unmarked by what it waits for.
import asyncio


class Executor:
    def __init__(self):
        self.queue = asyncio.Queue()

    async def shutdown(self, stop):
        while not self.queue.empty():
            try:
                future = self.queue.get_nowait()
                future.set_exception(ValueError())
                self.queue.task_done()
            except asyncio.QueueEmpty:
                break
        await self.queue.join()
        stop.set()

    async def work(self):
        while True:
            future = await self.queue.get()  # expect: LW555
            await future
            self.queue.task_done()
