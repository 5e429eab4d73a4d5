#!/usr/bin/env python3
"""Check projects made to be slow, deep or endless for the analysis across files.

    Tests/Robustness/hostile_trees.py --tool .build/release/loopwise [--only NAME] [--scale 1.0] [--keep FOLDER]

Each tree is written anew, holds one file with a plain mistake beside it, and is checked as a whole. The run must
end by itself with status 0 or 1, within the CPU time and memory of its row, must still report the plain mistake,
and must print no message of a crash. `--scale 0.1` makes smaller trees for a quick look.
"""
from __future__ import annotations

import argparse
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

GOOD = "import time\n\nasync def poll():\n    time.sleep(1)\n"
TIMEOUT = 600.0
Files = Iterator[tuple[str, str]]


def circle(scale: float) -> Files:
    """Modules that import each other in a circle, by name, by star and as modules; calls go round with them."""
    count = int(5000 * scale)
    for index in range(count):
        following = (index + 1) % count
        yield f"circle/m{index}.py", (
            f"import time\nfrom circle.m{following} import *\n"
            f"from circle.m{following} import work as inner\n"
            f"import circle.m{(index * 7 + 3) % count} as other\n\n"
            f"async def run():\n    inner()\n    other.work()\n\n"
            f"def work():\n    {'time.sleep(1)' if index == 5 else 'inner()'}\n")
    yield "circle/__init__.py", ""


def deep_hierarchy(scale: float) -> Files:
    """A class of which each is the base of the next; every method calls its like in the base."""
    count = int(500 * scale)
    lines = ["import time", "class C0:", "    def act(self): self.step()", "    def step(self): time.sleep(1)"]
    for index in range(1, count):
        lines += [
            f"class C{index}(C{index - 1}):",
            "    def act(self): super().act()",
            f"    def own{index}(self): self.act(); self.step()"]
    lines += ["async def main():", f"    C{count - 1}().act()", "async def near():", "    C9().act()"]
    yield "deep.py", "\n".join(lines) + "\n"


def wide_hierarchy(scale: float) -> Files:
    """Subclasses of one class that all override what its method asks of `self`."""
    count = int(5000 * scale)
    lines = ["class Base:", "    def act(self): return self.step()", "    def step(self): raise NotImplementedError"]
    for index in range(count):
        lines += [f"class C{index}(Base):", f"    def step(self): return C{(index + 1) % count}().act()"]
    lines += ["async def main(thing: Base):", "    thing.act()", "    thing.step()"]
    yield "wide.py", "\n".join(lines) + "\n"


def diamonds(scale: float) -> Files:
    """Multiple inheritance in which the number of paths doubles with each level."""
    count = int(60 * scale) + 2
    lines = ["class A0: pass", "class B0: pass"]
    for index in range(1, count):
        lines += [f"class A{index}(A{index - 1}, B{index - 1}): pass", f"class B{index}(B{index - 1}, A{index - 1}): pass"]
        lines += [f"class D{index}(A{index - 1}): pass", f"class E{index}(D{index}, A{index - 1}):", "    def f(self): self.g()"]
    lines += ["async def main():", f"    E{count - 1}().f()"]
    yield "diamonds.py", "\n".join(lines) + "\n"


def component(scale: float) -> Files:
    """Functions that all reach each other, so that one fixpoint holds them all; one of them sleeps."""
    count = int(100_000 * scale)
    size = 1000
    chance = random.Random(1)
    for start in range(0, count, size):
        lines = ["import time", "import component"]
        for index in range(start, min(start + size, count)):
            following = (index + 1) % count
            module = "" if start <= following < start + size else f"component.p{following // size}."
            lines += [f"def f{index}():", f"    {module}f{following}()"]
            near = chance.randrange(start, min(start + size, count))
            lines += [f"    f{near}()"]
            if index == 1:
                lines += ["    time.sleep(1)"]
        if start == 0:
            lines += ["async def main():", "    f0()"]
        imports = f"import component.p{((start + size) % count) // size}\n"
        yield f"component/p{start // size}.py", imports + "\n".join(lines) + "\n"
    yield "component/__init__.py", ""


def decorators(scale: float) -> Files:
    """Decorators that decorate each other, and functions under all of them."""
    count = int(300 * scale) + 2
    lines = ["import functools"]
    for index in range(count):
        lines += [
            f"@d{(index + 1) % count}", f"def d{index}(f):",
            "    @functools.wraps(f)", f"    @d{(index + 2) % count}",
            "    def inner(*args, **kwargs):", "        return f(*args, **kwargs)", "    return inner"]
    for index in range(count):
        stack = "\n".join(f"@d{(index + step) % count}" for step in range(12))
        lines += [stack, f"def g{index}(x):", f"    return g{(index + 1) % count}(x)"]
    lines += ["async def main():", "    g0(1)"]
    yield "decorators.py", "\n".join(lines) + "\n"


def callbacks(scale: float) -> Files:
    """Functions that hand functions on, with closures over closures."""
    count = int(2000 * scale) + 2
    lines = []
    for index in range(count):
        lines += [
            f"def h{index}(f, *rest):", "    def again(*more):", f"        return f(h{(index + 1) % count}, again, *more)",
            f"    return h{(index + 1) % count}(again, f, *rest)"]
    lines += ["async def main():", "    h0(h1, h2)"]
    yield "callbacks.py", "\n".join(lines) + "\n"


