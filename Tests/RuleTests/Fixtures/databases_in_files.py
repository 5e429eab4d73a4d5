# count: sure
# How long a query of a database in a file takes the code does not say; one of a server is waited for.

# file: local/data.py
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

engine = create_engine(f"sqlite:///{Path.home()}/shop.db")


async def read(statement):
    with Session(engine) as session:
        return session.execute(statement).all()

# file: notebook.py
import peewee

database = peewee.SqliteDatabase("notes.db")


class Note(peewee.Model):
    text = peewee.TextField()

    class Meta:
        database = database


async def keep(text):
    return Note.create(text=text)
