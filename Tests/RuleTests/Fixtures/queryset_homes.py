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

# file: pages.py
from django.db.models.query import QuerySet


class Pages:
    # A slice without a step is a query that nobody has asked yet.
    async def page(self, rows: QuerySet, start: int, end: int):
        if isinstance(rows, QuerySet):
            return [row async for row in rows[start:end]]
        return rows[start:end]

    async def first_rows(self, rows: QuerySet):
        return rows[:10]

    async def whole_page(self, rows: QuerySet):
        return list(rows[:10])  # expect: LW851

    async def one(self, rows: QuerySet):
        return rows[0]  # expect: LW851
