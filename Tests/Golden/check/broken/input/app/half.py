import asyncio


async def fetch(url:
    return await get(url)


async def main():
    names = ["größe", "日本語"]
    await asyncio.gather(*(fetch(n) for n in names)


x = 1  # noqa: LW002
