#!/usr/bin/env python3
"""Check the known true and false blocking chains of Home Assistant 2025.4.4, and its executor wrappers.

    Tests/Oracles/homeassistant_cases.py --tool .build/release/loopwise --tree CORPORA/homeassistant-2025.4.4 \
        [--findings FILE.json] [--argument=--profile --argument=strict]

`homeassistant_cases.json` lists every coroutine (and `@callback` function) from which a search that
ignores guards, locks, types and once-only code reaches one of eleven families of leaves, with what a
reader of the code says: five are true (three of them a single brief file system call), the others false.
Cases of kind "coroutine" are judged, those of kind "callback" are counted beside them.

Besides, nothing inside the arguments of an executor wrapper may be reported, nor inside a function
that is only handed to one: it runs in a thread.

Exit status 1 when a case is judged wrongly or a wrapper's argument is reported.
"""
from __future__ import annotations

import argparse
import ast
import collections
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
WRAPPERS = {"async_add_executor_job", "async_add_import_executor_job", "run_in_executor", "to_thread",
            "async_add_job_to_executor", "run_callback_in_executor", "sync_to_async", "run_in_threadpool"}
BLOCKING = ("LW10", "LW11")


def findings_of(options: argparse.Namespace) -> list[dict]:
    if options.findings:
        text = options.findings.read_text()
    else:
        done = subprocess.run([options.tool, "check", "--isolated", "--no-cache", "--exit-zero", "--output-format",
                               "json", *options.argument, str(options.tree)], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"exit {done.returncode}: {done.stderr.strip()[:800]}")
        text = done.stdout
    report = json.loads(text)
    base = pathlib.Path(report["root"])
    tree = options.tree.resolve()
    rows = []
    for one in report["findings"]:
        path = (base / one["path"]).resolve()
        if path.is_relative_to(tree) and one["code"].startswith(BLOCKING):
            rows.append({**one, "path": path.relative_to(tree).as_posix()})
    return rows


def leaf_of(finding: dict) -> str:
    chain = finding.get("chain") or []
    return chain[-1].get("text", "") if chain else ""


def judge(cases: list[dict], findings: list[dict]) -> list[str]:
    at = collections.defaultdict(list)
    for one in findings:
        at[one["path"], one["line"]].append(one)
    wrong: list[str] = []
    tally: collections.Counter[tuple[str, str, str, bool]] = collections.Counter()
    for case in cases:
        here = at[case["path"], case["line"]]
        name = case["leaf"].rpartition(".")[2]
        if case["expect"] == "silent":
            # Another cause at the same line is another claim: only this leaf is judged.
            here = [one for one in here if name in leaf_of(one) or name in one["message"] or not one.get("chain")]
        right = bool(here) == (case["expect"] == "reported")
        tally[case["kind"], case["expect"], case["family"], right] += 1
        if not right:
            said = "; ".join(f"{one['code']} {one['message']}" for one in here) or "nothing"
            wrong.append(f"{case['kind']} {case['path']}:{case['line']} expected {case['expect']} ({case['reason']}): {said}")
    print("| kind | expected | family | right | wrong |\n|---|---|---|---|---|")
    for kind, expect, family in sorted({key[:3] for key in tally}):
        print(f"| {kind} | {expect} | {family} | {tally[kind, expect, family, True]} | {tally[kind, expect, family, False]} |")
    return wrong


class Wrapped(ast.NodeVisitor):
    """Spans of code that an executor wrapper runs: its arguments, and local functions handed to it by name."""

    def __init__(self) -> None:
        self.uses: collections.Counter[str] = collections.Counter()
        self.spans: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.names: set[str] = set()
        self.called: set[str] = set()
        self.functions: dict[str, list[ast.AST]] = collections.defaultdict(list)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.functions[node.name].append(node)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in WRAPPERS:
            self.uses[name] += 1
            for argument in node.args:
                self.note(argument)
        elif isinstance(node.func, (ast.Name, ast.Attribute)):
            self.called.add(name)
        self.generic_visit(node)

    def note(self, argument: ast.expr) -> None:
        # A call in an argument runs before the wrapper does, and may be reported.
        if isinstance(argument, (ast.Lambda, ast.Name, ast.Attribute)):
            self.spans.append(((argument.lineno, argument.col_offset), (argument.end_lineno or 0, argument.end_col_offset or 0)))
        if isinstance(argument, ast.Name):
            self.names.add(argument.id)
        elif isinstance(argument, ast.Attribute):
            self.names.add(argument.attr)
        elif isinstance(argument, ast.Call) and getattr(argument.func, "id", getattr(argument.func, "attr", "")) == "partial":
            for inner in argument.args[:1]:
                self.note(inner)

    def all_spans(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        handed = [node for name in self.names - self.called for node in self.functions.get(name, [])]
        return self.spans + [((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)) for node in handed]


def wrappers(tree: pathlib.Path, findings: list[dict]) -> list[str]:
    by_path = collections.defaultdict(list)
    for one in findings:
        by_path[one["path"]].append(one)
    uses: collections.Counter[str] = collections.Counter()
    reported: list[str] = []
    for path in sorted(tree.rglob("*.py")):
        try:
            visitor = Wrapped()
            visitor.visit(ast.parse(path.read_bytes()))
        except (SyntaxError, ValueError):
            continue
        uses.update(visitor.uses)
        name = path.relative_to(tree).as_posix()
        for one in by_path.get(name, ()):
            place = (one["line"], one["column"] - 1)
            if any(start <= place < end for start, end in visitor.all_spans()):
                reported.append(f"{name}:{one['line']}:{one['column']} {one['code']} {one['message']}")
    print(f"\nexecutor wrappers: {sum(uses.values())} uses ({', '.join(f'{n} {c}' for n, c in uses.most_common())}), "
          f"{len(reported)} reported inside what they run")
    return reported


def main() -> int:
    parser = argparse.ArgumentParser(description="Check known cases of Home Assistant 2025.4.4.")
    parser.add_argument("--tool", default="loopwise")
    parser.add_argument("--tree", required=True, type=pathlib.Path)
    parser.add_argument("--findings", type=pathlib.Path, help="JSON of an earlier run, instead of running the tool")
    parser.add_argument("--argument", action="append", default=[])
    options = parser.parse_args()
    findings = findings_of(options)
    cases = json.loads((HERE / "homeassistant_cases.json").read_text())
    print(f"{len(findings)} blocking findings in the tree\n")
    wrong = judge(cases, findings)
    inside = wrappers(options.tree, findings)
    print("\n".join([""] + wrong + inside))
    return 1 if inside or any(line.startswith("coroutine") for line in wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
