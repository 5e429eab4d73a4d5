import functools
import pathlib


class Upload:
    def __init__(self, path: str) -> None:
        self.path = path


class Picture(Upload):
    pass


class Report:
    pass


@functools.singledispatch
def size(item) -> int:
    raise TypeError(item)


@size.register
def _(item: Upload) -> int:
    with open(item.path, "rb") as file:
        return len(file.read())


@size.register(bytes)
def _size_of_bytes(item) -> int:
    return len(item)


def _size_of_path(item) -> int:
    return len(item.read_bytes())


size.register(pathlib.Path, _size_of_path)


async def of_a_subclass():
    return size(Picture("a.png"))  # expect: LW110


async def of_a_path():
    return size(pathlib.Path("a.png"))  # expect: LW104


async def of_bytes():
    return size(b"abc")


async def of_anything_else():
    return size(Report())


async def of_whatever(item):
    return size(item)  # expect: LW110
