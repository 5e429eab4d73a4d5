# count: sure
# While a script or a command waits, nobody else does; and nobody waits for what nothing calls.

# file: crawlers.py
import asyncio

import requests


class Crawler:
    async def extract(self):
        raise NotImplementedError

    def run(self):
        return asyncio.run(self.extract())


class Pages(Crawler):
    async def extract(self):
        requests.get("https://example.com")
        return await self.page()

    async def page(self):
        return requests.get("https://example.com/1")


# A method that is only another face of a coroutine, which a service awaits as well.
class Client:
    def fetch_now(self):
        return asyncio.run(self.fetch())

    async def fetch(self):
        return requests.get("https://example.com")  # expect: LW102


async def handle(client: Client):
    return await client.fetch()


class Server:
    def run(self):
        asyncio.run(self.serve())

    async def serve(self):
        self.task = asyncio.create_task(self.beat())
        requests.get("https://example.com")  # expect: LW102

    async def beat(self):
        while True:
            await asyncio.sleep(1)

# file: handed_to_a_loop.py
import asyncio

import requests


def run_now(work):
    return asyncio.new_event_loop().run_until_complete(asyncio.ensure_future(work))


def keep(work, kept):
    kept.append(work)


class Remote:
    def refresh(self, kept):
        keep(self.renew(), kept)
        return run_now(self.load())

    async def load(self):
        return requests.get("https://example.com")

    async def renew(self):
        return requests.get("https://example.com")  # expect: LW102


# file: called_by_nobody.py
import requests

__all__ = ["offered"]


async def offered():
    requests.get("https://example.com")  # expect: LW102


async def forgotten():
    requests.get("https://example.com")


async def called():
    requests.get("https://example.com")  # expect: LW102


class Cases:
    async def forgotten_case(self):
        requests.get("https://example.com")

    async def called_case(self):
        requests.get("https://example.com")  # expect: LW102

# file: calling.py
from called_by_nobody import Cases, called


async def work(cases: Cases):
    await called()
    await cases.called_case()

# file: asked_by_nobody.py
# A file that nobody imports may have been checked alone.
import requests


async def forgotten():
    requests.get("https://example.com")  # expect: LW102

# file: tasks.py
import asyncio


class Session:
    async def note(self, event):
        print(event)

    async def send(self, event):
        await asyncio.sleep(1)

    def dispatch(self, event):
        asyncio.create_task(self.note(event))
        asyncio.create_task(self.send(event))  # expect: LW301

# file: rolled_back.py
import asyncio

from sqlalchemy.orm import Session


async def save(session: Session, row):
    try:
        session.add(row)
        session.commit()  # expect: LW106
    except ValueError:
        session.rollback()
    await asyncio.sleep(0)

# file: drivers.py
import asyncio
import select


class Driver:
    def ready(self):
        return select.select([self], [], [], 0.1)[0]

    async def watch(self):
        while True:
            self.ready()
            await asyncio.sleep(0)

# file: recorders.py
# An object that says nothing of its truth is true: the second branch is not taken.
import asyncio

from sqlalchemy.orm import Session


class Recorder:
    def __init__(self, db: Session):
        self.rows = db.query(int).all()


class Executor:
    def __init__(self, db: Session, recorder: Recorder | None = None):
        if recorder:
            self.recorder = recorder
        elif db:
            self.recorder = Recorder(db)


async def run(db: Session):
    recorder = Recorder(db)  # expect: LW110
    await asyncio.sleep(0)
    return Executor(db, recorder=recorder)


async def run_alone(db: Session):
    await asyncio.sleep(0)
    return Executor(db)  # expect: LW110


async def serve(db: Session):
    await asyncio.gather(run(db), run_alone(db))

# file: methods_made_plain.py
# The wrapper runs what it makes where no loop runs.
import asyncio


class Methods:
    async def stop(self):
        await asyncio.sleep(0)


def make_plain(owner, name):
    function = getattr(owner, name)

    def wrapper(*arguments):
        return asyncio.get_event_loop().run_until_complete(function(*arguments))

    setattr(owner, name, wrapper)


for name in dir(Methods):
    if not name.startswith("_"):
        make_plain(Methods, name)


class Client(Methods):
    def __exit__(self, *arguments):
        self.stop()


async def told():
    await asyncio.sleep(0)


def tell():
    told()  # expect: LW201
