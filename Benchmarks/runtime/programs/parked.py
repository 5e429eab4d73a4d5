import asyncio
import json
import random
import sys
import time
random.seed(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
SOURCE = "\n".join(
    "def step%d(left, path):\n%s    if left == 0:\n        return park(path)\n    return FUNCTIONS[path[-left]](left - 1, path)\n"
    % (number, "    # a line\n" * (number % 7)) for number in range(20))
truth = []
parked = []
def park(path):
    if not parked:
        frame = sys._getframe()
        found = []
        while frame is not None and not frame.f_code.co_filename.endswith("asyncio/events.py"):
            name = getattr(frame.f_code, "co_qualname", frame.f_code.co_name)
            asleep = park.__code__.co_firstlineno + 11
            found.append([name, asleep if frame.f_code is park.__code__ else frame.f_lineno])
            frame = frame.f_back
        truth.append(found[::-1])
        return
    time.sleep(0.04)
exec(compile(SOURCE, __file__.replace("parked", "steps"), "exec"))
FUNCTIONS = [globals()["step%d" % number] for number in range(20)]
paths = [[random.randrange(20) for _ in range(random.randrange(1, 12))] for _ in range(30)]


async def run(path): FUNCTIONS[path[0]](len(path) - 1, path)


async def main():
    for path in paths:
        await asyncio.ensure_future(run(path))
    print(json.dumps(truth), flush=True)
    parked.append(True)
    time.sleep(0.3)
    await asyncio.sleep(0)
    for path in paths:
        await asyncio.ensure_future(run(path))
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.5)


asyncio.run(main())
