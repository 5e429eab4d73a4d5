"""The service's routes."""

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from fastapi import FastAPI, Request

from orders import prices, settings, worker
from orders.store import Store


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with asyncpg.create_pool("postgresql:///orders", command_timeout=10) as pool:
        app.state.store = Store(pool)
        app.state.numbers = asyncio.Queue(maxsize=1000)
        asyncio.create_task(worker.watch(app.state.store, app.state.numbers))
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/orders/{number}")
async def show(number: int, request: Request) -> Any:
    store: Store = request.app.state.store
    order = await store.order(number)
    store.audit(number, "shown")
    return order


@app.post("/orders/{customer}/quote")
async def quote(customer: str, items: list[str]) -> dict[str, float]:
    total = await worker.total(items)
    return {"total": total * (1 - settings.discount(customer))}


@app.get("/rates/{currency}")
async def rate(currency: str) -> dict[str, float]:
    return {"rate": await prices.currency_rate(currency)}


@app.get("/version")
async def version() -> dict[str, str]:
    return {"build": settings.build()}
