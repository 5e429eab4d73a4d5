import json

import values as v
from values import Client


class Wrong(Exception):
    pass


async def check(client: Client, items):
    if client.is_ready():  # expect: LW203
        return 1
    if not v.ready():  # expect: LW203
        return 2
    while v.ready() and items:  # expect: LW203
        pass
    assert v.ready()  # expect: LW203
    text = f"{v.ready()}"  # expect: LW203
    number = v.count() + 1  # expect: LW203
    json.dumps(v.count())  # expect: LW203
    print(len(v.items()))  # expect: LW203
    first = v.items()[0]  # expect: LW203
    name = client.load().name  # expect: LW203
    for item in v.items():  # expect: LW203
        print(item)
    names = [item for item in v.items()]  # expect: LW203
    async with v.connect() as link:  # expect: LW203
        print(link)
    if v.count() == 2:  # expect: LW203
        raise Wrong(v.describe())  # expect: LW203
    return text, number, first, name, names


async def by_variable(client: Client):
    user = client.load()  # expect: LW203
    print(user.name)
    text = v.upper(v.describe())  # expect: LW203
    other = client.load()
    if other is not None:
        return (await other).name + text


async def right(client: Client):
    if await client.is_ready() and (await v.items())[0]:
        return f"{await v.count()}"
    job = v.count()
    print(job.cr_frame)
    flag = v.count if client else None
    return await job, flag


# file: values.py
class User:
    name = "x"


class Client:
    async def is_ready(self):
        return True

    async def load(self) -> User:
        return User()


async def ready():
    return True


async def count():
    return 1


async def items():
    return [1]


async def describe():
    return ""


async def connect():
    return open


def upper(text):
    return text["key"]


# What a container gives out was made elsewhere: to ask whether it is there is no mistake.
async def fetch(key) -> int: ...


async def hand_on(key):
    waiting: dict = {}
    waiting[key] = fetch(key)
    if waiting.get(key):
        await waiting.pop(key)
    if fetch(key):  # expect: LW203
        print(key)
