# What a base class stores by the means of the class that extends it.
import select


class Quick:
    def poll(self, timeout):
        return []


class Poller:
    source = None

    def __init__(self):
        self._source = self.source()


class Kernel(Poller):
    source = select.epoll

    def wait(self):
        return self._source.poll(10)


class Memory(Poller):
    source = Quick

    def wait(self):
        return self._source.poll(10)


async def polls():
    Kernel().wait()  # expect: LW110
    Memory().wait()
