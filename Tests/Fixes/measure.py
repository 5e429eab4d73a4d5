#!/usr/bin/env python3
"""Applies each fix by itself to a copy of its file and reports what became of it, by rule.

    Tests/Fixes/measure.py --tool .build/debug/loopwise [--python ENV] [--most N] [--json FILE] PATH…

Each file with findings is checked alone, so that a place stands for itself: a copy with one fix applied
is one case. Versions of one package have many places in common: files with the same text, and places
whose function, line and repair are the same, count once. Of each case is said whether it parses (with this interpreter), whether its finding is gone,
whether a new fault is found (error or warning; what is only information may follow from a repair: a
function that has lost its last `await`; an endpoint's LW801 becomes LW110 with its first one, and is no new
fault), whether a second run of the same fix would change nothing, and whether
each comment is still there. The edits are those of `check --output-format json`, applied here and not
by Loopwise. What fails here, `loopwise fix` has to take back by itself: with `--taken-back` it is run on
the file of each failure, and says so. Exit status 1 where a share is below one.
"""

import argparse
import ast
import collections
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import tokenize

CHECKS = ("parses", "gone", "no new fault", "second run", "comments")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True)
    parser.add_argument("--python")
    parser.add_argument("--profile", default="strict")
    parser.add_argument("--most", type=int, default=60, help="cases of one rule")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--failures", type=int, default=10, help="how many to show")
    parser.add_argument("--taken-back", action="store_true", help="what `fix` makes of the failures")
    parser.add_argument("--batch", type=int, default=2000, help="files in one run of the tool")
    parser.add_argument("paths", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    options.tool = str(pathlib.Path(options.tool).absolute())
    files = sources(options.paths)
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(options, files, pathlib.Path(folder))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))
    return report(rows, options.failures)


def sources(paths):
    result = []
    texts = set()
    for path in paths:
        found = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        for file in found:
            try:
                text = file.read_bytes()
            except OSError:
                continue
            if (b"async def" in text or b"asyncio" in text) and text not in texts:
                texts.add(text)
                result.append((file, text))
    return result


def measure(options, files, folder):
    """Originals in one tree, cases in a second one: a place stands for itself in both."""
    known = {}
    found = check(options, folder / "before", [text for _, text in files])
    for finding in found:
        known.setdefault(finding["number"], []).append(identity(finding))
    cases = chosen(options, files, found, known)
    texts = [apply(files[one["number"]][1], one["fix"]["edits"]) for one in cases]
    results = collections.defaultdict(list)
    for finding in check(options, folder / "after", texts):
        results[finding["number"]].append(finding)
    rows = []
    for number, case in enumerate(cases):
        path, original = files[case["number"]]
        one = row(case, path, original, texts[number], known[case["number"]], results[number])
        if not all(one[name] for name in CHECKS):
            one = alone(options, folder / f"alone{number}", case, path, original, texts[number])
        rows.append(one)
    return rows


def alone(options, folder, case, path, original, text):
    """Once more without the other files: their classes, too, decide what an unclear call may reach."""
    names = [identity(one) for one in check(options, folder / "before", [original])]
    one = row(case, path, original, text, names, check(options, folder / "after", [text]))
    if options.taken_back and not all(one[name] for name in CHECKS):
        one["taken back"] = taken_back(options, folder, case, original)
    return one


def chosen(options, files, found, known):
    """Files that have few findings first: each rule gets cases from many files."""
    taken = collections.Counter()
    places = set()
    cases = []
    for finding in sorted(found, key=lambda one: (len(known[one["number"]]), one["number"])):
        fix = finding.get("fix")
        if not fix or not fix["edits"] or fix["safety"] == "sketch":
            continue
        if len({edit["path"] for edit in fix["edits"]}) != 1 or options.most <= taken[finding["code"]]:
            continue
        lines = files[finding["number"]][1].splitlines()
        line = lines[finding["line"] - 1] if finding["line"] <= len(lines) else b""
        edits = tuple(edit["text"] for edit in fix["edits"])
        place = (finding["code"], finding["function"].rpartition(".")[2], line, edits)
        if place in places:
            continue
        # What this interpreter is too old for cannot be judged with it.
        if not parses(files[finding["number"]][1]):
            continue
        places.add(place)
        taken[finding["code"]] += 1
        cases.append(finding)
    return cases


def taken_back(options, folder, case, original):
    """Whether `fix` leaves the place as it is: it checks what it made, too."""
    write(folder / "fix", 0, original)
    command = [options.tool, "fix", "--unsafe-fixes", "--diff", *common(options), "."]
    done = subprocess.run(command, capture_output=True, cwd=folder / "fix", text=True)
    refused = [line for line in done.stderr.splitlines() if line.startswith("not repaired: ")]
    is_refused = any(f": {case['code']}, since" in line for line in refused)
    return "taken back" if is_refused else "kept"


