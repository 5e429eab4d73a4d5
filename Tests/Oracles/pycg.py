#!/usr/bin/env python3
"""Compare `loopwise-dev callgraph` with the expected call graphs of the PyCG micro-benchmark.

    Tests/Oracles/pycg.py --benchmark FOLDER --tool .build/release/loopwise-dev [--category NAME] [--minimum N]

FOLDER is a copy of `vitsalis/PyCG` (or its `micro-benchmark/snippets`); nothing of it is kept here.
A program counts as *complete* when no edge is reported that is not expected, as *sound* when every
expected edge is reported, as *exact* when both hold, and as *identical* when the lists of functions
agree too (which is what PyCG's own test asks for).
`pycg_causes.json` says of each program that is not exact why: a program without a cause fails, and so does
a cause whose program is exact.
Exit status 1 for these, or when fewer than --minimum programs are exact.
"""
from __future__ import annotations

import argparse
import collections
import json
import pathlib
import subprocess
import sys

CAUSES = pathlib.Path(__file__).resolve().parent / "pycg_causes.json"
Edges = set[tuple[str, str]]


def edges(graph: dict[str, list[str]]) -> Edges:
    return {(caller, callee) for caller, callees in graph.items() for callee in callees}


def programs(folder: pathlib.Path) -> list[pathlib.Path]:
    for root in (folder / "micro-benchmark" / "snippets", folder / "snippets", folder):
        found = sorted(path.parent for path in root.glob("*/*/callgraph.json"))
        if found:
            return found
    sys.exit(f"no */*/callgraph.json below {folder}")


def callgraph(tool: str, program: pathlib.Path) -> dict[str, list[str]] | str:
    """The graph, or why there is none."""
    try:
        done = subprocess.run([tool, "callgraph", str(program)], capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        return "no answer within 60 s"
    if done.returncode != 0:
        return f"exit {done.returncode}: {done.stderr.strip()[:200]}"
    try:
        return json.loads(done.stdout)
    except ValueError as error:
        return f"no JSON: {error}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Score the call graph on the PyCG micro-benchmark.")
    parser.add_argument("--benchmark", required=True, type=pathlib.Path)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--category", action="append")
    parser.add_argument("--minimum", type=int, default=0)
    parser.add_argument("--quiet", action="store_true", help="counts only, no misses")
    options = parser.parse_args()

    causes: dict[str, str] = json.loads(CAUSES.read_text())
    exact, inexact = set(), set()
    tally: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for program in programs(options.benchmark):
        category = program.parent.name
        if options.category and category not in options.category:
            continue
        counts = tally[category]
        counts["programs"] += 1
        expected = json.loads((program / "callgraph.json").read_text())
        actual = callgraph(options.tool, program)
        if isinstance(actual, str):
            counts["failed"] += 1
            inexact.add(f"{category}/{program.name}")
            print(f"{category}/{program.name}: {actual}")
            continue
        wanted, got = edges(expected), edges(actual)
        counts["sound"] += wanted <= got
        counts["complete"] += got <= wanted
        counts["exact"] += wanted == got
        normal = {name: sorted(set(callees)) for name, callees in expected.items()}
        counts["identical"] += normal == {name: sorted(set(callees)) for name, callees in actual.items()}
        counts["missing edges"] += len(wanted - got)
        counts["extra edges"] += len(got - wanted)
        counts["edges"] += len(wanted)
        (exact if wanted == got else inexact).add(f"{category}/{program.name}")
        if wanted != got and not options.quiet:
            print(f"{category}/{program.name}: {causes.get(f'{category}/{program.name}', 'no cause is known')}")
            for caller, callee in sorted(wanted - got):
                print(f"    missing  {caller} -> {callee}")
            for caller, callee in sorted(got - wanted):
                print(f"    extra    {caller} -> {callee}")

    columns = ["programs", "exact", "sound", "complete", "identical", "failed", "edges", "missing edges", "extra edges"]
    print("\n| category | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    total: collections.Counter[str] = collections.Counter()
    for category in sorted(tally):
        total.update(tally[category])
        print(f"| {category} | " + " | ".join(str(tally[category][column]) for column in columns) + " |")
    print("| **all** | " + " | ".join(str(total[column]) for column in columns) + " |")
    unexplained, outdated = sorted(inexact - causes.keys()), sorted(exact & causes.keys())
    for program in unexplained:
        print(f"no cause is written down for {program}")
    for program in outdated:
        print(f"{program} is exact, yet a cause is written down")
    return 0 if total["exact"] >= options.minimum and not unexplained and not outdated else 1


if __name__ == "__main__":
    sys.exit(main())
