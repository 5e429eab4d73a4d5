#!/usr/bin/env python3
"""Compare `loopwise check` with the evaluation files of flake8-async and the fixtures of ruff.

    Tests/Oracles/peers_fixtures.py --tool .build/release/loopwise \
        [--flake8-async CLONE] [--ruff CLONE --ruff-binary PATH] [--codes 'ASYNC2..'] [--details]

Both come from fetched copies, nothing of them is kept here. Lines that flake8-async expects are read
from its marker comments; lines that ruff expects are what that ruff reports on its own fixture.
`peer_codes.json` says which of our codes answers which of theirs (RULES.md, the "Peers" lines).

For every (file, line): *agree* (both), *miss* (only the peer), *extra* (only we, with a code which
answers one of the peer's codes that are compared). A difference that is meant is listed in
`peer_differences.json` as {"suite", "file", "kind": "miss"|"extra", "lines": [..] or "all", "reason"};
differences that are not listed make the exit status 1.

flake8-async's files use `os`, `subprocess` … without importing them, because it goes by spelling. Loopwise
goes by binding, so an opening comment is replaced by the imports that are missing (`--as-is` leaves it out).
"""
from __future__ import annotations

import argparse
import ast
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
MARKER = re.compile(r"(error|ASYNC\d\d\d)(?:_\w+)?\s*:[^#]*(?=#|$)")
IMPORTABLE = {"asyncio", "anyio", "trio", "os", "subprocess", "io", "time", "urllib3", "httpx", "httpx2", "requests", "urllib",
              "pathlib", "contextlib", "socket"}

Expected = dict[int, set[str]]


def marked_lines(path: pathlib.Path) -> Expected:
    """The lines that flake8-async's marker comments name, with the codes."""
    name = re.match(r"async(\d\d\d)", path.stem)
    own = f"ASYNC{name[1]}" if name else None
    expected: Expected = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        for mark in MARKER.finditer(line):
            if "#" not in line[: mark.start()]:
                continue
            code = own if mark[1] == "error" else mark[1]
            if code:
                expected.setdefault(number, set()).add(code)
    return expected


def ruff_lines(ruff: str, path: pathlib.Path, pattern: re.Pattern[str]) -> Expected:
    done = subprocess.run([ruff, "check", "--isolated", "--no-cache", "--preview", "--select", "ASYNC", "--output-format",
                           "json", "--exit-zero", str(path)], capture_output=True, text=True)
    expected: Expected = {}
    for one in json.loads(done.stdout or "[]"):
        if one.get("code") and pattern.fullmatch(one["code"]):
            expected.setdefault(one["location"]["row"], set()).add(one["code"])
    return expected


def supply_imports(source: str) -> str:
    """The same lines, with the module names that are used but never bound imported on line 1."""
    first, _, rest = source.partition("\n")
    if first.strip() and not first.startswith("#"):
        return source
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    bound = {alias.asname or alias.name.split(".")[0]
             for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names}
    bound |= {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
    used = {node.value.id for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)}
    missing = sorted((used & IMPORTABLE) - bound)
    if "urllib" in missing:
        missing[missing.index("urllib")] = "urllib.request"
    return f"import {', '.join(missing)}\n{rest}" if missing else source


