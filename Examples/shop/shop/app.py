"""The service's routes, one of each kind."""

import asyncio
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, WebSocket

from shop import catalogue

prices = asyncio.Queue(maxsize=100)


async def refresh() -> None:
    """Runs beside the requests until the service stops."""
    while True:
        await asyncio.sleep(0.05)
        if not prices.full():
            prices.put_nowait(catalogue.load())


@asynccontextmanager
async def lifespan(app: FastAPI):
    task = asyncio.create_task(refresh())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


app = FastAPI(lifespan=lifespan)
goods = APIRouter(prefix="/goods")


@goods.get("/{item}/stock")
async def stock(item: str) -> dict[str, int]:
    return {"stock": catalogue.ask_supplier(item)}


@goods.get("/{item}/history")
async def history(item: str, old: bool = False) -> dict[str, int]:
    if old:
        return {"sold": catalogue.ask_archive(item)}
    await asyncio.sleep(0.03)
    return {"sold": 0}


@goods.get("/{item}/similar")
async def similar(item: str) -> list[str]:
    return catalogue.similar(item)


@goods.get("/{item}/price")
def price(item: str) -> dict[str, float]:
    return {"price": catalogue.load()[item]}


@app.get("/health")
async def health() -> str:
    return "ok"


@app.websocket("/offers")
async def offers(socket: WebSocket) -> None:
    await socket.accept()
    while True:
        await socket.send_json(await prices.get())


app.include_router(goods, prefix="/v1")
