"""Records made by hand, for tests that need no parser."""

from __future__ import annotations

from typing import Any

from dragoman.records import AnyRecord, Mention, ReportRecord, content_id
from dragoman.report import Report


def report(source: str, published: str | None = None, text: str = "") -> Report:
    return Report(text or f"Report {source}.", source, published=published)


def head(source: Report) -> ReportRecord:
    return ReportRecord(
        id=source.id, source_id=source.source_id, path=None, title=source.title, byline=None, publisher=source.publisher,
        url=source.url, published=source.published, dated=None, language=None, sha256=source.sha256,
        length=len(source.text),
    )  # fmt: skip


def mention(source: Report, number: int, **values: Any) -> Mention:
    """A mention of a meeting; `source`, `target`: actor codes, `people`: slugs by code, `when`: (earliest, latest)."""
    sides = [("source", values.pop("by", "PRK")), ("target", values.pop("to", "RUS"))]
    people = values.pop("people", {})
    when = values.pop("when", None)
    words = values.pop("words", "The ministers met for talks.")
    given: dict[str, Any] = {
        "id": content_id(source.id, "mention", number),
        "report": source.id,
        "type": "CONSULT",
        "mode": None,
        "contexts": [],
        "status": "happened",
        "background": False,
        "reciprocal": False,
        "participants": [
            {"role": role, "actor": code, "sector": None, "entity": people.get(code), "post": None, "text": code,
             "span": (0, 1), "how": "name"}
            for role, code in sides if code
        ],
        "when": when and {
            "text": "then", "span": (0, 1), "edtf": when[0] if when[0] == when[1] else f"{when[0]}/{when[1]}",
            "earliest": when[0], "latest": when[1], "precision": "day" if when[0] == when[1] else "week", "anchor": "text",
        },
        "where": None,
        "trigger": {"text": "met", "span": (14, 17)},
        "sentence": {"text": words, "span": (0, len(words))},
        "reported_by": None,
        "rule": "CONSULT.meet",
        "confidence": 0.8,
    }  # fmt: skip
    return Mention.model_validate(given | values)


def records(source: Report, *mentions: Mention) -> list[AnyRecord]:
    return [head(source), *mentions]
