# What a task group raises is a group; what else the `try` runs raises alone.
import asyncio

import anyio
import trio


class JobError(Exception): ...


async def job():
    raise JobError


async def dead():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job())
    except JobError:  # expect: LW354
        print("failed")


async def dead_anyio():
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(job)
    except (JobError, KeyError) as error:  # expect: LW354
        print("failed", error)


async def dead_trio():
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(job)
    except JobError:  # expect: LW354
        return


async def not_strict():
    try:
        async with trio.open_nursery(strict_exception_groups=False) as nursery:
            nursery.start_soon(job)
    except JobError:
        return


async def raised_before():
    try:
        await job()
        async with asyncio.TaskGroup() as group:
            group.create_task(job())
    except JobError:
        print("failed")


async def timed_out():
    try:
        async with asyncio.timeout(1), asyncio.TaskGroup() as group:
            group.create_task(job())
    except TimeoutError:
        print("late")


async def inside():
    async with asyncio.TaskGroup() as group:
        group.create_task(job())
        try:
            await job()
        except JobError:
            print("failed")


async def groups_known():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job())
    except JobError:
        print("one")
    except ExceptionGroup:
        print("several")


async def everything():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job())
    except Exception:
        raise


async def member_attribute():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job())
    except* OSError as error:
        print(error.errno)  # expect: LW356
        print(error.exceptions, error.message)


def one_of_many():
    try:
        print()
    except ExceptionGroup as group:
        raise group.exceptions[0]  # expect: LW356


def only_one():
    try:
        print()
    except ExceptionGroup as group:
        if len(group.exceptions) == 1:
            raise group.exceptions[0]
        raise
