# Functions that hand themselves over: each call asks for the next one.
import time


async def attempt(make):
    await make()


def again():
    return attempt(again)


async def drain(make):
    async for item in make():
        yield item


def pages():
    return drain(pages)


def walk(make):
    for item in make():
        yield item


def rows():
    return walk(rows)


class Session:
    def __init__(self, make):
        self.make = make

    async def __aenter__(self):
        time.sleep(1)  # expect: LW101
        async with self.make() as inner:
            return inner

    async def __aexit__(self, *details):
        pass


def nested():
    return Session(nested)


async def main():
    await attempt(again)
    async for page in pages():
        print(page)
    for row in rows():
        print(row)
    async with nested():
        time.sleep(1)  # expect: LW101
