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
