from helpers import *


async def main():
    pause()  # expect: LW110
# file: helpers.py
import time


def pause():
    time.sleep(1)
