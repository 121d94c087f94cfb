"""What every address understands: filters, pages of a list, and troubles in one shape."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Path, Query
from pydantic import BaseModel

from dragoman.case import Query as CaseQuery
from dragoman.case import Saying
from dragoman.case.searching import day
from dragoman.records import EVENT_TYPES, STATUSES

Word = Annotated[str | None, Query(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Id = Annotated[str, Path(max_length=64, pattern=r"^[^/]+$")]


class Trouble(BaseModel):
    """What is wrong, where, and what to do."""

    what: str
    where: str
    remedy: str


TROUBLES: dict[int | str, dict[str, Any]] = {
    status: {"model": Trouble, "description": text}
    for status, text in (
        (400, "The request can't be carried out as it is"),
        (404, "There is no such thing"),
        (409, "Somebody else is writing, or has changed what was to be changed"),
        (410, "The case file was moved, replaced or removed"),
        (422, "The request is none"),
        (503, "The case file can't be written, or is damaged"),
    )
}


def shown(
    party: Annotated[
        Word, Query(description="Codes, slugs, names, demonyms or words, with commas between: one must be a party")
    ] = None,
    other: Annotated[Word, Query(alias="with", description="Another party of the same event")] = None,
    source: Annotated[Word, Query(description="Who acts")] = None,
    target: Annotated[Word, Query(description="Whom it is done to")] = None,
    type: Annotated[Word, Query(description=f"Some of {', '.join(EVENT_TYPES)}")] = None,
    mode: Word = None,
    status: Annotated[Word, Query(description=f"Some of {', '.join(STATUSES)}")] = None,
    since: Annotated[Word, Query(alias="from", description="2018, 2018-04 or 2018-04-10")] = None,
    until: Annotated[Word, Query(alias="to")] = None,
    place: Word = None,
    context: Word = None,
    words: Annotated[Word, Query(description="Told by a report with these words")] = None,
    undated: Annotated[bool, Query(description="Only events that nothing dates")] = False,
    undecided: Annotated[bool, Query(description="Only events that may be the same as others")] = False,
) -> CaseQuery:
    """The filters that the address holds. Raises DragomanError for a date that is none."""
    day(since or None), day(until or None)
    return CaseQuery(
        party=party or None,
        other=other or None,
        source=source or None,
        target=target or None,
        type=type or None,
        mode=mode or None,
        status=status or None,
        since=since or None,
        until=until or None,
        place=place or None,
        context=context or None,
        words=words or None,
        undated=undated,
        undecided=undecided,
    )


def said(
    speaker: Word = None,
    addressee: Word = None,
    act: Word = None,
    since: Annotated[Word, Query(alias="from")] = None,
    until: Annotated[Word, Query(alias="to")] = None,
    words: Word = None,
) -> Saying:
    day(since or None), day(until or None)
    return Saying(speaker or None, addressee or None, act or None, since or None, until or None, words or None)


Shown = Annotated[CaseQuery, Depends(shown)]
Said = Annotated[Saying, Depends(said)]
