#!/usr/bin/env python3
"""Acceptance test 10, the part where the recorder itself fails.

    Tests/Runtime/chaos.py --tool LOOPWISE [--python INTERPRETER…] [--venv FOLDER]

A program runs plainly, then with an agent whose collector is absent, deaf, dead midway or hostile,
then with an agent in which one function after the other raises whenever it is called. Output and
status must be those of the plain run. With `--venv` (starlette, aiohttp, gunicorn, uvicorn) a web
application takes part and a pre-forking server is run.
"""
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import arguments

HERE = os.path.dirname(os.path.abspath(__file__))
AGENT = os.path.join(HERE, "..", "..", "Sources", "ProfileCapture", "Agent")
SESSION = os.path.join(AGENT, "..", "CaptureSession.swift")
ADDRESS = re.compile(rb"0x[0-9a-f]{6,}")

PROGRAM = r"""
import asyncio, os, sys, time, traceback, warnings
warnings.simplefilter("error")

async def blocks():
    time.sleep(0.06)

async def waits(lock, gate, line, log):
    async with lock:
        async with gate:
            await asyncio.sleep(0.002)
            await line.put(1)
    try:
        await asyncio.wait_for(asyncio.Queue().get(), 0.01)
    except asyncio.TimeoutError:
        log.append(traceback.format_exc())

def bad():
    raise KeyError("of a callback")

async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print(context["message"], repr(context["exception"])))
    loop.call_soon(bad)
    lock, gate, line, log = asyncio.Lock(), asyncio.Semaphore(2), asyncio.Queue(3), []
    group = [asyncio.ensure_future(waits(lock, gate, line, log)) for _ in range(8)]
    for _ in range(8):
        await line.get()
    await asyncio.gather(*group)
    print(len(set(log)), log[0])
    await blocks()
    print(await loop.run_in_executor(None, sum, range(1000)))
    never = [asyncio.ensure_future(lock.acquire()) for _ in range(SLOTS)]
    await asyncio.sleep(0)
    for task in never[1:]:
        task.cancel()
    ended = await asyncio.gather(*never, return_exceptions=True)
    print(sum(isinstance(one, asyncio.CancelledError) for one in ended), lock.locked())
    pid = os.fork()
    if not pid:
        os._exit(5)
    print(os.waitpid(pid, 0)[1])
    await asyncio.sleep(0.5)
    await blocks()
    await web()

async def web():
    try:
        from starlette.applications import Starlette
        from starlette.responses import PlainTextResponse
        from starlette.routing import Mount, Route
    except ImportError:
        return
    async def hello(request):
        time.sleep(0.03)
        await asyncio.sleep(0)
        return PlainTextResponse("hello " + request.path_params["name"])
    async def broken(request):
        raise ValueError("of a handler")
    app = Starlette(routes=[Route("/{name}", hello), Mount("/in", routes=[Route("/{name}", broken)])])
    for path in ("/you", "/in/x", "/a/b"):
        sent = []
        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}
        async def send(message):
            sent.append(message)
        scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "headers": [],
                 "query_string": b"", "root_path": "", "scheme": "http", "http_version": "1.1",
                 "server": ("x", 1), "client": ("y", 2), "asgi": {"version": "3.0"}}
        try:
            await app(scope, receive, send)
        except ValueError:
            lines = traceback.format_exc().splitlines()
            print(len(lines), lines[-1])
        print([(m.get("status"), m.get("body")) for m in sent])

asyncio.run(main())
print("end", sorted(name for name in sys.modules if "loopwise" in name))
"""


def parts():
    with open(SESSION) as file:
        names = re.findall(r"PackageResources\.(\w+)_py", file.read())
    texts = {}
    for name in names:
        with open("%s/%s.py" % (AGENT, name)) as file:
            texts[name] = file.read()
    boot = texts.pop("boot")
    return boot, "\0".join(texts.values())


