#!/usr/bin/env python3
"""Acceptance tests 10 and 12: the program's output and status with and without `loopwise run`.

    Tests/Runtime/passthrough.py --tool LOOPWISE [--python INTERPRETER…] [--only NAME]

Each program below runs plainly and recorded, on each interpreter. Standard output, standard error
and status must be equal, byte by byte. An interpreter that is not there is a named skip.
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

import arguments

ADDRESS = re.compile(rb"0x[0-9a-f]{8,}")
SECRET = "hunter2-is-the-secret"

# name -> (source, options of the interpreter, environment, signal after half a second)
PROGRAMS = {
    "no-asyncio": ("import sys, os\nprint(sys.path[1:], sorted(k for k in os.environ if 'PYTHON' in k or 'LOOPWISE' in k), sorted(sys.modules))"),
    "plain": ("""
import asyncio, sys, os, threading
async def main():
    print(sys.path[1:], sorted(k for k in os.environ if 'PYTHON' in k or 'LOOPWISE' in k))
    print([t.name for t in threading.enumerate()], threading.active_count())
    with open(os.devnull) as f: print(f.fileno())
    await asyncio.sleep(0.3)
    r, w = os.pipe(); print(r, w)
asyncio.run(main())
"""),
    "exception-in-task": ("""
import asyncio
async def inner(): raise ValueError("x")
async def main():
    t = asyncio.ensure_future(inner())
    await asyncio.sleep(0.05)
    del t
    await inner()
asyncio.run(main())
"""),
    "exception-in-callback": ("""
import asyncio
def cb(): raise RuntimeError("cb")
async def main():
    asyncio.get_running_loop().call_soon(cb)
    await asyncio.sleep(0.05)
asyncio.run(main())
"""),
    "system-exit-in-task": ("""
import asyncio
async def main():
    await asyncio.sleep(0.01)
    raise SystemExit(42)
asyncio.run(main())
"""),
    "os-exit": ("""
import asyncio, os
async def main():
    print("bye", flush=True)
    os._exit(9)
asyncio.run(main())
"""),
    "cancellations": ("""
import asyncio
async def waiter(lock):
    async with lock: await asyncio.sleep(1)
async def main():
    lock = asyncio.Lock(); q = asyncio.Queue(1)
    await lock.acquire()
    tasks = [asyncio.ensure_future(waiter(lock)) for _ in range(10000)]
    await asyncio.sleep(0)
    for t in tasks: t.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    print(len(done), set(type(d).__name__ for d in done))
asyncio.run(main())
"""),
    "timeout-traceback": ("""
import asyncio, traceback
async def main():
    q = asyncio.Queue(); s = asyncio.Semaphore(0)
    for c in (q.get, s.acquire):
        try: await asyncio.wait_for(c(), 0.05)
        except asyncio.TimeoutError: traceback.print_exc()
    t = asyncio.ensure_future(q.get())
    await asyncio.sleep(0.01); t.cancel()
    try: await t
    except asyncio.CancelledError: traceback.print_exc()
asyncio.run(main())
"""),
    "misuse": ("""
import asyncio, traceback
async def main():
    for f in (lambda: asyncio.Semaphore(-1), lambda: asyncio.Queue().put(), lambda: asyncio.Queue().put_nowait(), lambda: asyncio.Lock(1, 2, 3)):
        try: f()
        except Exception: traceback.print_exc()
asyncio.run(main())
"""),
    "never-awaited": ("""
import asyncio
async def main():
    lock = asyncio.Lock(); await lock.acquire()
    lock.acquire()
    asyncio.Queue().get()
    asyncio.sleep(1)
asyncio.run(main())
"""),
    "executor-errors": ("""
