# Packages that nobody maintains, and imports that know it.
# select: LW705
import nest_asyncio  # expect: LW705
from aioredis import Redis  # expect: LW705
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import motor

try:
    from redis.asyncio import from_url
except ImportError:
    from aioredis import from_url


def later():
    import motor.motor_asyncio  # expect: LW705

    return motor
