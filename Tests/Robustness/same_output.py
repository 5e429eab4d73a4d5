#!/usr/bin/env python3
"""Check that a report depends on the project alone: not on threads, the order of files, or where it lies.

    Tests/Robustness/same_output.py --tool .build/release/loopwise PROJECT…

Each project is copied, then checked with 1, 2 and 8 threads, with its folders' entries written in other orders
(which is the order in which a file system lists them), with its files named on the command line in shuffled
order, and in a folder of another name and depth. The reports must be equal, byte for byte, in two formats.
"""
from __future__ import annotations

import argparse
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

FORMATS = ("json", "concise")


def files(project: pathlib.Path) -> list[pathlib.Path]:
    found = [path for path in project.rglob("*") if path.is_file() and not path.is_symlink()]
    return sorted(path.relative_to(project) for path in found)


def copy(project: pathlib.Path, paths: list[pathlib.Path], target: pathlib.Path) -> None:
    for path in paths:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(project / path, target / path)


def report(tool: str, folder: pathlib.Path, output: str, arguments: list[str]) -> bytes:
    command = [tool, "check", "--isolated", "--no-cache", "--exit-zero", "--output-format", output, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command[:8])} ended with {done.returncode}: {done.stderr.decode()[-300:]}")
    # Only a report that names its folder may hold it; relative paths are what is compared.
    return done.stdout.replace(os.fsencode(folder), b"FOLDER")


def variants(tool: str, base: pathlib.Path, project: pathlib.Path, output: str, seed: int) -> dict[str, bytes]:
    chance = random.Random(seed)
    paths = files(project)
    plain = base / "plain"
    if not plain.exists():
        copy(project, paths, plain)
    shuffled = base / f"shuffled{seed}"
    order = paths[:]
    chance.shuffle(order)
    copy(project, order, shuffled)
    moved = base / "a" / "deeper place" / f"moved{seed}"
    copy(project, paths, moved)
    named = [str(path) for path in order if path.suffix == ".py"]
    found = {f"{threads} threads": report(tool, plain, output, ["--threads", str(threads), "."])
             for threads in (1, 2, 8)}
    found["entries in another order"] = report(tool, shuffled, output, ["."])
    found["moved"] = report(tool, moved, output, ["."])
    if sum(len(name) + 1 for name in named) < 1_000_000:
        # A command line cannot hold more; and files that are named are checked, excluded or not.
        ordered = sorted(named)
        first = report(tool, plain, output, ordered)
        found["named in another order"] = (
            found["1 threads"] if report(tool, plain, output, named) == first else b"differs from sorted names")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("projects", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    tool = str(pathlib.Path(options.tool).resolve())
    failed = 0
    for project in options.projects:
        with tempfile.TemporaryDirectory() as base:
            for seed, output in enumerate(FORMATS):
                found = variants(tool, pathlib.Path(base), project.resolve(), output, seed)
                first = found["1 threads"]
                different = [name for name, text in found.items() if text != first]
                failed += bool(different)
                print(f"{'FAIL' if different else 'ok':4} {project.name:28} {output:8} {len(found)} runs,"
                      f" {len(first)} bytes  {', '.join(different)}", flush=True)
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
