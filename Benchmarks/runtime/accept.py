#!/usr/bin/env python3
"""The acceptance tests of the running process that yield figures.

    Benchmarks/runtime/accept.py --tool LOOPWISE --python INTERPRETER… [--venv FOLDER…] [SECTION…]

Sections: blocks, uvloop, lock, walk, overhead, requests, startup, endpoints, waits, replay.
`--venv` names environments that have uvloop, fastapi, starlette, uvicorn, aiohttp and django; what is missing is a
skip with its reason, never a pass. The other acceptance tests: 8 and 11 are in the test suite
(ProfileModelTests, EvidenceTests), 10 is Tests/Runtime/passthrough.py and chaos.py, 12 is
Tests/Runtime/privacy.py; soak.py, service.py and peers.py lie beside this file.
"""
import argparse
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pairs

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.join(HERE, "programs")
failures = []


def check(what, is_right, figures):
    print("  %-4s %s: %s" % ("ok" if is_right else "FAIL", what, figures), flush=True)
    if not is_right:
        failures.append(what)


def skip(what, reason):
    print("  skip %s: %s" % (what, reason), flush=True)


def has(python, module):
    return subprocess.run([python, "-c", "import " + module], capture_output=True).returncode == 0


def version(python):
    return subprocess.run([python, "-c", "import platform; print(platform.python_version())"],
                          capture_output=True, text=True).stdout.strip()


def record(options, command, *flags):
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/r.lwrec"
        done = subprocess.run([options.tool, "run", "--record", path, *flags, "--", *command],
                              capture_output=True, text=True, cwd=PROGRAMS)
        if done.returncode != 0:
            raise RuntimeError("%s: %s" % (command, done.stderr[-2000:]))
        return report(options, path), done.stdout


def report(options, path):
    text = subprocess.run([options.tool, "report", "--output-format", "json", path],
                          capture_output=True, check=True).stdout
    return json.loads(text)


def nest(site):
    return [frame["function"].split(".")[-1] for frame in site["stack"]]


def blocks(options):
    print("1. time.sleep of 50 ms, five frames deep, 40 times, five busy neighbours")
    for python in options.python:
        found, out = record(options, [python, "blocks.py", "sleep", "asyncio"])
        truth = float(out.split()[-1])
        sites = [s for s in found["blocked_spans"]["sites"] if s["function"].endswith("f5")]
        count = sum(s["count"] for s in sites)
        full = sum(s["count"] for s in sites if {"f5", "f4", "f3", "f2", "f1", "handler"} <= set(nest(s)))
        median = sites[0]["p50_ms"] if sites else 0
        right = sum(s["count"] for s in sites if s["line"] == 9 and s["path"] == "blocks.py")
        check(version(python), count >= 39 and full >= 39 and right >= 39 and abs(median - truth) < 1,
              "%d/40 spans, %d full nests, %d right lines, median %.2f ms of %.2f ms" % (count, full, right, median, truth))


def uvloop(options):
    print("2. The same on uvloop")
    for python in options.venv:
        if not has(python, "uvloop"):
            skip(version(python), "no uvloop")
            continue
        found, _ = record(options, [python, "blocks.py", "sleep", "uvloop"])
        sites = [s for s in found["blocked_spans"]["sites"] if s["function"].endswith("f5")]
        count = sum(s["count"] for s in sites)
        median, error = (sites[0]["p50_ms"], sites[0]["error_ms"]) if sites else (0, 0)
        check(version(python), count >= 38 and abs(median - 50.1) <= error,
              "%d/40 spans with the right leaf, median %.1f ± %.1f ms" % (count, median, error))


def lock(options):
    print("3. C calls that hold the interpreter's lock, 40 times each")
    for python in options.python:
        minor = int(version(python).split(".")[1])
        for kind in ("json", "regex", "sorted"):
            for flags in ([], ["--agent-only"]):
                if minor < 11 and not flags:
                    skip("%s %s" % (version(python), kind), "stacks are read from outside on 3.11 to 3.13")
                    continue
                found, _ = record(options, [python, "blocks.py", kind, "asyncio"], *flags)
                sites = [s for s in found["blocked_spans"]["sites"] if s["function"].endswith("f5")]
                count = sum(s["count"] for s in sites)
                late = sum(s["late"] for s in sites)
                full = sum(s["count"] for s in sites if {"f4", "f3", "f2", "f1", "handler"} <= set(nest(s)))
                figures = "%d/40 spans in the right function, %d full nests, %d marked late" % (count, full, late)
                name = "%s %s %s" % (version(python), kind, "agent only" if flags else "read from outside")
                if flags:
                    print("  info %s: %s" % (name, figures))
                else:
                    check(name, count >= 39 and full >= 39 and late == 0, figures)


