"""A small service: it answers each line `EUR 12.50` with the amount in dollars."""

import asyncio

from exchange import convert


async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        currency, amount = line.decode().split()
        dollars = convert(currency, float(amount))
        writer.write(f"{dollars:.2f}\n".encode())
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main() -> None:
    server = await asyncio.start_server(handle, "127.0.0.1", 8888)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
