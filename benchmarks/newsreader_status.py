"""Asks the status finder at given triggers, whether or not the codebook would have fired there.

  python benchmarks/newsreader_status.py reports.jsonl triggers.jsonl [rules|model] > answers.tsv

`triggers.jsonl` has a line {"id", "key", "span", "text"} for each trigger; the answer is `id<TAB>key<TAB>status`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from dragoman.coder import Reading
from dragoman.parsing import parse
from dragoman.report import Report, clean


def main() -> None:
    reports, triggers = Path(sys.argv[1]), Path(sys.argv[2])
    asked: dict[str, list[tuple[str, int, int]]] = {}
    for line in triggers.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        asked.setdefault(row["id"], []).append((row["key"], *row["span"]))
    for line in reports.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        report = Report(row["text"], row["id"])  # status needs no date
        copy = clean(report.text)
        reading = Reading(report, copy, next(parse([copy])), judge="rules" if sys.argv[3:] == ["rules"] else "model")
        for key, start, end in asked.get(report.source_id, []):
            print(report.source_id, key, reading.status_at(start, end), sep="\t")


if __name__ == "__main__":
    main()
