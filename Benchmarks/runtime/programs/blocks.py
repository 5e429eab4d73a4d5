import asyncio
import json
import random
import re
import sys
import time
def f5(kind):
    if kind == "sleep":
        return time.sleep(0.05)
    if kind == "json":
        return json.loads(TEXT)
    if kind == "regex":
        return PATTERN.match(REPEATED)
    return sorted(NUMBERS)
def f4(kind): return f5(kind)
def f3(kind): return f4(kind)
def f2(kind): return f3(kind)
def f1(kind): return f2(kind)
async def handler(kind):
    start = time.monotonic()
    f1(kind)
    taken.append((time.monotonic() - start) * 1000)
async def neighbour():
    while True:
        await asyncio.sleep(0.001)
async def main(kind):
    neighbours = [asyncio.ensure_future(neighbour()) for _ in range(5)]
    for _ in range(40):
        await handler(kind)
        await asyncio.sleep(0.01)
    for one in neighbours:
        one.cancel()
    print(sorted(taken)[len(taken) // 2])
taken = []


kind = sys.argv[1]
if kind == "json":
    TEXT = json.dumps([[number, str(number)] for number in range(150000)])
elif kind == "regex":
    PATTERN = re.compile("(a|aa)+$")
    REPEATED = "a" * 28 + "b"
elif kind == "sorted":
    random.seed(1)
    NUMBERS = [random.random() for _ in range(200000)]
peer = sys.argv[3] if len(sys.argv) > 3 else ""
if peer == "aiocop":
    import aiocop
    aiocop.patch_audit_functions()
    aiocop.start_blocking_io_detection(trace_depth=20)
    aiocop.detect_slow_tasks(threshold_ms=20, on_slow_task=lambda event: print("PEER", event))
if peer == "blockbuster":
    import blockbuster
    import traceback
    blockbuster.BlockBuster().activate()
    plain = f5

    def f5(kind):
        try:
            return plain(kind)
        except blockbuster.BlockingError:
            print("PEER blocked")
            traceback.print_exc()
if sys.argv[2] == "uvloop":
    import uvloop
    uvloop.run(main(kind))
else:
    async def limited():
        asyncio.get_running_loop().slow_callback_duration = 0.02
        if peer == "aiocop":
            aiocop.activate()
        await main(kind)
    asyncio.run(limited(), debug=peer == "debug")
