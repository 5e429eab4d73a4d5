# A receiver that is declared by an abstract class or a protocol runs the body of some implementation.
import abc
import queue
import subprocess
import time
from typing import Protocol


class Store(abc.ABC):
    @abc.abstractmethod
    def load(self, key: str) -> str: ...

    @abc.abstractmethod
    def name(self) -> str: ...

    @abc.abstractmethod
    def seldom(self) -> str: ...

    @property
    @abc.abstractmethod
    def size(self) -> int: ...

    def template(self) -> str:
        return self.load("x")

    async def refresh(self):
        self.load("y")  # expect: LW110


class Files(Store):
    def load(self, key: str) -> str:
        with open(key) as file:
            return file.read()

    def name(self) -> str:
        return "files"

    def seldom(self) -> str:
        return open("seldom").read()

    @property
    def size(self) -> int:
        return int(subprocess.check_output(["du"]))


class Memory(Store):
    def load(self, key: str) -> str:
        return key

    def name(self) -> str:
        return "memory"

    def seldom(self) -> str:
        return ""

    @property
    def size(self) -> int:
        return int(subprocess.check_output(["free"]))


class Null(Memory):
    def seldom(self) -> str:
        return "null"


async def by_declaration(store: Store, key: str):
    store.name()
    store.seldom()
    store.size  # expect: LW110
    return store.load(key)  # expect: LW110


async def through_a_helper(store: Store):
    return store.template()  # expect: LW110


class Abstract:
    def work(self):
        raise NotImplementedError


class Sleeper(Abstract):
    def work(self):
        time.sleep(1)


async def without_a_decorator(worker: Abstract):
    worker.work()  # expect: LW110


class Line(Protocol):
    def get(self, block: bool = True, timeout: float | None = None) -> int: ...
    def put_nowait(self, item: int) -> None: ...
    def empty(self) -> bool: ...


async def by_protocol(line: Line):
    line.put_nowait(1)
    line.get(block=False)
    return line.get(timeout=5)  # expect: LW108


KINDS = {"files": Files, "null": Null}


def make(kind: str) -> Store:
    return KINDS[kind]()


async def by_what_was_made():
    return make("files").load("z")  # expect: LW110


class Listener(Protocol):
    def notify(self, event: str) -> None: ...


class Printer:
    def notify(self, event: str) -> None:
        time.sleep(1)


async def one_method_is_no_evidence(listener: Listener):
    listener.notify("x")
