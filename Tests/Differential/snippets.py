"""Compare `loopwise-dev ast --digest` with CPython 3.13 on what CPython's own tests feed it as text.

    python3.13 Tests/Differential/snippets.py --tool .build/release/loopwise-dev

The modules `test_syntax`, `test_exceptions` and `test_grammar` of this interpreter's own test package
are run while `compile`, `exec`, `eval` (and so `ast.parse` and doctest) write down each source text.
The texts stay in a scratch folder. Each is judged by `ast.parse`: same accept or reject, same dump,
and the same line for the first 300 errors.
"""

import argparse
import ast
import builtins
import importlib
import io
import os
import subprocess
import sys
import tempfile
import unittest
import warnings

import ast_digest

MODULES = ["test.test_syntax", "test.test_exceptions", "test.test_grammar"]
LINES_COMPARED = 300
LINES_NEEDED = 0.95


def collect():
    """The source texts in the order of their first use, as the bytes of a file."""
    seen = {}

    def note(source):
        if isinstance(source, str):
            try:
                source = source.encode("utf-8")
            except UnicodeEncodeError:
                return
        if isinstance(source, (bytes, bytearray)):
            seen.setdefault(bytes(source))

    original = builtins.compile, builtins.exec, builtins.eval

    def noting_compile(source, *arguments, **options):
        note(source)
        return original[0](source, *arguments, **options)

    def in_callers_scope(function):
        def run(source, globals=None, locals=None, /, **options):
            note(source)
            frame = sys._getframe(1)
            if globals is None:
                globals = frame.f_globals
                locals = frame.f_locals if locals is None else locals
            return function(source, globals, globals if locals is None else locals, **options)

        return run

    modules = [importlib.import_module(name) for name in MODULES]
    builtins.compile = noting_compile
    builtins.exec = in_callers_scope(original[1])
    builtins.eval = in_callers_scope(original[2])
    try:
        loader = unittest.TestLoader()
        suite = unittest.TestSuite(loader.loadTestsFromModule(module) for module in modules)
        warnings.simplefilter("ignore")
        unittest.TextTestRunner(stream=io.StringIO(), verbosity=0).run(suite)
    finally:
        builtins.compile, builtins.exec, builtins.eval = original
    return list(seen)


def write(snippets, folder):
    paths = []
    for number, source in enumerate(snippets):
        path = os.path.join(folder, f"{number:05}.py")
        with open(path, "wb") as file:
            file.write(source)
        paths.append(path)
    return paths


def judge(source):
    """`accept DIGEST`, `reject LINE` or `skip`."""
    warnings.simplefilter("ignore")
    try:
        ast.parse(source)
    except SyntaxError as error:
        return "reject", error.lineno or 0, error.msg
    except ValueError as error:
        return "reject", 0, str(error)
    except (RecursionError, MemoryError):
        return "skip", 0, ""
    return "accept", ast_digest.reference_digest(source), ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True, help="the loopwise-dev binary to compare with")
    parser.add_argument("--folder", help="where the snippets go; a temporary folder otherwise")
    parser.add_argument("--show", type=int, default=10, help="differences to print")
    arguments = parser.parse_args()
    if sys.version_info[:2] != ast_digest.WANTED_VERSION:
        sys.exit("the reference is CPython 3.13: run this script with it")
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or temporary
        os.makedirs(folder, exist_ok=True)
        snippets = collect()
        paths = write(snippets, folder)
        printed = ast_digest.tool_digests(arguments.tool, [folder], 1)
        return compare(arguments, snippets, paths, printed)


def compare(arguments, snippets, paths, printed):
    judged = skipped = shown = 0
    verdicts, dumps, lines, same_lines = 0, 0, 0, 0
    for source, path in zip(snippets, paths):
        verdict, detail, message = judge(source)
        if verdict == "skip":
            skipped += 1
            continue
        judged += 1
        own = printed.get(path, "absent")
        rejects = own.startswith("error ")
        problem = None
        if rejects != (verdict == "reject"):
            verdicts += 1
            problem = f"CPython: {verdict} {detail} {message}, ours: {own}"
        elif verdict == "accept" and own != detail:
            dumps += 1
            problem = "another tree"
        elif verdict == "reject" and lines < LINES_COMPARED:
            lines += 1
            line = int(own.split()[1].split(":")[0])
            same_lines += line == detail
            if line != detail:
                problem = f"CPython: line {detail} {message}, ours: line {line}"
        if problem and shown < arguments.show:
            shown += 1
            print(f"{path}: {problem}\n    {source[:200]!r}")
    print(
        f"{judged} snippets, {skipped} on which CPython gives up: {verdicts} with another verdict, "
        f"{dumps} with another tree; line of the first {lines} errors the same {same_lines} times"
    )
    return 1 if verdicts or dumps or same_lines < LINES_NEEDED * lines else 0


if __name__ == "__main__":
    sys.exit(main())
