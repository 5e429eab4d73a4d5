#!/usr/bin/env python3
"""Compare `loopwise check` with the coroutine tests of mypy and pyright.

    Tests/Oracles/type_checkers.py --tool .build/release/loopwise [--mypy CLONE] [--pyright CLONE] [--details]

The clones are fetched copies; nothing of them is kept here. From mypy: every case of
`test-data/unit/check-async-await.test`, with what its comments and its `[out]` expect. From pyright: the
samples about coroutines, where a comment says "should generate" above the line it is about.

Only messages that one of our rules answers count (`MESSAGES`); types that do not fit are the type checkers'
own business. For every line: *agree* (both), *miss* (only the peer), *extra* (only we, with one of the mapped
codes). A difference that is meant is listed in `type_checker_differences.json` as {"suite", "case",
"kind": "miss"|"extra", "lines": [..] or "all", "reason"}; one that is not listed makes the exit status 1, and so does an entry
that no longer differs.
"""
from __future__ import annotations

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import NamedTuple

HERE = pathlib.Path(__file__).resolve().parent

# Ours for theirs: what a message is about, and the codes that answer it. The first pattern that fits decides.
MESSAGES = [
    ("unused coroutine", r"Value of type .* must be used", {"LW201", "LW202"}),
    ("await misplaced", r'"await" outside', {"LW205", "LW002"}),
    ("async for or with misplaced", r'"async (for|with)" outside', {"LW205", "LW002"}),
    ("yield from in a coroutine", r'"yield from" in async function', {"LW205", "LW002"}),
    ("value returned from an async generator", r'"return" with value in async generator', {"LW002"}),
    ("not awaitable", r'Incompatible types in "await"', {"LW205"}),
    ("for and async for", r"\((not async iterable|not iterable)\)", {"LW251"}),
    ("with and async with", r'__(aenter|aexit|enter|exit)__"; maybe', {"LW251"}),
    ("async with of a plain method", r'Incompatible types in "async with"|"None" has no attribute "__await__"', {"LW251"}),
    ("yield from a coroutine", r'"yield from" can\'t be applied to "(Coroutine|Awaitable)', {"LW203"}),
    ("coroutine used as its value", r'"Coroutine\[.*has no attribute|incompatible type "Coroutine', {"LW203", "LW214"}),
]
# pyright's comments say less; the samples that are read, and what their errors are about.
PYRIGHT = {
    "async1.py": {"LW205", "LW002"},
    "await1.py": set(),
    "await2.py": set(),
    "await3.py": {"LW205", "LW002"},
    "coroutines1.py": {"LW205", "LW002", "LW203", "LW214", "LW251"},
    "coroutines2.py": set(),
    "coroutines3.py": set(),
    "coroutines4.py": set(),
    "unusedCoroutine1.py": {"LW201", "LW202"},
}
OURS = {"LW201", "LW202", "LW203", "LW205", "LW214", "LW251"}


class Case(NamedTuple):
    suite: str
    name: str
    files: dict[str, str]
    # line → (what it is about, our codes)
    expected: dict[int, tuple[str, set[str]]]


def answer(message: str) -> tuple[str, set[str]] | None:
    return next(((about, codes) for about, pattern, codes in MESSAGES if re.search(pattern, message)), None)


def joined(lines: list[str]) -> list[str]:
    """A comment that ends with a backslash goes on in the next line, which then has no number of its own."""
    result: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on:
            result[-1] += line.strip()
        else:
            result.append(line)
        goes_on = line.endswith("\\")
        if goes_on:
            result[-1] = result[-1][:-1]
    return result


def mypy_cases(clone: pathlib.Path) -> Iterator[Case]:
    text = (clone / "test-data/unit/check-async-await.test").read_text()
    for part in re.split(r"(?m)^\[case ", text)[1:]:
        head, _, rest = part.partition("\n")
        files: dict[str, list[str]] = {"main.py": []}
        output: list[str] = []
        target = files["main.py"]
        for line in joined(rest.splitlines()):
            section = re.fullmatch(r"\[(\w+)(?: (.*))?\]", line.strip())
            if section is None or line.startswith((" ", "\t")):
                target.append(line)
            elif section[1] == "file":
                target = files.setdefault(section[2], [])
            else:
                target = output if section[1] == "out" else []
        expected: dict[int, tuple[str, set[str]]] = {}
        for number, line in enumerate(files["main.py"], 1):
            for message in re.findall(r"# E(?::\d+)?: (.*?)(?=\s*# [EN]|$)", line):
                if found := answer(message):
                    expected.setdefault(number, found)
        for line in output:
            if (made := re.match(r"main:(\d+)(?::\d+)?: error: (.*)", line)) and (found := answer(made[2])):
                expected.setdefault(int(made[1]), found)
        yield Case("mypy", head.split("]")[0], {name: "\n".join(lines) + "\n" for name, lines in files.items()}, expected)


