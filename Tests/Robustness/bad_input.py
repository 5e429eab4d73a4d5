#!/usr/bin/env python3
"""Feed `loopwise check` files that no tool likes, one beside a good file each time.

    Tests/Robustness/bad_input.py --tool .build/release/loopwise [--only NAME] [--large]

Each case must end by itself with a status of the contract, must still report the good file beside it, and must
answer the bad one with a finding, with an entry in `errors`, or, where the text is a program, with nothing.
`--large` adds the files of 50 and 200 MB.
"""
from __future__ import annotations

import argparse
import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable

GOOD = "import time\n\nasync def poll():\n    time.sleep(1)\n"
SECONDS = 60.0


def write(data: Callable[[], bytes], name: str = "bad.py") -> Callable[[pathlib.Path], None]:
    """The bytes are made when they are needed: what this process holds counts as its children's peak."""
    return lambda folder: None if (folder / name).write_bytes(data()) else None


def unreadable(folder: pathlib.Path) -> None:
    (folder / "bad.py").write_text("x = 1\n")
    (folder / "bad.py").chmod(0)


def loop(folder: pathlib.Path) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "again").symlink_to(folder, target_is_directory=True)


def dangling(folder: pathlib.Path) -> None:
    (folder / "bad.py").symlink_to(folder / "nothing.py")


def pipe(folder: pathlib.Path) -> None:
    os.mkfifo(folder / "bad.py")


def folder_with_suffix(folder: pathlib.Path) -> None:
    (folder / "bad.py").mkdir()
    (folder / "bad.py" / "inner.py").write_text("x = (\n")


def deep_folders(folder: pathlib.Path) -> None:
    inner = folder
    for _ in range(300):
        inner = inner / "d"
    inner.mkdir(parents=True)
    (inner / "bad.py").write_text("x = (\n")


def strange_name(folder: pathlib.Path) -> None:
    with open(os.fsencode(folder) + b"/b\xffad.py", "wb") as file:
        file.write(b"x = (\n")


def noise(count: int) -> bytes:
    return random.Random(1).randbytes(count)


# Name, what is put into the folder, and what is expected of the bad file: an answer, or none.
CASES: list[tuple[str, Callable[[pathlib.Path], None], bool]] = [
    ("unreadable", unreadable, True),
    ("folder loop", loop, False),
    ("dangling link", dangling, False),
    ("named pipe", pipe, False),
    ("folder named .py", folder_with_suffix, True),
    ("300 nested folders", deep_folders, True),
    ("name that is not UTF-8", strange_name, True),
    ("empty file", write(lambda: b""), False),
    ("byte order mark alone", write(lambda: b"\xef\xbb\xbf"), False),
    ("zero bytes", write(lambda: b"x = 1\0\n" * 1000), True),
    ("random bytes", write(lambda: noise(1_000_000)), True),
    ("invalid UTF-8", write(lambda: b"x = '\xff\xfe'\n"), True),
    ("unknown coding", write(lambda: b"# coding: klingon\nx = 1\n"), True),
    ("UTF-16", write(lambda: "x = 1\n".encode("utf-16")), True),
    ("10,000 nested brackets", write(lambda: b"x = " + b"(" * 10_000 + b")" * 10_000 + b"\n"), True),
    ("10,000 open brackets", write(lambda: b"(" * 10_000), True),
    ("100,000 elifs", write(lambda: b"if a:\n  b\n" + b"elif a:\n  b\n" * 100_000), False),
    ("100,000 additions", write(lambda: b"x = 1" + b" + 1" * 100_000 + b"\n"), False),
    ("100,000 calls in a chain", write(lambda: b"x = a" + b".b()" * 100_000 + b"\n"), False),
    ("100,000 nots", write(lambda: b"x = " + b"not " * 100_000 + b"a\n"), True),
    ("2,000 nested functions", write(lambda: b"".join(b" " * n + b"async def f():\n" for n in range(2000)) + b" " * 2000 + b"pass\n"), True),
    ("100,000 functions in a file", write(lambda: b"def f():\n    return f()\n" * 100_000), False),
    ("half a function", write(lambda: b"async def f(\n    a, b\n"), True),
    ("broken notebook", write(lambda: b'{"cells": [{"cell_type": "code"', "bad.ipynb"), True),
    ("broken settings", write(lambda: b"[tool.loopwise]\nselect = [", "pyproject.toml"), True),
]
LARGE: list[tuple[str, Callable[[pathlib.Path], None], bool]] = [
    ("a line of 50 MB", write(lambda: b"x = [" + b"1, " * 16_000_000 + b"]\n"), False),
    ("a string of 50 MB", write(lambda: b"x = '" + b"a" * 50_000_000 + b"'\n"), False),
    ("a file of 200 MB", write(lambda: b"x = 1\n" * 33_333_333), False),
]


