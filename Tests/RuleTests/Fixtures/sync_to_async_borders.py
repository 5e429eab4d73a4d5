import asyncio

from asgiref.sync import sync_to_async as threaded
from django.http import HttpRequest

from app.work import factory, load, query


async def view(request: HttpRequest):
    await threaded(query())()  # expect: LW852
    await threaded(load)()  # expect: LW852
    await threaded(query)()
    await threaded(lambda: query())()
    await threaded(factory("a"))()
    await threaded(list)([1])
    run = threaded(query, thread_sensitive=True)
    return await run()


class Late:
    async def __call__(self, request: HttpRequest):  # expect: LW854
        response = await self.get_response(request)
        await asyncio.sleep(0)
        return response


class Plain:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        return self.get_response(request)
# file: app/__init__.py
# file: app/work.py
async def load():
    return 1


def query():
    return ["a"]


def factory(name):
    def work():
        return name

    return work
