"""Compares the scopes of Python files with CPython's `symtable`.

    python3.13 Tests/Differential/scopes.py .build/release/loopwise-dev PATH…

For every function, lambda and comprehension: local, global, free and cell names. Prints each
difference and a count; the exit status is 1 when there is one. Private names (`__x` in a class) are
not mangled by Loopwise: where a file spells the mangled name too, the difference is known. So is one
in a function with a `type` statement or type parameters: CPython gives their values and bounds scopes
of their own, in which the facts' code does not show that it stands.
"""

import ast
import re
import subprocess
import symtable
import sys
import warnings
from collections import Counter
from pathlib import Path

# What the compiler adds by itself.
IMPLICIT = {"__class__", "__classdict__", "__conditional_annotations__"}
KEYS = ("locals", "globals", "free", "cells")


def as_generators(source):
    """The source with each list, set and dict comprehension written as a generator expression.

    The scopes are the same, but since 3.12 `symtable` shows the others as parts of the function
    around (PEP 709). Lines stay lines.
    """
    tree = ast.parse(source)
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(line, column):
        return starts[line - 1] + column

    def start(node):
        return offset(node.lineno, node.col_offset)

    def end(node):
        return offset(node.end_lineno, node.end_col_offset)

    edits = []
    for node in ast.walk(tree):
        if not isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp)):
            continue
        edits.append((end(node) - 1, end(node), b")"))
        if not isinstance(node, ast.DictComp):
            edits.append((start(node), start(node) + 1, b"("))
            continue
        edits.append((start(node), start(node) + 1, b"(("))
        # The text between key and value is parentheses, blanks, comments and one colon.
        between = source[end(node.key):start(node.value)]
        blanked = re.sub(rb"#[^\n]*", lambda m: b" " * len(m[0]), between)
        colon = end(node.key) + blanked.index(b":")
        edits.append((colon, colon + 1, b","))
        first = node.generators[0]
        text = source[end(node.value):start(first.target)]
        blanked = re.sub(rb"#[^\n]*", lambda m: b" " * len(m[0]), text)
        keyword = re.search(rb"\b(async\s+)?for\b", blanked)
        place = end(node.value) + keyword.start()
        edits.append((place, place, b")"))
    for first, last, text in sorted(edits, reverse=True):
        source = source[:first] + text + source[last:]
    return source


def plain(name, classes):
    """The name before private names are mangled."""
    for owner in classes:
        prefix = "_" + owner.lstrip("_")
        if name.startswith(prefix + "__") and not name.endswith("__"):
            return name[len(prefix):]
    return name


def describe(table, classes):
    groups = {key: set() for key in KEYS}
    for symbol in table.get_symbols():
        name = symbol.get_name()
        if name in IMPLICIT or name.startswith("."):
            continue
        kind = symbol._Symbol__scope
        name = plain(name, classes)
        if kind in (symtable.LOCAL, symtable.CELL):
            groups["locals"].add(name)
        elif kind == symtable.FREE:
            groups["free"].add(name)
        else:
            groups["globals"].add(name)
        if kind == symtable.CELL:
            groups["cells"].add(name)
    return tuple(frozenset(groups[key]) for key in KEYS)


def tables(table, classes=()):
    kind = str(getattr(table.get_type(), "value", table.get_type()))
    if kind == "class":
        classes = (table.get_name(),) + classes
    if kind == "function":
        name = plain(table.get_name(), classes)
        yield (table.get_lineno(), name), describe(table, classes)
    for child in table.get_children():
        yield from tables(child, classes)


def ours(lines):
    for line in lines:
        title, *parts = line.split("|")
        number, name = title.split()
        yield (int(number), name), tuple(frozenset(part.split()) - IMPLICIT for part in parts)


def compare(path, lines):
    source = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        top = symtable.symtable(as_generators(source), str(path), "exec")
    theirs = Counter(tables(top))
    own = Counter(ours(lines))
    return sum(theirs.values()), sorted((theirs - own), key=str), sorted((own - theirs), key=str)


def is_private(row):
    """Whether a private name is in the row, mangled or not."""
    names = {name for group in row[1] for name in group}
    return any(re.fullmatch(r"(_[^_]\w*)?__\w*[^_]", name) for name in names)


def typed_lines(source):
    """First and last lines of functions and classes with lazily evaluated types inside them."""
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    ranges = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, definitions) and any(
                isinstance(inner, getattr(ast, "TypeAlias", ())) or getattr(inner, "type_params", [])
                for inner in ast.walk(node)):
            ranges.append(range(node.lineno, node.end_lineno + 1))
    return ranges


def dumps(tool, files):
    """The lines that the tool prints for each of the files."""
    command = [tool, "facts", "--symbols", *map(str, files)]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    result = {}
    for line in output.splitlines():
        if line.startswith("# "):
            lines = result.setdefault(line[2:], [])
        elif line:
            lines.append(line)
    return result


def main():
    tool, *roots = sys.argv[1:]
    files = []
    for root in map(Path, roots):
        files += sorted(root.rglob("*.py")) if root.is_dir() else [root]
    scopes = differences = known = compared = refused = 0
    found = dumps(tool, files)
    for path in files:
        try:
            count, theirs, own = compare(path, found[str(path)])
        except (SyntaxError, ValueError) as error:
            refused += 1
            print(f"{path}: not compared: {error}")
            continue
        compared += 1
        scopes += count
        typed = typed_lines(path.read_bytes()) if theirs or own else []
        rows = [row for row in theirs + own
                if not is_private(row) and not any(row[0][0] in lines for lines in typed)]
        known += len(theirs + own) - len(rows)
        theirs = [row for row in theirs if row in rows]
        own = [row for row in own if row in rows]
        differences += len(rows)
        for words, rows in (("symtable", theirs), ("loopwise", own)):
            for (line, name), groups in rows:
                text = " | ".join(" ".join(sorted(g)) for g in groups)
                print(f"{path}:{line}: {name}: {words}: {text}")
    print(f"{compared} files, {scopes} scopes, {differences} differences, {known} known,"
          f" {refused} files not compared")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
