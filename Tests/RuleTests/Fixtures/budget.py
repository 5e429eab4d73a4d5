import threading
import time


async def pause(event: threading.Event):
    time.sleep(0)
    time.sleep(0.001)
    time.sleep(0.5)  # expect: LW101
    event.wait(0.001)
    event.wait()  # expect: LW108