import asyncio, concurrent.futures, traceback
def bad(): raise KeyError("k")
async def main():
    loop = asyncio.get_running_loop()
    try: await loop.run_in_executor(None, bad)
    except KeyError: traceback.print_exc()
    with concurrent.futures.ThreadPoolExecutor(1) as ex:
        try: ex.submit(bad).result()
        except KeyError: traceback.print_exc()
    try: ex.submit(bad)
    except RuntimeError: traceback.print_exc()
asyncio.run(main())
"""),
    "debug-mode": ("""
import asyncio, time
async def main():
    await asyncio.sleep(0.01)
asyncio.run(main(), debug=True)
"""),
    "fork": ("""
import asyncio, os
async def main():
    await asyncio.sleep(0.05)
    for _ in range(3):
        pid = os.fork()
        if pid == 0:
            os._exit(3)
        print(os.WEXITSTATUS(os.waitpid(pid, 0)[1]), flush=True)
        await asyncio.sleep(0.05)
    try: print(os.waitpid(-1, os.WNOHANG))
    except ChildProcessError as e: print(e)
asyncio.run(main())
"""),
    "fork-loop-in-child": ("""
import asyncio, os, time
async def main():
    await asyncio.sleep(0.05); time.sleep(0.05)
asyncio.run(main())
pid = os.fork()
asyncio.run(main())
if pid:
    print(os.waitpid(pid, 0)[1])
    print("parent")
else:
    print("child")
"""),
    "multiprocessing": ("""
import asyncio, multiprocessing, time
def work(n):
    async def main():
        time.sleep(0.03); await asyncio.sleep(0.01); return n
    return asyncio.run(main())
if __name__ == "__main__":
    for method in ("fork", "spawn"):
        with multiprocessing.get_context(method).Pool(2) as pool:
            print(pool.map(work, range(4)))
"""),
    "exec": ("""
import asyncio, os, sys
async def main(): await asyncio.sleep(0.05)
asyncio.run(main())
if len(sys.argv) < 2: os.execv(sys.executable, [sys.executable, sys.argv[0], "again"])
print("second", sys.argv[1:])
"""),
    "subprocess": ("""
import asyncio, sys, subprocess
async def main():
    p = await asyncio.create_subprocess_exec(sys.executable, "-c", "import asyncio; asyncio.run(asyncio.sleep(0.01)); print('sub')", stdout=subprocess.PIPE)
    print(await p.communicate(), p.returncode)
asyncio.run(main())
print(subprocess.run([sys.executable, "-c", "raise SystemExit(5)"]).returncode)
"""),
    "closes-all-files": ("""
import asyncio, os
async def main():
    await asyncio.sleep(0.3)
    fds = [int(f) for f in os.listdir('/proc/self/fd')]
    loop = asyncio.get_running_loop()
    keep = {0, 1, 2} | set(range(3, 12))
    for fd in fds:
        if fd not in keep:
            try: os.close(fd)
            except OSError: pass
    await asyncio.sleep(0.3)
    files = [open(os.devnull, 'w') for _ in range(30)]
    await asyncio.sleep(0.3)
    print("ok")
asyncio.run(main())
"""),
    "sigpipe": ("""
import asyncio, signal
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
async def main(): await asyncio.sleep(0.3)
asyncio.run(main()); print("ok")
"""),
    "settrace": ("""
import asyncio, sys
seen = set()
def trace(frame, event, arg):
    seen.add(frame.f_code.co_filename)
    return trace
sys.settrace(trace)
async def main(): await asyncio.sleep(0.05)
asyncio.run(main())
sys.settrace(None)
print(sys.gettrace(), __file__ in seen)
"""),
    "threads-with-loops": ("""
import asyncio, threading, time
async def main(n):
    for _ in range(5): time.sleep(0.03); await asyncio.sleep(0.001)
    return n
out = []
ts = [threading.Thread(target=lambda n=n: out.append(asyncio.run(main(n)))) for n in range(6)]
[t.start() for t in ts]; [t.join() for t in ts]
print(sorted(out))
"""),
    "many-loops": ("""
