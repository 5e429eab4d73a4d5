# A hook of the project runs coroutine functions.
# file: pytest.ini
[pytest]
addopts = -q
# file: conftest.py
import asyncio


def pytest_pyfunc_call(pyfuncitem):
    asyncio.run(pyfuncitem.obj())
    return True


# file: test_hooked.py
async def test_run_by_the_hook(): ...
