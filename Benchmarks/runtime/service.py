#!/usr/bin/env python3
"""A real application under load: does the report name what is wrong with it?

    Benchmarks/runtime/service.py --tool LOOPWISE --venv FOLDER [--seconds N] [--connections N]
                                  [--repeat N] [--ways asyncio-1 uvloop-2 …]

FastAPI under uvicorn, one and two workers, asyncio and uvloop; PostgreSQL through asyncpg and
SQLAlchemy, redis, an upstream server through aiohttp and httpx; load from wrk. All servers are
started here and stopped again. Each fault of programs/service.py must be in the report, at its line,
and the figures must be what the service itself measured. What is missing is a skip with its reason.
"""
import argparse
import glob
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.join(HERE, "programs")
ROUTES = ["block", "wait", "asyncpg", "sqlalchemy", "redis", "gate", "queue", "aiohttp", "httpx", "retry"]
# Requests of each route: a class is told from thirty on.
LEAST = 50
failures = []


def skip(reason):
    print("skip: " + reason)
    sys.exit(0)


def check(what, is_right, figures):
    print("  %-4s %s: %s" % ("ok" if is_right else "FAIL", what, figures), flush=True)
    if not is_right:
        failures.append(what)


def faults():
    with open(PROGRAMS + "/service.py") as file:
        found = {}
        for number, line in enumerate(file, 1):
            mark = re.search(r"# fault: (.+)", line)
            if mark:
                found[mark[1].strip()] = number
        return found


def free_port():
    with socket.socket() as plain:
        plain.bind(("127.0.0.1", 0))
        return plain.getsockname()[1]


def until(ready, what, process):
    """Waits for as long as the process may still be starting. Where it has never run before, that is six seconds
    of work, which a busy machine makes a minute of: what counts is its own processor time."""
    end = time.monotonic() + 300
    while time.monotonic() < end and process.poll() is None and used(process.pid) < 60:
        try:
            if ready():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("%s does not answer; its status is %s" % (what, process.poll()))


def used(pid):
    """Processor seconds of a process and of the children it has waited for."""
    try:
        with open("/proc/%d/stat" % pid) as file:
            fields = file.read().rpartition(")")[2].split()
        return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


