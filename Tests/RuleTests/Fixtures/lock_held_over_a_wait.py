import threading
import time

quick = threading.Lock()
slow = threading.Lock()
table = {}


def remember(key):
    with quick:
        table[key] = 1


def rebuild():
    with slow:
        time.sleep(5)


async def handle(key):
    remember(key)
    with quick:
        table.clear()
    with slow:  # expect: LW108
        table.clear()
