# What a class says of the type variables of its bases.
import asyncio
from typing import Generic, TypeVar

import requests

T = TypeVar("T")
U = TypeVar("U")


class Coordinator:
    def get(self):
        return requests.get("https://example.org", timeout=5)

    async def refresh(self):
        await asyncio.sleep(1)


class Quiet:
    def get(self):
        return 1

    async def refresh(self):
        await asyncio.sleep(1)


class Entity(Generic[T]):
    def __init__(self, coordinator: T):
        self.coordinator = coordinator

    def make(self) -> T: ...

    @property
    def owner(self) -> T:
        return self.coordinator


class Named(Entity[U]):
    pass


class Lamp(Named[Coordinator]):
    async def update(self):
        self.coordinator.get()  # expect: LW110
        self.coordinator.refresh()  # expect: LW201
        self.owner.get()  # expect: LW110
        await self.coordinator.refresh()


class Switch(Entity[Quiet]):
    async def update(self):
        self.coordinator.get()
        await self.coordinator.refresh()


class Raw(Entity):
    async def update(self):
        self.coordinator.get()
        self.coordinator.refresh()  # expect: LW201


async def update(entity: Entity[Coordinator], lamp: Lamp, quiet: Entity[Quiet]):
    entity.coordinator.get()  # expect: LW110
    lamp.make().get()  # expect: LW110
    quiet.coordinator.get()
    quiet.make().get()
