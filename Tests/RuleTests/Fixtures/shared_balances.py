# about: LW602
# An item is read, the coroutine is suspended, and what it read is written back.
import asyncio

from fastapi import FastAPI

app = FastAPI()
balances: dict[str, int] = {}
states: dict[str, str] = {}
totals = {"all": 0}
lock = asyncio.Lock()


async def record(user: str, amount: int):
    await asyncio.sleep(0.1)


@app.post("/pay/{user}")
async def pay(user: str, amount: int):
    balance = balances[user]
    await record(user, amount)
    balances[user] = balance - amount  # expect: LW602


@app.post("/earn/{user}")
async def earn(user: str, amount: int):
    balance = balances.get(user, 0)
    await record(user, amount)
    balances[user] = balance + amount  # expect: LW602


@app.post("/count")
async def count():
    totals["all"] = totals["all"] + await asyncio.sleep(1, 1)  # expect: LW602


@app.post("/move/{user}")
async def move(user: str, other: str, amount: int):
    balance = balances[user]
    await record(user, amount)
    balances[other] = balance + amount


@app.post("/late/{user}")
async def late(user: str, amount: int):
    await record(user, amount)
    balance = balances[user]
    balances[user] = balance - amount


@app.post("/locked/{user}")
async def locked(user: str, amount: int):
    async with lock:
        balance = balances[user]
        await record(user, amount)
        balances[user] = balance - amount


@app.post("/restored/{user}")
async def restored(user: str):
    before = states[user]
    states[user] = "busy"
    await record(user, 1)
    states[user] = before


# Each has a key of its own.
async def work(user: str):
    balance = balances[user]
    await record(user, 1)
    balances[user] = balance - 1


@app.post("/all")
async def everybody():
    await asyncio.gather(*[work(user) for user in balances])
