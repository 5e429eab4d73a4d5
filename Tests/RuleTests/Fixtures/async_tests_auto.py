# The mode runs every coroutine function.
# file: pyproject.toml
[tool.pytest.ini_options]
asyncio_mode = "auto"
# file: tests/test_auto.py
import unittest


async def test_run_by_the_mode(): ...


class Case(unittest.TestCase):
    async def test_dropped_all_the_same(self):  # expect: LW931
        ...
