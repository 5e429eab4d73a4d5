"""Compare the verdicts of `loopwise-dev` and CPython 3.13 on programs with one token changed.

    python3.13 Tests/Differential/mutations.py --tool .build/release/loopwise-dev --count 20000

Each program is a few statements of this interpreter's own library in which one token was dropped,
doubled, swapped with the next or replaced by another one. Accept or reject must be the same, and so
must the tree; how often an error stands on the same line, and says the same, is printed.
"""

import argparse
import ast
import collections
import io
import os
import pathlib
import random
import sys
import tempfile
import tokenize
import warnings

import ast_digest
import snippets as judging

LAYOUT = (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
OTHERS = (
    "( ) [ ] { } , : ; . = == := -> + - * ** / // @ ! != ~ < > | & ^ % += ... x 1 1.5 2j 'a' f'{a}' b'c' "
    "f'{ None True False and as assert async await break class continue def del elif else except finally for "
    "from global if import in is lambda nonlocal not or pass raise return try while with yield match "
    "case type _ \\ $ ? é 0777 1_ 'a"
).split()


def chunks(library):
    """Texts of whole statements with their file's encoding, small enough to be judged by the thousand."""
    for path in ast_digest.python_files([library]):
        if "site-packages" in path:
            continue
        try:
            with tokenize.open(path) as file:
                text = file.read()
            tree = ast.parse(text)
        except (SyntaxError, ValueError, UnicodeDecodeError, RecursionError):
            continue
        lines = text.splitlines(keepends=True)
        for node in tree.body:
            size = node.end_lineno - node.lineno
            if size < 40:
                yield "".join(lines[node.lineno - 1 : node.end_lineno])


def short_texts():
    """The snippets of the versions table and of CPython's own tests: few words, many constructs."""
    table = pathlib.Path(__file__).parent.parent / "SyntaxTests/Fixtures/versions.txt"
    for section in table.read_text("utf-8").split("\n## ")[1:]:
        for text in section.partition("\n")[2].split("\n---\n"):
            yield text.strip("\n") + "\n"
    for source in judging.collect():
        if len(source) < 500:
            yield source.decode("utf-8", "replace") + "\n"


def spans(text):
    """`(start, end)` of each token in the text, as offsets."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in LAYOUT and token.string:
            start = starts[token.start[0] - 1] + token.start[1]
            found.append((start, starts[token.end[0] - 1] + token.end[1]))
    return found


def mutate(text, chance):
    places = spans(text)
    place = chance.randrange(len(places))
    start, end = places[place]
    kind = chance.randrange(6)
    if kind == 0:
        return text[:start] + text[end:]
    if kind == 1:
        return text[:end] + " " + text[start:end] + text[end:]
    if kind == 2 and place + 1 < len(places):
        next_start, next_end = places[place + 1]
        swapped = text[next_start:next_end] + text[end:next_start] + text[start:end]
        return text[:start] + swapped + text[next_end:]
    other = chance.choice(OTHERS)
    if kind == 3:
        return text[:start] + other + text[end:]
    if kind == 4:
        return text[:start] + other + " " + text[start:]
    start, end = chance.choice(places)
    return text[:start] + text[end:start] + other + text[end:]


def programs(count, seed, texts):
    chance = random.Random(seed)
    made = []
    while len(made) < count:
        try:
            made.append(mutate(chance.choice(texts), chance).encode("utf-8"))
        except (tokenize.TokenError, SyntaxError, ValueError):
            continue
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True, help="the loopwise-dev binary to compare with")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=10, help="differences to print")
    parser.add_argument("--short", action="store_true", help="change snippets, not the library")
    parser.add_argument("--folder", help="where the programs go; a temporary folder otherwise")
    parser.add_argument("--show-lines", type=int, default=0, help="other lines to print")
    arguments = parser.parse_args()
    if sys.version_info[:2] != ast_digest.WANTED_VERSION:
        sys.exit("the reference is CPython 3.13: run this script with it")
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or temporary
        os.makedirs(folder, exist_ok=True)
        texts = short_texts() if arguments.short else chunks(os.path.dirname(os.__file__))
        made = programs(arguments.count, arguments.seed, list(texts))
        paths = judging.write(made, folder)
        return compare(arguments, made, ast_digest.tool_digests(arguments.tool, [folder], 2), paths)


def compare(arguments, made, printed, paths):
    warnings.simplefilter("ignore")
    counts = collections.Counter()
    for source, path in zip(made, paths):
        verdict, detail, message = judging.judge(source)
        own = printed.get(path, "absent")
        counts[verdict] += 1
        rejects = own.startswith("error ")
        text = source.decode()
        if verdict == "skip":
            continue
        if rejects != (verdict == "reject"):
            counts["other verdicts"] += 1
            if counts["other verdicts"] <= arguments.show:
                print(f"CPython: {verdict} {detail} {message}, ours: {own}\n{text}")
        elif verdict == "accept" and own != detail:
            counts["other trees"] += 1
            if counts["other trees"] <= arguments.show:
                print(f"another tree\n{text}")
        elif verdict == "reject":
            line = int(own.split()[1].split(":")[0])
            counts["same line"] += line == detail
            if line != detail:
                counts["other line"] += 1
                if counts["other line"] <= arguments.show_lines:
                    print(f"CPython: line {detail} {message}, ours: {own}\n{text}")
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return 1 if counts["other verdicts"] or counts["other trees"] else 0


if __name__ == "__main__":
    sys.exit(main())
