#!/usr/bin/env python3
"""Time without a processor blocks nothing.

    Tests/Runtime/starved.py --tool LOOPWISE [--python INTERPRETER…]

A program shares one processor with another one that is given nine times as much of it. Its callbacks compute
for a few milliseconds, which takes them many times that; then others sleep in a system call. Spans of both are
recorded, but only the second kind is what requests are measured more often for: `blocked` of the agent's own
figures. Read from outside, where that is possible, and by the agent alone. What is right is judged by the
program's own clocks, as other work on the machine decides how long it is kept waiting.
"""
import json
import os
import subprocess
import sys
import tempfile

import arguments

PROGRAM = """
import asyncio, json, os, subprocess, sys, time
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
other = subprocess.Popen([sys.executable, "-E", "-S", "-c", "while True: pass"])
os.nice(10)

def compute():
    end = time.thread_time() + 0.006
    while time.thread_time() < end:
        pass

def without():
    # Seconds in which this thread was ready and had no processor.
    with open("/proc/thread-self/schedstat") as file:
        return int(file.read().split()[1]) / 1e9

async def main():
    for _ in range(25):
        start, starved = time.monotonic(), without()
        compute() if sys.argv[1] == "compute" else time.sleep(0.04)
        own.append(time.monotonic() - start - (without() - starved))
        await asyncio.sleep(0.01)
    # The last figures are told by then.
    await asyncio.sleep(1.5)

own = []
try:
    asyncio.run(main())
    print(json.dumps(own))
finally:
    other.kill()
"""
failures = []


def figures(options, python, kind, flags):
    """Milliseconds of the spans that were recorded, of those that count as blocked, and of each callback by its
    own clocks, without the time in which it had no processor."""
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/app.py", "w") as file:
            file.write(PROGRAM)
        done = subprocess.run([options.tool, "run", *flags, "--record", folder + "/r", "--", python, "app.py", kind],
                              cwd=folder, check=True, stdout=subprocess.PIPE)
        # Waits for the last line.
        subprocess.run([options.tool, "report", folder + "/r"], check=True, stdout=subprocess.DEVNULL)
        with open(folder + "/r") as file:
            lines = [json.loads(line) for line in file]
    spans = [line["dur"] / 1e6 for line in lines if line["e"] == "block"]
    blocked = max((line["blocked"] / 1e6 for line in lines if line["e"] == "self"), default=0)
    return spans, blocked, [1000 * one for one in json.loads(done.stdout)]


def main():
    options = arguments.read()
    if not os.path.exists("/proc/self/schedstat"):
        print("skip: this system does not count time without a processor")
        return
    for python in options.python:
        for flags in ([], ["--agent-only"]):
            for kind in ("compute", "sleep"):
                spans, blocked, own = figures(options, python, kind, flags)
                total = sum(spans)
                # A callback that a hypervisor kept waiting is one that blocked, for all who can look.
                truth = sum(one for one in own if one >= 15)
                if kind == "compute":
                    is_right = len(spans) >= 10 and blocked <= truth + 0.25 * total
                else:
                    # The agent takes off a part of what the thread waited since it looked last: more than was due.
                    is_right = len(spans) >= 25 and blocked >= 0.6 * truth
                name = "%s %s %s" % (python, " ".join(flags), kind)
                print("%-4s %s: %d spans of %.0f ms, of which %.0f ms count, %.0f ms by its own clocks" % (
                    "ok" if is_right else "FAIL", name, len(spans), total, blocked, truth), flush=True)
                if not is_right:
                    failures.append(name)
    print("%d failed" % len(failures))
    sys.exit(bool(failures))


main()