import asyncio, gc
for i in range(200):
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
print("ok")
"""),
    "unclosed-loop": ("""
import asyncio, gc
loop = asyncio.new_event_loop()
loop.run_until_complete(asyncio.sleep(0.01))
del loop
gc.collect()
print("ok")
"""),
    "pending-task-at-exit": ("""
import asyncio
async def forever(): await asyncio.get_running_loop().create_future()
loop = asyncio.new_event_loop()
t = loop.create_task(forever())
loop.run_until_complete(asyncio.sleep(0.01))
loop.close()
"""),
    "autospec": ("""
import asyncio, inspect
from unittest import mock
q = mock.create_autospec(asyncio.Queue)
print(type(q.return_value.get).__name__, type(q.return_value.put_nowait).__name__, asyncio.iscoroutinefunction(asyncio.Queue.get) if hasattr(asyncio, 'coroutine') else inspect.iscoroutinefunction(asyncio.Queue.get))
print(inspect.signature(asyncio.Queue.put), inspect.signature(asyncio.Lock.acquire), asyncio.Lock.acquire.__qualname__)
"""),
    "destructors": ("""
import asyncio
class Thing:
    def __del__(self): print("gone")
async def use(thing): pass
async def main():
    t = Thing()
    asyncio.get_running_loop().call_soon(lambda x: None, t)
    del t
    await asyncio.sleep(0); print("after")
    await asyncio.sleep(0.05)
asyncio.run(main())
"""),
    "shadowed-modules": ("""
import asyncio
async def main(): await asyncio.sleep(0.2)
asyncio.run(main()); print("ok")
"""),
    "stdin": ("""
import sys, asyncio
async def main():
    print(await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read))
asyncio.run(main())
"""),
    "keyboard-interrupt": ("""
import asyncio, time
async def main():
    print("up", flush=True)
    await asyncio.sleep(5)
asyncio.run(main())
""", [], {}, signal.SIGINT),
    "interrupt-while-blocked": ("""
import asyncio, time
async def main():
    print("up", flush=True)
    try: time.sleep(5)
    except KeyboardInterrupt: print("interrupted")
asyncio.run(main())
""", [], {}, signal.SIGINT),
    "sigterm": ("import asyncio\nprint('up', flush=True)\nasyncio.run(asyncio.sleep(5))", [], {}, signal.SIGTERM),
    "sigkill": ("import asyncio\nprint('up', flush=True)\nasyncio.run(asyncio.sleep(5))", [], {}, signal.SIGKILL),
    "sigterm-handled": ("""
import asyncio, signal
async def main():
    stop = asyncio.Event(); loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    print("up", flush=True)
    await stop.wait(); print("graceful")
    raise SystemExit(17)
asyncio.run(main())
""", [], {}, signal.SIGTERM),
    "isolated": ("import asyncio\nasyncio.run(asyncio.sleep(0.05)); print('ok')", ["-I"]),
    "no-site": ("import asyncio\nasyncio.run(asyncio.sleep(0.05)); print('ok')", ["-S"]),
    "warnings-are-errors": ("""
import asyncio, os, subprocess, sys
async def main():
    await asyncio.sleep(0.25)
    pid = os.fork()
    if pid == 0: os._exit(0)
    os.waitpid(pid, 0)
    await asyncio.sleep(0.05)
asyncio.run(main()); print('ok')
""", ["-W", "error"]),
    "dev-mode": ("import asyncio\nasyncio.run(asyncio.sleep(0.25)); print('ok')", ["-X", "dev"]),
    "optimised": ("import asyncio\nasyncio.run(asyncio.sleep(0.05)); print(__debug__)", ["-OO"]),
    "pythonpath": ("import sys, asyncio, os\nprint(sys.path[1:3], os.environ['PYTHONPATH'])\nasyncio.run(asyncio.sleep(0.01))", [], {"PYTHONPATH": "/nonexistent/a:/nonexistent/b"}),
    "empty-pythonpath": ("import sys, asyncio, os\nprint(sys.path[1:], repr(os.environ.get('PYTHONPATH')))", [], {"PYTHONPATH": ""}),
    "own-sitecustomize": ("import sys, asyncio\nprint(sys.modules['sitecustomize'].__file__)\nasyncio.run(asyncio.sleep(0.01))", [], {"PYTHONPATH": "@site"}),
    "bad-sitecustomize": ("import asyncio\nasyncio.run(asyncio.sleep(0.01)); print('ok')", [], {"PYTHONPATH": "@badsite"}),
    "privacy": ("""
