"""Statements: who said what to whom, and one speaker's over time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from dragoman.web.asking import Limit, Offset, Said
from dragoman.web.desk import Desk, desk
from dragoman.web.lines import Words, head, who

router = APIRouter(tags=["statements"])
At = Annotated[Desk, Depends(desk)]


class Sayings(BaseModel):
    total: int
    statements: list[Words]


@router.get("/statements")
def statements(at: At, saying: Said, limit: Limit = 100, offset: Offset = 0) -> Sayings:
    """The statements that fit, in the order of their reports' dates."""
    total, found = at.case.sayings(saying, limit, offset)
    heads = at.case.report_heads(s.report for s in found)
    seen = at.case.revisions(s.id for s in found)
    made = [
        Words(
            statement=s,
            revision=seen[s.id],
            report=head(heads[s.report]),
            speaker=who(s.speaker) if s.speaker else None,
            addressee=who(s.addressee) if s.addressee else None,
        )
        for s in found
    ]
    return Sayings(total=total, statements=made)
