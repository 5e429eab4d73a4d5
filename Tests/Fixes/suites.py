#!/usr/bin/env python3
"""Runs the tests of real packages before and after `loopwise fix`, and compares each test's outcome.

    Tests/Fixes/suites.py --tool .build/release/loopwise --cache FOLDER [--unsafe] [NAME…]

Each source distribution is fetched from PyPI with pip and tested in a virtual environment of its own, with
the interpreter that it was written for (`python3.8` and so on, or pyenv's). Fixes are applied to the package
alone, never to its tests. Printed is one row for each package; status 1 where a test changes its outcome.
Packages of the list are older releases, which have more to repair, and their suites need no network.
"""

import argparse
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree

ANYIO = ["anyio<4", "trio==0.22.0", "trustme", "trio-typing"]
TRIO = ["trio==0.22.0", "pytest-trio"]

# name, version, Python, what the tests need, the package's folder, arguments of pytest
PROJECTS = [
    ("aiosqlite", "0.17.0", "3.8", ["aiounittest", "typing_extensions"], "aiosqlite",
     ["aiosqlite/tests/smoke.py"]),
    ("asgiref", "3.3.4", "3.8", ["pytest-asyncio==0.14.0"], "asgiref", ["tests"]),
    ("aioresponses", "0.7.3", "3.8",
     ["aiohttp==3.7.4", "asynctest", "ddt"], "aioresponses",
     ["tests", "-k", "not cassettes and not pass_through"]),
    ("hypercorn", "0.11.2", "3.8",
     [*TRIO, "pytest-asyncio==0.14.0", "h11==0.12.0", "h2==4.0.0", "wsproto==1.0.0",
      "priority==1.3.0", "toml", "typing_extensions", "hypothesis==6.14.0", "mock"], "src/hypercorn",
     ["tests"]),
    ("janus", "1.0.0", "3.8", ["pytest-asyncio==0.20.3", "typing_extensions"], "janus", ["tests"]),
    ("httpcore", "0.17.3", "3.11",
     [*ANYIO, "h11==0.14.0", "h2", "hpack", "sniffio", "certifi", "socksio", "pytest-httpbin==2.0.0",
      "pytest-trio", "werkzeug<3"], "httpcore", ["tests"]),
    ("aiosmtplib", "2.0.0", "3.11",
     ["aiosmtpd==1.4.4", "hypothesis", "pytest-asyncio==0.20.3", "trustme"], "aiosmtplib",
     ["tests"]),
    ("aiohttp", "3.6.2", "3.8",
     ["attrs", "chardet<4", "multidict<5", "async_timeout<4", "yarl<1.6", "idna_ssl", "pytest-mock",
      "typing_extensions", "freezegun", "async-generator", "trustme", "brotlipy", "setuptools<60",
      "pytest-timeout"], "aiohttp", ["tests", "-p", "aiohttp.pytest_plugin"]),
]  # fmt: skip

PYTEST = {"3.8": "pytest==6.2.5", "3.11": "pytest==7.4.4"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True, type=pathlib.Path)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("--unsafe", action="store_true", help="also fixes that change timing")
    parser.add_argument("--strict", action="store_true", help="rules of the strict profile, too")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    options.tool = options.tool.resolve()
    options.cache = options.cache.resolve()
    options.cache.mkdir(parents=True, exist_ok=True)
    heads = ("package", "version", "fixes", "files", "taken back", "tests", "passed before", "after")
    print(("{:14}{:9}" + "{:>14}" * 6).format(*heads), flush=True)
    changed = 0
    for project in PROJECTS:
        if not options.names or project[0] in options.names:
            changed += run(options, *project)
    return 1 if changed else 0


