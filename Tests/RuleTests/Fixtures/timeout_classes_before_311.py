# Row 21 of RULES.md section 4: before 3.11 `wait_for` raises a class of its own.
# target: 10
import asyncio


async def work(): ...


async def built_in():
    try:
        await asyncio.wait_for(work(), 1)
    except TimeoutError:  # expect: LW455
        print("late")


async def of_asyncio():
    try:
        await asyncio.wait_for(work(), 1)
    except asyncio.TimeoutError:
        print("late")


async def either():
    try:
        await asyncio.wait_for(work(), 1)
    except (TimeoutError, asyncio.TimeoutError):
        print("late")
