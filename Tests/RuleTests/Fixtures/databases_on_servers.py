# count: sure
# The counterpart of `databases_in_files.py`: one address of a server is enough.

# file: local/data.py
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

SERVER = "postgresql+psycopg2://example.com/shop"

engine = create_engine(f"sqlite:///{Path.home()}/shop.db")


async def read(statement):
    with Session(engine) as session:
        return session.execute(statement).all()  # expect: LW106

# file: notebook.py
import peewee

database = peewee.PostgresqlDatabase("notes")


class Note(peewee.Model):
    text = peewee.TextField()

    class Meta:
        database = database


async def keep(text):
    return Note.create(text=text)  # expect: LW106
