"""JSON Lines: every record of the case, as `dragoman code` printed it, then its events, visits and reviews."""

from __future__ import annotations

from pathlib import Path

from dragoman.case import Case
from dragoman.records import to_json


def write(case: Case, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for record in case.records():
            out.write(to_json(record) + "\n")
        for made in case.case_records():
            out.write(to_json(made) + "\n")
