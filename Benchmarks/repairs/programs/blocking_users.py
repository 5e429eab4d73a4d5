"""Ten users from a server that needs half a second for each, one after the other."""

import asyncio
import sys
import time
import urllib.request


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read().decode()


async def fetch_user(base: str, number: int) -> str:
    return read(f"{base}/slow/500/user/{number}")


async def main(base: str) -> None:
    users = [await fetch_user(base, number) for number in range(10)]
    print("\n".join(users))


start = time.perf_counter()
asyncio.run(main(sys.argv[1]))
print(time.perf_counter() - start, file=sys.stderr)
