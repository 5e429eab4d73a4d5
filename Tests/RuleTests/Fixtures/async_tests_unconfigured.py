# No configuration of pytest: marks, classes and decorators tell.
# file: test_marks.py
import unittest
from unittest import mock

import pytest
from pytest import mark

from helpers import anywhere


async def load():
    return 1


@pytest.mark.asyncio
async def test_marked():
    assert await load() == 1


@mark.anyio
async def test_marked_for_anyio():
    assert await load() == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("n", [1, 2])
async def test_marked_and_parametrised(n):
    assert await load() == n


@pytest.mark.parametrize("n", [1, 2])
async def test_parametrised_only(n):  # expect: LW931
    assert await load() == n


@pytest.mark.skip(reason="later")
async def test_skipped():
    assert await load() == 1


@anywhere
async def test_with_a_decorator_of_its_own():
    assert await load() == 1


async def helper():
    async def test_nested():
        assert await load() == 1

    return test_nested


class TestMarkedAsWhole:
    pytestmark = pytest.mark.asyncio

    async def test_in_marked_class(self):
        assert await load() == 1


@pytest.mark.asyncio
class TestDecorated:
    async def test_in_decorated_class(self):
        assert await load() == 1


class Helper:
    async def test_of_no_test_class(self): ...


class PlainCase(unittest.TestCase):
    async def test_dropped(self):  # expect: LW931
        self.assertEqual(await load(), 2)

    def test_plain(self): ...

    @mock.patch("test_marks.load")
    async def test_patched(self, load):  # expect: LW931
        self.assertEqual(await load(), 2)


class RunningCase(unittest.TestCase):
    def run(self, result=None): ...

    async def test_run_by_the_class(self):
        self.assertEqual(await load(), 2)


class InheritedCase(RunningCase):
    async def test_run_by_the_base(self):
        self.assertEqual(await load(), 2)


class LoopCase(unittest.IsolatedAsyncioTestCase):
    async def test_run(self):
        self.assertEqual(await load(), 1)


class ForeignCase(anywhere.TestCase):
    async def test_of_an_unknown_base(self):
        self.assertEqual(await load(), 1)


# file: module_mark_test.py
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.asyncio]


async def test_marked_by_the_file(): ...


# file: helpers.py
def anywhere(function):
    return function


# file: test_connection.py
import asyncio


async def test_alone():  # expect: LW931
    await asyncio.sleep(0)


async def test_connection():
    await asyncio.sleep(0)


async def main():
    await test_connection()


if __name__ == "__main__":
    asyncio.run(main())
