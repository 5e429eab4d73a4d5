# The classes of the ORM go by the modules that hold them, too: what is told apart by one name has no
# other class.
# about: LW251, LW851
from django.db import models
from django.db.models.manager import Manager
from django.db.models.query import QuerySet


async def through_package(data):
    if isinstance(data, models.Manager):
        data = data.all()
    if isinstance(data, models.query.QuerySet):
        return [row async for row in data]
    return [row for row in data]


async def through_module(data):
    if isinstance(data, Manager):
        data = data.all()
    if isinstance(data, QuerySet):
        return [row async for row in data]
    return [row for row in data]


async def plainly(data: QuerySet):
    return [row for row in data]  # expect: LW851
