# A file by itself may be called `test.py` for any reason; this one is no test either.
import time


async def wait():
    time.sleep(1)  # expect: LW101


# file: shop/tests.py
import time


async def wait():
    time.sleep(1)


# file: shop/testing.py
import time


async def wait():
    time.sleep(1)


# file: shop/order_tests.py
import time


async def wait():
    time.sleep(1)


# file: shop/latest.py
import time


async def wait():
    time.sleep(1)  # expect: LW101


# file: test.py
import time


async def wait():
    time.sleep(1)  # expect: LW101
