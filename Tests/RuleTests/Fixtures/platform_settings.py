# The platform is known where it is given a name, too.

# file: machine/common.py
import os
import sys

WINDOWS = os.name == "nt"
LINUX = sys.platform.startswith("linux")
OLD = sys.version_info < (3, 8)
SLOW = os.environ.get("SLOW") == "1"

# file: machine/info.py
import os
import time

from machine.common import LINUX, OLD, SLOW, WINDOWS


def command():
    if WINDOWS:
        time.sleep(0.5)
    return open("/proc/self/cmdline")


async def show():
    if WINDOWS:
        time.sleep(1)
    if OLD:
        time.sleep(1)
    if SLOW:
        time.sleep(1)  # expect: LW101
    if LINUX:
        return
    time.sleep(1)
