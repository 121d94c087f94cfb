"""What people decided about mentions, as gold cases for the bench and as rows for the extractor's training."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dragoman.records import Mention, Span

if TYPE_CHECKING:
    from dragoman.case.store import Case

_MARKS = re.compile(r"[\[\]{}*~@\t]|//")


def _decided(case: Case) -> Iterator[tuple[Mention, bool]]:
    """Each mention that a person decided about, as corrected, and whether it is one."""
    overlay = case.overlay()
    for m in case.mentions(machine=True):
        if m.id in overlay:
            yield overlay.mention(m), not overlay.rejected(m.id)


def cases(case: Case) -> Iterator[str]:
    """JSON lines: the text, its date, the trigger's span, and what a mention there must be; `right` is false where there
    must be none. Mentions of reports without a text are left out."""
    heads = {r.id: r for r in case.reports()}
    for m, right in _decided(case):
        text = case.text(m.report)
        if not text:
            continue
        sides = {
            role: sorted({p.actor for p in m.participants if p.role == role and p.actor})
            for role in ("source", "target")
        }
        yield json.dumps(
            {
                "id": m.id,
                "text": text,
                "published": heads[m.report].published,
                "trigger": list(m.trigger.span),
                "right": right,
                "type": m.type,
                "status": m.status,
                **sides,
            },
            ensure_ascii=False,
        )


def rows(case: Case) -> Iterator[str]:
    """Tab-separated type, mode and marked sentence, as training/GUIDE.md tells: a rejected mention is of type NONE."""
    for m, right in _decided(case):
        marks: list[tuple[Span, str]] = [(m.trigger.span, "**")]
        for role, pair in (("source", "[]"), ("target", "{}")):
            side = next((p for p in m.participants if p.role == role and p.text), None)
            marks += [(side.span, pair)] if side else []
        if len(marks) > 1 and (sentence := _marked(m, marks)):
            status = "" if m.status == "happened" else f"@{m.status} "
            both = "@both " if m.reciprocal else ""
            yield f"{m.type if right else 'NONE'}\t{m.mode or ''}\t{status}{both}{sentence}"


def _marked(m: Mention, marks: list[tuple[Span, str]]) -> str | None:
    """The sentence with its marks; None where they cross or stand outside it."""
    start, end = m.sentence.span
    text, at = "", start
    for (a, b), pair in sorted(marks):
        if a < at or b > end or a == b:
            return None
        text += _plain(m.sentence.text[at - start : a - start])
        text += pair[0] + _plain(m.sentence.text[a - start : b - start]) + pair[1]
        at = b
    return " ".join((text + _plain(m.sentence.text[at - start :])).split())


def _plain(text: str) -> str:
    return _MARKS.sub(" ", text)
