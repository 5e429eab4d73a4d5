import argparse
import asyncio
import time

import typer

app = typer.Typer()


@app.command()
async def show(path: str):
    time.sleep(1)
    await helper(path)


@app.command(name="other")
def other():
    asyncio.run(only_other())


async def helper(path):
    open(path).read()


async def only_other():
    time.sleep(1)
    await shared()


async def shared():
    time.sleep(1)  # expect: LW101


async def handler():
    await shared()


@app.command()
async def serve():
    task = asyncio.create_task(handler())
    time.sleep(1)  # expect: LW101
    await task


class OwnTyper(typer.Typer):
    pass


own = OwnTyper()


@own.command()
async def list_all():
    time.sleep(1)


def parse():
    parser = argparse.ArgumentParser()
    arguments = parser.parse_args()
    asyncio.run(script(arguments))


def parse_parts():
    arguments = argparse.ArgumentParser().parse_args()
    asyncio.run(parts())


async def script(arguments):
    time.sleep(1)
    await asyncio.sleep(1)


async def parts():
    time.sleep(1)  # expect: LW101
    await asyncio.gather(part(1), part(2))


async def part(number):
    time.sleep(1)  # expect: LW101


def fetch(url):
    return asyncio.run(fetch_async(url))


async def fetch_async(url):
    time.sleep(1)  # expect: LW101


async def program():
    time.sleep(1)  # expect: LW101
    await program_step()


async def program_step():
    open("a").read()  # expect: LW104


if __name__ == "__main__":
    asyncio.run(program())
