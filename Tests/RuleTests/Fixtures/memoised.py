import functools
import json


@functools.lru_cache
def schema():
    with open("schema.json") as file:
        return json.load(file)


_table = None


def table():
    global _table
    if _table is None:
        with open("table.json") as file:
            _table = json.load(file)
    return _table


async def handle():
    schema()
    return table()


# file: memoised_elsewhere.py
import socket

import toolz


@toolz.memoize
def address(host):
    return socket.gethostbyname(host)


@toolz.curry
def lookup(host):
    return socket.gethostbyname(host)


async def serve(host):
    address(host)
    return lookup(host)  # expect: LW110