class Sink:
    """A collector of one of several kinds, in a folder with an agent."""

    def __init__(self, kind, folder, agent):
        self.kind = kind
        self.peers = []
        boot, _ = parts()
        with open(folder + "/sitecustomize.py", "w") as file:
            file.write(boot)
        with open(folder + "/agent.py", "w") as file:
            file.write(agent)
        if kind == "absent":
            return
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(folder + "/socket")
        self.server.listen(8)
        if kind == "refusing":
            self.server.close()
            return
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                peer, _ = self.server.accept()
            except OSError:
                return
            if self.kind == "closes at once":
                peer.close()
                continue
            if self.kind == "full":
                # Never read from: the buffer of the kernel fills, then that of the agent.
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            self.peers.append(peer)
            if self.kind == "full":
                continue
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    def serve(self, peer):
        began = time.monotonic()
        while True:
            if self.kind == "dies midway" and time.monotonic() - began > 0.2:
                peer.close()
                self.server.close()
                return
            if self.kind == "talks":
                try:
                    peer.send(b"\xff\x00garbage" * 100, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
                except OSError:
                    pass
            peer.settimeout(0.05)
            try:
                if not peer.recv(1 << 16):
                    return
            except socket.timeout:
                continue
            except OSError:
                return


def clean(done):
    return [ADDRESS.sub(b"0x", part) if isinstance(part, bytes) else part for part in done]


def run(command, folder, environment):
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return [b"", b"", "did not end"]
    return clean((done.stdout, done.stderr, done.returncode))


def with_agent(command, folder, environment, kind, agent):
    with tempfile.TemporaryDirectory() as home:
        Sink(kind, home, agent)
        watched = dict(environment, PYTHONPATH=home, LOOPWISE_LEVEL="1", LOOPWISE_THRESHOLD="20")
        return run(command, folder, watched)


failed = []
passed = 0


def compare(what, plain, watched):
    global passed
    if plain == watched:
        passed += 1
        return
    failed.append(what)
    print("FAILED " + what)
    for name, a, b in zip(("stdout", "stderr", "status"), plain, watched):
        if a != b:
            print("  %s plain:   %r\n  %s watched: %r" % (name, a[-1500:] if isinstance(a, bytes) else a,
                                                          name, b[-1500:] if isinstance(b, bytes) else b))


# What others rely on when something has failed, and hooks that themselves call the original.
TRUSTED = {"failed", "switch_off", "hide", "replace", "coroutine_function", "make_run", "under", "entered"}
PLANTED = "raise ZeroDivisionError('planted')"


def faults(agent):
    """For each function of the agent, the agent in which it raises at once: behind its own guard,
    if it has one, else for whoever calls it."""
    for found in re.finditer(r"^def (\w+)\([^)]*\):\n((?:    #.*\n|    global .*\n)*)(    try:\n)?", agent, re.M):
        if found[1] in TRUSTED:
            continue
        indent = "        " if found[3] else "    "
        yield found[1], agent[:found.end()] + indent + PLANTED + "\n" + agent[found.end():]


def interpreter(python, options):
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/program.py", "w") as file:
            file.write(PROGRAM.replace("SLOTS", "10000"))
        with open(folder + "/short.py", "w") as file:
            file.write(PROGRAM.replace("SLOTS", "100"))
        environment = {"PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8"}
        _, agent = parts()
        command = [python, "program.py"]
        plain = run(command, folder, environment)
        assert plain[2] == 0, plain[1].decode()[-2000:]
        for kind in ("listens", "absent", "refusing", "closes at once", "dies midway", "full", "talks"):
            compare("%s, collector %s" % (python, kind), plain, with_agent(command, folder, environment, kind, agent))
        twice = [options.tool, "run", "--record", folder + "/a", "--",
                 options.tool, "run", "--record", folder + "/b", "--", *command]
        compare("%s, a recording in a recording" % python, plain, run(twice, folder, environment))
        command = [python, "short.py"]
        plain = run(command, folder, environment)
        number = 0
        for name, broken in faults(agent):
            number += 1
            compare("%s, `%s` raises" % (python, name), plain,
                    with_agent(command, folder, environment, "listens", broken))
        print("%s: %d functions made to raise, one at a time" % (python, number), flush=True)


APP = """
import time, os, asyncio
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    if scope["path"] == "/block":
        time.sleep(0.06)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"%d" % os.getpid()})
"""


def servers(options):
    """Several workers: each is in the recording, and all end as they do without it."""
    global passed
    python = os.path.join(os.path.abspath(options.venv), "bin", "python")
    for name, command in {
        "gunicorn": [python, "-m", "gunicorn", "-w", "2", "-k", "uvicorn.workers.UvicornWorker", "-b", "127.0.0.1:PORT", "app:app"],
        "gunicorn with uvicorn_worker": [python, "-m", "gunicorn", "-w", "2", "-k", "uvicorn_worker.UvicornWorker", "-b", "127.0.0.1:PORT", "app:app"],
        "gunicorn, preloaded": [python, "-m", "gunicorn", "--preload", "-w", "2", "-k", "asgi", "-b", "127.0.0.1:PORT", "app:app"],
        "uvicorn": [python, "-m", "uvicorn", "--workers", "2", "--port", "PORT", "app:app"],
    }.items():
        if subprocess.run([python, "-c", "import " + name.split()[0].strip(",")], capture_output=True).returncode:
            print("skip %s: not installed" % name)
            continue
        with tempfile.TemporaryDirectory() as folder:
            with open(folder + "/app.py", "w") as file:
                file.write(APP)
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            statuses = []
            seen = set()
            for prefix in ([], [options.tool, "run", "--record", folder + "/r", "--"]):
                process = subprocess.Popen(
                    prefix + [part.replace("PORT", str(port)) for part in command], cwd=folder,
                    stdout=subprocess.DEVNULL, stderr=open(folder + "/err", "wb"))
                seen = set()
                for _ in range(200):
                    if process.poll() is not None:
                        break
                    try:
                        path = "/block" if len(seen) < 2 else "/"
                        seen.add(urllib.request.urlopen("http://127.0.0.1:%d%s" % (port, path), timeout=5).read())
                    except OSError:
                        time.sleep(0.05)
                process.send_signal(signal.SIGTERM)
                try:
                    statuses.append(process.wait(20))
                except subprocess.TimeoutExpired:
                    process.kill()
                    statuses.append("did not end")
            if not seen:
                with open(folder + "/err") as file:
                    print("skip %s: it does not start: %s" % (name, (file.read().strip().splitlines() or [""])[-1]))
                continue
            import json
            done = subprocess.run([options.tool, "report", "--output-format", "json", folder + "/r"], capture_output=True)
            found = json.loads(done.stdout)
            pids = {str(one["pid"]).encode() for one in found["process"]["processes"]}
            sites = found["blocked_spans"]["sites"]
            right = bool(sites) and sites[0]["path"] == "app.py" and sites[0]["line"] == 7
            if statuses[0] == statuses[1] and seen <= pids and right:
                passed += 1
                print("%s: %d workers answered, all in the recording, blocked line named %d times, status %s" % (
                    name, len(seen), sites[0]["count"], statuses[1]))
            else:
                failed.append(name)
                print("FAILED %s: statuses %s, answered %s, recorded %s, sites %s" % (name, statuses, seen, pids, sites[:1]))


def main():
    options = arguments.read("--venv")
    for python in options.python:
        if os.path.exists(python):
            interpreter(python, options)
        else:
            print("skip: no interpreter %s" % python)
    if options.venv:
        servers(options)
    print("%d passed, %d failed" % (passed, len(failed)))
    sys.exit(bool(failed))


main()
