# RULES 5.13 LW852: the ORM in any thread, and behind a wrapper that it does not need.
# about: LW852
from asgiref.sync import sync_to_async
from django.db import models


class User(models.Model):
    name = models.TextField()


def load(uid):
    return User.objects.get(id=uid)


def render(name):
    return "<b>" + name


async def any_thread(uid):
    return await sync_to_async(User.objects.get, thread_sensitive=False)(id=uid)  # expect: LW852


async def any_thread_behind_a_function(uid):
    return await sync_to_async(load, thread_sensitive=False)(uid)  # expect: LW852


async def no_database(name):
    return await sync_to_async(render, thread_sensitive=False)(name)


async def same_thread(uid):
    return await sync_to_async(load)(uid)


async def twin(uid):
    return await sync_to_async(User.objects.get)(id=uid)  # expect-strict: LW852