def walk(options):
    print("4. Outside walk of a parked program against its own traceback")
    for python in options.python:
        if not 11 <= int(version(python).split(".")[1]) <= 13:
            skip(version(python), "stacks are read from outside on 3.11 to 3.13")
            continue
        process = subprocess.Popen([python, "parked.py"], cwd=PROGRAMS, stdout=subprocess.PIPE, text=True)
        truth = json.loads(process.stdout.readline())
        text = subprocess.run(
            [options.tool, "watch", "--pid", str(process.pid), "--duration", "1.5", "--output-format",
             "speedscope"], capture_output=True, text=True)
        process.stdout.readline()
        process.kill()
        process.wait()
        if text.returncode != 0:
            skip(version(python), text.stderr.strip())
            continue
        # A span is told when it ends: the program's own end makes it the last one.
        scope = json.loads(text.stdout)
        frames = scope["shared"]["frames"]
        stacks = {tuple((frames[i]["name"], frames[i]["line"]) for i in sample)
                  for sample in scope["profiles"][0]["samples"]
                  if frames[sample[-1]]["name"] == "park"}
        expected = {tuple((name, line) for name, line in one) for one in truth}
        wrong = stacks - expected
        check(version(python), bool(stacks) and not wrong,
              "%d of %d different stacks exact" % (len(stacks & expected), len(stacks)))
    missing = subprocess.run([options.tool, "watch", "--pid", "999999999"], capture_output=True, text=True)
    check("no such process", missing.returncode == 2, missing.stderr.strip())


def overhead(options):
    print("5. Overhead: processor time of the program, median of %d pairs that ran at the same time on one "
          "processor (with its interval of 95 %%)" % options.pairs)
    limits = {"0": {"echo": 1.05, "work": 1.05}, "1": {"switch": 1.45, "echo": 1.12, "work": 1.08, "queue": 1.25},
              "2": {"queue": 1.25}}
    python = options.venv[0] if options.venv else options.python[0]
    for program in ("switch", "echo", "work", "queue"):
        plain = [python, "load.py", program]
        print("  info %s, plain against itself: %s" % (program, pairs.ratio(plain, plain, options.pairs)), flush=True)
        for level, all_limits in limits.items():
            found = pairs.ratio(
                [options.tool, "run", "--record", "/tmp/accept.lwrec", "--level", level, "--", *plain], plain, options.pairs)
            limit = all_limits.get(program)
            if limit is None:
                print("  info %s, level %s: %s" % (program, level, found))
            else:
                check("%s %s, level %s" % (version(python), program, level), found.high <= limit,
                      "%s of %.2f" % (found, limit))
    print("  load %.1f %.1f %.1f" % os.getloadavg())


def processor_seconds(pid):
    with open("/proc/%d/stat" % pid) as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def requests(options):
    print("5. Requests: processor time of each, of two FastAPI servers that get more than they can answer, at the same "
          "time on one processor (median of %d pairs and its interval of 95 %%); its inverse is the throughput" % options.pairs)
    python = options.venv[0] if options.venv else options.python[0]
    if not shutil.which("wrk") or not has(python, "fastapi"):
        return skip(version(python), "no wrk or no fastapi")
    for loop in ("asyncio", "uvloop"):
        for name, prefix in (("plain against itself", []), ("level 1", [options.tool, "run", "--record", "/tmp/accept.lwrec", "--"])):
            found = []
            for number in range(options.pairs):
                processor = sorted(os.sched_getaffinity(0))[number % len(os.sched_getaffinity(0))]
                ports, servers = [free_port(), free_port()], []
                for port, before in zip(ports, ([], prefix)):
                    servers.append(subprocess.Popen(
                        [*before, python, "-m", "uvicorn", "--port", str(port), "--loop", loop, "--log-level", "error",
                         "web_fastapi:app"], cwd=PROGRAMS, env=pairs.ENVIRONMENT, stdout=subprocess.DEVNULL))
                each = served_by(servers, ports, processor)
                found.append(each[1] / each[0])
            ratio = pairs.Ratio(found)
            if prefix:
                check("%s on %s, %s" % (version(python), loop, name), ratio.high <= 1 / 0.97, "%s of 1.03" % ratio)
            else:
                print("  info %s, %s: %s" % (loop, name, ratio), flush=True)
    print("  load %.1f %.1f %.1f" % os.getloadavg())


