#!/usr/bin/env python3
"""Derive what standard library functions do from their sources, and compare with the table.

    Tests/Derivation/check.py --tool PATH/TO/loopwise [--python INTERPRETER_OR_ENVIRONMENT] [--names FILE] [--all]

Writes a small project in which a coroutine calls one plain function for each name of the table, checks it, and
reads from each finding how long the call holds its thread (`wait`) and which leaf decided. No name of the table may have a
fact of its own (a `@blocks` or `@cut` in Sources/LibraryModels/Tables): `--installed` leaves that test out.
Exit 0 if no fact stands where derivation is asked for, and at least 97 % of the names have the right class.
"""
import argparse, json, pathlib, re, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
TABLES = HERE.parent.parent / "Sources/LibraryModels/Tables"
PRELUDE = '''def open_file():
    return open("a")
def open_binary():
    return open("a", "rb")
'''


def table(path):
    rows = []
    for line in path.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            name, effect, code = (part.strip() for part in line.split("|", 2))
            rows.append((name, effect, code))
    return rows


def curated():
    """Functions with an effect or a cut of their own in the tables: {"os.stat", "queue.SimpleQueue.get", …}."""
    found = set()
    for path in sorted(TABLES.glob("*.swift")):
        for model in re.finditer(r'Model\(\s*"([^"]+)"(.*?)"""\)', path.read_text(), re.S):
            module, scope, marked = model.group(1), [], False
            for line in model.group(2).splitlines():
                text = line.strip()
                indent = len(line) - len(line.lstrip())
                if re.match(r"@(blocks|cut)\b", text):
                    marked = True
                elif match := re.match(r"(async def|def|class) (\w+)", text):
                    scope = [s for s in scope if s[0] < indent]
                    if match.group(1) == "class":
                        scope.append((indent, match.group(2)))
                        marked = False
                    else:
                        if marked:
                            found.add(".".join([module, *(s[1] for s in scope), match.group(2)]))
                        marked = False
    return found


def project(rows):
    modules = set()
    for _, _, code in rows:
        for dotted in re.findall(r"(?<![\w.\"])([a-z_]\w*(?:\.[a-z_]\w*)*)\.\w+\(?", code):
            parts = dotted.split(".")
            for count in range(1, len(parts) + 1):
                modules.add(".".join(parts[:count]))
    modules |= {m for _, _, code in rows for m in re.findall(r"([a-z0-9]+)\.", code.split("(")[0])}
    known = sorted(m for m in modules if m.partition(".")[0] not in ("open_file", "open_binary", "self"))
    packages = {"xml.etree.ElementTree", "xml.sax", "xml.dom.minidom", "xml.dom.pulldom", "logging.handlers", "logging.config",
                "concurrent.futures", "urllib.request", "http.client", "xmlrpc.client", "dbm.dumb", "os.path"}
    tops = {m for m in known if "." not in m} - {"etree", "sax", "dom", "minidom", "pulldom", "handlers", "futures",
                                                  "request", "client", "dumb", "path", "config"}
    lines = [f"import {m}" for m in sorted(tops | {p for p in packages if p.partition(".")[0] in tops})]
    text = "\n".join(lines) + "\n" + PRELUDE
    for number, (_, _, code) in enumerate(rows):
        text += f"def probe_{number}():\n    {code}\n"
    text += "async def main():\n"
    first = text.count("\n") + 1
    return text + "".join(f"    probe_{number}()\n" for number in range(len(rows))), first


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--python")
    parser.add_argument("--names", type=pathlib.Path, default=HERE / "names.txt")
    parser.add_argument("--installed", action="store_true", help="facts for C extensions are no failure")
    parser.add_argument("--all", action="store_true", help="print right ones too")
    options = parser.parse_args()
    rows = table(options.names)
    text, first = project(rows)
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "probes.py").write_text(text)
        command = [str(pathlib.Path(options.tool).resolve()), "check", "--isolated", "--no-cache", "--exit-zero", "--profile", "strict",
                   "--output-format", "json", *(["--python", options.python] if options.python else []), "."]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"exit {done.returncode}: {done.stderr.strip()[:400]}")
    found = {}
    for one in json.loads(done.stdout)["findings"]:
        if first <= one["line"] and one["code"] == "LW110":
            found[one["line"] - first] = one
    facts = set() if options.installed else curated()
    wrong, forbidden = 0, 0
    for number, (name, effect, _) in enumerate(rows):
        one = found.get(number)
        got = one["wait"]["length"] if one else "none"
        leaf = one["chain"][-1] if one else None
        told = f'{leaf["text"]} in {leaf["function"]}' if leaf else "nothing"
        if name in facts:
            forbidden += 1
            print(f"FACT   {name} has a fact of its own")
        if got != effect:
            wrong += 1
            print(f"WRONG  {name}: {got} for {effect}, by {told}")
        elif options.all:
            print(f"ok     {name}: {got}, by {told}")
    right = len(rows) - wrong
    print(f"{right} of {len(rows)} names have the right class ({100 * right / len(rows):.1f} %), {forbidden} with a fact of their own")
    return 0 if right >= 0.97 * len(rows) and not forbidden else 1


if __name__ == "__main__":
    sys.exit(main())
