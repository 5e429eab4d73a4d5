"""The service's routes."""

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import asyncpg
from fastapi import FastAPI, Request

from orders import prices, settings, worker
from orders.store import Store


@asynccontextmanager
async def lifespan(app: FastAPI):
    limit = aiohttp.ClientTimeout(total=5)
    async with (
        asyncpg.create_pool("postgresql:///orders", command_timeout=10) as pool,
        aiohttp.ClientSession(timeout=limit) as session,
        asyncio.TaskGroup() as group,
    ):
        app.state.store = Store(pool)
        app.state.session = session
        app.state.numbers = asyncio.Queue(maxsize=1000)
        watcher = group.create_task(worker.watch(app.state.store, app.state.numbers))
        try:
            yield
        finally:
            watcher.cancel()


app = FastAPI(lifespan=lifespan)


@app.get("/orders/{number}")
async def show(number: int, request: Request) -> Any:
    store: Store = request.app.state.store
    order = await store.order(number)
    await store.audit(number, "shown")
    return order


@app.post("/orders/{customer}/quote")
async def quote(customer: str, items: list[str], request: Request) -> dict[str, float]:
    total = await worker.total(request.app.state.session, items)
    discount = await asyncio.to_thread(settings.discount, customer)
    return {"total": total * (1 - discount)}


@app.get("/rates/{currency}")
async def rate(currency: str, request: Request) -> dict[str, float]:
    return {"rate": await prices.currency_rate(request.app.state.session, currency)}


@app.get("/version")
def version() -> dict[str, str]:
    return {"build": settings.build()}
