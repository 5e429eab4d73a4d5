"""As `streams.py`, with a client that holds the loop's thread while it waits."""

import asyncio
import sys
import time
import urllib.request


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read().decode()


async def fetch(base: str, delay: int, number: int) -> str:
    return read(f"{base}/slow/{delay}/text/{number}")


async def main(base: str, count: int, delay: int) -> None:
    texts = [await fetch(base, delay, number) for number in range(count)]
    print("\n".join(texts))


start = time.perf_counter()
asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
print(time.perf_counter() - start, file=sys.stderr)
