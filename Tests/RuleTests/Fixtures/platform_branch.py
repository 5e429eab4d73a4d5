import sys
import time


def pause():
    if sys.platform == "win32":
        time.sleep(1)


async def main():
    pause()
