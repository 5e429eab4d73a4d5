# Right programs that lie beside the bad ones of the rules' pages: nothing is to be found.
# file: lw112_a_fast_digest_of_a_short_text.py
import hashlib


async def tag(name: str):
    return hashlib.sha256(name.encode()).hexdigest()
# file: lw202_closed_or_given_to_code_that_may_keep_it.py
async def load(): ...


async def main(registry, hurry):
    first, second = load(), load()
    registry.add(first)
    job = load()
    if hurry:
        job.close()
        return None
    return await job
# file: lw203_an_optional_coroutine_may_be_tested.py
async def load(): ...


async def main(wanted):
    job = load() if wanted else None
    if job is not None:
        return await job
# file: lw205_a_plain_function_may_hand_out_an_awaitable.py
async def operation(): ...


def start():
    return operation()


async def main():
    await start()
# file: lw208_map_only_makes_the_coroutines.py
import asyncio


async def load(n): ...


async def main():
    await asyncio.gather(*map(load, range(3)))
# file: lw214_a_function_that_hands_out_an_awaitable_on_purpose.py
import asyncio
from collections.abc import Awaitable


async def load() -> int: ...


async def start() -> Awaitable[int]:
    return asyncio.create_task(load())
# file: lw251_an_object_with_both_protocols.py
class Both:
    def __enter__(self): ...
    def __exit__(self, *exc): ...
    async def __aenter__(self): ...
    async def __aexit__(self, *exc): ...


async def use(both: Both):
    with both:
        pass
    async with both:
        pass
# file: lw255_entered_later.py
import asyncio
from contextlib import AsyncExitStack


async def main(job):
    limit = asyncio.timeout(5)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(limit)
        await job
# file: lw302_awaited_in_the_end.py
import asyncio


async def audit(): ...


async def handle(request):
    task = asyncio.create_task(audit())
    await request.read()
    await task
# file: lw306_cancelled_by_hand.py
import asyncio


async def load(n): ...


async def load_all(ns):
    tasks = [asyncio.create_task(load(n)) for n in ns]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
# file: lw357_errors_of_closing_do_not_matter.py
async def leave(client):
    try:
        await client.close()
    except Exception:
        pass
# file: lw404_a_loop_of_its_own_inside_finally.py
import asyncio


async def worker(items):
    try:
        await asyncio.sleep(10)
    finally:
        for item in items:
            if item is None:
                continue
            item.close()
# file: lw452_a_context_manager_hands_over_to_the_block_it_guards.py
import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def limited():
    async with asyncio.timeout(5):
        yield
# file: lw455_another_call_in_the_same_block_raises_it.py
import asyncio

import httpx


async def load(client: httpx.AsyncClient) -> str:
    try:
        response = await asyncio.wait_for(client.get("https://example.com"), 3)
    except asyncio.TimeoutError:
        return ""
    return response.text
# file: lw462_each_round_waits_for_new_work.py
import asyncio


async def worker(queue: asyncio.Queue) -> None:
    while True:
        job = await queue.get()
        try:
            await job()
        except OSError:
            continue
# file: lw502_each_item_has_settings_of_its_own.py
import httpx


async def check(tenants):
    for tenant in tenants:
        async with httpx.AsyncClient(base_url=tenant) as client:
            await client.get("/health")
# file: lw504_a_body_that_was_read_stays.py
import aiohttp


async def load(session: aiohttp.ClientSession, url):
    async with session.get(url) as response:
        await response.read()
    return await response.json()
# file: lw552_a_few_bytes_then_one_wait.py
import asyncio


async def send(writer: asyncio.StreamWriter, lines: list) -> None:
    for line in lines:
        writer.write(line)
    await writer.drain()
# file: lw553_a_few.py
import asyncio


async def fetch(number: int) -> int:
    await asyncio.sleep(1)
    return number


async def main() -> None:
    await asyncio.gather(*[fetch(n) for n in range(10)])
# file: lw605_released_in_finally.py
import asyncio

lock = asyncio.Lock()


async def update(work):
    await lock.acquire()
    try:
        await work()
    finally:
        lock.release()
# file: lw605_one_semaphore_for_all_nested_calls.py
import asyncio


async def run(urls, fetch):
    slots = asyncio.Semaphore(5)

    async def one(url):
        async with slots:
            return await fetch(url)

    return await asyncio.gather(*[one(url) for url in urls])
# file: lw606_a_thread_with_a_loop_of_its_own.py
import asyncio
import threading


async def serve(): ...


def worker():
    asyncio.run(serve())


threading.Thread(target=worker).start()
# file: lw654_a_plain_function.py
def main(): ...


if __name__ == "__main__":
    main()
# file: lw751_one_after_the_other.py
import asyncpg


async def load(connection: asyncpg.Connection):
    a = await connection.fetch("select 1")
    b = await connection.fetch("select 2")
    return a, b
# file: lw802_a_call_that_returns_the_function.py
from fastapi import BackgroundTasks


def mailer(server):
    async def send(): ...

    return send


async def handler(tasks: BackgroundTasks):
    tasks.add_task(mailer("smtp"))
# file: lw804_a_dependency_that_closes_what_it_opens_the_strict_profile_s_business.py
import asyncpg
from fastapi import Depends, FastAPI

app = FastAPI()


async def pool():
    async with asyncpg.create_pool("postgresql://localhost/db") as pool:
        yield pool


@app.get("/")
async def index(db=Depends(pool)):
    return await db.fetch("select 1")
# file: lw852_used_as_a_decorator_with_options.py
from asgiref.sync import sync_to_async


@sync_to_async(thread_sensitive=True)
def load():
    return 1


async def view(request):
    return await load()
# file: lw854_not_django.py
class Timing:
    def __init__(self, get_response):
        self.get_response = get_response

    async def __call__(self, request):
        return await self.get_response(request)
# file: lw903_a_few_fixed_keys.py
import redis.asyncio as redis


async def load(client: redis.Redis) -> list:
    found = []
    for key in ("a", "b"):
        found.append(await client.get(key))
    return found
# file: lw977_it_ends_by_itself.py
async def parse(text: str) -> int:
    place = 0
    while True:
        place = text.find("x", place + 1)
        if place < 0:
            return place
# file: lw951_outside_a_coroutine.py
import asyncio


def loop_of_this_thread():
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
# file: lw214_a_list_is_unpacked.py
import asyncio


async def load(n) -> int: ...


async def main():
    await asyncio.gather(*[load(n) for n in range(3)])
    await asyncio.wait([asyncio.create_task(load(1))])
# file: lw602_a_lock_around_both.py
import asyncio


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = asyncio.Lock()

    async def increment(self):
        async with self.lock:
            current = self.value
            await asyncio.sleep(0.01)
            self.value = current + 1
