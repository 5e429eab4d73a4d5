import asyncio
import json
import os
import sys
import time


async def switch():
    for _ in range(200000):
        await asyncio.sleep(0)


async def echo():
    async def serve(reader, writer):
        while True:
            line = await reader.readline()
            if not line:
                break
            writer.write(line)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    async def client():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(200):
            writer.write(b"hello\n")
            await reader.readline()
        writer.close()

    await asyncio.gather(*[client() for _ in range(50)])
    server.close()


async def work():
    data = [{"a": number, "b": [1, 2, 3]} for number in range(60)]

    async def one():
        for _ in range(300):
            json.loads(json.dumps(data))
            await asyncio.sleep(0.0005)

    await asyncio.gather(*[one() for _ in range(20)])


async def queue():
    line = asyncio.Queue(100)
    gate = asyncio.Semaphore(10)

    async def put():
        for number in range(150000):
            async with gate:
                await line.put(number)

    async def get():
        for _ in range(150000):
            await line.get()

    await asyncio.gather(put(), get())


if len(sys.argv) > 2:
    if sys.argv[2] == "aiocop":
        import aiocop
        aiocop.patch_audit_functions()
        aiocop.start_blocking_io_detection(trace_depth=20)
        aiocop.detect_slow_tasks(threshold_ms=20, on_slow_task=lambda event: None)
    else:
        import blockbuster
        blockbuster.BlockBuster().activate()


async def main():
    if "aiocop" in sys.argv:
        aiocop.activate()
    for _ in range(int(os.environ.get("LOAD_TIMES", "1"))):
        await {"switch": switch, "echo": echo, "work": work, "queue": queue}[sys.argv[1]]()


if "LOAD_PROCESSOR" in os.environ:
    # Two that are compared begin together, on the same processor.
    os.sched_setaffinity(0, {int(os.environ["LOAD_PROCESSOR"])})
    print("ready", flush=True)
    sys.stdin.readline()
began = time.process_time()
asyncio.run(main())
# Of the work alone, with all threads: the start is measured by itself.
print(time.process_time() - began)
