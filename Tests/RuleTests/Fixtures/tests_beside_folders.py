# A folder without `__init__.py` that is called as tests are: no file, and nothing to collect.

# file: test_tools/helper.py
async def answer():
    return 42


# file: test_answer.py
import pytest

from test_tools.helper import answer


@pytest.mark.asyncio
async def test_marked():
    assert await answer() == 42


async def test_answer():  # expect: LW931
    assert await answer() == 42