def served_by(servers, ports, processor):
    """Processor seconds of each server for one request."""
    try:
        for one, port in zip(servers, ports):
            fetch(port, "/wait/0")
            os.sched_setaffinity(one.pid, {processor})
        address = "http://127.0.0.1:%d/wait/1"
        # The first requests make what later ones only use. Then for long enough that windows and pauses take turns.
        for seconds in (2, 12):
            before = [processor_seconds(one.pid) for one in servers]
            loads = [subprocess.Popen(["wrk", "-t1", "-c64", "-d%ds" % seconds, address % port],
                                      stdout=subprocess.PIPE, text=True) for port in ports]
            answered = [int(re.search(r"(\d+) requests in", load.communicate()[0])[1]) for load in loads]
        return [(processor_seconds(one.pid) - start) / number
                for one, start, number in zip(servers, before, answered)]
    finally:
        for one in servers:
            one.send_signal(signal.SIGINT)
            one.wait()


def startup(options):
    print("6. Start of an interpreter that never imports asyncio: processor time, plain and recorded in turn")
    code = "import time; print(time.process_time() * 1000)"
    shell = 'for i in $(seq 31); do env -u PYTHONPATH "$0" -c "$1"; "$0" -c "$1"; done'
    for python in options.python:
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([options.tool, "run", "--record", folder + "/r", "--", "sh", "-c", shell, python, code],
                                  capture_output=True, text=True, check=True)
        times = [float(line) for line in done.stdout.split()]
        plain, watched = times[0::2], times[1::2]
        added = statistics.median(watched[1:]) - statistics.median(plain[1:])
        check(version(python), added <= 3, "%.2f ms added to %.2f ms (medians of 30); %.2f ms where it is compiled" % (
            added, statistics.median(plain[1:]), watched[0] - statistics.median(plain[1:])))


def first_of_all():
    # On a busy machine the served program gets a processor when it needs one, where that is allowed.
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except (AttributeError, OSError):
        pass


def free_port():
    with socket.socket() as plain:
        plain.bind(("127.0.0.1", 0))
        return plain.getsockname()[1]


def fetch(port, path):
    for _ in range(150):
        try:
            with urllib.request.urlopen("http://127.0.0.1:%d%s" % (port, path)) as answer:
                return answer.read()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("no answer at %s" % path)


def serve(options, python, command, paths, flags=()):
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        path = folder + "/r.lwrec"
        process = subprocess.Popen(
            [options.tool, "run", "--record", path, *flags, "--", *[part.replace("PORT", str(port)) for part in command]],
            cwd=PROGRAMS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=dict(os.environ, HANDLERS_TRUTH=folder + "/truth"), preexec_fn=first_of_all)
        try:
            fetch(port, paths[0])
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda one: fetch(port, one), paths[1:]))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()
        with open(folder + "/truth") as file:
            truth = json.load(file)
            return report(options, path), truth["handlers"], truth["starved"]


def expected(row):
    """The class by the handler's own clocks; none where a busy machine made it a close thing."""
    calls, total, held, processor = row
    share = held / total
    own = processor / max(held, 1e-6)
    if min(abs(share - 0.2), abs(share - 0.5)) < 0.08 or (share >= 0.5 and abs(own - 0.5) < 0.1):
        return None
    if share < 0.2:
        return "wait-heavy"
    if share < 0.5:
        return "mixed"
    return "compute-heavy" if own >= 0.5 else "blocking"


STATIC = {"wait": "wait-heavy", "compute": "compute-heavy", "block": "blocking", "mixed": "mixed",
          "offloop": "wait-heavy", "child": "compute-heavy"}


def static_classes(options, file):
    done = subprocess.run(
        [options.tool, "endpoints", "--isolated", "--no-cache", "--output-format", "json", file, "handlers.py"],
        cwd=PROGRAMS, capture_output=True, check=True)
    return {e["route"].strip("/").split("/")[0]: e["class"] for e in json.loads(done.stdout)["endpoints"]}


def endpoints(options):
    print("7. Classes of endpoints and held time, against the handlers' own clocks")
    paths = ["/wait/0"] + ["/%s/%d" % (name, number) for number in range(40) for name in STATIC]
    uvicorn = ["-m", "uvicorn", "--port", "PORT", "--loop"]
    ways = {
        "fastapi": [*uvicorn, "asyncio", "web_fastapi:app"],
        "fastapi on uvloop": [*uvicorn, "uvloop", "web_fastapi:app"],
        "starlette": [*uvicorn, "asyncio", "web_starlette:app"],
        "aiohttp": ["web_aiohttp.py", "PORT"],
        "django": [*uvicorn, "asyncio", "web_django:app"],
    }
    for name in ways:
        if " " not in name:
            found = static_classes(options, "web_%s.py" % name)
            wrong = {key: found.get(key) for key in STATIC if found.get(key) != STATIC[key]}
            check("%s, by the code alone" % name, not wrong, "%d right, wrong: %s" % (len(STATIC) - len(wrong), wrong))
    for python in options.venv:
        for name, arguments in ways.items():
            needs = ["uvloop"] if "uvloop" in name else []
            needs += [name.split()[0]] + (["uvicorn"] if "uvicorn" in arguments else [])
            missing = [module for module in needs if not has(python, module)]
            if missing:
                skip("%s %s" % (version(python), name), "no %s" % ", ".join(missing))
                continue
            if "uvloop" in name and int(version(python).split(".")[1]) < 11:
                skip("%s %s" % (version(python), name), "requests are timed on uvloop from 3.11 on")
                continue
            judge_endpoints(
                "%s %s" % (version(python), name), *serve(options, python, [python, *arguments], paths))


