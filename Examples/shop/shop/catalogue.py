"""The goods, as plain functions that know nothing of event loops."""

import json
import time
from pathlib import Path

GOODS = Path(__file__).with_name("goods.json")


def load() -> dict[str, float]:
    with GOODS.open() as file:
        return json.load(file)


def ask_supplier(item: str) -> int:
    """The supplier's library is a slow one, and knows no `await`."""
    time.sleep(0.06)
    return len(item)


def ask_archive(item: str) -> int:
    time.sleep(0.5)
    return len(item)


def similar(item: str) -> list[str]:
    """How alike two names are; nobody expected so many of them."""
    scores = []
    for number in range(150_000):
        name = f"{item}{number}"
        scores.append((sum(map(ord, name)) % 97, name))
    scores.sort()
    return [name for _, name in scores[:3]]
