# count: sure
# Reviewers act on what is marked; its neighbours are information, likely, or silent.

# file: walked_while_it_changes.py
import asyncio


class Groups:
    """Nothing shows that two of its methods are under way at once."""

    def __init__(self):
        self.members = {}

    def add(self, name, member):
        self.members[name] = member

    async def ask(self):
        for member in self.members.values():
            await member.ask()


class Watchers:
    def __init__(self):
        self.watchers = {}
        self.task = asyncio.create_task(self.ping())

    def add(self, name, watcher):
        self.watchers[name] = watcher

    async def ping(self):
        for watcher in self.watchers.values():
            await watcher.ping()

    async def run(self, work):
        try:
            await work()
        finally:
            for watcher in self.watchers.values():
                await watcher.leave()


# file: queues.py
import queue
from dataclasses import dataclass


@dataclass
class State:
    lines: queue.Queue


class Stream:
    def __init__(self):
        self.lines: queue.Queue | None = None
        self.few: queue.Queue | None = None

    def start(self):
        self.lines = queue.Queue()
        self.few = queue.Queue(maxsize=10)

    async def feed(self, line):
        self.lines.put(line)
        self.few.put(line)

    async def next(self):
        return self.lines.get()


async def feed(state: State, line):
    # A limit that perhaps was set.
    state.lines.put(line)


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


