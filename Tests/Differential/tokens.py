"""Compare `loopwise-dev tokens` with CPython 3.13's own tokenizer, file by file.

    python3.13 Tests/Differential/tokens.py --tool .build/release/loopwise-dev PATH…
    python3.13 Tests/Differential/tokens.py --write-fixture

The first form prints each file whose tokens, or whose first error and its line, differ; the exit
status is 1 if any does. With `--mutate N`, N small pieces of the files with random edits are compared
instead of the files. The second form renews Tests/SyntaxTests/Fixtures/tokens.txt, which the
tests compare with.

The tokenizer is the C one behind `tokenize`, asked for the tokens that the grammar sees. It knows no
brackets that are never closed, so such a case is compared up to there.
"""

import argparse
import importlib.util
import io
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import token

import _tokenize

ROOT = pathlib.Path(__file__).parent.parent.parent
FIXTURE = ROOT / "Tests/SyntaxTests/Fixtures/tokens.txt"

PLACELESS = {"NEWLINE", "INDENT", "DEDENT", "ENDMARKER"}
# Our names where they are not CPython's in another case, by CPython's.
OURS = {
    "NEWLINE": "newline", "INDENT": "indent", "DEDENT": "dedent", "ENDMARKER": "endOfFile",
    "FSTRING_START": "fstringStart", "FSTRING_MIDDLE": "fstringMiddle",
    "FSTRING_END": "fstringEnd", "LPAR": "leftParenthesis", "RPAR": "rightParenthesis",
    "LSQB": "leftBracket", "RSQB": "rightBracket", "LBRACE": "leftBrace", "RBRACE": "rightBrace",
    "SEMI": "semicolon", "RARROW": "arrow", "COLONEQUAL": "colonEqual", "VBAR": "vertical",
    "AMPER": "ampersand", "DOUBLESTAR": "doubleStar", "DOUBLESLASH": "doubleSlash",
    "LEFTSHIFT": "leftShift", "RIGHTSHIFT": "rightShift", "EQEQUAL": "equalEqual",
    "NOTEQUAL": "notEqual", "LESSEQUAL": "lessEqual", "GREATEREQUAL": "greaterEqual",
    "PLUSEQUAL": "plusEqual", "MINEQUAL": "minusEqual", "STAREQUAL": "starEqual",
    "SLASHEQUAL": "slashEqual", "PERCENTEQUAL": "percentEqual", "AMPEREQUAL": "ampersandEqual",
    "VBAREQUAL": "verticalEqual", "CIRCUMFLEXEQUAL": "circumflexEqual",
    "LEFTSHIFTEQUAL": "leftShiftEqual", "RIGHTSHIFTEQUAL": "rightShiftEqual",
    "DOUBLESTAREQUAL": "doubleStarEqual", "DOUBLESLASHEQUAL": "doubleSlashEqual",
    "ATEQUAL": "atEqual", "OP": "invalid",
}  # fmt: skip
# CPython has fewer kinds than we.
SAME = {"integer": "number", "float": "number", "imaginary": "number", "bytes": "string"}


