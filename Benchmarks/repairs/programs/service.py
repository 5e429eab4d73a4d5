"""A service with one endpoint that blocks and one that does nothing."""

import asyncio
import sys
import urllib.request


def report(base: str) -> bytes:
    with urllib.request.urlopen(base + "/slow/100/report", timeout=30) as answer:
        return answer.read()


async def slow(base: str) -> bytes:
    return report(base)


async def quick(base: str) -> bytes:
    return b"pong"


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    base = sys.argv[1]
    line = await reader.readline()
    body = await (slow(base) if b"/slow" in line else quick(base))
    writer.write(b"HTTP/1.0 200 OK\r\n\r\n" + body)
    await writer.drain()
    writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


asyncio.run(main())
