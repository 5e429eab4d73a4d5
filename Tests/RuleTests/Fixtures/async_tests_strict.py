# pytest is configured without a mode: only marked tests run, however many carry no mark.
# file: setup.cfg
[tool:pytest]
addopts = -q
# file: tests/test_strict.py
import pytest
import pytest_asyncio


@pytest.fixture
async def connection():  # expect: LW931
    return 1


@pytest_asyncio.fixture
async def session():
    return 1


@pytest.fixture
def plain():
    return 1


@pytest.mark.asyncio
async def test_marked(connection, session): ...


async def test_one(): ...  # expect: LW931


async def test_two(): ...  # expect: LW931


async def test_three(): ...  # expect: LW931


async def test_four(): ...  # expect: LW931
