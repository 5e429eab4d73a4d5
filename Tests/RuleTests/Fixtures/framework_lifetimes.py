# RULES 5.13 LW802: handlers that a lifespan silences, and what a request lends to a background task.
# about: LW802
# file: silent.py
from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app):
    yield


app = FastAPI(lifespan=lifespan)


@app.on_event("startup")  # expect: LW802
async def start(): ...


# file: asked.py
from fastapi import FastAPI

app = FastAPI()


@app.on_event("startup")
async def start(): ...


# file: other.py
from asked import app as other
from fastapi import FastAPI
from silent import lifespan

app = FastAPI(lifespan=lifespan)


@other.on_event("startup")
async def start(): ...


# file: lent.py
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI

app = FastAPI()


class Database:
    async def close(self): ...


async def get_db():
    db = Database()
    try:
        yield db
    finally:
        await db.close()


async def get_user():
    return "user"


async def audit(db, user=None): ...


@app.get("/by-default")
async def by_default(tasks: BackgroundTasks, db=Depends(get_db)):
    tasks.add_task(audit, db)  # expect: LW802


@app.get("/annotated")
async def annotated(tasks: BackgroundTasks, db: Annotated[Database, Depends(get_db)]):
    tasks.add_task(audit, db)  # expect: LW802


@app.get("/value")
async def value(tasks: BackgroundTasks, user=Depends(get_user)):
    tasks.add_task(audit, user)


@app.get("/own")
async def own(tasks: BackgroundTasks, db=Depends(get_db)):
    tasks.add_task(audit, Database())
