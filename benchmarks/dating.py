"""The date of a report from its text alone, against the dates that were hidden.

  python benchmarks/dating.py reports.jsonl…

Each line has an id, a text and its true `published`, which the coder does not see. Prints how many texts get a range, how
many of the ranges hold the true date, and the median width of the closed ones.
"""

from __future__ import annotations

import json
import statistics
import sys
from datetime import date
from pathlib import Path

from dragoman.coding import code
from dragoman.records import ReportRecord
from dragoman.report import Report


def main() -> None:
    truth: dict[str, str] = {}
    texts: list[Report] = []
    for path in sys.argv[1:]:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if len(row.get("published", "")) == 10 and row["published"][:4].isdigit():
                key = f"{path}:{row['id']}"
                truth[key] = row["published"]
                texts.append(Report(row["text"], key))
    ranged = held = contrary = 0
    widths = []
    for coded in code(texts, extractor="entries"):
        head = coded.records[0]
        assert isinstance(head, ReportRecord)
        if head.dated is None:
            continue
        if head.dated.earliest is None and head.dated.latest is None:
            contrary += 1
            continue
        ranged += 1
        first, last = head.dated.earliest or "0", head.dated.latest or "9"
        inside = first <= truth[head.source_id] <= last
        held += inside
        if not inside:
            print(
                head.source_id.rsplit(":", 1)[1],
                truth[head.source_id],
                first,
                last,
                [(b.text, b.why) for b in head.dated.basis],
            )
        if head.dated.earliest and head.dated.latest:
            widths.append((date.fromisoformat(last[:8] + "28") - date.fromisoformat(first[:8] + "01")).days)
    print(
        f"{len(texts)} texts, {ranged} with a range, {contrary} with contradictory clues; {held} ranges hold the date = {held / max(1, ranged):.3f}"
    )
    if widths:
        print(f"{len(widths)} ranges closed on both sides, median width {statistics.median(widths):.0f} days")


if __name__ == "__main__":
    main()
