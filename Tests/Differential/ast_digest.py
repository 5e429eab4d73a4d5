"""Compare `loopwise-dev ast` with CPython 3.13's `ast.dump`, file by file.

    python3.13 Tests/Differential/ast_digest.py --tool .build/release/loopwise-dev PATH…

Every `.py` file below the paths is parsed and dumped by this interpreter; the SHA-256 of each dump
is compared with what `loopwise-dev ast --digest` prints. For the first differing files the place in
both dumps is shown. The exit status is 1 if any file differs.

Dumping with CPython is slow, so its digests are kept in `--cache`, by the content of each file.
Without `--tool`, only that cache is filled.

Files on which CPython itself runs out of recursion or memory are left out and counted.
"""

import argparse
import ast
import collections
import hashlib
import multiprocessing
import os
import subprocess
import sys
import threading
import warnings

WANTED_VERSION = (3, 13)


def python_files(paths):
    """The `.py` files below the paths, links not followed, in the order the digest mode prints."""
    found = []
    for path in paths:
        if os.path.isfile(path):
            found.append(path)
            continue
        for folder, subfolders, names in os.walk(path):
            subfolders.sort()
            for name in names:
                full = os.path.join(folder, name)
                if name.endswith(".py") and not os.path.islink(full):
                    found.append(full)
    return sorted(set(found), key=os.fsencode)


def reference_dump(source):
    """CPython's text for the bytes of a file; raises what CPython raises."""
    return ast.dump(ast.parse(source), include_attributes=True)


def reference_digest(source):
    """`<sha256>`, `error LINE:COLUMN` or `skip REASON`."""
    try:
        text = reference_dump(source)
    except SyntaxError as error:
        return f"error {error.lineno or 0}:{error.offset or 0}"
    except ValueError:
        return "error 0:0"
    except (RecursionError, MemoryError) as error:
        return f"skip {type(error).__name__}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def with_deep_stack(function, *arguments):
    """Runs the function where the interpreter's own recursion limit is seldom met."""
    results = []
    threading.stack_size(512 * 1024 * 1024)
    sys.setrecursionlimit(50_000)
    thread = threading.Thread(target=lambda: results.append(function(*arguments)))
    thread.start()
    thread.join()
    return results[0]


def digest_batch(paths):
    warnings.simplefilter("ignore")

    def run():
        digests = []
        for path in paths:
            with open(path, "rb") as file:
                source = file.read()
            digests.append((hashlib.sha256(source).hexdigest(), reference_digest(source)))
        return digests

    return with_deep_stack(run)


def content_key(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class Cache:
    """Reference digests by content, in one text file that only grows."""

    def __init__(self, folder):
        version = ".".join(map(str, sys.version_info[:3]))
        os.makedirs(folder, exist_ok=True)
        self.path = os.path.join(folder, f"ast-{version}.txt")
        self.known = {}
        if os.path.exists(self.path):
            with open(self.path, encoding="utf-8") as file:
                for line in file:
                    key, _, digest = line.rstrip("\n").partition(" ")
                    if digest:
                        self.known[key] = digest

    def fill(self, paths, jobs):
        keys = {path: content_key(path) for path in paths}
        missing, wanted = [], set()
        for path in paths:
            if keys[path] not in self.known and keys[path] not in wanted:
                wanted.add(keys[path])
                missing.append(path)
        batches = [missing[start : start + 20] for start in range(0, len(missing), 20)]
        with open(self.path, "a", encoding="utf-8") as file, multiprocessing.Pool(jobs) as pool:
            for digests in pool.imap_unordered(digest_batch, batches):
                for key, digest in digests:
                    self.known[key] = digest
                    file.write(f"{key} {digest}\n")
                file.flush()
        return keys


def tool_digests(tool, paths, threads):
    """What `loopwise-dev ast --digest` prints, by path."""
    command = [tool, "ast", "--digest", "--threads", str(threads), *paths]
    printed = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if printed.returncode not in (0, 1):
        sys.exit(f"{tool} ended with status {printed.returncode}")
    digests = {}
    for line in printed.stdout.split(b"\n"):
        if line.startswith(b"error "):
            _, place, path = line.split(b" ", 2)
            digests[os.fsdecode(path)] = "error " + place.decode()
        elif line:
            digest, path = line.split(b" ", 1)
            digests[os.fsdecode(path)] = digest.decode()
    return digests


def same(reference, ours):
    if reference.startswith("error ") or ours.startswith("error "):
        return reference.startswith("error ") and ours.startswith("error ")
    return reference == ours


def first_difference(tool, path):
    """Both dumps around the first byte in which they differ."""
    with open(path, "rb") as file:
        source = file.read()
    try:
        expected = with_deep_stack(reference_dump_or_error, source)
    except Exception as error:  # noqa: BLE001 - whatever CPython says is the thing to show
        expected = repr(error)
    printed = subprocess.run([tool, "ast", path], capture_output=True, check=False)
    actual = (printed.stdout or printed.stderr).decode("utf-8", "replace").rstrip("\n")
    at = 0
    for at, (a, b) in enumerate(zip(expected, actual)):
        if a != b:
            break
    start = max(0, at - 160)
    return f"    CPython: …{expected[start : at + 160]}\n    ours:    …{actual[start : at + 160]}"


def reference_dump_or_error(source):
    warnings.simplefilter("ignore")
    try:
        return reference_dump(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return repr(error)


def compare(arguments, paths, cache, keys):
    ours = tool_digests(arguments.tool, arguments.paths, arguments.threads)
    counts = collections.Counter()
    differing = []
    for path in paths:
        reference = cache.known[keys[path]]
        if reference.startswith("skip "):
            counts[reference] += 1
            continue
        counts["rejected by CPython" if reference.startswith("error ") else "accepted"] += 1
        if path not in ours:
            counts["not printed"] += 1
        if not same(reference, ours.get(path, "absent")):
            differing.append((path, reference, ours.get(path, "absent")))
    unexpected = sorted(set(ours) - set(paths))
    for path, reference, own in differing[: arguments.show]:
        print(f"{path}\n  CPython {reference}, ours {own}")
        print(first_difference(arguments.tool, path))
    if arguments.list:
        with open(arguments.list, "w", encoding="utf-8", errors="surrogateescape") as file:
            for path, reference, own in differing:
                file.write(f"{path}\t{reference}\t{own}\n")
    print(", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
    print(f"{len(paths)} files, {len(differing)} differences, {len(unexpected)} unexpected paths")
    return 1 if differing or unexpected else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", help="the loopwise-dev binary to compare with")
    parser.add_argument("--cache", default=".build/ast-reference", help="folder of known digests")
    parser.add_argument("--jobs", type=int, default=2, help="processes for CPython's side")
    parser.add_argument("--threads", type=int, default=2, help="threads for our side")
    parser.add_argument("--show", type=int, default=5, help="differing files to explain")
    parser.add_argument("--list", help="file that receives every difference")
    parser.add_argument("paths", nargs="+")
    arguments = parser.parse_args()
    if sys.version_info[:2] != WANTED_VERSION:
        sys.exit("the reference is CPython 3.13: run this script with it")
    paths = python_files(arguments.paths)
    cache = Cache(arguments.cache)
    keys = cache.fill(paths, arguments.jobs)
    if arguments.tool is None:
        print(f"{len(paths)} files have reference digests")
        return 0
    return compare(arguments, paths, cache, keys)


if __name__ == "__main__":
    sys.exit(main())
