"""Compare which files each Python version accepts with `loopwise-dev ast --target-version`.

    python3 Tests/Differential/versions.py --tool .build/release/loopwise-dev \\
        --python 3.8=PATH --python 3.9=PATH … PATH…

Each interpreter judges every `.py` file below the paths by `ast.parse`; only accept or reject counts.
"""

import argparse
import os
import subprocess
import sys

import ast_digest

JUDGE = """
import ast, sys, warnings
warnings.simplefilter("ignore")
for line in sys.stdin.buffer:
    with open(line.rstrip(b"\\n"), "rb") as file:
        source = file.read()
    try:
        ast.parse(source)
        verdict = "accept"
    except (SyntaxError, ValueError) as error:
        verdict = "reject %s %s" % (getattr(error, "lineno", 0), error)
    except (RecursionError, MemoryError):
        verdict = "skip"
    sys.stdout.buffer.write(verdict.replace("\\n", " ").encode("utf-8", "replace") + b"\\n")
"""


def verdicts(interpreter, paths):
    listed = b"".join(os.fsencode(path) + b"\n" for path in paths)
    printed = subprocess.run(
        [interpreter, "-I", "-c", JUDGE], input=listed, stdout=subprocess.PIPE, check=True
    )
    return printed.stdout.decode("utf-8").splitlines()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True, help="the loopwise-dev binary to compare with")
    parser.add_argument("--python", action="append", required=True, metavar="VERSION=PATH")
    parser.add_argument("--show", type=int, default=10, help="differences to print per version")
    parser.add_argument("paths", nargs="+")
    arguments = parser.parse_args()
    paths = ast_digest.python_files(arguments.paths)
    total = 0
    for choice in arguments.python:
        version, _, interpreter = choice.partition("=")
        options = ["--target-version", version, *arguments.paths]
        ours = ast_digest.tool_digests(arguments.tool, options, 2)
        accepted = rejected = skipped = 0
        differing = []
        for path, verdict in zip(paths, verdicts(interpreter, paths)):
            own = ours.get(path, "absent")
            if verdict == "skip":
                skipped += 1
                continue
            accepts = verdict == "accept"
            accepted += accepts
            rejected += not accepts
            if accepts != (not own.startswith("error ")):
                differing.append(f"{path}: {version} {verdict}, ours {own[:40]}")
        for line in differing[: arguments.show]:
            print(line)
        print(
            f"{version}: {accepted} accepted, {rejected} rejected, {skipped} left out, "
            f"{len(differing)} other verdicts"
        )
        total += len(differing)
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