def reported(tool: str, source: str, name: str, extra: list[str]) -> dict[int, set[str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / name
        path.write_text(source)
        done = subprocess.run([tool, "check", "--isolated", "--no-cache", "--exit-zero", "--output-format", "json",
                               *extra, str(path)], capture_output=True, text=True, cwd=folder)
        if done.returncode != 0:
            sys.exit(f"{name}: exit {done.returncode}: {done.stderr.strip()[:400]}")
        found: dict[int, set[str]] = {}
        for one in json.loads(done.stdout)["findings"]:
            found.setdefault(one["line"], set()).add(one["code"])
        return found


def without_suppressions(source: str) -> str:
    """Their `noqa` comments are about their codes and would hide what is compared."""
    return re.sub(r"#\s*noqa.*", "", source)


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare with the fixtures of flake8-async and ruff.")
    parser.add_argument("--tool", required=True)
    parser.add_argument("--flake8-async", dest="flake8_async", type=pathlib.Path)
    parser.add_argument("--ruff", type=pathlib.Path)
    parser.add_argument("--ruff-binary", default="ruff")
    parser.add_argument("--codes", default=r"ASYNC2(1|2|3|4|5)\d", help="the peer's codes to compare (a regular expression)")
    parser.add_argument("--argument", action="append", default=[], help="further argument for the tool")
    parser.add_argument("--as-is", action="store_true")
    parser.add_argument("--details", action="store_true", help="print the lines of meant differences too")
    options = parser.parse_args()

    codes = json.loads((HERE / "peer_codes.json").read_text())
    meant = json.loads((HERE / "peer_differences.json").read_text())
    pattern = re.compile(options.codes)
    suites: list[tuple[str, list[pathlib.Path]]] = []
    if options.flake8_async:
        suites.append(("flake8-async", sorted((options.flake8_async / "tests" / "eval_files").glob("*.py"))))
    if options.ruff:
        folder = options.ruff / "crates/ruff_linter/resources/test/fixtures/flake8_async"
        suites.append(("ruff", sorted(folder.glob("*.py"))))
    if not suites:
        sys.exit("name at least one of --flake8-async and --ruff")

    unmeant = 0
    print("| suite | file | peer's lines | agree | miss | extra | meant |\n|---|---|---|---|---|---|---|")
    details: list[str] = []
    for suite, paths in suites:
        sums = [0] * 5
        for path in paths:
            expected = marked_lines(path) if suite == "flake8-async" else ruff_lines(options.ruff_binary, path, pattern)
            expected = {line: {c for c in got if pattern.fullmatch(c)} for line, got in expected.items()}
            expected = {line: got for line, got in expected.items() if got}
            own = re.search(r"(\d\d\d)", path.stem)
            relevant = bool(expected) or bool(own and pattern.fullmatch(f"ASYNC{own[1]}"))
            if not relevant:
                continue
            source = without_suppressions(path.read_text())
            found = reported(options.tool, source if options.as_is else supply_imports(source), path.name, options.argument)
            answers = {code: set(codes.get(code, [])) for got in expected.values() for code in got}
            ours = set().union(*(set(ours) for code, ours in codes.items() if pattern.fullmatch(code)))
            miss = [line for line, got in sorted(expected.items())
                    if not found.get(line, set()) & set().union(*(answers[code] for code in got))]
            extra = [line for line, got in sorted(found.items()) if got & ours and line not in expected]
            listed = 0
            lines = path.read_text().splitlines()
            for kind, numbers in (("miss", miss), ("extra", extra)):
                for line in numbers:
                    reason = next((one["reason"] for one in meant
                                   if one["suite"] == suite and one["file"] == path.name and one["kind"] == kind
                                   and (one["lines"] == "all" or line in one["lines"])), None)
                    listed += reason is not None
                    unmeant += reason is None
                    if reason is None or options.details:
                        which = ",".join(sorted(expected.get(line, set()) or found.get(line, set())))
                        details.append(f"{suite} {path.name}:{line}: {kind} {which}: {lines[line - 1].strip()[:90]}"
                                       + (f"  [{reason}]" if reason else ""))
            row = [len(expected), len(expected) - len(miss), len(miss), len(extra), listed]
            sums = [a + b for a, b in zip(sums, row)]
            print(f"| {suite} | {path.name} | " + " | ".join(map(str, row)) + " |")
        print(f"| **{suite}** | all | " + " | ".join(map(str, sums)) + " |")
    print()
    print("\n".join(details))
    print(f"\n{unmeant} differences are not listed as meant")
    return 1 if unmeant else 0


if __name__ == "__main__":
    sys.exit(main())