def row(finding, path, original, text, known, found):
    left = collections.Counter(identity(one) for one in found)
    allowed = collections.Counter(known)
    allowed[identity(finding)] -= 1
    surplus = [name for name in left if allowed[name] < left[name]]
    faults = {identity(one) for one in found if one["severity"] != "info"}
    mine = identity(finding)
    again = [
        one
        for one in found
        if one.get("fix") and one["fix"]["edits"] and mine in surplus and identity(one) == mine
    ]
    return {
        "code": finding["code"],
        "safety": finding["fix"]["safety"],
        "title": finding["fix"]["title"],
        "path": str(path),
        "line": finding["line"],
        "parses": parses(text),
        "gone": mine not in surplus,
        "no new fault": not [name for name in surplus if name != mine and name in faults],
        "second run": not again,
        "comments": not comments(original) - comments(text),
        "surplus": surplus,
    }


def write(folder, number, text):
    # A module of its own: names of one file are not those of another.
    place = folder / f"m{number:05}"
    place.mkdir(parents=True)
    (place / f"m{number:05}.py").write_bytes(text)


def check(options, folder, texts):
    """The findings of all texts, each with the number of its text."""
    found = []
    for start in range(0, len(texts), options.batch):
        place = folder / str(start)
        for number, text in enumerate(texts[start : start + options.batch], start):
            write(place, number, text)
        command = [options.tool, "check", "--exit-zero", "--output-format", "json"]
        command += common(options)
        done = subprocess.run([*command, str(place)], capture_output=True, cwd=place)
        if done.returncode:
            sys.exit(done.stderr.decode())
        found += json.loads(done.stdout)["findings"]
    for finding in found:
        finding["number"] = int(pathlib.PurePath(finding["path"]).stem[1:])
    return found


def common(options):
    command = ["--isolated", "--no-cache", "--profile", options.profile, "--ignore", "LW001,LW215"]
    return command + (["--python", options.python] if options.python else [])


def identity(finding):
    """What is found in which function; the name of the copied module left out. Not the words: they may
    quote what the fix has changed."""
    name = pathlib.PurePath(finding["path"]).stem
    code = {"LW801": "LW110"}.get(finding["code"], finding["code"])
    return f"{code} {finding['function'].replace(name + '.' + name, 'm').replace(name, 'm')}"


def apply(data, edits):
    """As any reader of the JSON would: lines and columns from 1, columns in Unicode scalars."""
    text = data.decode("utf-8-sig")
    mark = data[: len(data) - len(text.encode())]
    starts = [0]
    for line in text.splitlines(keepends=True) if "\f" not in text and "\v" not in text else []:
        starts.append(starts[-1] + len(line))
    if len(starts) == 1 or any(c in text for c in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"):
        starts = [0] + [at + 1 for at, char in enumerate(text) if char == "\n"]

    def offset(place):
        line, column = place
        return starts[line - 1] + column - 1

    places = [(offset(edit["start"]), offset(edit["end"]), edit["text"]) for edit in edits]
    newline = "\r\n" if b"\r\n" in data else "\n"
    order = sorted(enumerate(places), key=lambda one: (one[1][0], one[1][1], one[0]), reverse=True)
    for _, (start, end, new) in order:
        text = text[:start] + new.replace("\n", newline) + text[end:]
    return mark + text.encode()


def parses(text):
    try:
        compile(text, "case", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        return True
    except (SyntaxError, ValueError):
        return False


def comments(text):
    try:
        tokens = list(tokenize.tokenize(io.BytesIO(text).readline))
    except (SyntaxError, tokenize.TokenError, IndentationError):
        return collections.Counter()
    return collections.Counter(one.string for one in tokens if one.type == tokenize.COMMENT)


def report(rows, shown):
    table = collections.defaultdict(list)
    for one in rows:
        table[one["code"]].append(one)
    print(f"{'rule':8}{'places':>8}" + "".join(f"{name:>13}" for name in CHECKS))
    for code, group in [*sorted(table.items()), ("all", rows)]:
        shares = [sum(one[name] for one in group) / max(len(group), 1) for name in CHECKS]
        print(f"{code:8}{len(group):8}" + "".join(f"{share:13.1%}" for share in shares))
    failures = [one for one in rows if not all(one[name] for name in CHECKS)]
    for one in failures[:shown]:
        wrong = ", ".join(name for name in CHECKS if not one[name])
        print(f"{one['path']}:{one['line']}: {one['code']}: {wrong}: {one['surplus'][:3]}")
    return 1 if failures or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
