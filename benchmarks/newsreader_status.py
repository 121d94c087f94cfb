"""Asks the extractor for the status at given triggers, whether or not it would have found an act there.

  python benchmarks/newsreader_status.py reports.jsonl triggers.jsonl [both|entries|model] > answers.tsv

`triggers.jsonl` has a line {"id", "key", "span", "text"} for each trigger; the answer is `id<TAB>key<TAB>status`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from dragoman.codebook import codebook
from dragoman.coding import document
from dragoman.document import Document
from dragoman.extract.combine import settle, weights
from dragoman.extract.learned import load
from dragoman.finders.statuses import StatusFinder
from dragoman.report import Report


def main() -> None:
    reports, triggers = Path(sys.argv[1]), Path(sys.argv[2])
    asked: dict[str, list[tuple[str, int, int]]] = {}
    for line in triggers.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        asked.setdefault(row["id"], []).append((row["key"], *row["span"]))
    for line in reports.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        read = document(Report(row["text"], row["id"]))  # status needs no date
        for key, start, end in asked.get(row["id"], []):
            print(row["id"], key, status(read, start, end, sys.argv[3] if sys.argv[3:] else "both"), sep="\t")


def status(read: Document, start: int, end: int, by: str) -> str:
    """The status at `[start, end)` of the report, by this extractor."""
    tokens = read.tree.tokens
    inside = [t for t in tokens if read.original(t.start, t.end)[0] < end and read.original(t.start, t.end)[1] > start]
    heads = [t for t in inside if t.head not in inside] or inside
    main = next((t for t in heads if t.is_verb or t.is_noun), heads[0] if heads else None)
    if main is None:
        return "happened"
    rules = StatusFinder(codebook())
    if by == "entries":
        return rules.find(main)[0]
    first, last = read.tree.sentences[main.sentence]
    at = tokens[first].start
    asked = load().reader.ask(read.tree.text[at : tokens[last - 1].end], (main.start - at, main.end - at))
    if asked is None:
        return "happened"
    act = replace(asked[0], trigger=(main.start, main.end))
    return (settle(act, read, rules, weights().status) if by == "both" else act).status


if __name__ == "__main__":
    main()
