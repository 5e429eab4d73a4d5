#!/usr/bin/env python3
"""Score labelled findings: the precision by confidence and by rule, with the Wilson lower bound (95 %).

    Tests/Precision/score.py [LABELS] [--reports FOLDER]

With --reports, a folder that `draw --reports` filled with what some build says, a finding counts with the confidence it
has there, and not at all where it is no longer reported; what a build says in addition is for a new draw to see.
`true`: a reviewer would act; `benign`: it holds the loop as told, but once, at start, at the end, or for a moment;
`false`: it does not. Strict counts `true` alone, lenient `benign` too.
"""
import argparse, collections, json, math, pathlib, sys


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
    return {(one["path"], one["line"], one["code"]): one["confidence"] for one in json.loads(path.read_text())["findings"]}


def main():
    parser = argparse.ArgumentParser(description="Score labelled findings.")
    parser.add_argument("labels", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent / "labels.jsonl")
    parser.add_argument("--reports", type=pathlib.Path)
    parser.add_argument("--list", choices=("true", "benign", "false", "gone"), help="print the rows of one kind")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.labels.read_text().splitlines() if line.strip()]
    if options.reports:
        reports = {project: reported(options.reports, project) for project in {row["project"] for row in rows}}
        gone = collections.Counter()
        kept = []
        for row in rows:
            confidence = reports[row["project"]].get((row["path"], row["line"], row["code"]))
            if confidence is None:
                gone[row["label"]] += 1
                if options.list == "gone":
                    print(row["label"], row["code"], row["project"], f"{row['path']}:{row['line']}", row["cause"], row["why"], sep="  ")
            else:
                kept.append({**row, "confidence": confidence})
        print("no longer reported:", ", ".join(f"{gone[label]} {label}" for label in ("true", "benign", "false")))
        rows = kept
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
