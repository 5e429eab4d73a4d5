#!/usr/bin/env python3
"""Loopwise and its peers on the same programs, in one run.

    Benchmarks/runtime/peers.py --tool LOOPWISE --venv FOLDER [--pairs 9]

Detection: a program blocks its loop 40 times, five frames deep, while five neighbours run; once with
time.sleep and once with a C call that computes. Found are spans; right are those with the line that
blocked. Overhead: processor time of the program itself under load, measured in pairs (`pairs.py`), with
the interval of 95 %, and plain against itself beside it; the time of a process beside the program
(py-spy, our collector) does not count. What a peer cannot do is `-`; what is not installed is a skip.
"""
import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile

import pairs

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.join(HERE, "programs")
LEAVES = {"sleep": 9, "json": 11}


def has(python, module):
    return subprocess.run([python, "-c", "import " + module], capture_output=True).returncode == 0


def run(command):
    return subprocess.run(command, cwd=PROGRAMS, capture_output=True, text=True, env=pairs.ENVIRONMENT)


def loopwise(options, kind, folder):
    path = folder + "/r.lwrec"
    run([options.tool, "run", "--record", path, "--", options.python, "blocks.py", kind, "asyncio"])
    done = run([options.tool, "report", "--output-format", "json", path])
    found = json.loads(done.stdout)["blocked_spans"]
    right = sum(s["count"] for s in found["sites"] if s["path"].endswith("blocks.py") and s["line"] == LEAVES[kind])
    return right if right > found["count"] else found["count"], right


def py_spy(options, kind, folder):
    out = folder + "/spy"
    run([options.spy, "record", "-r", "200", "-f", "raw", "-o", out, "--", options.python, "blocks.py", kind, "asyncio"])
    total = leaf = 0
    with open(out) as file:
        for line in file:
            stack, _, count = line.rpartition(" ")
            total += int(count)
            leaf += int(count) if "blocks.py:%d)" % LEAVES[kind] in stack else 0
    # Samples have no spans; the share of the line says whether it is found at all.
    return None, "%d %% of samples" % (100 * leaf / max(1, total))


def in_process(options, kind, peer):
    done = run([options.python, "blocks.py", kind, "asyncio", peer])
    text = done.stdout + done.stderr
    if peer == "debug":
        spans = len(re.findall(r"took 0\.\d+ seconds", text))
    else:
        spans = len(re.findall(r"^PEER ", text, re.M))
    return spans, len(re.findall(r"blocks\.py:%d\b|line %d, in f5" % (LEAVES[kind], LEAVES[kind]), text))


def overhead(options, folder, ways, program):
    plain = [options.python, "load.py", program]
    commands = {"plain": plain}
    for name in ways:
        if name.startswith("loopwise"):
            commands[name] = [options.tool, "run", "--record", folder + "/o", "--level", name[-1], "--", *plain]
        elif name == "py-spy":
            commands[name] = [options.spy, "record", "-r", "100", "-f", "raw", "-o", folder + "/s", "--", *plain]
        elif name == "asyncio debug":
            commands[name] = [options.python, "-X", "dev", "-W", "ignore", "load.py", program]
        else:
            commands[name] = [*plain, name]
    found = {}
    for name, command in commands.items():
        # What is many times slower needs no nine pairs.
        number = 3 if name == "asyncio debug" else options.pairs
        found[name] = pairs.ratio(command, plain, number, times=1 if name == "asyncio debug" else 2)
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", required=True)
    parser.add_argument("--venv", required=True)
    parser.add_argument("--pairs", type=int, default=9)
    options = parser.parse_args()
    options.tool = os.path.abspath(options.tool)
    options.python = os.path.abspath(options.venv) + "/bin/python"
    options.spy = os.path.abspath(options.venv) + "/bin/py-spy"
    print("%s, %d processors, load %.1f, %s" % (
        platform.platform(), os.cpu_count(), os.getloadavg()[0],
        subprocess.run([options.python, "-V"], capture_output=True, text=True).stdout.strip()))
    ways = ["loopwise, level 1", "loopwise, level 0"]
    if os.path.exists(options.spy):
        ways.append("py-spy")
    else:
        print("skip py-spy: not installed")
    for peer in ("aiocop", "blockbuster"):
        if has(options.python, peer):
            ways.append(peer)
        else:
            print("skip %s: not installed" % peer)
    ways.append("asyncio debug")
    with tempfile.TemporaryDirectory() as folder:
        detection = {}
        for name in ways:
            for kind in LEAVES:
                if name == "loopwise, level 1":
                    found = loopwise(options, kind, folder)
                elif name == "loopwise, level 0":
                    path = folder + "/z.lwrec"
                    run([options.tool, "run", "--level", "0", "--record", path, "--", options.python, "blocks.py", kind, "asyncio"])
                    spans = json.loads(run([options.tool, "report", "--output-format", "json", path]).stdout)["blocked_spans"]
                    found = spans["count"], sum(s["count"] for s in spans["sites"] if s["line"] == LEAVES[kind])
                elif name == "py-spy":
                    found = py_spy(options, kind, folder)
                else:
                    found = in_process(options, kind, "debug" if name == "asyncio debug" else name)
                detection[name, kind] = found
        programs = ("switch", "echo", "work", "queue")
        ratios = {program: overhead(options, folder, ways, program) for program in programs}
    head = ["", "sleep: spans", "right line", "C call: spans", "right line", *programs]
    rows = [head, ["plain", "", "", "", "", *[str(ratios[program]["plain"]) for program in programs]]]
    for name in ways:
        row = [name]
        for kind in LEAVES:
            row += ["-" if one is None else str(one) for one in detection[name, kind]]
        rows.append(row + [str(ratios[program][name]) for program in programs])
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    # Of the spans only those that name the line are of use.
    ours = detection["loopwise, level 1", "sleep"][1]
    best = max(min(detection[name, "sleep"]) for name in ways if name in ("aiocop", "blockbuster", "asyncio debug"))
    rivals = [name for name in ways if name in ("aiocop", "blockbuster", "asyncio debug")]
    print("spans with the right line: %d, best of the others %d" % (ours, best))
    for name in rivals:
        less, more = [], []
        for program in programs:
            ours_here, theirs = ratios[program]["loopwise, level 1"], ratios[program][name]
            if ours_here.high < theirs.low:
                less.append(program)
            elif theirs.high < ours_here.low:
                more.append(program)
        print("level 1 surely costs less than %s on: %s; surely more on: %s" % (
            name, ", ".join(less) or "none", ", ".join(more) or "none"))
    print("load %.1f %.1f %.1f" % os.getloadavg())
    sys.exit(ours < best)


main()
