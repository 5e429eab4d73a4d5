#!/usr/bin/env python3
"""Time without a processor blocks nothing.

    Tests/Runtime/starved.py --tool LOOPWISE [--python INTERPRETER…]

A program shares one processor with another one that is given nine times as much of it. Its callbacks compute
for a few milliseconds, which takes them many times that; then others sleep in a system call. Spans of both are
recorded, but only the second kind is what requests are measured more often for: `blocked` of the agent's own
figures. Read from outside, where that is possible, and by the agent alone.
"""
import json
import os
import subprocess
import sys
import tempfile

import arguments

PROGRAM = """
import asyncio, os, subprocess, sys, time
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
other = subprocess.Popen([sys.executable, "-E", "-S", "-c", "while True: pass"])
os.nice(10)

def compute():
    end = time.thread_time() + 0.006
    while time.thread_time() < end:
        pass

async def main():
    for _ in range(25):
        compute() if sys.argv[1] == "compute" else time.sleep(0.04)
        await asyncio.sleep(0.01)
    # The last figures are told by then.
    await asyncio.sleep(0.5)

try:
    asyncio.run(main())
finally:
    other.kill()
"""
failures = []


def figures(options, python, kind, flags):
    """Milliseconds of the spans that were recorded, and of those that count as blocked."""
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/app.py", "w") as file:
            file.write(PROGRAM)
        subprocess.run([options.tool, "run", *flags, "--record", folder + "/r", "--", python, "app.py", kind],
                       cwd=folder, check=True)
        # Waits for the last line.
        subprocess.run([options.tool, "report", folder + "/r"], check=True, stdout=subprocess.DEVNULL)
        with open(folder + "/r") as file:
            lines = [json.loads(line) for line in file]
    spans = [line["dur"] / 1e6 for line in lines if line["e"] == "block"]
    return spans, max((line["blocked"] / 1e6 for line in lines if line["e"] == "self"), default=0)


def main():
    options = arguments.read()
    if not os.path.exists("/proc/self/schedstat"):
        print("skip: this system does not count time without a processor")
        return
    for python in options.python:
        for flags in ([], ["--agent-only"]):
            for kind in ("compute", "sleep"):
                spans, blocked = figures(options, python, kind, flags)
                total = sum(spans)
                if kind == "compute":
                    is_right = len(spans) >= 10 and blocked <= 0.25 * total
                else:
                    is_right = len(spans) >= 25 and blocked >= 25 * 40 * 0.8
                name = "%s %s %s" % (python, " ".join(flags), kind)
                print("%-4s %s: %d spans of %.0f ms, of which %.0f ms count" % (
                    "ok" if is_right else "FAIL", name, len(spans), total, blocked))
                if not is_right:
                    failures.append(name)
    print("%d failed" % len(failures))
    sys.exit(bool(failures))


main()
