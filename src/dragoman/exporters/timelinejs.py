"""TimelineJS 3's JSON: dated events with the sentence behind each."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import escape

from dragoman.case import Case
from dragoman.exporters.left import Left
from dragoman.exporters.words import days, headline


def write(case: Case, path: Path) -> Left:
    """Events without a date have no place on a timeline and are left out. The page shows `text` as HTML, so words of
    reports are escaped."""
    held = case.events()
    quoted = {m.id: m for m in case.mentions()}
    slides, left = [], Left()
    for e in held:
        span = days(e)
        if span is None:
            left["events without a date"] += 1
            continue
        sentence = " ".join(quoted[e.history[0].mention].sentence.text.split())
        slide: dict[str, Any] = {
            "unique_id": e.id,
            "start_date": _parts(span[0]),
            "text": {"headline": str(escape(headline(e))), "text": f"<p>{escape(sentence)}</p>"},
            "group": e.type,
        }
        if span[0] != span[1]:
            slide["end_date"] = _parts(span[1])
            slide["display_date"] = e.edtf
        slides.append(slide)
    document = {"title": {"text": {"headline": "Timeline"}}, "events": slides}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return left


def _parts(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}
