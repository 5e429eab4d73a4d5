# What objects were made with, what their classes bind, and what an abstract type stands for.
import abc
import os
import select
import threading
import time


class Selector:
    # The module: the method of that name is bound further down. What is written in C takes no `self`.
    _wait = select.select

    def select(self, reading):
        return self._wait(reading, [], [], None)

    def ready(self, reading):
        return self._wait(reading, [], [], 0)


async def pick(selector: Selector):
    selector.ready([])
    selector.select([])  # expect: LW110


class Gate:
    def __init__(self, value=1):
        self._value = value
        self._changed = threading.Condition()

    def enter(self):
        with self._changed:
            # It begins at 1, and does not stay there.
            while self._value == 0:
                self._changed.wait()
            self._value -= 1


class Reader:
    def __init__(self, patient=False):
        self._patient = patient

    def read(self):
        if self._patient:
            time.sleep(1)


async def pass_through():
    Gate().enter()  # expect: LW110
    Reader().read()
    Reader(True).read()  # expect: LW110


class Transport(abc.ABC):
    @abc.abstractmethod
    def send(self, data): ...


class Wire(Transport):
    def send(self, data):
        time.sleep(1)


class Recorder(Transport):
    def send(self, data):
        self.last = data


class Discard(Transport):
    def send(self, data):
        pass


class Client:
    def __init__(self, transport: Transport | None = None):
        self._transport = self._chosen(transport)

    def _chosen(self, transport: Transport | None) -> Transport:
        if transport is not None:
            return transport
        return Wire()


async def talk(client: Client, transport: Transport):
    # One in three would block; what is made by default does.
    transport.send(b"")
    client._transport.send(b"")  # expect: LW110


try:
    import _winapi

    class calls:
        wait = None
        NOHANG = None
except ImportError:

    class calls:
        wait = os.waitpid
        NOHANG = os.WNOHANG


def has_ended(pid):
    return calls.wait(pid, calls.NOHANG)[0] == pid


def ended(pid):
    return calls.wait(pid, 0)[0] == pid


async def reap(pid):
    has_ended(pid)
    ended(pid)  # expect: LW110


class Page:
    def __init__(self, number):
        self.number = number

    def fetch(self):
        time.sleep(1)
        self.text = "…"

    def __getattr__(self, name):
        if name != "text":
            raise AttributeError(name)
        self.fetch()
        return self.text


async def show(page: Page):
    print(page.number)
    print(page.text)  # expect: LW110
