# RULES 5.0a: LW215 speaks in the strict profile alone.
# about: LW215
async def without():  # expect-strict: LW215
    return 1


async def declared() -> int:
    return 1


def plain():
    return 1
