# Home folders are asked of the environment; the user database is read only where HOME is missing.
import os
from pathlib import Path


async def at_home():
    return os.path.expanduser("~/x"), Path("~/y").expanduser(), Path.home()
