import threading
import time

# Only tasks of the loop hold it for long, and they pass through it.
ours = threading.RLock()
shared = threading.RLock()
table = {}


async def refresh():
    with ours:
        time.sleep(5)  # expect: LW101


async def handle():
    with ours:
        table.clear()


def rebuild():
    with shared:
        time.sleep(5)


async def wait_for_another_thread():
    with shared:  # expect: LW108
        table.clear()
