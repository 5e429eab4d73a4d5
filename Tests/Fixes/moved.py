#!/usr/bin/env python3
"""Moves lines, reorders functions and renames files of a real project and looks whether its baseline
still holds: nothing new may be reported, and no entry may be called stale.

    Tests/Fixes/moved.py --tool .build/debug/loopwise [--seed 1] FOLDER

Functions that stand one after the other change places where neither has a decorator; comments come
between statements; files that nobody imports get another name.
"""

import argparse
import ast
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True, type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    options.tool = options.tool.resolve()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as place:
        work = pathlib.Path(place) / "project"
        shutil.copytree(options.folder, work)
        return run(options, work, chance)


def run(options, work, chance):
    base = work.parent / "baseline.json"
    check(options, work, "--write-baseline", base)
    before = findings(check(options, work, "--output-format", "json"))
    files = sorted(work.rglob("*.py"))
    lines = sum(file.read_bytes().count(b"\n") for file in files)
    moved = swapped = 0
    for file in files:
        text = file.read_text(errors="surrogateescape")
        text, count = reorder(text, chance)
        swapped += count
        text, count = lengthen(text, chance)
        moved += count
        file.write_text(text, errors="surrogateescape")
    renamed = rename(files)
    after = findings(check(options, work, "--output-format", "json"))
    done = check(options, work, "--baseline", base, "--output-format", "json")
    new = findings(done)
    stale = [line for line in done.stderr.splitlines() if line.startswith("  ")]
    print(
        f"{lines} lines, {len(before)} findings; {moved} comments put in, {swapped} functions swapped, "
        f"{renamed} files renamed: {len(after)} findings, {len(new)} spurious, {len(stale)} lost"
    )
    for one in new[:10]:
        print(f"new: {one['path']}:{one['line']}: {one['code']} {one['message']}")
    for line in stale[:10]:
        print(f"stale: {line}")
    return 1 if new or stale or len(before) != len(after) or not before else 0


def check(options, folder, *arguments):
    return subprocess.run(
        [options.tool, "check", "--isolated", "--no-cache", "--exit-zero", *arguments, "."],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip


def findings(done):
    return json.loads(done.stdout)["findings"]


def parsed(text):
    """The tree and the lines, or two nothings where lines are not what the parser counts."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None, None
    if any(char in text for char in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\r"):
        return None, None
    return tree, text.split("\n")


def reorder(text, chance):
    """Swaps neighbours from the end, so that line numbers hold."""
    tree, lines = parsed(text)
    if not tree:
        return text, 0
    pairs = []
    for owner in ast.walk(tree):
        if not isinstance(owner, (ast.Module, ast.ClassDef)):
            continue
        body = owner.body
        at = 0
        while at + 1 < len(body):
            one, two = body[at : at + 2]
            kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
            plain = isinstance(one, kinds) and isinstance(two, kinds)
            if plain and not one.decorator_list and not two.decorator_list and one.name != two.name:
                if one.end_lineno < two.lineno and chance.random() < 0.5:
                    pairs.append((one.lineno - 1, one.end_lineno, two.lineno - 1, two.end_lineno))
                    at += 1
            at += 1
    taken = len(lines)
    count = 0
    for a, b, c, d in sorted(pairs, reverse=True):
        if taken < d:
            continue
        lines[a:d] = lines[c:d] + lines[b:c] + lines[a:b]
        taken = a
        count += 1
    return "\n".join(lines), count


def lengthen(text, chance):
    tree, lines = parsed(text)
    if not tree:
        return text, 0
    places = {node.lineno for node in tree.body if chance.random() < 0.3 and hasattr(node, "lineno")}
    for line in sorted(places, reverse=True):
        # Not between a decorator and what it decorates.
        if not lines[line - 1].startswith(("@", "def ", "async def ", "class ", "import ", "from ")):
            continue
        if 1 < line and lines[line - 2].startswith("@") or 1 < line and lines[line - 2].endswith("\\"):
            continue
        lines[line - 1 : line - 1] = ["# moved"] * chance.randrange(1, 4)
    return "\n".join(lines), len(places)


def rename(files):
    words = {}
    for file in files:
        for word in set(re.findall(r"\w+", file.read_text(errors="surrogateescape"))):
            words[word] = words.get(word, 0) + 1
    count = 0
    for file in files:
        if file.stem.startswith(("_", "test", "conftest")) or file.stem.endswith("_test"):
            continue
        if words.get(file.stem):
            continue
        file.rename(file.with_name(file.stem + "_renamed.py"))
        count += 1
    return count


if __name__ == "__main__":
    sys.exit(main())
