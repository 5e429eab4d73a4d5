#!/usr/bin/env python3
"""Runs the programs on the rules' pages: the first ones show the fault, the repaired ones do not.

    Tests/Oracles/pages.py [--python PYTHON] [--postgres DSN] [CODE ...]

A program of "A program that shows it" is run as it stands, or with a few lines after it that call what
it defines. Then its functions are replaced by those of "The repair", and the same lines run again.
What has to be seen stands in `pages_effects.py`. PYTHON is 3.11 or newer, best with the packages that the
pages use; programs whose packages are missing are counted as skipped, by name.
"""

import argparse
import ast
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pages_effects import EFFECTS, HANGS, PRELUDE, Effect

PAGES = Path(__file__).resolve().parents[2] / "docs" / "rules"
# After so many seconds a program counts as one that never ends; where none is expected, it is only slow.
HANG, SLOW = 8, 40


def programs(page):
    """The code blocks of a page by heading."""
    found, heading = {}, ""
    for part in re.split(r"^(## .*)$", page, flags=re.M):
        if part.startswith("## "):
            heading = part[3:]
        else:
            found[heading] = re.findall(r"^```python\n(.*?)^```$", part, flags=re.M | re.S)
    return found.get("A program that shows it", []), found.get("The repair", [])


def repaired(bad, good, driver):
    """`good` where it runs by itself, else `bad` with the definitions of `good` in place of its own."""
    try:
        old, new = ast.parse(bad), ast.parse(good)
    except SyntaxError:
        return good
    if "# file: " in bad or not driver and any(is_driver(node) for node in new.body):
        return good
    mine = [node for node in new.body if not is_driver(node)]
    bound = {name for node in mine for name in binds(node)}
    rest = [node for node in old.body if not bound & set(binds(node))]
    first = [node for node in rest if not is_driver(node)]
    last = [node for node in rest if is_driver(node)]
    return "\n".join(ast.unparse(node) for node in first + mine + last)


def is_driver(node):
    """A statement that sets the program going."""
    return isinstance(node, (ast.Expr, ast.If)) or (
        isinstance(node, ast.Assign) and ast.unparse(node).startswith("start = "))


def binds(node):
    """The names that a statement gives a value."""
    if isinstance(node, ast.Assign):
        return [ast.unparse(target) for target in node.targets]
    if isinstance(node, ast.AnnAssign):
        return [ast.unparse(node.target)]
    return [node.name] if hasattr(node, "name") else []


def run(python, code, effect, postgres):
    """What is printed, or that it never ends."""
    with tempfile.TemporaryDirectory() as folder:
        name = effect.file
        for text in re.split(r"^(?=# file: )", code, flags=re.M):
            path = Path(folder, re.match(r"# file: (\S+)|", text)[1] or name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        main = Path(folder, name)
        head = PRELUDE if effect.driver else ""
        main.write_text(effect.before + head + main.read_text() + "\n" + effect.driver)
        environment = dict(os.environ, POSTGRES=postgres, PYTHONUNBUFFERED="1")
        try:
            done = subprocess.run(
                [python, *effect.arguments, name], cwd=folder, env=environment, text=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                timeout=HANG if HANGS in effect.bad else SLOW)
        except subprocess.TimeoutExpired as late:
            return (late.stdout or b"").decode() + "\n" + HANGS
        return done.stdout


def judge(output, expected):
    """Each of the expected texts is there; those that begin with `!` are not."""
    return all(
        not re.search(one[1:], output) if one.startswith("!") else re.search(one, output)
        for one in expected)


def verdict(options, key, bad, good):
    effect = EFFECTS.get(key)
    if effect is None:
        return key, "unknown", "no effect stands in the table"
    if effect.static:
        return key, "static", effect.static
    if effect.needs_postgres and not options.postgres:
        return key, "skipped", "needs --postgres"
    first = run(options.python, bad, effect, options.postgres)
    missing = re.search(r"ModuleNotFoundError: No module named '(\w+)'", first)
    if missing and missing[1] != "shop":
        return key, "skipped", f"needs {missing[1]}"
    if not judge(first, effect.bad):
        return key, "WRONG", "does not show the fault: " + first[-600:]
    if effect.good is None or good is None:
        return key, "shown", ""
    second = run(options.python, repaired(bad, good, effect.driver), effect, options.postgres)
    if not judge(second, effect.good):
        return key, "WRONG", "the repair does not help: " + second[-600:]
    return key, "repaired", "as it stands" if not effect.driver else "with lines that call it"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--postgres", default="", help="a database that may be written to")
    parser.add_argument("codes", nargs="*")
    options = parser.parse_args()
    jobs = []
    for path in sorted(PAGES.glob("LW*.md")):
        if options.codes and path.stem not in options.codes:
            continue
        bad, good = programs(path.read_text(encoding="utf-8"))
        for index, code in enumerate(bad):
            key = path.stem if index == 0 else f"{path.stem}.{index + 1}"
            jobs.append((key, code, good[0] if good else None))
    with ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(lambda job: verdict(options, *job), jobs))
    for key, kind, detail in verdicts:
        if kind not in ("repaired", "shown"):
            print(f"{key}: {kind}: {detail}")
    counts = {}
    for _, kind, _ in verdicts:
        counts[kind] = counts.get(kind, 0) + 1
    print(", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
    return 1 if counts.get("WRONG") or counts.get("unknown") else 0


if __name__ == "__main__":
    sys.exit(main())
