"""Exports of what is shown."""

from __future__ import annotations

import tempfile
from pathlib import Path
from shutil import rmtree
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from dragoman.case import Part
from dragoman.case.searching import day
from dragoman.errors import DragomanError
from dragoman.exporters import EXPORTERS, briefing
from dragoman.exporters.left import decided
from dragoman.plans.document import parse
from dragoman.web.api.plans import board, kept
from dragoman.web.asking import Said, Shown
from dragoman.web.desk import Desk, desk, turn

router = APIRouter(tags=["exports"])
At = Annotated[Desk, Depends(desk)]
LEFT_OUT = "x-left-out"
SUFFIX = {
    "bibtex": "bib", "csl": "json", "ftm": "ftm.jsonl", "ical": "ics", "icews": "tab", "plover": "jsonl",
    "timelinejs": "json",
}  # fmt: skip
Form = Literal[
    "bibtex", "csl", "csv", "ftm", "geojson", "gexf", "graphml", "html", "ical", "icews", "jsonl", "parquet", "plover",
    "ris", "timelinejs", "xlsx",
]  # fmt: skip
Table = Literal["events", "mentions", "statements", "visits", "reports", "reviews"]


@router.get("/export", dependencies=[Depends(turn)], response_class=FileResponse)
def export(
    at: At,
    form: Annotated[Form, Query(description="docs/formats.md tells what each one holds")],
    query: Shown,
    saying: Said,
    of: Table = "events",
    plan: Annotated[
        list[str] | None, Query(max_length=8, description="Kept plan files that a briefing holds against the case")
    ] = None,
    as_of: Annotated[str | None, Query(max_length=40)] = None,
) -> FileResponse:
    """A file with what the filters show; of the statements those that fit their own, if `of` asks for them; with `form=html`
    a briefing, with the plans that are asked for. The header x-left-out says how many rows are not in it, and why."""
    day(as_of or None)
    boards = [board(at, parse(kept(at, p).yaml, "plan"), as_of, None, None, None) for p in plan or ()]
    folder = Path(tempfile.mkdtemp(prefix="dragoman-"))
    name = f"{Path(at.name).stem or 'case'}-{of}.{SUFFIX.get(form, form)}"
    try:
        part = Part(at.case, query, saying if of == "statements" else None)
        if form == "html":
            briefing.write(part, folder / "out", boards)
            left = decided(part, "events")
        else:
            left = EXPORTERS[form](part, folder / "out", of)
    except BaseException as error:
        rmtree(folder)
        if isinstance(error, ImportError):
            raise DragomanError(
                f"{form} needs a library that is not installed", "", "pip install 'dragoman[tables]'"
            ) from None
        raise
    headers = {LEFT_OUT: str(left)} if str(left) else {}
    return FileResponse(folder / "out", headers=headers, filename=name, background=BackgroundTask(rmtree, folder))
