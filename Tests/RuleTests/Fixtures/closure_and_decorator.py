import functools
import time


def retried(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@retried
def slow():
    time.sleep(1)


@retried
def fast():
    return 1


async def both():
    slow()  # expect: LW110
    fast()
