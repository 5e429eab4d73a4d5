#!/usr/bin/env python3
"""Score labelled findings: the precision by confidence and by rule, with the Wilson lower bound (95 %).

    Tests/Precision/score.py [LABELS…] [--reports FOLDER] [--rules TOOL] [--actionable]

With --rules the table of every rule is printed in Markdown, with the default that the tool states for it. With
--actionable only errors and warnings of high confidence count. With --reports, a folder that `draw --reports` filled with what some build says, a finding counts with the confidence it
has there, and not at all where it is no longer reported; what a build says in addition is for a new draw to see.
`true`: a reviewer would act; `benign`: it holds the loop as told, but once, at start, at the end, or for a moment;
`false`: it does not. Strict counts `true` alone, lenient `benign` too.
"""
import argparse, collections, json, math, pathlib, subprocess, sys


def wilson(right, count, z=1.96):
    if count == 0:
        return 0.0
    share = right / count
    centre = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (centre - spread) / (1 + z * z / count)


def reported(folder, project):
    """The confidence of each place of a project's report; places are told relative to the project."""
    path = folder / f"{project}.json"
    if not path.is_file():
        sys.exit(f"{path}: no report of this project")
    found = json.loads(path.read_text())["findings"]
    return {(one["path"], one["line"], one["code"]): (one["confidence"], one["severity"]) for one in found}


def decision(counts, default):
    """Why a rule is on or off, by DESIGN.md 1a.5."""
    n = sum(counts.values())
    if default != "on":
        return f"{default}: policy or style"
    if n < 22:
        return "on: fewer than 22 labels, hard negatives decide"
    bound = wilson(counts["true"] + counts["benign"], n)
    return "on: the bound holds" if 0.85 <= bound else f"on: the suite asks for it; bound {bound:.2f}"


def by_rule(rows, tool):
    """The table of every rule: what was drawn, what of it is still told as sure and worth it, and the default."""
    listed = subprocess.run([tool, "rules", "--output-format", "json"], capture_output=True, text=True, check=True).stdout
    defaults = {rule["code"]: rule["default"] for rule in json.loads(listed)}
    groups = collections.defaultdict(collections.Counter)
    for row in rows:
        groups[row["code"]][row["label"]] += 1
    print("| rule | labels | true | benign | false | strict | benign counted as right | default, and why |")
    print("|---|---:|---:|---:|---:|---:|---:|---|")
    for code in sorted(groups, key=lambda code: (-sum(groups[code].values()), code)):
        counts = groups[code]
        n = sum(counts.values())
        strict, lenient = counts["true"], counts["true"] + counts["benign"]
        print(f"| {code} | {n} | {strict} | {counts['benign']} | {counts['false']} | {strict / n:.2f} (≥ {wilson(strict, n):.2f}) | "
              f"{lenient / n:.2f} (≥ {wilson(lenient, n):.2f}) | {decision(counts, defaults.get(code, 'gone'))} |")


def main():
    parser = argparse.ArgumentParser(description="Score labelled findings.")
    default = pathlib.Path(__file__).resolve().parent / "labels.jsonl"
    parser.add_argument("labels", nargs="*", type=pathlib.Path, default=[default])
    parser.add_argument("--rules", metavar="TOOL", help="print the table of every rule")
    parser.add_argument("--actionable", action="store_true", help="only errors and warnings of high confidence count")
    parser.add_argument("--reports", type=pathlib.Path)
    parser.add_argument("--list", choices=("true", "benign", "false", "gone"), help="print the rows of one kind")
    options = parser.parse_args()
    rows = [json.loads(line) for path in options.labels for line in path.read_text().splitlines() if line.strip()]
    if options.reports:
        reports = {project: reported(options.reports, project) for project in {row["project"] for row in rows}}
        gone = collections.Counter()
        kept = []
        for row in rows:
            said = reports[row["project"]].get((row["path"], row["line"], row["code"]))
            if said is None:
                gone[row["label"]] += 1
                if options.list == "gone":
                    print(row["label"], row["code"], row["project"], f"{row['path']}:{row['line']}", row["cause"], row["why"], sep="  ")
            else:
                kept.append({**row, "confidence": said[0], "severity": said[1]})
        print("no longer reported:", ", ".join(f"{gone[label]} {label}" for label in ("true", "benign", "false")))
        rows = kept
    if options.actionable:
        rows = [row for row in rows if row["confidence"] == "high" and row.get("severity") != "info"]
    if options.rules:
        by_rule(rows, options.rules)
        return 0
    for row in rows:
        if row["label"] == options.list:
            print(row["confidence"], row["code"], row["project"], f"{row['path']}:{row['line']}", row["cause"], row["why"], sep="  ")
    groups = collections.defaultdict(collections.Counter)
    for row in rows:
        for group in ("all", f"{row['confidence']} confidence", row["code"], f"{row['code']} {row['confidence']}"):
            groups[group][row["label"]] += 1
    print(f"{len(rows)} findings of {len({row['project'] for row in rows})} projects")
    print(f"{'':20} {'n':>4} {'true':>5} {'benign':>6} {'false':>5}  {'strict':>13}  {'lenient':>13}")
    for group in sorted(groups):
        counts = groups[group]
        n = sum(counts.values())
        strict, lenient = counts["true"], counts["true"] + counts["benign"]
        print(f"{group:20} {n:4} {counts['true']:5} {counts['benign']:6} {counts['false']:5}  "
              f"{strict / n:.2f} (≥ {wilson(strict, n):.2f})  {lenient / n:.2f} (≥ {wilson(lenient, n):.2f})")
    reasons = collections.Counter(row["why"] for row in rows if row["label"] == "false")
    for reason, count in reasons.most_common():
        print(f"false {count:3}  {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
