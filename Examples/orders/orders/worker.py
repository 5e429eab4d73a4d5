"""What goes on beside the requests."""

import asyncio
import hashlib
import logging

from orders import prices
from orders.store import Store

log = logging.getLogger(__name__)


async def watch(store: Store, numbers: asyncio.Queue[int]) -> None:
    """Runs until the service stops."""
    while True:
        number = await numbers.get()
        try:
            await store.audit(number, "seen")
        except BaseException:
            log.exception("order %d", number)


async def total(items: list[str]) -> float:
    found = await asyncio.gather(*(prices.price(item) for item in items), return_exceptions=True)
    return sum(price for price in found if price)


async def seal(token: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", token, b"orders", 600_000)
