import ssl
import time

contexts = {}


class Cache:
    def __init__(self):
        self.entries = {}

    def get_cache(self, key):
        return self.entries.get(key)

    def set_cache(self, key, value):
        self.entries[key] = value


cache = Cache()


def membership(key):
    if key not in contexts:
        contexts[key] = open(key).read()
    return contexts[key]


def walrus(key):
    if (found := contexts.get(key)) is None:
        found = contexts[key] = open(key).read()
    return found


def early(key):
    found = cache.get_cache(key)
    if found is not None:
        return found
    made = open(key).read()
    cache.set_cache(key, made)
    return made


def every_time(key):
    found = cache.get_cache(key)
    if found is None:
        found = open(key).read()
    return found


def sleeps(key):
    if key not in contexts:
        time.sleep(1)
        contexts[key] = 1


async def main(key):
    membership(key)
    walrus(key)
    early(key)
    every_time(key)  # expect: LW110
    sleeps(key)  # expect: LW110