class Writer(threading.Thread):
    """Keeps changing a file until told to stop."""

    def __init__(self, path: pathlib.Path):
        super().__init__(daemon=True)
        self.path = path
        self.stopped = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.stopped.is_set():
            number += 1
            self.path.write_text("x = 1\n" * (number % 5000))


def check(tool: str, folder: pathlib.Path) -> tuple[int, dict, str, float, int]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen([tool, "check", "--no-cache", "--output-format", "json", "."], cwd=folder, stdout=out,
                                 stderr=err, stdin=subprocess.DEVNULL, preexec_fn=limit)
        timer = threading.Timer(SECONDS, child.kill)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        spent = time.perf_counter() - start
        out.seek(0)
        err.seek(0)
        text, said = out.read().decode(errors="replace"), err.read().decode(errors="replace")
    try:
        report = json.loads(text)
    except ValueError:
        report = {}
    return child.returncode, report, said, spent, usage.ru_maxrss // 1024


def limit() -> None:
    """An eight-megabyte stack is what a user has."""
    resource.setrlimit(resource.RLIMIT_STACK, (8 << 20, resource.RLIM_INFINITY))


def judge(tool: str, name: str, prepare: Callable[[pathlib.Path], None], wants_answer: bool) -> list[str]:
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        (folder / "good.py").write_text(GOOD)
        prepare(folder)
        writer = Writer(folder / "bad.py") if name == "changing file" else None
        if writer:
            writer.start()
        status, report, said, spent, peak = check(tool, folder)
        if writer:
            writer.stopped.set()
            writer.join()
        findings, errors = report.get("findings", []), report.get("errors", [])
        if status not in (0, 1, 2):
            faults.append(f"ended with {status} after {spent:.1f} s: {said.strip()[-200:]}")
        settings_case = name == "broken settings"
        if settings_case:
            if status != 2 or "pyproject.toml" not in said + json.dumps(errors):
                faults.append(f"status {status}, expected 2 and a word about pyproject.toml")
        elif not any(one["path"].endswith("good.py") and one["code"] == "LW101" for one in findings):
            faults.append("the good file was not reported")
        about_bad = [one for one in [*findings, *errors] if not one["path"].endswith("good.py")]
        skip = name == "unreadable" and os.geteuid() == 0
        if wants_answer and not settings_case and not about_bad and not skip:
            faults.append("no answer about the bad file")
        if not wants_answer and any(one.get("code") == "LW002" for one in about_bad):
            faults.append(f"a program was refused: {about_bad[0]['message']}")
        note = " (skipped: root may read everything)" if skip else ""
        print(f"{'FAULT' if faults else 'ok':5} {name}{note}: status {status}, {len(about_bad)} answers, "
              f"{spent:.2f} s, {peak} MiB" + "".join(f"; {fault}" for fault in faults), flush=True)
        if name == "unreadable":
            (folder / "bad.py").chmod(0o600)
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description="Check what happens with bad input.")
    parser.add_argument("--tool", required=True)
    parser.add_argument("--only")
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    tool = str(pathlib.Path(options.tool).resolve())
    cases = CASES + [("changing file", write(lambda: b"x = 1\n"), False)] + (LARGE if options.large else [])
    faults = [judge(tool, *case) for case in cases if not options.only or options.only in case[0]]
    bad = sum(bool(one) for one in faults)
    print(f"{len(faults) - bad} of {len(faults)} cases answered as they should be")
    return 1 if bad or not faults else 0


if __name__ == "__main__":
    sys.exit(main())
