import time


def ticks():
    while True:
        time.sleep(1)
        yield 1


async def consume():
    source = ticks()
    for tick in source:  # expect: LW110
        print(tick)
