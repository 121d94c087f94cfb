"""The coder on PETRARCH-2's validation sentences (made from that coder's own output, so they flatter it).

  python benchmarks/petrarch_gsr.py VALIDATION.xml CAMEO_TO_PLOVER.txt [--show]

CAMEO codes are folded to PLOVER types by the table; codes 01 and 02 are left out. A triple is the type with the first three
letters of source and target; a reciprocal mention stands for both directions. Last, the sentences without an event on which
the coder finds none with two sides.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

from dragoman.coding import code
from dragoman.records import Mention
from dragoman.report import Report

SENTENCE = re.compile(r"<Sentence\b(.*?)(?=<Sentence\b|\Z)", re.DOTALL)
CODING = re.compile(r'<EventCoding\s+eventcode="(\d+)"\s+sourcecode="(\w*)"\s+targetcode="(\w*)"')
LEFT_OUT = ("01", "02")


@dataclass
class Row:
    text: str
    triples: set[tuple[str, str, str]]
    empty: bool


def table(path: Path) -> dict[str, str]:
    """CAMEO code -> PLOVER type."""
    lines = re.findall(r"^(\d{2,4}):\s*([A-Z]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(lines)


def fold(cameo: str, types: dict[str, str]) -> str | None:
    return next((types[cameo[:n]] for n in (4, 3, 2) if cameo[:n] in types), None)


def rows(path: Path, types: dict[str, str]) -> list[Row]:
    found = []
    for block in SENTENCE.findall(path.read_text(encoding="utf-8")):
        text = re.search(r"<Text>(.*?)</Text>", block, re.DOTALL)
        if text:
            codings = [(fold(c, types), s[:3], t[:3]) for c, s, t in CODING.findall(block) if c[:2] not in LEFT_OUT]
            found.append(
                Row(
                    " ".join(text.group(1).split()), {(k, s, t) for k, s, t in codings if k}, 'noevents="True"' in block
                )
            )
    return found


def triples(mentions: list[Mention]) -> set[tuple[str, str, str]]:
    found = set()
    for m in mentions:
        sides = {role: {p.actor for p in m.participants if p.role == role and p.actor} for role in ("source", "target")}
        for s in sides["source"]:
            for t in sides["target"]:
                found.add((m.type, s, t))
                if m.reciprocal:
                    found.add((m.type, t, s))
    return found


def two_sided(mention: Mention) -> bool:
    return {p.role for p in mention.participants} == {"source", "target"}


def f1(gold: list[set[object]], found: list[set[object]]) -> str:
    right = sum(len(g & f) for g, f in zip(gold, found, strict=True))
    asked, given = sum(map(len, gold)), sum(map(len, found))
    return f"precision {right / max(1, given):.2f}, recall {right / max(1, asked):.2f}, F1 {2 * right / max(1, asked + given):.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("table", type=Path)
    parser.add_argument("--show", action="store_true", help="print the sentences where something differs")
    args = parser.parse_args()
    gold = rows(args.gold, table(args.table))
    coded = [c.records for c in code(Report(row.text, str(n)) for n, row in enumerate(gold))]
    mentions = [[m for m in records if isinstance(m, Mention)] for records in coded]
    found = [triples(ms) for ms in mentions]
    print(f"{len(gold)} sentences")
    print(
        "type             ",
        f1([{k for k, _, _ in r.triples} for r in gold], [{m.type for m in ms if two_sided(m)} for ms in mentions]),
    )
    print(
        "country dyad     ",
        f1([{(s, t) for _, s, t in r.triples} for r in gold], [{(s, t) for _, s, t in f} for f in found]),
    )
    print("type and dyad    ", f1([set(r.triples) for r in gold], [set(f) for f in found]))
    empty = [ms for r, ms in zip(gold, mentions, strict=True) if r.empty]
    print(
        f"no two-sided event on {sum(not any(map(two_sided, ms)) for ms in empty)} of {len(empty)} sentences without one"
    )
    if args.show:
        for r, f in zip(gold, found, strict=True):
            if r.triples != f or r.empty:
                print("\n" + r.text, "\n   gold", sorted(r.triples), "\n   ours", sorted(f))


if __name__ == "__main__":
    main()
