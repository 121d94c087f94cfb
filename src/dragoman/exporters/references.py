"""BibTeX, RIS and CSL-JSON: the reports that the case's records cite."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dragoman.case import Case
from dragoman.exporters.left import Left
from dragoman.records import ReportRecord


def cited(case: Case, left: Left) -> list[ReportRecord]:
    """The reports that an event or a statement stands in; `left` counts the others."""
    used = {m.report for m in case.mentions()} | {s.report for s in case.statements()}
    held = case.reports()
    found = [r for r in held if r.id in used]
    left["reports that no mention or statement cites"] += len(held) - len(found)
    return found


def write_bibtex(case: Case, path: Path) -> Left:
    left = Left()
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.middlewares.parsestack import default_unparse_stack
    from bibtexparser.model import Entry, Field

    library = Library()
    for r in cited(case, left):
        year = r.published[:4] if r.published else None
        values = {
            "title": r.title or r.source_id,
            "author": r.byline,
            "publisher": r.publisher,
            "year": year,
            "date": r.published,
            "url": r.url,
            "note": f"Dragoman report {r.id}",
        }
        fields = [Field(k, _tex(v)) for k, v in values.items() if v]
        library.add(Entry("article", f"dragoman{r.id}", fields))
    stack = default_unparse_stack(allow_inplace_modification=True)
    path.write_text(write_string(library, unparse_stack=stack), encoding="utf-8")
    return left


def _tex(text: str) -> str:
    """Braces and backslashes would end a field or start a command."""
    return " ".join(text.replace("\\", "/").replace("{", "(").replace("}", ")").split())


def write_ris(case: Case, path: Path) -> Left:
    left = Left()
    import rispy

    entries = []
    for r in cited(case, left):
        values: dict[str, Any] = {
            "type_of_reference": "NEWS",
            "id": r.id,
            "title": _line(r.title or r.source_id),
            "authors": [_line(r.byline)] if r.byline else None,
            "publisher": _line(r.publisher) if r.publisher else None,
            "year": r.published[:4] if r.published else None,
            "date": r.published.replace("-", "/") if r.published else None,
            "urls": [_line(r.url)] if r.url else None,
        }
        entries.append({k: v for k, v in values.items() if v})
    path.write_text(rispy.dumps(entries), encoding="utf-8")
    return left


def _line(text: str) -> str:
    return " ".join(text.split())


def write_csl(case: Case, path: Path) -> Left:
    left = Left()
    items = []
    for r in cited(case, left):
        item: dict[str, Any] = {"id": r.id, "type": "article-newspaper", "title": r.title or r.source_id}
        if r.byline:
            item["author"] = [{"literal": r.byline}]
        if r.publisher:
            item["container-title"] = r.publisher
        if r.published:
            item["issued"] = {"date-parts": [[int(n) for n in r.published[:10].split("-")]]}
        if r.url:
            item["URL"] = r.url
        items.append(item)
    path.write_text(json.dumps(items, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return left
