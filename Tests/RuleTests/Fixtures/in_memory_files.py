import gzip
import io
import pathlib
import shutil
import tarfile
import wave
import zipfile
from xml.etree import ElementTree


async def pack(names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    return buffer.getvalue()


# Which of the two it was handed a library often asks an attribute that it keeps.
async def names(data: bytes, path: str):
    buffer = io.BytesIO(data)
    with tarfile.open(fileobj=buffer) as archive:
        archive.getnames()
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        file.read()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.namelist()
    packed = zipfile.ZipFile(buffer, "w")
    packed.close()
    with zipfile.ZipFile(path) as archive:  # expect: LW104
        archive.namelist()
    with tarfile.open(path) as archive:  # expect: LW104
        archive.getnames()


async def both(data: bytes, path: pathlib.Path):
    with path.open("wb") as file:  # expect: LW104
        shutil.copyfileobj(io.BytesIO(data), file)


async def length(data: bytes):
    with wave.open(io.BytesIO(data)) as sound:
        return sound.getnframes()


# A file or its name: whoever asks for `read` and `write` first opens nothing here.
def text(root):
    return ElementTree.tostring(root)


async def render(root, path):
    ElementTree.parse(io.BytesIO(b"<a/>"))
    text(root)
    ElementTree.parse(path)  # expect: LW104


def load(source):
    if not hasattr(source, "read"):
        source = open(source, "rb")
    return source.read()


def writer(target):
    try:
        write = target.write
    except AttributeError:
        write = open(target, "w").write
    return write


async def hand_over(name: str):
    load(io.BytesIO(b""))
    writer(io.StringIO())
    load("settings.json")  # expect: LW110
    writer(name)  # expect: LW110


# file: databases.py
import sqlite3


class Table:
    def __init__(self, path: str):
        self.rows = sqlite3.connect(":memory:", check_same_thread=False)
        self.kept = sqlite3.connect(path)

    async def names(self):
        return self.rows.execute("select name from rows").fetchall()

    async def kept_names(self):
        return self.kept.execute("select name from rows").fetchall()  # expect: LW106


async def total(numbers):
    with sqlite3.connect(":memory:") as connection:
        cursor = connection.cursor()
        cursor.execute("create table numbers (value)")
        cursor.executemany("insert into numbers values (?)", numbers)
        connection.commit()
        return cursor.execute("select sum(value) from numbers").fetchone()
