#!/usr/bin/env python3
"""The guide suite again, written otherwise: the verdicts have to stay.

    Tests/Suite/variants.py --loopwise PATH/TO/loopwise [--list] [--keep FOLDER] [SUITE]

Makes three variants of every file of the suite, and compares the findings of each with those of the original, line
by line (a variant keeps every statement on its line):

    renamed   functions, classes, parameters and variables of the file get other names
    moved     undecorated functions and classes that stand by themselves go to another module, and are imported from it
    aliased   `import m` and `from m import n` bind other names

A difference is a (line, code) that only one side has. Needs Python 3.12 or newer. Exit 0 only if nothing differs.
"""
import argparse, ast, builtins, collections, io, json, keyword, pathlib, subprocess, sys, tempfile, tokenize, zlib

HERE = pathlib.Path(__file__).resolve().parent
BLOCKING = ("blocking-call", "nested-run", "cpu-bound-in-async", "sync-orm-in-async")


def tokens(text):
    return list(tokenize.generate_tokens(io.StringIO(text).readline))


def replace(text, names):
    """The text with identifiers replaced, where they are names rather than attributes or keywords of a call."""
    lines = text.splitlines(keepends=True)
    every = [t for t in tokens(text) if t.type not in (tokenize.COMMENT, tokenize.NL)]
    depth, edits = 0, []
    for index, token in enumerate(every):
        if token.string in ("(", "[", "{"):
            depth += 1
        elif token.string in (")", "]", "}"):
            depth -= 1
        if token.type != tokenize.NAME or token.string not in names:
            continue
        before = every[index - 1].string if index else ""
        after = every[index + 1].string if index + 1 < len(every) else ""
        if before == "." or (after == "=" and before in ("(", ",") and depth and not is_definition(every, index)):
            continue
        edits.append((token.start, token.end, names[token.string]))
    for (row, start), (_, end), new in reversed(edits):
        line = lines[row - 1]
        lines[row - 1] = line[:start] + new + line[end:]
    return "".join(lines)


def is_definition(every, index):
    """Whether `name=` stands in the parameters of a `def` or `lambda`, not in a call."""
    depth = 0
    for place in range(index - 1, -1, -1):
        text = every[place].string
        if text in (")", "]", "}"):
            depth += 1
        elif text in ("(", "[", "{"):
            if depth == 0:
                return place >= 2 and every[place - 2].string == "def"
            depth -= 1
        elif text == "lambda" and depth == 0:
            return True
    return False


