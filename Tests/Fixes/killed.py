#!/usr/bin/env python3
"""Kills `loopwise fix` at random moments and looks at every file: each has to be the old one or the new
one, as a whole, with its permissions, and nothing else may lie beside it but for a file that was being
written. A second run, which is left alone, makes every file new and clears up after the first.

    Tests/Fixes/killed.py --tool .build/debug/loopwise [--times 200] [--files 400] [--seed 1]

Half of the moments lie anywhere in a run, half in the part in which files are replaced.
"""

import argparse
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

PROGRAM = """import asyncio
import time


async def work_{number}():
    time.sleep(1)  # {filler}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True, type=pathlib.Path)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.tool = options.tool.resolve()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        return run(options, chance, pathlib.Path(folder))


def run(options, chance, folder):
    old, new = folder / "old", folder / "new"
    old.mkdir()
    for number in range(options.files):
        file = old / f"m{number:04}.py"
        file.write_text(PROGRAM.format(number=number, filler="x" * chance.randrange(20000)))
        file.chmod(0o640)
    shutil.copytree(old, new)
    start = time.monotonic()
    fix(options, new).wait()
    whole = time.monotonic() - start
    texts = [{path.name: path.read_bytes() for path in side.iterdir()} for side in (old, new)]
    if any(texts[0][name] == texts[1][name] for name in texts[0]):
        sys.exit("the fix changed nothing in some file")
    counts = {"all old": 0, "some new": 0, "all new": 0}
    leftovers = 0
    for number in range(options.times):
        work = folder / "work"
        shutil.copytree(old, work)
        process = fix(options, work)
        if number % 2:
            time.sleep(chance.uniform(0, whole))
        else:
            first = work / "m0000.py"
            while process.poll() is None and first.stat().st_size == (old / first.name).stat().st_size:
                time.sleep(0.0002)
            time.sleep(chance.uniform(0, 0.04))
        process.kill()
        process.wait()
        present = {path.name: path for path in work.iterdir()}
        changed = 0
        for name in texts[0]:
            data = present.pop(name).read_bytes() if name in present else None
            if data not in (texts[0][name], texts[1][name]):
                print(f"{name} is neither old nor new after kill {number}")
                return 1
            if (work / name).stat().st_mode & 0o777 != 0o640:
                print(f"{name} lost its permissions after kill {number}")
                return 1
            changed += data == texts[1][name]
        leftovers += len(present)
        if any(path.suffix == ".py" for path in present.values()):
            print(f"a program of its own was left behind: {sorted(present)}")
            return 1
        state = "all old" if not changed else "all new" if changed == len(texts[0]) else "some new"
        counts[state] += 1
        if present and not cleared(options, work, texts[1]):
            print(f"the run after kill {number} did not clear up")
            return 1
        shutil.rmtree(work)
    print(
        f"{options.times} kills, {options.files} files each: every file old or new; "
        + ", ".join(f"{name} {count}" for name, count in counts.items())
        + f"; {leftovers} unfinished temporary files, none after the next run"
    )
    return 0


def cleared(options, work, new):
    fix(options, work).wait()
    return {path.name: path.read_bytes() for path in work.iterdir()} == new


def fix(options, folder):
    return subprocess.Popen(
        [options.tool, "fix", "--unsafe-fixes", "--isolated", "--no-cache", folder],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    sys.exit(main())
