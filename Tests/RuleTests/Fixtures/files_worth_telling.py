# count: told
# What of files is told as more than information, beside its harmless neighbours.
import os
import pathlib
import shutil
import tempfile


async def poll(folder, sleep):
    while True:
        # Each round gives way: one look at one folder.
        for name in os.listdir(folder):
            print(name)
        await sleep(1)


async def sizes(folders):
    return [os.listdir(folder) for folder in folders]  # expect: LW104


async def spare(names, fetch):
    for name in names:
        descriptor, path = tempfile.mkstemp()
        await fetch(name, path)


async def entries(folder: pathlib.Path):
    return any(folder.iterdir())


async def remove(folder):
    shutil.rmtree(folder)  # expect: LW104


# file: archives.py
import io
import tarfile


async def first(archive: tarfile.TarFile):
    for member in archive.getmembers():
        file = archive.extractfile(member)
        if file:
            return file.read()


async def read(file: io.BufferedReader):
    return file.read()  # expect: LW104


# file: tables.py
import io

import pandas


async def table(text: str, path: str):
    pandas.read_csv(io.StringIO(text))
    return pandas.read_csv(path)  # expect: LW104


# file: comprehensions.py
import os


async def names(folder):
    return [name for name in os.listdir(folder) if name]


async def all_names(folders):
    return [name for folder in folders for name in os.listdir(folder)]  # expect: LW104


def entries(folder):
    return [name for name in os.listdir(folder) if name.endswith(".json")]


async def entries_by_helper(folder):
    return entries(folder)


# file: certificates.py
import ssl


async def renew(context: ssl.SSLContext):
    context.load_verify_locations("ca.pem")  # expect: LW104


async def secure(context: ssl.SSLContext):
    context.load_cert_chain("client.pem")
