# RULES 5.16 LW951: names that are gone, or going.
# about: LW951
import asyncio
import sys


@asyncio.coroutine
def old():  # expect: LW951
    yield


async def running():
    return asyncio.Task.all_tasks()  # expect: LW951


def watcher():
    asyncio.set_child_watcher(asyncio.ThreadedChildWatcher())  # expect: LW951


def watcher_of_old_versions():
    if sys.version_info < (3, 12):
        asyncio.set_child_watcher(asyncio.ThreadedChildWatcher())


def is_coroutine(function):
    return asyncio.iscoroutinefunction(function)  # expect-strict: LW951


def policy():
    asyncio.set_event_loop_policy(None)  # expect-strict: LW951
