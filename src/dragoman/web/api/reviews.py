"""Corrections: laid over the machine's records, and taken back."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from dragoman.errors import Missing, Stale
from dragoman.records import Review, Verdict, content_id, to_json
from dragoman.web.desk import Desk, desk

router = APIRouter(tags=["reviews"])
At = Annotated[Desk, Depends(desk)]
Revision = Annotated[str, Query(max_length=64, description="What the decision was written with")]


class Decision(BaseModel):
    """What a person decides about the record `target`: see `dragoman review --help`."""

    model_config = ConfigDict(extra="forbid")
    target: str = Field(max_length=64)
    verdict: Verdict
    field: str | None = Field(default=None, max_length=24)
    value: str | None = Field(default=None, max_length=400)
    by: str | None = Field(default=None, max_length=200)
    note: str | None = Field(default=None, max_length=2000)
    seen: str | None = Field(default=None, max_length=64, description="The revision of the record that was looked at")


class Written(Review):
    """A decision; `revision` is asked for when it is taken back."""

    revision: str


@router.get("/reviews")
def reviews(at: At) -> list[Written]:
    """Every decision, in the order in which they were made."""
    return [_written(r) for r in at.case.reviews()]


@router.post("/reviews", status_code=201)
def review(at: At, d: Decision) -> Written:
    """Write a decision down, and make anew the events that it changes. Refused (409) where the record is no longer what
    was `seen` of it."""
    with at.alone():
        return _written(at.case.review(d.target, d.verdict, d.field, d.value, d.by, d.note, d.seen))


class Meaning(BaseModel):
    """Whom a name means in every report of the case: see `dragoman case name --help`."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=200)
    about: Literal["same as", "of", "no party"]
    value: str | None = Field(default=None, max_length=200, description="The party or the state; null for no party")
    by: str | None = Field(default=None, max_length=200)
    note: str | None = Field(default=None, max_length=2000)


@router.post("/names", status_code=201)
def decide(at: At, d: Meaning) -> Written:
    """Decide once whom a name means, for the reports that are there and for those to come."""
    with at.alone():
        return _written(at.case.decide(d.name, d.about, d.value, d.by, d.note))


@router.delete("/reviews/{number}")
def undo(at: At, number: Annotated[int, Path(ge=1, le=2**31)], revision: Revision) -> Written:
    """Take one decision back, wherever it stands in their order. Refused (409) where another stands there by now."""
    made = next((r for r in at.case.reviews() if r.number == number), None)
    if made is None:
        raise Missing(f"no decision {number}: it was taken back already", at.name)
    if _written(made).revision != revision:
        raise Stale(f"decision {number} is another one by now", at.name, "look at the decisions on the page of reports")
    with at.alone():
        at.case.take_back(made)
    return _written(made)


def _written(made: Review) -> Written:
    return Written(**dict(made), revision=content_id(to_json(made)))
