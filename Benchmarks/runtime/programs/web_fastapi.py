from fastapi import FastAPI

import handlers

app = FastAPI()


@app.get("/wait/{item}")
async def wait(item: int):
    await handlers.wait()
    return {"item": item}


@app.get("/compute/{item}")
async def compute(item: int):
    await handlers.compute()
    return {"item": item}


@app.get("/block/{item}")
async def block(item: int):
    await handlers.block()
    return {"item": item}


@app.get("/mixed/{item}")
async def mixed(item: int):
    await handlers.mixed()
    return {"item": item}


@app.get("/offloop/{item}")
async def offloop(item: int):
    await handlers.offloop()
    return {"item": item}


@app.get("/child/{item}")
async def child(item: int):
    await handlers.child()
    return {"item": item}
