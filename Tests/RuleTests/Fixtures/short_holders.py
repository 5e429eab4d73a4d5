import threading
import time

quick = threading.Lock()
slow = threading.Lock()
ready = None


def start():
    global ready
    with quick:
        if ready is None:
            time.sleep(1)
            ready = True


def work():
    with slow:
        time.sleep(1)


def enter_quick():
    with quick:
        return ready


def enter_slow():
    with slow:
        return ready


async def main():
    # What a holder does once keeps nobody waiting for long.
    enter_quick()
    enter_slow()  # expect: LW110
