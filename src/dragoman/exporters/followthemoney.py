"""FollowTheMoney entities, one JSON object a line, as Aleph reads them: parties, events and the reports that tell of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.case import Case
from dragoman.errors import DragomanError
from dragoman.exporters.words import headline
from dragoman.records import Event, ReportRecord, Side, content_id


def write(case: Case, path: Path) -> None:
    """Needs followthemoney (the extra `ftm`), whose model cleans and checks every value."""
    try:
        from followthemoney import model
    except ImportError:
        raise DragomanError("followthemoney is not installed", "", "pip install 'dragoman[ftm]'") from None
    seen: set[str] = set()
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for made in _entities(case):
            if made["id"] not in seen:
                seen.add(made["id"])
                proxy = model.make_entity(made["schema"])
                proxy.id = made["id"]
                for name, values in made["properties"].items():
                    proxy.add(name, values)
                out.write(json.dumps(proxy.to_dict(), ensure_ascii=False, sort_keys=True) + "\n")


def _entities(case: Case) -> Iterator[dict[str, Any]]:
    held = case.events()
    heads = {m.id: m for m in case.mentions()}
    for r in case.reports():
        yield _report(r)
    for e in held:
        for s in e.participants:
            yield _party(s)
        quoted = [heads[m] for m in e.mentions]
        yield _event(e, sorted({m.report for m in quoted}), " ".join(quoted[0].sentence.text.split()))


def _report(r: ReportRecord) -> dict[str, Any]:
    values = {"title": r.title, "author": r.byline, "publisher": r.publisher, "sourceUrl": r.url, "date": r.published,
              "fileName": r.source_id}  # fmt: skip
    return _made("Article", r.id, values)


def _party(s: Side) -> dict[str, Any]:
    name = " ".join(s.text.split()) or s.actor or "?"
    schema = "Person" if s.entity and s.post else "PublicBody" if s.actor and not s.entity else "LegalEntity"
    return _made(
        schema, _key(s), {"name": s.entity.replace("-", " ").title() if s.entity else name, "country": s.actor}
    )


def _event(e: Event, reports: list[str], sentence: str) -> dict[str, Any]:
    values = {
        "name": headline(e),
        "summary": sentence,
        "startDate": e.earliest,
        "endDate": e.latest,
        "location": e.where.name if e.where else None,
        "country": e.where.country.casefold() if e.where and e.where.country else None,
        "involved": [_key(s) for s in e.participants],
        "proof": reports,
        "keywords": [k for k in (e.type, e.mode, e.status, *e.contexts) if k],
        "notes": f"EDTF {e.edtf}" if e.edtf else None,
    }
    return _made("Event", e.id, values)


def _key(s: Side) -> str:
    return content_id("party", s.entity or s.actor or s.text.casefold())


def _made(schema: str, name: str, values: dict[str, Any]) -> dict[str, Any]:
    return {"schema": schema, "id": name, "properties": {k: v for k, v in values.items() if v}}
