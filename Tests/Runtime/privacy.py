#!/usr/bin/env python3
"""Acceptance test 12: a secret in all that a program handles is in nothing that is written about it.

    Tests/Runtime/privacy.py --tool LOOPWISE [--python INTERPRETER] [--venv FOLDER]

The secret stands in an argument, the environment, a local, a task's name, a context variable, an
exception, the key and the items of a queue, a lock's attribute, and with `--venv` (starlette) in the
path, query, header and body of requests, matched and unmatched. The recording and each form of the
report are searched for it, whole and in pieces of eight characters.
"""
import argparse
import os
import subprocess
import sys
import tempfile

SECRET = "kT7wLq0ZxV9bNsR4"
FORMS = ("text", "json", "html", "collapsed", "speedscope", "prometheus", "otlp")

PROGRAM = r"""
import asyncio, contextvars, os, sys, time
secret = sys.argv[1]
variable = contextvars.ContextVar(secret)

async def handler(password):
    local = {"password": password}
    variable.set(password)
    time.sleep(0.06)
    return local

async def main():
    tasks = []
    line = asyncio.Queue(1)
    line.name = secret
    for number in range(3):
        task = asyncio.ensure_future(handler(secret))
        if hasattr(task, "set_name"):
            task.set_name(secret)
        tasks.append(task)
    await asyncio.gather(*tasks)
    await line.put(secret)
    getting = asyncio.ensure_future(line.put({secret: secret}))
    await asyncio.sleep(0.02)
    await line.get()
    await getting
    await asyncio.get_running_loop().run_in_executor(None, len, secret)
    async def fails():
        time.sleep(0.04)
        raise ValueError(secret)
    try:
        await fails()
    except ValueError:
        pass
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
        await request.body()
        return PlainTextResponse(secret, headers={"x-token": secret})
    app = Starlette(routes=[Route("/users/{token}", hello), Mount("/in", routes=[Route("/{name}", hello)])])
    for path in ("/users/" + secret, "/in/" + secret, "/" + secret, "/in/x/" + secret):
        async def receive():
            return {"type": "http.request", "body": secret.encode(), "more_body": False}
        async def send(message):
            pass
        scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
                 "headers": [(b"authorization", secret.encode())], "query_string": secret.encode(),
                 "root_path": "", "scheme": "http", "http_version": "1.1",
                 "server": ("x", 1), "client": ("y", 2), "asgi": {"version": "3.0"}}
        await app(scope, receive, send)

asyncio.run(main())
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--venv")
    options = parser.parse_args()
    tool = os.path.abspath(options.tool)
    python = os.path.abspath(options.venv) + "/bin/python" if options.venv else options.python
    pieces = {SECRET[start:start + 8] for start in range(len(SECRET) - 7)}
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/app.py", "w") as file:
            file.write(PROGRAM)
        for flags in ([], ["--level", "0"], ["--level", "2"], ["--agent-only"]):
            record = folder + "/r"
            subprocess.run([tool, "run", "--record", record, *flags, "--", python, "app.py", SECRET], cwd=folder,
                           check=True, env=dict(os.environ, TOKEN=SECRET))
            outputs = {}
            for form in FORMS:
                outputs[form] = subprocess.run([tool, "report", "--output-format", form, record], cwd=folder,
                                               capture_output=True, check=True).stdout.decode()
            with open(record) as file:
                outputs["recording"] = file.read()
            found = [name for name, text in outputs.items() if any(piece in text for piece in pieces)]
            # The test would be worth nothing if nothing had been recorded.
            empty = [name for name in ("json", "recording") if "handler" not in outputs[name]]
            failed += bool(found or empty)
            print("%-5s %s: %s" % ("FAIL" if found or empty else "ok", " ".join(flags) or "as it is",
                                   "found in %s" % found if found else "nothing recorded" if empty
                                   else "in none of %d outputs" % len(outputs)))
    sys.exit(bool(failed))


main()
