import os
import signal
import time


def crash(flags):
    if flags:
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(10)
        raise RuntimeError("still here")


def pause(flags):
    os.kill(os.getpid(), signal.SIGUSR1)
    time.sleep(10)


async def step(flags):
    crash(flags)
    pause(flags)  # expect: LW110
