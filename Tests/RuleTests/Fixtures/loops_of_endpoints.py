# An endpoint that starts tasks cannot become a plain function: on a thread of the pool no loop runs.
import asyncio
import subprocess

from fastapi import FastAPI

app = FastAPI()
background = set()


async def later():
    await asyncio.sleep(0.1)


def read():
    return subprocess.run(["true"]).returncode


def remind():
    asyncio.get_running_loop().call_later(1, print, "x")


@app.post("/restart")
async def restart():
    code = read()  # expect: LW110
    task = asyncio.create_task(later())
    background.add(task)
    task.add_done_callback(background.discard)
    return {"code": code}


@app.post("/remind")
async def reminded():
    code = read()  # expect: LW110
    remind()
    return {"code": code}


@app.post("/plain")
async def plain():
    return {"code": read()}  # expect: LW801
