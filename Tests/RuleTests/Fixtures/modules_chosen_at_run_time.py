import importlib


def plugin(name):
    return importlib.import_module(f"plugins.{name}")


def table():
    return importlib.import_module("plugins.table")


async def load(name):
    plugin(name)  # expect: LW110
    table()
    return importlib.import_module(name)  # expect: LW104