def returns(scale: float) -> Files:
    """Types that grow with each call: containers of containers, partials of partials."""
    count = int(2000 * scale) + 2
    lines = ["from functools import partial"]
    for index in range(count):
        following = (index + 1) % count
        lines += [
            f"def r{index}(x):", f"    y = [x, (x, r{following}), {{'k': x, 'l': partial(r{following}, x)}}]",
            "    for z in y:", "        y = [y, z]", f"    return r{following}(y) or y"]
    lines += ["async def main():", "    r0(1)()"]
    yield "returns.py", "\n".join(lines) + "\n"


def unions(scale: float) -> Files:
    """A variable that may be any of thousands of classes, and a call through it."""
    count = int(5000 * scale) + 2
    lines = []
    for index in range(count):
        lines += [f"class U{index}:", f"    def act(self): return U{(index * 17 + 1) % count}()"]
    lines += ["def pick(n):"]
    for index in range(count):
        lines += [f"    if n == {index}: thing = U{index}()"]
    lines += ["    return thing", "async def main(n):", "    pick(n).act().act()"]
    yield "unions.py", "\n".join(lines) + "\n"


def broken_packages(scale: float) -> Files:
    """An environment full of files that do not parse, do not decode, or name each other wrongly."""
    chance = random.Random(2)
    count = int(3000 * scale)
    pieces = ["def f(", "class", "import ", "\x00", "\t  \t", "async ", "await x", "'''", "((((", "]", "lambda", "\\", "é", "if:", "@"]
    top = []
    for index in range(count):
        text = "".join(chance.choice(pieces) + chance.choice(["\n", " ", "\n  "]) for _ in range(60))
        yield f"venv/lib/python3.13/site-packages/broken{index}/__init__.py", f"from .part import *\nfrom broken{(index + 1) % count} import f\n{text}"
        yield f"venv/lib/python3.13/site-packages/broken{index}/part.py", f"{text}\ndef f(): f()\n"
        top.append(f"import broken{index}\nfrom broken{index} import f as f{index}, nothing as n{index}\n")
    yield "venv/pyvenv.cfg", "home = /nowhere\nversion = 3.13.0\n"
    yield "venv/lib/python3.13/site-packages/loop.pth", "loop.pth\n../site-packages\n\x00\n"
    calls = "".join(f"    f{index}()\n    broken{index}.part.f()\n" for index in range(count))
    yield "app.py", "".join(top) + "async def main():\n" + (calls or "    pass\n")


# name, maker, CPU seconds, MiB, a file in which a mistake must be found too
CASES: list[tuple[str, Callable[[float], Files], float, int, str]] = [
    ("circle", circle, 60, 1024, "circle/m1.py"),
    ("deep_hierarchy", deep_hierarchy, 20, 512, "deep.py"),
    ("wide_hierarchy", wide_hierarchy, 30, 512, ""),
    ("diamonds", diamonds, 20, 512, ""),
    ("component", component, 60, 1024, "component/p0.py"),
    ("decorators", decorators, 30, 512, ""),
    ("callbacks", callbacks, 30, 512, ""),
    ("returns", returns, 30, 512, ""),
    ("unions", unions, 30, 512, ""),
    ("broken_packages", broken_packages, 60, 1024, ""),
]


def run(tool: str, folder: pathlib.Path) -> tuple[int, str, str, float, int]:
    """Status, both outputs, CPU seconds and peak memory in MiB of one check."""
    command = ["/usr/bin/env", "time", "-f", "%U %S %M", "-o", str(folder.parent / "time"),
               tool, "check", "--no-cache", "--output-format", "json"]
    if (folder / "venv").exists():
        command += ["--python", str(folder / "venv")]
    else:
        command += ["--isolated"]
    started = time.monotonic()
    try:
        done = subprocess.run([*command, str(folder)], capture_output=True, text=True, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        return -1, "", f"not done after {TIMEOUT:.0f} s", time.monotonic() - started, 0
    user, system, peak = (folder.parent / "time").read_text().splitlines()[-1].split()
    return done.returncode, done.stdout, done.stderr, float(user) + float(system), int(peak) // 1024


def verdict(status: int, output: str, errors: str, seconds: float, peak: int, limits: tuple[float, int],
            other: str) -> str:
    if status not in (0, 1):
        return f"status {status}: {errors.strip()[-300:]}"
    try:
        report = json.loads(output)
    except json.JSONDecodeError:
        return "no report"
    found = report if isinstance(report, list) else report.get("diagnostics", report.get("findings", []))
    if not any("good.py" in json.dumps(each) for each in found):
        return "the plain mistake beside it is not reported"
    if other and not any(other in json.dumps(each) for each in found):
        return f"the mistake in {other} is not reported"
    if limits[0] < seconds:
        return f"more than {limits[0]} s"
    if limits[1] < peak:
        return f"more than {limits[1]} MiB"
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--only")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    tool = str(pathlib.Path(options.tool).resolve())
    failed = 0
    for name, maker, seconds, peak, other in CASES:
        if options.only and options.only != name:
            continue
        base = pathlib.Path(tempfile.mkdtemp()) if options.keep is None else options.keep / name
        folder = base / "tree"
        for path, text in maker(options.scale):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        (folder / "good.py").write_text(GOOD)
        status, output, errors, used, memory = run(tool, folder)
        wrong = verdict(status, output, errors, used, memory, (seconds, peak), other)
        failed += bool(wrong)
        print(f"{'FAIL' if wrong else 'ok':4} {name:16} {used:7.1f} s {memory:6} MiB  {wrong}", flush=True)
        if options.keep is None:
            shutil.rmtree(base)
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
