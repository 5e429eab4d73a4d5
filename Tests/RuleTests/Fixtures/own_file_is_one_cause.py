import json


async def load(path):
    with open(path) as file:  # expect: LW104
        header = file.readline()
        return header, json.load(file)


async def read(file):
    return file
