"""The directory's heads of state and government against REIGN's spells of leaders, and each difference.

  python benchmarks/officeholders.py reign_leaders.csv [--since 1990]

REIGN (Bell 2016) lists who ruled, whatever the office; a spell is met where the directory has a tenure of that family name
at the top of that state which shares at least half of the spell's months. Only states whose tenures the directory holds.
"""

from __future__ import annotations

import argparse
import csv
import re
from datetime import date
from pathlib import Path

from dragoman.directory import Directory, directory, plain

TOP = ("president", "prime-minister", "leader", "monarch")


def words(name: str) -> set[str]:
    return {w for w in re.findall(r"[a-z]+", plain(name).lower()) if len(w) > 2}


def months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month + 1


def day(text: str | None, last: bool = False) -> date:
    if text is None:
        return date(2021, 8, 31)
    parts = [int(p) for p in text.split("-")]
    return date(
        parts[0],
        parts[1] if len(parts) > 1 else (12 if last else 1),
        parts[2] if len(parts) > 2 else (28 if last else 1),
    )


def spell(row: dict[str, str]) -> tuple[date, date]:
    start = date(int(row["syear"]), int(row["smonth"]), min(28, int(row["sdate"] or 1)))
    return start, date(int(row["eyear"] or 2021), int(row["emonth"] or 8), 28)


# The Correlates of War's abbreviations, which REIGN uses, where they are not ISO 3166's.
COW = {"UKG": "GBR", "FRN": "FRA", "GMY": "DEU", "GFR": "DEU", "ROK": "KOR"}


def met(who: Directory, state: str, row: dict[str, str], start: date, end: date) -> bool:
    shared = 0
    for t in who.tenures:
        if t.of == state and t.post in TOP and words(who.people[t.person].name) & words(row["leader"]):
            low, high = max(start, day(t.since)), min(end, day(t.until, True))
            shared += months(low, high) if low <= high else 0
    return 2 * shared >= months(start, end)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reign", type=Path)
    parser.add_argument("--since", type=int, default=1990)
    args = parser.parse_args()
    who = directory()
    states = {t.of for t in who.tenures if t.post in TOP}
    total = right = 0
    with args.reign.open(encoding="utf-8", errors="replace", newline="") as lines:
        for row in csv.DictReader(lines):
            try:
                start, end = spell(row)
            except ValueError:
                continue
            state = COW.get(row["stateabb"], row["stateabb"])
            if state not in states or end.year < args.since:
                continue
            start = max(start, date(args.since, 1, 1))
            total += 1
            if met(who, state, row, start, end):
                right += 1
            else:
                print(f"{state} {row['leader']}: {start} to {end}")
    print(f"{right} of {total} spells met")


if __name__ == "__main__":
    main()