class Postgres:
    """A cluster of its own in a temporary folder, on a socket there."""

    def __init__(self, folder):
        binaries = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not binaries and not shutil.which("initdb"):
            skip("no PostgreSQL server (package postgresql)")
        self.bin = binaries[-1] if binaries else os.path.dirname(shutil.which("initdb"))
        self.folder = folder + "/postgres"
        os.mkdir(self.folder)
        # The server refuses to run as root.
        self.prefix = []
        if os.getuid() == 0:
            if subprocess.run(["id", "postgres"], capture_output=True).returncode:
                skip("PostgreSQL does not run as root, and there is no user `postgres`")
            shutil.chown(self.folder, "postgres")
            self.prefix = ["runuser", "-u", "postgres", "--"]
        self.call("initdb", "-D", self.folder + "/data", "-U", "bench", "-A", "trust", "--no-sync")
        self.call("pg_ctl", "-D", self.folder + "/data", "-w", "-l", self.folder + "/log", "-o",
                  "-c listen_addresses='' -k %s -c fsync=off" % self.folder, "start")

    def call(self, program, *arguments):
        done = subprocess.run([*self.prefix, self.bin + "/" + program, *arguments], cwd=self.folder,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise RuntimeError("%s: %s" % (program, done.stderr[-500:]))

    def stop(self):
        self.call("pg_ctl", "-D", self.folder + "/data", "-m", "immediate", "stop")


def near(value, truth, share, least):
    return value is not None and abs(value - truth) <= max(share * truth, least)


def judge(name, report, truths, workers):
    lines = faults()
    site = next((s for s in report["blocked_spans"]["sites"] if s["line"] == lines["blocked"]), None)
    blocked = sorted(end - start for truth in truths for start, end in truth["blocked"])
    first = report["blocked_spans"]["sites"][0] if report["blocked_spans"]["sites"] else None
    check("%s, blocked line" % name, site is not None and site is first, "line %d %s" % (
        lines["blocked"], "heads the list" if site is first and site else "is not first: %s" % (first and first["line"])))
    if site and blocked:
        half = blocked[len(blocked) // 2]
        check("%s, its figures" % name,
              near(site["p50_ms"], half, 0.05, 1) and near(site["count"], len(blocked), 0.02, 1),
              "%d of %d spans, p50 %.1f ms of %.1f ms" % (site["count"], len(blocked), site["p50_ms"], half))
        check("%s, its endpoint and victims" % name, any("/block" in one for one in site["endpoints"]),
              "%s" % ", ".join(site["endpoints"]))
    waits = {(w["kind"], w["line"]): w for w in report["waits"] if w["path"].endswith("service.py")}
    for kind, limit in (("pool asyncpg", 2), ("pool sqlalchemy", 2), ("pool redis", 2), ("pool aiohttp", 1),
                        ("pool httpx", 1), ("semaphore", 1)):
        found = waits.get((kind, lines[kind]))
        right = found is not None and found["limit"] == limit and found["count"] >= 5
        check("%s, %s" % (name, kind), right, "line %d, limit %s, %s waited, at most %s at once, p95 %s ms" % (
            lines[kind], found["limit"], found["count"], found["waiting_max"], found["p95_ms"])
            if found else "not found; %s" % sorted(waits))
    jobs = waits.get(("queue", lines["queue"]))
    depth = max(truth["depth"] for truth in truths)
    check("%s, queue that grows" % name, jobs is not None and jobs["grows"] and near(jobs["depth_max"], depth, 0.1, 60),
          "deepest %s, of %d at the end" % (jobs and jobs["depth_max"], depth))
    retries = [r for r in report["retries"] if abs(r["line"] - lines["retry"]) <= 4]
    wanted = sum(truth["retries"] for truth in truths)
    check("%s, retries" % name, len(retries) == 1 and retries[0]["count"] == wanted,
          "%s of %d" % (retries and retries[0]["count"], wanted))
    classes = {e["route"]: e["class"] for e in report["endpoints"]}
    right = classes.get("/block/{x}") == "blocking" and classes.get("/wait/{x}") == "wait-heavy"
    check("%s, endpoints" % name, right, "%s" % {key: classes.get("/%s/{x}" % key) for key in ("block", "wait")})
    check("%s, processes" % name, len(report["process"]["processes"]) >= workers and report["self"]["errors"] == 0,
          "%d, %s" % (len(report["process"]["processes"]), report["self"]))


def serve(options, folder, environment, loop, workers, recorded):
    truth = folder + "/truth"
    shutil.rmtree(truth, ignore_errors=True)
    os.mkdir(truth)
    port = free_port()
    command = [options.python, "-m", "uvicorn", "service:app", "--port", str(port), "--loop", loop,
               "--workers", str(workers), "--log-level", "error"]
    recording = folder + "/recording"
    if recorded:
        command = [options.tool, "run", "--record", recording, "--", *command]
    process = subprocess.Popen(command, cwd=PROGRAMS, env=dict(environment, SERVICE_TRUTH=truth))
    address = "http://127.0.0.1:%d" % port
    try:
        until(lambda: urllib.request.urlopen(address + "/wait/0").status == 200, "the service", process)
    except BaseException:
        process.kill()
        raise
    script = folder + "/load.lua"
    with open(script, "w") as file:
        file.write("local routes = {%s}\nlocal n = 0\nrequest = function()\n  n = n + 1\n"
                   "  return wrk.format('GET', '/' .. routes[n %% #routes + 1] .. '/' .. n)\nend\n"
                   % ", ".join("'%s'" % route for route in ROUTES))
    # On a busy machine it takes longer until there are enough requests to judge by.
    requests = began = 0
    while requests < LEAST * len(ROUTES) and began < 10:
        began += 1
        done = subprocess.run(["wrk", "-t1", "-c%d" % options.connections, "-d%ds" % options.seconds, "--latency",
                               "-s", script, address], capture_output=True, text=True)
        requests += int(re.search(r"(\d+) requests in", done.stdout)[1])
    rate = requests / (began * options.seconds)
    process.send_signal(signal.SIGINT)
    try:
        # It answers what it was asked before it ends.
        process.wait(300)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    truths = []
    for path in sorted(glob.glob(truth + "/*")):
        with open(path) as file:
            truths.append(json.load(file))
    if not recorded:
        return rate, truths, None
    found = subprocess.run([options.tool, "report", "--output-format", "json", recording], capture_output=True, check=True)
    if options.keep:
        name = "%s/%s-%d" % (options.keep, loop, workers)
        shutil.copy(recording, name + ".lwrec")
        with open(name + ".truth.json", "w") as file:
            json.dump(truths, file)
    return rate, truths, json.loads(found.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", required=True)
    parser.add_argument("--venv", required=True)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--connections", type=int, default=40)
    parser.add_argument("--keep", help="a folder for the recordings")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--ways", nargs="+", default=["asyncio-1", "asyncio-2", "uvloop-1", "uvloop-2"],
                        help="loop and number of workers")
    options = parser.parse_args()
    options.tool = os.path.abspath(options.tool)
    options.python = os.path.abspath(options.venv) + "/bin/python"
    for program in ("wrk", "redis-server"):
        if not shutil.which(program):
            skip("no %s" % program)
    modules = "aiohttp, asyncpg, fastapi, httpx, redis, sqlalchemy, tenacity, uvicorn, uvloop, greenlet"
    missing = subprocess.run([options.python, "-c", "import " + modules], capture_output=True, text=True)
    if missing.returncode:
        skip(missing.stderr.strip().splitlines()[-1])
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        postgres = Postgres(folder)
        redis_port, upstream_port = free_port(), free_port()
        others = [
            subprocess.Popen(["redis-server", "--port", str(redis_port), "--save", "", "--dir", folder, "--hz", "100"],
                             stdout=subprocess.DEVNULL),
            subprocess.Popen([options.python, "upstream.py", str(upstream_port)], cwd=PROGRAMS),
        ]
        environment = dict(os.environ, SERVICE_POSTGRES=postgres.folder,
                           SERVICE_REDIS="redis://127.0.0.1:%d" % redis_port,
                           SERVICE_UPSTREAM="http://127.0.0.1:%d" % upstream_port)
        try:
            for port, what, process in zip((redis_port, upstream_port), ("redis", "the upstream"), others):
                until(lambda: socket.create_connection(("127.0.0.1", port)).close() is None, what, process)
            for way in options.ways * options.repeat:
                loop, _, workers = way.partition("-")
                name = "%s, %s worker%s" % (loop, workers, "s" * (workers != "1"))
                rate, truths, report = serve(options, folder, environment, loop, int(workers), True)
                print("%s: %.0f requests/s, load %.1f" % (name, rate, os.getloadavg()[0]))
                judge(name, report, truths, int(workers))
        finally:
            for process in others:
                process.terminate()
                process.wait()
            postgres.stop()
    print("%d failed: %s" % (len(failures), failures) if failures else "all named")
    sys.exit(bool(failures))


main()
