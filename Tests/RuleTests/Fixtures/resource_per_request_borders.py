import asyncpg
from aiohttp import web
from fastapi import Depends, FastAPI

app = FastAPI()


async def connection():
    return await asyncpg.connect("postgresql://localhost/db")  # expect: LW804


@app.get("/a")
async def handler(db=Depends(connection)):
    return await db.fetch("select 1")


async def show(request: web.Request):
    pool = await asyncpg.create_pool("postgresql://localhost/db")  # expect: LW804
    async with pool:
        return await pool.fetch("select 1")


async def startup(application):
    application["pool"] = await asyncpg.create_pool("postgresql://localhost/db")


async def lent():
    db = await asyncpg.connect("postgresql://localhost/db")
    try:
        yield db
    finally:
        await db.close()


@app.get("/b")
async def other(db=Depends(lent)):
    return await db.fetch("select 1")


async def command():
    db = await asyncpg.connect("postgresql://localhost/db")
    try:
        return await db.fetch("select 1")
    finally:
        await db.close()