def pyright_cases(clone: pathlib.Path) -> Iterator[Case]:
    for name, codes in PYRIGHT.items():
        text = (clone / "packages/pyright-internal/src/tests/samples" / name).read_text()
        expected: dict[int, tuple[str, set[str]]] = {}
        pending = False
        for number, line in enumerate(text.splitlines(), 1):
            if line.lstrip().startswith("#"):
                pending |= "should generate" in line
            elif line.strip():
                if pending:
                    expected[number] = ("a sample's comment", codes)
                pending = False
        yield Case("pyright", name, {name: text}, expected)


def reported(tool: str, case: Case) -> dict[int, set[str]]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in case.files.items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        done = subprocess.run([tool, "check", "--isolated", "--no-cache", "--exit-zero", "--output-format", "json", "."],
                              capture_output=True, text=True, cwd=folder)
        if done.returncode != 0:
            sys.exit(f"{case.name}: exit {done.returncode}: {done.stderr.strip()[:400]}")
        found: dict[int, set[str]] = {}
        for one in json.loads(done.stdout)["findings"]:
            if one["path"] == next(iter(case.files)):
                found.setdefault(one["line"], set()).add(one["code"])
        return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare with the coroutine tests of mypy and pyright.")
    parser.add_argument("--tool", required=True)
    parser.add_argument("--mypy", type=pathlib.Path)
    parser.add_argument("--pyright", type=pathlib.Path)
    parser.add_argument("--details", action="store_true", help="print the lines of meant differences too")
    options = parser.parse_args()
    cases: list[Case] = []
    if options.mypy:
        cases += mypy_cases(options.mypy)
    if options.pyright:
        cases += pyright_cases(options.pyright)
    if not cases:
        sys.exit("name at least one of --mypy and --pyright")

    tool = str(pathlib.Path(options.tool).resolve())
    meant = json.loads((HERE / "type_checker_differences.json").read_text())
    used: set[int] = set()
    table: dict[tuple[str, str], list[int]] = {}
    details: list[str] = []
    unlisted = 0
    for case in cases:
        found = reported(tool, case)
        lines = next(iter(case.files.values())).splitlines()
        differences: list[tuple[str, int, str]] = []
        for number, (about, codes) in sorted(case.expected.items()):
            row = table.setdefault((case.suite, about), [0] * 5)
            row[0] += 1
            if found.get(number, set()) & codes:
                row[1] += 1
            else:
                row[2] += 1
                differences.append(("miss", number, about))
        for number, codes in sorted(found.items()):
            if codes & OURS and number not in case.expected:
                table.setdefault((case.suite, "only ours"), [0] * 5)[3] += 1
                differences.append(("extra", number, "only ours"))
        for kind, number, about in differences:
            entry = next((place for place, one in enumerate(meant)
                          if (one["suite"], one["case"], one["kind"]) == (case.suite, case.name, kind)
                          and (one["lines"] == "all" or number in one["lines"])), None)
            if entry is not None:
                used.add(entry)
                table[case.suite, about][4] += 1
            unlisted += entry is None
            if entry is None or options.details:
                which = ",".join(sorted(found.get(number, set()))) or about
                reason = f"  [{meant[entry]['reason']}]" if entry is not None else ""
                details.append(f"{case.suite} {case.name}:{number}: {kind} ({which}): {lines[number - 1].strip()[:90]}{reason}")

    print("| suite | about | peer's lines | agree | miss | extra | meant |\n|---|---|---|---|---|---|---|")
    for (suite, about), row in table.items():
        print(f"| {suite} | {about} | " + " | ".join(map(str, row)) + " |")
    suites = {suite for suite, _ in table}
    for suite in sorted(suites):
        sums = [sum(row[place] for (of, _), row in table.items() if of == suite) for place in range(5)]
        print(f"| **{suite}** | all of {sum(case.suite == suite for case in cases)} cases | " + " | ".join(map(str, sums)) + " |")
    print()
    print("\n".join(details))
    stale = [one for place, one in enumerate(meant) if place not in used and one["suite"] in suites]
    for one in stale:
        print(f"no longer a difference: {one['suite']} {one['case']} {one['kind']} {one['lines']}")
    print(f"\n{unlisted} differences are not listed as meant")
    return 1 if unlisted or stale else 0


if __name__ == "__main__":
    sys.exit(main())
