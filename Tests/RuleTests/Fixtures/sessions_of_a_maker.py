# about: LW106, LW110
# What is entered with `async with` is no session that blocks, whatever its maker gives by default.
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.ext.asyncio.session import AsyncSession
from sqlalchemy.orm import sessionmaker

engine = create_async_engine("postgresql+asyncpg://localhost/app")
sessions = sessionmaker(bind=engine, class_=AsyncSession, expire_on_commit=False)
plain = sessionmaker()


async def store(session: AsyncSession):
    result = await session.execute(select(1))
    await session.commit()
    return result.scalar_one()


async def main():
    async with sessions() as session:
        await store(session)
        await session.execute(select(1))


async def blocks():
    with plain() as session:
        session.execute(select(1))  # expect: LW106
