import asyncio
import sys

from app.cli import main, plain

if __name__ == "__main__":
    plain()
    coroutine = main()
    asyncio.run(coroutine)
    sys.exit(asyncio.run(main()))  # expect: LW652

if "x" in sys.argv:
    main()  # expect: LW654
# file: app/__init__.py
# file: app/cli.py
async def main(): ...


def plain(): ...
