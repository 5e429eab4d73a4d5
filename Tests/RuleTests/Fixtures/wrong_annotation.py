import time
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Connection:
    def execute(self):
        time.sleep(1)


class AsyncConnection:
    async def execute(self):
        pass


class GenericConnection(Generic[Item]):
    async def execute(self) -> Item:
        pass


class Engine:
    def connect(self):
        return AsyncConnection()


class PooledConnection(Connection):
    pass


def connection() -> Connection:
    return Engine().connect()


def generic() -> Connection:
    return GenericConnection()


def pooled() -> Connection:
    return PooledConnection()


async def handle():
    # The annotation is wrong, and nobody knows what the code would do if it were right.
    connection().execute()
    generic().execute()
    pooled().execute()  # expect: LW110
