# Right programs that lie beside the bad ones of the rules' pages: nothing is to be found.
# profile: strict
# about: LW211
# about: LW215
# about: LW258
# about: LW457
# about: LW901
# about: LW902
# file: lw211_given_to_somebody_who_awaits_it.py
async def on_message(text: str) -> None:
    print(text)


def install(bus) -> None:
    bus.subscribe(on_message)
# file: lw215_a_private_function_and_one_in_a_function.py
async def _fetch(uid):
    async def retry():  # expect: LW211
        return uid

    return await retry()
# file: lw258_a_context_manager_yields_once_and_its_user_leaves_by_a_block.py
from contextlib import asynccontextmanager


@asynccontextmanager
async def connection(pool):  # expect: LW215
    async with pool.acquire() as connection:
        yield connection
# file: lw457_a_shielded_task_goes_on_so_cancelling_it_means_something.py
import asyncio


async def work() -> None: ...


async def main() -> None:
    task = asyncio.create_task(work())
    try:
        await asyncio.wait_for(asyncio.shield(task), 5)
    except asyncio.TimeoutError:
        task.cancel()
        raise
# file: lw901_the_second_needs_the_first.py
import asyncio


async def newest() -> int:
    await asyncio.sleep(0.5)
    return 7


async def text(number: int) -> str:
    await asyncio.sleep(0.5)
    return f"message {number}"


async def show() -> str:
    number = await newest()
    return await text(number)
# file: lw902_each_page_names_the_next_one.py
import asyncio


async def fetch(url: str) -> dict:
    await asyncio.sleep(0.5)
    return {"next": None}


async def pages(url: str) -> list:
    found = []
    while url:
        page = await fetch(url)
        found.append(page)
        url = page["next"]
    return found