import asyncio, sys, time
async def handler(secret):
    local = secret; time.sleep(0.03); await asyncio.sleep(0.01)
async def main():
    t = asyncio.ensure_future(handler(sys.argv[1]))
    if hasattr(t, "set_name"): t.set_name(sys.argv[1])
    await t
asyncio.run(main()); print('ok')
"""),
}


def run(command, environment, number, folder):
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment, cwd=folder, start_new_session=True)
    if number is not None:
        first = process.stdout.read(3)
        time.sleep(0.4)
        os.killpg(process.pid, number)
        out, err = process.communicate(timeout=60)
        return first + out, err, process.returncode
    out, err = process.communicate(b"some input\n", timeout=120)
    return out, err, process.returncode


def main():
    options = arguments.read("--only")
    failed = passed = 0
    for interpreter in options.python:
        if not os.path.exists(interpreter):
            print("skipped: no interpreter %s" % interpreter)
            continue
        for name, entry in PROGRAMS.items():
            if options.only and options.only != name:
                continue
            source, flags, extra, number = (tuple(entry) if isinstance(entry, tuple) else (entry,)) + \
                ([], {}, None)[len(entry) - 1 if isinstance(entry, tuple) else 0:]
            with tempfile.TemporaryDirectory() as folder:
                with open(folder + "/program.py", "w") as file:
                    file.write(source)
                if name == "shadowed-modules":
                    for module in ("json", "mmap", "ctypes", "sitecustomize_", "marshal"):
                        with open("%s/%s.py" % (folder, module), "w") as file:
                            file.write("print('imported %s')\n" % module)
                os.makedirs(folder + "/site")
                os.makedirs(folder + "/badsite")
                with open(folder + "/site/sitecustomize.py", "w") as file:
                    file.write("print('own site')\n")
                with open(folder + "/badsite/sitecustomize.py", "w") as file:
                    file.write("raise ValueError('bad site')\n")
                environment = {"PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8"}
                for key, value in extra.items():
                    environment[key] = value.replace("@", folder + "/")
                command = [interpreter, *flags, "program.py"]
                if name == "privacy":
                    command.append(SECRET)
                plain = run(command, environment, number, folder)
                record = folder + "/r.lwrec"
                watched = run(
                    [options.tool, "run", "--record", record, "--", *command], environment, number,
                    folder)
                clean = [tuple(ADDRESS.sub(b"0x", part.replace(folder.encode(), b"@")) if isinstance(part, bytes) else part
                               for part in each) for each in (plain, watched)]
                is_right = clean[0] == clean[1]
                report = subprocess.run([options.tool, "report", "--output-format", "json", record],
                                        capture_output=True)
                if report.returncode != 0:
                    is_right = False
                    print("report:", report.stderr.decode()[:500])
                if SECRET.encode() in open(record, "rb").read():
                    is_right = False
                    print("the secret is in the recording")
                passed += is_right
                if not is_right:
                    failed += 1
                    print("FAILED %s on %s" % (name, interpreter))
                    for what, a, b in zip(("stdout", "stderr", "status"), *clean):
                        if a != b:
                            print("  %s plain:   %r" % (what, a[-1500:] if isinstance(a, bytes) else a))
                            print("  %s watched: %r" % (what, b[-1500:] if isinstance(b, bytes) else b))
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(failed != 0)


main()
