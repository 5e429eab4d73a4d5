import asyncio
import json


class Cache:
    async def get(self, key) -> str:
        await asyncio.sleep(0)
        return key


async def load(key) -> int:
    await asyncio.sleep(0)
    return key


async def items(keys):
    if any(load(key) for key in keys):  # expect: LW203
        return 1
    if all([load(key) for key in keys]):  # expect: LW203
        return 2
    print(sum(load(key) for key in keys))  # expect: LW203
    print(max([load(key) for key in keys]))  # expect: LW203
    return ",".join(load(key) for key in keys)  # expect: LW203


async def awaited_items(keys):
    if any([await load(key) for key in keys]):
        return 1
    print(sum(await asyncio.gather(*(load(key) for key in keys))))
    jobs = list(load(key) for key in keys)
    print(max([load(key) for key in keys], key=id))
    return await asyncio.gather(*jobs)


async def expressions(cache: Cache, table: dict):
    if cache.get("a") is None:  # expect: LW203
        return 0
    match cache.get("b"):  # expect: LW203
        case "b":
            return 1
    print("{}".format(cache.get("c")))  # expect: LW203
    json.dumps({"d": cache.get("d")})  # expect: LW203
    return table[cache.get("e")]  # expect: LW203


async def named(cache: Cache):
    if (first := cache.get("a")):  # expect: LW203
        print(first)
    if (text := cache.get("b")) is not None:  # expect: LW203
        return text.strip()


async def named_and_awaited(cache: Cache, jobs: dict):
    print(await (first := cache.get("a")), first)
    if (job := cache.get("b")) is not None:
        print(await job)
    if second := cache.get("c"):
        print(await second)
    job = load(1)
    jobs[job] = 1
    print(jobs[job])
    await job
    return [await later for key in "ab" if (later := load(key))]
