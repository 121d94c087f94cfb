"""Corrections: laid over the machine's records, and taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from dragoman.errors import Missing
from dragoman.records import Review, Verdict
from dragoman.web.desk import Desk, desk

router = APIRouter(tags=["reviews"])
At = Annotated[Desk, Depends(desk)]


class Decision(BaseModel):
    """What a person decides about the record `target`: see `dragoman review --help`."""

    model_config = ConfigDict(extra="forbid")
    target: str = Field(max_length=64)
    verdict: Verdict
    field: str | None = Field(default=None, max_length=24)
    value: str | None = Field(default=None, max_length=400)
    by: str | None = Field(default=None, max_length=200)
    note: str | None = Field(default=None, max_length=2000)


@router.get("/reviews")
def reviews(at: At) -> list[Review]:
    """Every decision, in the order in which they were made."""
    return at.case.reviews()


@router.post("/reviews", status_code=201)
def review(at: At, d: Decision) -> Review:
    """Write a decision down, and make anew the events that it changes."""
    with at.alone():
        return at.case.review(d.target, d.verdict, d.field, d.value, d.by, d.note)


@router.delete("/reviews/last")
def undo(at: At) -> Review:
    """Take the last decision back."""
    with at.alone():
        made = at.case.take_back()
    if made is None:
        raise Missing("nothing to take back", at.case.where)
    return made
