import os
import sys
import time


def give_up():
    time.sleep(1)
    os.dup2(1, 2)
    raise SystemExit(1)


async def main(work):
    try:
        await work()
    except BrokenPipeError:
        give_up()
    except OSError:
        time.sleep(1)
        sys.exit(1)
    except ValueError:
        time.sleep(1)  # expect: LW101


async def serve(work):
    time.sleep(1)  # expect: LW101
    sys.exit(await work())
