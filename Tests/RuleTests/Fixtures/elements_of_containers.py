from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Peer:
    async def close(self): ...

    def describe(self):
        return open("peer.txt").read()


class Box(Generic[T]):
    def __init__(self, item: T):
        self.item = item

    def get(self) -> T:
        return self.item


class Crate[S]:
    def __init__(self, item: S):
        self.item = item

    def get(self) -> S:
        return self.item

    def find(self) -> S | None:
        return self.item


async def of_a_dictionary(peers: dict[str, Peer]):
    for peer in peers.values():
        peer.close()  # expect: LW201
    for _, peer in peers.items():
        peer.close()  # expect: LW201
    peers.get("a").close()  # expect: LW201
    peers.pop("a").close()  # expect: LW201
    for name in peers:
        name.close()


async def of_a_list(peers: list[Peer], names: list[str]):
    peers.pop().close()  # expect: LW201
    for peer in peers[1:]:
        peer.close()  # expect: LW201
    for _, peer in enumerate(peers):
        peer.close()  # expect: LW201
    for peer in reversed(peers):
        peer.close()  # expect: LW201
    for name, peer in zip(names, peers):
        peer.close()  # expect: LW201
        name.close()
    for peer in filter(None, peers):
        peer.close()  # expect: LW201


async def of_own_classes(box: Box[Peer], crate: Crate[Peer]):
    box.get().close()  # expect: LW201
    crate.get().close()  # expect: LW201
    if found := crate.find():
        found.close()  # expect: LW201


async def of_protocols(peers: Mapping[str, Peer], others: Iterable[Peer]):
    for peer in peers.values():
        peer.describe()  # expect: LW110
    for peer in others:
        peer.describe()  # expect: LW110


class Server:
    def __init__(self, given):
        self.peers = {}
        self.waiting = []
        self.given = {}
        self.mixed = {}

    def enter(self, name, other):
        peer = Peer()
        self.peers[name] = peer
        self.waiting.append(Peer())
        self.given[name] = other
        self.mixed[name] = Peer()
        self.mixed[name] = other

    def find(self, name):
        return self.peers[name]

    async def leave(self, name):
        self.peers[name].close()  # expect: LW201
        self.find(name).close()  # expect: LW201
        for peer in self.peers.values():
            peer.close()  # expect: LW201
        for peer in self.waiting:
            peer.close()  # expect: LW201

    async def leave_what_was_handed_in(self, name):
        self.given[name].close()
        # A coroutine only where a peer was put.
        self.mixed[name].close()


class Circle:
    shared: list[Peer]

    def __init__(self, flag):
        self.flag = flag
        self.peers: list[Peer] = []
        self.named: dict[str, Peer] = {}
        self.boxed = []
        self.anything = []

    def fill(self, other):
        self.boxed.append(Box(self.flag))
        self.anything.append(other)

    async def close(self):
        for peer in self.peers:
            peer.close()  # expect: LW201
        for peer in self.named.values():
            peer.close()  # expect: LW201
        for box in self.boxed:
            box.get().close()
        for other in self.anything:
            other.close()
        waiting: list[Peer] = []
        waiting[0].close()  # expect: LW201
