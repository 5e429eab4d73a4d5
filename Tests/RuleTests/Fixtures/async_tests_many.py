# Nothing configures pytest, and hardly any test has a mark: something runs them that is not seen here.
# file: test_many.py
import pytest


async def test_one(): ...


async def test_two(): ...


async def test_three(): ...


@pytest.mark.asyncio
async def test_marked(): ...