def kept_names(tree):
    """Names that mean something elsewhere: keywords of calls, attributes, names in strings, imports."""
    kept = set(dir(builtins)) | set(keyword.kwlist) | {"self", "cls", "_"}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg:
            kept.add(node.arg)
        elif isinstance(node, ast.Attribute):
            kept.add(node.attr)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            kept |= {(a.asname or a.name).partition(".")[0] for a in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 80:
            try:
                inner = ast.parse(node.value, mode="eval")
            except (SyntaxError, ValueError):
                continue
            kept |= {n.id for n in ast.walk(inner) if isinstance(n, ast.Name)}
        elif isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    kept.add(item.name)
                elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                    kept.add(item.target.id)
                elif isinstance(item, ast.Assign):
                    kept |= {t.id for t in item.targets if isinstance(t, ast.Name)}
        elif isinstance(node, ast.MatchClass):
            kept |= set(node.kwd_attrs)
    return kept


def renamed(text):
    tree = ast.parse(text)
    own = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            own.add(node.name)
        elif isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            own.add(node.name)
    names = {}
    # Each file of the suite stands alone: new names must not meet those of another file.
    file = f"{zlib.crc32(text.encode()):08x}"
    for number, name in enumerate(sorted(own - kept_names(tree))):
        if name.startswith("__"):
            continue
        stem = "test_v" if name.startswith("test_") else "Vv" if name[:1].isupper() else "vv"
        names[name] = f"{stem}{number}_{file}"
    return {"": replace(text, names)}


def aliased(text):
    tree = ast.parse(text)
    edits, names = [], {}
    lines = text.splitlines(keepends=True)
    top = [n for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom))]
    stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    stored |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    strings = " ".join(n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    for node in top:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            continue
        for item in node.names:
            bound = item.asname or item.name
            if "." in bound or bound == "*" or bound in stored or bound in strings or item.lineno != item.end_lineno:
                continue
            if any(isinstance(n, ast.Import) and any(a.name.startswith(bound + ".") for a in n.names) for n in top):
                continue
            names[bound] = f"Aa_{bound}" if bound[:1].isupper() else f"aa_{bound}"
            edits.append((item.lineno, item.col_offset, item.end_col_offset, f"{item.name} as {bound}"))
    for row, start, end, new in sorted(edits, reverse=True):
        line = lines[row - 1].encode()
        lines[row - 1] = (line[:start] + new.encode() + line[end:]).decode()
    text = "".join(lines)
    # `import m as m` binds the second name only: the first is what is imported.
    marked = replace(text, names)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            marked = restore(marked, text, node, names)
    return {"": marked}


def restore(marked, text, node, names):
    """Gives the imported names of one statement back, and keeps what they are bound to."""
    rows = marked.splitlines(keepends=True)
    for row in range(node.lineno, node.end_lineno + 1):
        line = rows[row - 1]
        for old, new in names.items():
            line = line.replace(f"{new} as {new}", f"{old} as {new}")
            for module in (n for n in (getattr(node, "module", None),) if n):
                first = module.partition(".")[0]
                if first in names:
                    line = line.replace(f"from {names[first]}", f"from {first}")
            for item in node.names:
                if item.asname == old and item.name != old:
                    first = item.name.partition(".")[0]
                    if first in names:
                        line = line.replace(f"{names[first]}", first) if f"{names[first]}." in line else line
        rows[row - 1] = line
    return "".join(rows)


def moved(text, module):
    tree = ast.parse(text)
    imports, constants, functions = set(), {}, {}
    defined = collections.Counter()
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imports |= {(a.asname or a.name).partition(".")[0] for a in node.names}
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    constants[target.id] = node
                    defined[target.id] += 1
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            defined[node.name] += 1
            if not node.decorator_list and not any(isinstance(n, (ast.Global, ast.Nonlocal)) for n in ast.walk(node)):
                functions[node.name] = node
    written = {n for node in ast.walk(tree) if isinstance(node, ast.Global) for n in node.names}
    constants = {name: node for name, node in constants.items() if defined[name] == 1 and name not in written}
    functions = {name: node for name, node in functions.items() if defined[name] == 1 and not name.startswith("test")}
    changed = True
    while changed:
        changed = False
        for name, node in list(functions.items()):
            own = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            own |= {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}
            own |= {n.name for n in ast.walk(node) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
            own |= {n.name for n in ast.walk(node) if isinstance(n, ast.ExceptHandler) and n.name}
            for inner in ast.walk(node):
                if isinstance(inner, (ast.Import, ast.ImportFrom)):
                    own |= {(a.asname or a.name).partition(".")[0] for a in inner.names}
            free = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - own - set(dir(builtins))
            if not free <= imports | set(constants) | set(functions):
                del functions[name]
                changed = True
    if not functions:
        return {"": text}
    lines = text.splitlines(keepends=True)
    here = list(lines)
    there = ["\n"] * len(lines)
    keep = [n for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]
    used = {n.id for f in functions.values() for n in ast.walk(f) if isinstance(n, ast.Name)}
    keep += [constants[name] for name in sorted(used & set(constants))]
    for node in keep:
        for row in range(node.lineno - 1, node.end_lineno):
            there[row] = lines[row]
    for name, node in functions.items():
        for row in range(node.lineno - 1, node.end_lineno):
            there[row] = lines[row]
            here[row] = "\n"
        here[node.lineno - 1] = f"from {module} import {name}\n"
    return {"": "".join(here), module: "".join(there)}


def check(tool, profile, folder):
    command = [tool, "check", "--isolated", "--no-cache", "--exit-zero", "--profile", profile, "--output-format", "json", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"exit {done.returncode}: {done.stderr.strip()[:400]}")
    report = json.loads(done.stdout)
    found = collections.defaultdict(set)
    for one in report["findings"]:
        name = pathlib.Path(one["path"]).stem.removesuffix("_moved_part")
        found[name].add((one["line"], one["code"]))
    return found


def verdicts(tool, folder, files):
    """Findings by file, each under the profile that the file asks for."""
    by_profile = {profile: check(tool, profile, folder) for profile in ("default", "strict")}
    result = {}
    for name, text in files.items():
        profile = "strict" if any(l.startswith("# profile: strict") for l in text.splitlines()[:5]) else "default"
        result[name] = by_profile[profile][name]
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", nargs="?", default=HERE, type=pathlib.Path)
    parser.add_argument("--loopwise", default="loopwise")
    parser.add_argument("--list", action="store_true", help="print every difference")
    parser.add_argument("--keep", type=pathlib.Path, help="leave the variants in this folder")
    options = parser.parse_args()
    tool = str(pathlib.Path(options.loopwise).resolve()) if "/" in options.loopwise else options.loopwise
    total = collections.Counter()
    differing = collections.Counter()
    with tempfile.TemporaryDirectory() as temporary:
        root = options.keep or pathlib.Path(temporary)
        for kind in ("bad", "good"):
            files = {}
            for path in sorted((options.suite / kind).glob("*.py")):
                text = path.read_text(encoding="utf-8")
                try:
                    ast.parse(text)
                except SyntaxError:
                    continue
                files[path.stem] = text
            for variant in ("original", "renamed", "moved", "aliased"):
                folder = root / kind / variant
                folder.mkdir(parents=True, exist_ok=True)
                count = 0
                for name, text in files.items():
                    extra = f"{name}_moved_part"
                    made = {"original": lambda: {"": text}, "renamed": lambda: renamed(text), "moved": lambda: moved(text, extra),
                            "aliased": lambda: aliased(text)}[variant]()
                    for part, content in made.items():
                        compile(content, part or name, "exec", dont_inherit=True, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | ast.PyCF_ONLY_AST)
                        (folder / f"{part or name}.py").write_text(content, encoding="utf-8")
                    count += made.get("") != text
                got = verdicts(tool, folder, files)
                if variant == "original":
                    wanted = got
                    continue
                for name, text in files.items():
                    blocking = kind == "bad" and any(f"expect: {c}" in text for c in BLOCKING)
                    total[variant] += 1
                    total[variant, "blocking"] += blocking
                    if got[name] == wanted[name]:
                        continue
                    differing[variant] += 1
                    differing[variant, "blocking"] += blocking
                    if options.list:
                        lost, new = sorted(wanted[name] - got[name]), sorted(got[name] - wanted[name])
                        print(f"{kind}/{name} {variant}: lost {lost} new {new}")
                total[variant, "changed"] += count
    for variant in ("renamed", "moved", "aliased"):
        print(f"{variant}: {total[variant, 'changed']} of {total[variant]} files written otherwise, "
              f"{differing[variant]} with other verdicts; blocking {differing[variant, 'blocking']} of {total[variant, 'blocking']}")
    return 1 if any(differing.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
