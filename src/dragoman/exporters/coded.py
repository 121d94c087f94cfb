"""Rows as other coders write them: PLOVER records and ICEWS-style tab files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from dragoman.case import Case
from dragoman.directory import directory
from dragoman.exporters.flat import harmless
from dragoman.records import Event, Mention, Side
from dragoman.yamls import load_yaml

ICEWS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity",
    "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City", "District",
    "Province", "Country", "Latitude", "Longitude", "Status", "EDTF",
)  # fmt: skip


@lru_cache(maxsize=1)
def _cameo() -> dict[str, dict[str, Any]]:
    data: dict[str, dict[str, Any]] = load_yaml(Path(__file__).with_name("cameo.yaml"))
    return data


def _pairs(case: Case) -> Iterator[tuple[Event, Mention, Side | None, Side | None]]:
    """Each event once for each source and target: these formats hold one of each."""
    held = case.events()
    quoted = {m.id: m for m in case.mentions()}
    for e in held:
        sources: list[Side | None] = [s for s in e.participants if s.role == "source"]
        targets: list[Side | None] = [s for s in e.participants if s.role == "target"]
        for s in sources or [None]:
            for t in targets or [None]:
                yield e, quoted[e.history[0].mention], s, t


def write_plover(case: Case, path: Path) -> None:
    """JSON lines with the fields of the PLOVER data standard; what it cannot hold (status, range) stands in `dragoman`."""
    pairs = list(_pairs(case))
    reports = {r.id: r for r in case.reports()}
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for n, (e, m, source, target) in enumerate(pairs):
            report = reports[m.report]
            row = {
                "id": f"{e.id}-{n}",
                "date": _date(e) or "",
                "source": [_actor(source)] if source else [],
                "target": [_actor(target)] if target else [],
                "event": e.type,
                "mode": e.mode or "",
                "context": e.contexts,
                "auxiliary_mode": _auxiliary(e.status),
                "location": [{"name": e.where.name, "country": e.where.country, "lat": e.where.lat, "lon": e.where.lon}]
                if e.where else [],
                "text": " ".join(m.sentence.text.split()),
                "language": report.language or "",
                "publication": {"publisher": report.publisher, "date": report.published, "url": report.url},
                "dragoman": {"event": e.id, "status": e.status, "edtf": e.edtf, "told": e.told, "reports": e.reports},
            }  # fmt: skip
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _date(e: Event) -> str | None:
    """The first day; without one the day on which it was told, as those coders date by the story: none where its report
    proves no day. EDTF is empty then."""
    told = e.first_told
    return e.earliest or e.latest or (told.known if told and told.known == told.earliest else None)


def _auxiliary(status: str) -> str:
    """PLOVER's auxiliary modes: historical facts have none."""
    return {"planned": "future", "proposed": "future", "conditional": "hypothetical", "hypothetical": "hypothetical",
            "negated": "negated", "denied": "negated"}.get(status, "")  # fmt: skip


def _actor(side: Side) -> dict[str, str]:
    return {"actor": side.actor or "", "sector": side.sector or "", "name": " ".join(side.text.split())}


def write_icews(case: Case, path: Path) -> None:
    """A tab-separated file with ICEWS' columns, and two of ours at the end. Codes are text ("036"); Event Date is the
    first day of the range, else the report's; a tab or newline inside a value is a space, and what a spreadsheet would take
    for a formula begins with an apostrophe."""
    pairs = list(_pairs(case))
    reports = {r.id: r for r in case.reports()}
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
        writer.writerow(ICEWS)
        for n, (e, m, source, target) in enumerate(pairs):
            code = _cameo()[e.type]
            where = e.where
            values = (
                f"{e.id}-{n}", _date(e), *_columns(source), e.mode or e.type.title(),
                code.get("modes", {}).get(e.mode, code["code"]), code["intensity"], *_columns(target), m.report, "",
                reports[m.report].publisher, where.name if where else None, None, None,
                _country(where.country) if where else None, where.lat if where else None, where.lon if where else None,
                e.status, e.edtf,
            )  # fmt: skip
            writer.writerow([" ".join(str(harmless(v)).split()) if v is not None else "" for v in values])


def _columns(side: Side | None) -> tuple[str | None, str | None, str | None]:
    if side is None:
        return None, None, None
    return " ".join(side.text.split()), side.sector, _country(side.actor)


def _country(code: str | None) -> str | None:
    state = directory().states.get(code) if code else None
    return str(state["name"]) if state else code
