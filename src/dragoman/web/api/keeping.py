"""Looking after a case: its invariants, and what people decided as gold cases."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from fastapi.responses import PlainTextResponse

from dragoman.case import checking, gold
from dragoman.plans.document import fault
from dragoman.web.desk import Desk, desk, turn

router = APIRouter(tags=["keeping"])
At = Annotated[Desk, Depends(desk)]
MOST_FAULTS = 1000


@router.get("/check", dependencies=[Depends(turn)])
def check(at: At) -> list[str]:
    """A line for each thing in the case that is not as it must be; none where all is well. Takes as long as reading it all."""
    return list(islice(checking.faults(at.case, fault), MOST_FAULTS))


@router.get(
    "/corrections",
    dependencies=[Depends(turn)],
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
def corrections(at: At, form: Literal["gold", "training"] = "gold") -> PlainTextResponse:
    """What people decided about mentions: gold cases for `dragoman bench reviewed`, or rows to teach the extractor with."""
    lines = gold.rows(at.case) if form == "training" else gold.cases(at.case)
    return PlainTextResponse("".join(line + "\n" for line in lines))
