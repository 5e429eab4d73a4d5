# about: LW106, LW801
# What FastAPI gives to a parameter is what the dependency yields, whatever the annotation says.
from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from typing import Annotated

app = FastAPI()
engine = create_async_engine("postgresql+asyncpg://localhost/shop")


async def asynchronous():
    session = AsyncSession(engine)
    try:
        yield session
    finally:
        await session.close()


def plain():
    with Session() as session:
        yield session


@app.get("/mistaken")
async def mistaken(db: Session = Depends(asynchronous)):
    return db.query(1).all()


@app.get("/annotated")
async def annotated(db: Annotated[Session, Depends(asynchronous)]):
    return db.query(1).all()


@app.get("/right")
async def right(db: Session = Depends(plain)):
    return db.query(1).all()  # expect: LW106


@app.get("/unknown")
async def unknown(given, db: Session = Depends(given)):
    return db.query(1).all()  # expect: LW106
