#!/usr/bin/env python3
"""Score labelled findings: the precision by confidence and by rule, with the Wilson lower bound (95 %).

    Tests/Precision/score.py [LABELS]

`true`: a reviewer would act; `benign`: it holds the loop as told, but once, at start, at the end, or for a moment;
`false`: it does not. Strict counts `true` alone, lenient `benign` too.
"""
import collections, json, math, pathlib, sys


def wilson(right, count, z=1.96):
    if count == 0:
        return 0.0
    share = right / count
    centre = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (centre - spread) / (1 + z * z / count)


def main():
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent / "labels.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
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
