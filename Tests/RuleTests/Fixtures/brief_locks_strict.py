# profile: strict
# about: LW108
# count: told
# What nobody holds for long is worth a hint to the strict, and no error.
import threading
import time

quick = threading.Lock()
again = threading.RLock()
slow = threading.Lock()
table = {}


def rebuild():
    with slow:
        time.sleep(5)


async def handle():
    with quick:
        table.clear()
    with again:
        table.clear()
    with slow:  # expect: LW108
        table.clear()
    await table["next"]()
