#!/usr/bin/env python3
"""What looking at a blocked loop takes, outside of the program.

    Tests/Runtime/collector.py --tool LOOPWISE [--python INTERPRETER…]

A program blocks its loop for most of the time, below as many coroutines as a framework stacks up. The collector
reads that stack again and again; the more a look takes, the later the kernel lets it take the next one on a busy
machine, and a call that blocks for 30 ms may end unseen. So a look is held against reading a small file of the
kernel, which is as slow as this machine is now. Read from outside, on 3.11 to 3.13.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import arguments

PROGRAM = """
import asyncio, time

async def deeper(depth):
    if depth:
        await deeper(depth - 1)
    else:
        time.sleep(0.03)

async def main():
    print("ready", flush=True)
    while True:
        await asyncio.create_task(deeper(40))
        await asyncio.sleep(0.005)

asyncio.run(main())
"""
# A look at forty frames, in such reads. It was almost four hundred when each frame was read by itself.
MOST_READS = 200
failures = []


def schedule(pid):
    """Processor seconds of a process, and how often it was given one."""
    with open("/proc/%d/schedstat" % pid) as file:
        words = file.read().split()
    return int(words[0]) / 1e9, int(words[2])


def collector(recording):
    """The process that has no parent and reads most, of those that were started for the recording."""
    found = []
    for name in os.listdir("/proc"):
        try:
            with open("/proc/%s/cmdline" % name, "rb") as file, open("/proc/%s/stat" % name) as status:
                if recording.encode() in file.read() and status.read().rpartition(")")[2].split()[1] != str(os.getpid()):
                    found.append((schedule(int(name)), int(name)))
        except (OSError, ValueError):
            pass
    return max(found)[1]


def read_time():
    """Seconds that one read of such a file takes."""
    times = []
    with open("/proc/self/schedstat") as file:
        for _ in range(7):
            start = time.thread_time()
            for _ in range(200):
                os.pread(file.fileno(), 64, 0)
            times.append((time.thread_time() - start) / 200)
    return statistics.median(times)


def look(options, python):
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/app.py", "w") as file:
            file.write(PROGRAM)
        process = subprocess.Popen([options.tool, "run", "--record", folder + "/r", "--", python, "app.py"],
                                   cwd=folder, stdout=subprocess.PIPE)
        try:
            process.stdout.readline()
            time.sleep(1)
            pid = collector(folder + "/r")
            ratios = []
            for _ in range(5):
                before = schedule(pid)
                unit = read_time()
                time.sleep(1)
                after = schedule(pid)
                ratios.append((after[0] - before[0]) / (after[1] - before[1]) / unit)
        finally:
            process.kill()
            process.wait()
        with open(folder + "/r") as file:
            depth = max(len(line["f"]) for line in map(json.loads, file) if line["e"] == "stack")
        return statistics.median(ratios), depth


def main():
    options = arguments.read()
    for python in options.python:
        reads, depth = look(options, python)
        is_right = reads <= MOST_READS and depth >= 40
        print("%-4s %s: a look at %d frames takes as long as %.0f reads of a file, of at most %d" % (
            "ok" if is_right else "FAIL", python, depth, reads, MOST_READS))
        if not is_right:
            failures.append(python)
    print("%d failed" % len(failures))
    sys.exit(bool(failures))


main()