def reference(text):
    """Tokens as `kind line:column-line:column`, and the first error as (line, message) or None."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    tokens, error = [], None
    try:
        for kind, _, start, end, _ in _tokenize.TokenizerIter(
            io.StringIO(text).readline, extra_tokens=False
        ):
            name = token.tok_name[kind]
            ours = OURS.get(name, name.lower())
            if name in PLACELESS:
                tokens.append(ours)
            elif name != "FSTRING_MIDDLE":
                tokens.append(f"{ours} {start[0]}:{start[1]}-{end[0]}:{end[1]}")
            elif start != end and not (tokens and tokens[-1].startswith(ours)):
                # CPython ends a middle behind `\N{…}` and doubled braces, and places its end before
                # the second brace: only the first start is comparable.
                tokens.append(f"{ours} {start[0]}:{start[1]}")
    except SyntaxError as caught:
        error = (caught.lineno, caught.msg)
    return tokens, error


def simplify(rows):
    """Our rows with what CPython does not tell apart left out."""
    tokens = []
    for row in rows:
        kind, _, place = row.partition(" ")
        kind = SAME.get(kind, "name" if kind.startswith("keyword") else kind)
        if kind in ("newline", "indent", "dedent", "endOfFile"):
            tokens.append(kind)
        elif kind == "fstringMiddle":
            tokens.append(f"{kind} {place.partition('-')[0]}")
        else:
            tokens.append(f"{kind} {place}")
    return tokens


def ours(tool, paths):
    """For each path: its token rows, and its errors as (line, message)."""
    with tempfile.NamedTemporaryFile("w") as names:
        names.write("\n".join(paths))
        names.flush()
        process = subprocess.Popen(
            [tool, "tokens", "--list", names.name], stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        rows, errors = None, None
        for line in process.stdout:
            line = line.rstrip("\n")
            if line.startswith("file "):
                if rows is not None:
                    yield rows, errors
                rows, errors = [], []
            elif line.startswith("error "):
                _, place, message = line.split(" ", 2)
                errors.append((int(place), message))
            else:
                rows.append(line)
        if rows is not None:
            yield rows, errors
        if process.wait() != 0:
            sys.exit(f"the tool ended with status {process.returncode}")


def difference(text, rows, errors):
    """What differs, or None."""
    try:
        tokens, error = reference(text)
    except SystemError:  # a bug of this interpreter
        return None
    if not text:
        return None  # the iterator says nothing at all about an empty file
    mine = simplify(rows)
    # Those that CPython's parser finds, not its tokenizer.
    parsers = ("was never closed", "invalid syntax", "f-string: expecting '}'")
    lexical = [e for e in errors if not e[1].endswith(parsers)]
    if error is None and lexical and not errors[0][1].endswith(parsers):
        return f"only here: {lexical[0]}"
    if errors and errors[0][1].endswith(parsers):
        return None
    if error is not None and "multi-line statement" in error[1]:
        return None  # the iterator's own words for a text that ends within a statement
    if error is not None and lexical[:1] != [error]:
        return f"CPython: {error}, here: {lexical[:1]}"
    for index, (theirs, own) in enumerate(zip(tokens, mine)):
        if theirs != own and not (error is not None and len(tokens) - 2 < index):
            return f"token {index}, CPython: {theirs}, here: {own}"
    if error is None and len(tokens) != len(mine):
        return f"CPython: {len(tokens)} tokens, here: {len(mine)}"
    return None


def python_files(paths):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for folder, subfolders, names in os.walk(path):
            subfolders.sort()
            yield from (os.path.join(folder, n) for n in sorted(names) if n.endswith(".py"))


def decoded(path):
    data = pathlib.Path(path).read_bytes()
    try:
        if b"\r" not in data:
            return importlib.util.decode_source(data)
        import tokenize

        return data.decode(tokenize.detect_encoding(io.BytesIO(data).readline)[0])
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return None


PIECES = [
    *"'\"{}()[]\\\n\r\t :!=#0j$?`_é×“\f\x01\u00a0\u200b@", '"""', "'''", "\\\n", 'f"', "f'", 'rf"',
    'f"""', "f'''", "1_", "0x", "1e", "1.", "0b1", "0o7", "07", "if", "else", "for", "def ",
    "class ", "return ", "async ", "\n    ", "\n        ", "\n\t", "\n  ", "!r", "{{", "}}", "\\N{",
    'b"', "rb'", "e+", "lambda:", ":=", "->", "...", "..", "f'{a}'", 'f"{a!r:>{w}}"',
    "f'''{a\n}'''", 'rf"\\{a}"', "f'{x:\n}'", "f\"{f'{y}'}\"", "f'{{}}'", 'f"{x=}"',
    "f'{x:{y}{z}}'",
]  # fmt: skip


def mutant(random_, texts):
    if random_.random() < 0.7:
        lines = random_.choice(texts).split("\n")
        first = random_.randrange(len(lines))
        text = "\n".join(lines[first : first + random_.randint(1, 12)]) + random_.choice(["\n", ""])
    else:
        text = "".join(random_.choice(PIECES) for _ in range(random_.randint(1, 8)))
    for _ in range(random_.choice([0, 1, 1, 1, 2, 3])):
        at = random_.randrange(len(text) + 1)
        if random_.random() < 0.5:
            text = text[:at] + text[at + random_.choice([1, 1, 1, 1, 5]) :]
        else:
            text = text[:at] + random_.choice(PIECES) + text[at:]
    # Leave out cookies, T-strings (newer than this Python) and what only lines read as code show.
    if re.search("coding[:=]|[tT][rR]?['\"]|[rR][tT]['\"]|\ufeff|\ufffd|\0", text):
        return "x"
    return text


def compare(tool, paths):
    paths = list(paths)
    compared = differences = 0
    for path, (rows, errors) in zip(paths, ours(tool, paths), strict=True):
        text = decoded(path)
        if text is None:
            if not errors:
                print(f"{path}: only CPython refuses the encoding")
                differences += 1
            continue
        compared += 1
        if found := difference(text, rows, errors):
            print(f"{path}: {found}")
            differences += 1
    print(f"{compared} files compared, {differences} differ")
    return differences


def compare_mutants(tool, paths, count, seed):
    random_ = random.Random(seed)
    texts = [t for t in map(decoded, random_.sample(paths, min(500, len(paths)))) if t]
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for index in range(count):
            names.append(f"{folder}/{index}.py")
            with open(names[-1], "w", encoding="utf-8", newline="") as file:
                file.write(mutant(random_, texts))
        return compare(tool, names)


def write_fixture():
    """Keeps the snippets and writes what CPython says now; add a snippet as `["snippet"]`."""
    lines = FIXTURE.read_text().splitlines()[1:]
    with FIXTURE.open("w") as file:
        file.write("# Snippet and tokens, by Tests/Differential/tokens.py with CPython 3.13.\n")
        for snippet, *_ in map(json.loads, lines):
            tokens, error = reference(snippet)
            expected = f"error {error[0]}: {error[1]}" if error else ", ".join(tokens)
            file.write(json.dumps([snippet, expected]) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool")
    parser.add_argument("--mutate", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write-fixture", action="store_true")
    parser.add_argument("paths", nargs="*")
    options = parser.parse_args()
    if options.write_fixture:
        return write_fixture()
    paths = list(python_files(options.paths))
    if options.mutate:
        return 1 if compare_mutants(options.tool, paths, options.mutate, options.seed) else 0
    return 1 if compare(options.tool, paths) else 0


if __name__ == "__main__":
    sys.exit(main())
