# RULES 5.12 LW753: what loads by itself, and what was loaded before.
# about: LW753
# file: models.py
from sqlalchemy.orm import DeclarativeBase, relationship


class Base(DeclarativeBase): ...


class User(Base):
    posts = relationship("Post")
    groups = relationship("Group", lazy="selectin")
    name = "column"


# file: database.py
from sqlalchemy.ext.asyncio import async_sessionmaker

sessions = async_sessionmaker()


# file: use.py
from models import User
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload


async def after_the_commit(session: AsyncSession, name):
    user = User()
    session.add(user)
    await session.commit()
    return user.name  # expect: LW753


async def loaded_and_committed(session: AsyncSession, uid):
    user = await session.get(User, uid)
    user.name = "new"
    await session.commit()
    print(user.name)  # expect: LW753


async def before_the_commit(session: AsyncSession, name):
    user = User()
    session.add(user)
    name = user.name
    await session.commit()
    return name


async def refreshed(session: AsyncSession):
    user = User()
    session.add(user)
    await session.commit()
    await session.refresh(user)
    return user.name


async def loaded_again(session: AsyncSession, uid):
    user = await session.get(User, uid)
    await session.commit()
    user = await session.get(User, uid)
    return user.name


async def written_only(session: AsyncSession):
    user = User()
    session.add(user)
    await session.commit()
    user.name = "later"


async def handed_on(session: AsyncSession, save):
    user = User()
    session.add(user)
    await session.commit()
    await save(user)
    return user.name


async def lazy_relationship(session: AsyncSession, uid):
    user = await session.get(User, uid)
    return list(user.posts)  # expect: LW753


async def eager_by_its_class(session: AsyncSession, uid):
    user = await session.get(User, uid)
    return list(user.groups)


async def eager_by_option(session: AsyncSession, uid):
    user = await session.get(User, uid, options=[selectinload(User.posts)])
    return list(user.posts)


async def in_a_thread_of_its_own(session: AsyncSession, uid):
    user = await session.get(User, uid)
    return await session.run_sync(lambda _: list(user.posts))


async def another_kind_of_session(session, user):
    session.add(user)
    await session.commit()
    return user.name
