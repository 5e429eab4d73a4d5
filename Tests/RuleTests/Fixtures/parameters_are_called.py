import time


def apply(function):
    return function()


def wait():
    time.sleep(1)


def compute():
    return 1


async def main():
    apply(compute)
    apply(wait)  # expect: LW110
