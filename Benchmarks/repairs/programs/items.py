"""A hundred items from a server that needs 0.2 seconds for each, one after the other."""

import asyncio
import sys
import time
from urllib.parse import urlsplit


async def fetch_item(base: str, number: int) -> str:
    parts = urlsplit(base)
    async with asyncio.timeout(30):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(f"GET /slow/200/item/{number} HTTP/1.0\r\n\r\n".encode())
        answer = await reader.read()
    writer.close()
    return answer.rpartition(b"\r\n")[2].decode()


async def main(base: str) -> None:
    items = [await fetch_item(base, number) for number in range(100)]
    print("\n".join(items))


start = time.perf_counter()
asyncio.run(main(sys.argv[1]))
print(time.perf_counter() - start, file=sys.stderr)
