"""Ten users from a server that needs half a second for each, one after the other."""

import asyncio
import sys
import time
from urllib.parse import urlsplit


async def fetch_user(base: str, number: int) -> str:
    parts = urlsplit(base)
    async with asyncio.timeout(30):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(f"GET /slow/500/user/{number} HTTP/1.0\r\n\r\n".encode())
        answer = await reader.read()
    writer.close()
    return answer.rpartition(b"\r\n")[2].decode()


async def main(base: str) -> None:
    users = [await fetch_user(base, number) for number in range(10)]
    print("\n".join(users))


start = time.perf_counter()
asyncio.run(main(sys.argv[1]))
print(time.perf_counter() - start, file=sys.stderr)
