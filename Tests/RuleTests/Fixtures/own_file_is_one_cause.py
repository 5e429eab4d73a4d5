import json


async def load(path):
    with open(path) as file:  # expect: LW104
        header = file.readline()
        return header, json.load(file)


async def read(file):
    return file


# file: descriptors.py
async def wrap(path):
    open(3)
    return open(path)  # expect: LW104
