"""What goes on beside the requests."""

import asyncio
import hashlib
import logging

import aiohttp

from orders import prices
from orders.store import Store

log = logging.getLogger(__name__)


async def watch(store: Store, numbers: asyncio.Queue[int]) -> None:
    """Runs until the service stops."""
    while True:
        number = await numbers.get()
        try:
            await store.audit(number, "seen")
        except Exception:
            log.exception("order %d", number)


async def total(session: aiohttp.ClientSession, items: list[str]) -> float:
    async with asyncio.TaskGroup() as group:
        found = [group.create_task(prices.price(session, item)) for item in items]
    return sum(task.result() for task in found)


async def seal(token: bytes) -> bytes:
    return await asyncio.to_thread(hashlib.pbkdf2_hmac, "sha256", token, b"orders", 600_000)
