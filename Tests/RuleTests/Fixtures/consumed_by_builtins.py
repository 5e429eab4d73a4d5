import time


class Cursor:
    def __iter__(self):
        return self

    def __next__(self):
        time.sleep(1)
        return 1


async def load(cursor: Cursor):
    rows = list(cursor)  # expect: LW110
    return isinstance(cursor, Cursor), sum(rows), repr(cursor)
