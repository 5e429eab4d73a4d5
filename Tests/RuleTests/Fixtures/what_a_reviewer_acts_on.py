# count: sure
# Reviewers act on what is marked; its neighbours are information, likely, or silent.

# file: started_and_stopped.py
import asyncio
import time


class Service:
    async def _start(self):
        time.sleep(1)
        self.configure()

    def configure(self):
        time.sleep(1)

    async def stop_async(self):
        time.sleep(1)

    async def handle(self):
        time.sleep(1)  # expect: LW101


async def main():
    service = Service()
    await service._start()
    time.sleep(1)


def run():
    asyncio.run(main())