def run(options, name, version, python, needs, package, arguments):
    tree = fetch(options.cache, name, version, python)
    interpreter = environment(options.cache, name, python, needs)
    before = test(interpreter, tree, arguments)
    copy = options.cache / f"{name}-fixed"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(tree, copy)
    fixes, files, refused = repair(options, interpreter, python, copy / package)
    for tests in copy.joinpath(package).rglob("tests"):
        shutil.copytree(tree / tests.relative_to(copy), tests, dirs_exist_ok=True)
    after = test(interpreter, copy, arguments)
    cells = (
        sum(fixes.values()), files, refused, len(before), passed(before), passed(after)
    )  # fmt: skip
    print(("{:14}{:9}" + "{:>14}" * 6).format(name, version, *cells), flush=True)
    print("    " + ", ".join(f"{code} {count}" for code, count in sorted(fixes.items())), flush=True)
    # What fails now and then fails in a second run of the old code, too.
    different = sorted(one for one in before | after if before.get(one) != after.get(one))
    if different:
        again = test(interpreter, tree, arguments)
        once_more = test(interpreter, copy, arguments)
        different = [
            one
            for one in different
            if before.get(one) == again.get(one) and after.get(one) == once_more.get(one)
        ]
    for one in different:
        print(f"    {one}: {before.get(one)} before, {after.get(one)} after", flush=True)
    return len(different) + (not passed(before))


def fetch(cache, name, version, python):
    tree = cache / f"{name}-{version}"
    if not tree.exists():
        command = [find(python), "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:"]
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            archives, unpacked = pathlib.Path(folder, "archives"), pathlib.Path(folder, "unpacked")
            subprocess.run([*command, "-d", archives, f"{name}=={version}"], check=True)
            (archive,) = archives.iterdir()
            with tarfile.open(archive) as file:
                file.extractall(unpacked, filter="data")
            # The folder spells the name in its own way.
            next(unpacked.iterdir()).rename(tree)
    return tree


def environment(cache, name, python, needs):
    folder = cache / f"env-{name}"
    interpreter = folder / "bin" / "python"
    if not (folder / "ready").exists():
        subprocess.run([find(python), "-m", "venv", "--clear", folder], check=True)
        command = [interpreter, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*command, PYTEST[python], *needs], check=True)
        (folder / "ready").touch()
    return interpreter


def find(python):
    found = shutil.which(f"python{python}")
    works = found and not subprocess.run([found, "-c", ""], capture_output=True).returncode
    if works:
        return found
    versions = sorted(pathlib.Path.home().glob(f".pyenv/versions/{python}.*/bin/python"))
    return str(versions[-1]) if versions else sys.exit(f"there is no Python {python}")


def test(interpreter, tree, arguments):
    """The outcome of each test by its name."""
    report = tree / "outcomes.xml"
    report.unlink(missing_ok=True)
    command = [interpreter, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    # Coverage and the like of the project's own settings are nobody's concern here.
    command += ["-o", "addopts=", "-o", "filterwarnings=", *arguments]
    paths = [str(tree), str(tree / "src")]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "AIOHTTP_NO_EXTENSIONS": "1"}
    log = tree / "log.txt"
    with log.open("wb") as output:
        subprocess.run(
            command, cwd=tree, env=environ, timeout=1200, stdout=output, stderr=subprocess.STDOUT
        )
    outcomes = {}
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        kinds = {child.tag for child in case} & {"failure", "error", "skipped"}
        outcomes[f"{case.get('classname')}::{case.get('name')}"] = "/".join(sorted(kinds)) or "passed"
    return outcomes


def passed(outcomes):
    return sum(one == "passed" for one in outcomes.values())


def repair(options, interpreter, python, package):
    """Fixes by rule, files changed, and how many were taken back."""
    base = [options.tool, "fix", "--isolated", "--no-cache", "--exit-zero", "--target-version", python]
    base += ["--python", interpreter.parent.parent]
    base += ["--unsafe-fixes"] if options.unsafe else []
    base += ["--profile", "strict"] if options.strict else []
    old = found(options, interpreter, package)
    done = subprocess.run([*base, package], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    new = found(options, interpreter, package)
    words = re.search(r"repaired (\d+) of \d+ findings? in (\d+) file", done.stderr)
    fixes = old - new
    return fixes, int(words[2]), done.stderr.count("not repaired: ")


def found(options, interpreter, package):
    command = [options.tool, "check", "--isolated", "--no-cache", "--exit-zero"]
    command += ["--python", interpreter.parent.parent, "--output-format", "concise", package]
    command += ["--profile", "strict"] if options.strict else []
    text = subprocess.run(command, capture_output=True, text=True).stdout
    return collections.Counter(re.findall(r"^\S+: (LW\d+)", text, re.MULTILINE))


if __name__ == "__main__":
    sys.exit(main())