def judge_endpoints(name, found, truth, starved):
    routes = {e["route"].split("/")[1]: e for e in found["endpoints"] if e["count"] >= 40}
    # Child tasks are beyond what is timed on uvloop.
    names = [key for key in STATIC if key != "child" or "uvloop" not in name]
    wrong, close = {}, []
    for key in names:
        wanted = expected(truth[key])
        got = routes[key]["class"] if key in routes else "missing"
        if wanted is None:
            close.append(key)
        elif got != wanted:
            wrong[key] = "%s, not %s" % (got, wanted)
    starved /= sum(row[2] for row in truth.values())
    if wrong and starved > 0.2:
        skip("%s, classes" % name, "%d %% of the held time without a processor; wrong: %s" % (100 * starved, wrong))
    else:
        check("%s, classes" % name, not wrong and len(close) <= 2, "%d right%s%s" % (
            len(names) - len(close) - len(wrong), ", left out: %s" % close if close else "",
            ", wrong: %s" % wrong if wrong else ""))
    # What the framework itself needs for a request: all that this one holds.
    own = routes["wait"]["held_ms"]
    for key in ("compute", "block", "mixed", "child"):
        if key not in names:
            continue
        calls, _, held, _ = truth[key]
        wanted = held / calls * 1000
        got = routes.get(key, {}).get("held_ms") or 0
        figures = "%.2f ms, the framework %.2f ms and the handler %.2f ms" % (got, own, wanted)
        is_right = abs(got - own - wanted) <= 0.1 * wanted + 0.3
        if not is_right and starved > 0.1:
            skip("%s, held in /%s" % (name, key), "%s; %d %% of the time without a processor" % (figures, 100 * starved))
        else:
            check("%s, held in /%s" % (name, key), is_right, figures)


def waits(options):
    print("9. Waits of 5, 50 and 500 ms")
    for python in options.venv or options.python:
        if int(version(python).split(".")[1]) < 11:
            skip(version(python), "waits are timed from 3.11 on at level 1")
            continue
        found, out = record(options, [python, "waiting.py"])
        lines = json.loads(out)
        for kind, (line, wanted) in lines.items():
            entries = [w for w in found["waits"] if w["line"] == line]
            if not entries:
                check("%s %s" % (version(python), kind), False, "not found at line %d" % line)
                continue
            entry = entries[0]
            close = max(2, 0.05 * wanted)
            check("%s %s" % (version(python), kind), abs(entry["max_ms"] - wanted) <= close,
                  "%s: %.1f ms of %.1f ms" % (entry["kind"], entry["max_ms"], wanted))


def replay(options):
    print("13. Two reports of one recording, and one of a copy")
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/r.lwrec"
        subprocess.run([options.tool, "run", "--record", path, "--", options.python[0], "blocks.py", "sleep", "asyncio"],
                       cwd=PROGRAMS, check=True, capture_output=True)
        for form in ("text", "json", "html", "collapsed", "speedscope", "prometheus", "otlp"):
            once, twice = [subprocess.run([options.tool, "report", "--output-format", form, path],
                                          capture_output=True, check=True).stdout for _ in range(2)]
            check(form, once == twice and once, "%d bytes, equal" % len(once))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", required=True)
    parser.add_argument("--python", nargs="+", default=[sys.executable])
    parser.add_argument("--venv", nargs="*", default=[])
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--section", nargs="*", default=[])
    options = parser.parse_args()
    options.tool = os.path.abspath(options.tool)
    options.venv = [os.path.abspath(folder) + "/bin/python" for folder in options.venv]
    load = ", load %.1f %.1f %.1f" % os.getloadavg()
    print("%s, %d processors%s" % (platform.platform(), os.cpu_count(), load))
    all_sections = [blocks, uvloop, lock, walk, overhead, requests, startup, endpoints, waits, replay]
    for section in all_sections:
        if not options.section or section.__name__ in options.section:
            section(options)
    print("%d failed: %s" % (len(failures), failures) if failures else "all that ran are right")
    sys.exit(bool(failures))


main()
