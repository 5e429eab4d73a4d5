"""Texts from a server that needs some time for each, one after the other: BASE, how many, milliseconds."""

import asyncio
import sys
import time
from urllib.parse import urlsplit


async def fetch(base: str, delay: int, number: int) -> str:
    parts = urlsplit(base)
    async with asyncio.timeout(30):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(f"GET /slow/{delay}/text/{number} HTTP/1.0\r\n\r\n".encode())
        answer = await reader.read()
    writer.close()
    return answer.rpartition(b"\r\n")[2].decode()


async def main(base: str, count: int, delay: int) -> None:
    texts = [await fetch(base, delay, number) for number in range(count)]
    print("\n".join(texts))


start = time.perf_counter()
asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
print(time.perf_counter() - start, file=sys.stderr)
