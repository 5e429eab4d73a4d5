import asyncio

loop = asyncio.get_event_loop()  # expect: LW951

if asyncio.get_event_loop().is_running():  # expect: LW951
    started = True

try:
    other = asyncio.get_event_loop()
except RuntimeError:
    other = None


def later():
    return asyncio.get_event_loop()


# file: script_with_a_loop.py
import asyncio


async def main(): ...


loop = asyncio.get_event_loop()  # expect: LW652
loop.run_until_complete(main())
