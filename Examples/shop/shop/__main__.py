"""Serves, asks itself some questions, and stops: `python -m shop`."""

import asyncio
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import uvicorn

from shop.app import app

PORT = 8765
PATHS = ["/health", "/v1/goods/apple/history", "/v1/goods/apple/stock", "/v1/goods/pear/price"]


def ask(path: str) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=10) as answer:
        answer.read()


def visit() -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, PATHS * 40 + ["/v1/goods/apple/similar"] * 3))


async def main(server: uvicorn.Server) -> None:
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    await asyncio.to_thread(visit)
    server.should_exit = True
    await serving


asyncio.run(main(uvicorn.Server(uvicorn.Config(app, port=PORT, log_level="warning"))))
