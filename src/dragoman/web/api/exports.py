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
from dragoman.errors import DragomanError
from dragoman.exporters import EXPORTERS
from dragoman.web.asking import Said, Shown
from dragoman.web.desk import Desk, desk

router = APIRouter(tags=["exports"])
At = Annotated[Desk, Depends(desk)]
SUFFIX = {
    "bibtex": "bib", "csl": "json", "ftm": "ftm.jsonl", "ical": "ics", "icews": "tab", "plover": "jsonl",
    "timelinejs": "json",
}  # fmt: skip
Form = Literal[
    "bibtex", "csl", "csv", "ftm", "geojson", "gexf", "graphml", "html", "ical", "icews", "jsonl", "parquet", "plover",
    "ris", "timelinejs", "xlsx",
]  # fmt: skip
Table = Literal["events", "mentions", "statements", "visits", "reports", "reviews"]


@router.get("/export", response_class=FileResponse)
def export(
    at: At,
    form: Annotated[Form, Query(description="docs/formats.md tells what each one holds")],
    query: Shown,
    saying: Said,
    of: Table = "events",
) -> FileResponse:
    """A file with what the filters show; of the statements those that fit their own, if `of` asks for them."""
    folder = Path(tempfile.mkdtemp(prefix="dragoman-"))
    name = f"{Path(at.case.where).stem or 'case'}-{of}.{SUFFIX.get(form, form)}"
    try:
        EXPORTERS[form](Part(at.case, query, saying if of == "statements" else None), folder / "out", of)
    except BaseException as error:
        rmtree(folder)
        if isinstance(error, ImportError):
            raise DragomanError(
                f"{form} needs a library that is not installed", "", "pip install 'dragoman[tables]'"
            ) from None
        raise
    return FileResponse(folder / "out", filename=name, background=BackgroundTask(rmtree, folder))
