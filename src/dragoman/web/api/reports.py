"""Reports: listed, added, dated, read with all that is marked in them, and taken out."""

from __future__ import annotations

import re
import tempfile
from asyncio import sleep
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from shlex import quote
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from dragoman.assemble.mentions import Assembled
from dragoman.case.reviewing import Overlay
from dragoman.coding import DEFAULT, explain, parts
from dragoman.errors import Busy, DragomanError, Stale, unforeseen
from dragoman.extract.examples import alike
from dragoman.readers import iso_date, read
from dragoman.records import (
    ActorExpression,
    AnyRecord,
    ConditionExpression,
    DateExpression,
    Mention,
    PlaceExpression,
    Plan,
    ReportRecord,
    Statement,
)
from dragoman.report import Report
from dragoman.web.asking import Id, Limit, Offset
from dragoman.web.desk import TURN, Desk, desk, turn
from dragoman.web.lines import Head, head
from dragoman.web.worker import WORKER

router = APIRouter(tags=["reports"])
At = Annotated[Desk, Depends(desk)]
Read = Annotated[
    Mention | Statement | Plan | ActorExpression | DateExpression | PlaceExpression | ConditionExpression,
    Field(union_mode="smart"),
]
State = Literal["accepted", "rejected", "corrected", "waiting"]
MOST_FILES = 500


class Row(BaseModel):
    """A report in a list, with the number of its records by kind."""

    report: Head
    records: dict[str, int]


class Rows(BaseModel):
    total: int
    reports: list[Row]


class Told(BaseModel):
    """A record as a person corrected it, what was decided about it, and the event that it is an account of. One that is
    `waiting` counts nowhere before a person has accepted it."""

    record: Read
    state: State | None
    event: str | None
    revision: str


class Text(BaseModel):
    """A report with its text, the Admiralty grade that a person gave it, and all that was read in it."""

    report: ReportRecord
    head: Head
    text: str
    stale: str | None = Field(description="The command that codes it anew, where other parts made it; else null")
    grade: str
    revision: str
    records: list[Told]


class Alike(BaseModel):
    """A sentence of the corpus that tells an act much as this one is told, and how that act is marked."""

    sentence: str
    trigger: tuple[int, int]
    mark: str


class Reason(BaseModel):
    """Why a record is as it is: the entry that fired and on which path, the likeliest types and statuses, the cues of its
    status with what they rule, and what the trust in it rests on."""

    id: str
    rule: str
    path: list[str]
    types: list[tuple[str, float]]
    statuses: list[tuple[str, float]]
    signs: list[tuple[str, str, str]]
    alike: list[Alike]
    features: list[str]


class Reasons(BaseModel):
    """Reasons of a report's records, and every name, date, place and condition in its text."""

    reasons: list[Reason]
    expressions: list[ActorExpression | DateExpression | PlaceExpression | ConditionExpression]


class Published(BaseModel):
    """An ISO date, or null for a report without one."""

    published: str | None = Field(max_length=40)
    seen: str | None = Field(default=None, max_length=64, description="The revision of the report that was looked at")


class Progress(BaseModel):
    """One report that was dealt with, `done` of `total`: added, already there, or refused and why. `what` of one that was
    added tells what its reader should know."""

    done: int
    total: int
    name: str
    state: Literal["added", "same", "refused"]
    report: Head | None = None
    records: int = 0
    what: str = ""
    remedy: str = ""


@router.get("/reports")
def reports(at: At, limit: Limit = 50, offset: Offset = 0) -> Rows:
    """Reports without a date first, then from the latest published on."""
    rows = [Row(report=head(r), records=counts) for r, counts in at.case.report_page(limit, offset)]
    return Rows(total=at.case.report_count(), reports=rows)


@router.post(
    "/reports",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"application/x-ndjson": {"schema": Progress.model_json_schema()}},
            "description": "A line a report",
        }
    },
)
def add(
    at: At,
    files: Annotated[list[UploadFile], File(description=".txt, .md or .jsonl", max_length=MOST_FILES)],
    published: Annotated[
        list[str] | None, Form(description="For each file the ISO date of reports that carry none, or nothing")
    ] = None,
) -> StreamingResponse:
    """Code reports and add them; each line of the answer is the Progress of one. Those that were added stay, whatever
    becomes of the others. Raises Busy where others are being added."""
    if at.adding.locked():
        raise Busy("reports are being added to this case", at.name, "try again when that is done")
    days = [d.strip() for d in published or []]
    for n, d in enumerate(days):
        if d:
            iso_date(d, f"published[{n}]")
    folder = tempfile.TemporaryDirectory()
    taken = [(_kept(Path(folder.name), n, f), f.filename or "") for n, f in enumerate(files)]
    dated = [(path, name, (days[n] or None) if n < len(days) else None) for n, (path, name) in enumerate(taken)]

    async def lines() -> AsyncIterator[str]:
        """A browser that goes away ends this: the report that is being read is left, the lock is given back, and no further one is read."""
        while not at.adding.acquire(blocking=False):
            await sleep(TURN)
        try:
            made = _added(at, dated, owner)
            while (one := await to_thread.run_sync(next, made, None, abandon_on_cancel=True)) is not None:
                yield one.model_dump_json() + "\n"
        finally:
            at.adding.release()
            WORKER.end(owner)
            folder.cleanup()

    owner = object()
    return StreamingResponse(lines(), media_type="application/x-ndjson")


def _kept(folder: Path, number: int, file: UploadFile) -> Path:
    """The upload on disk, under a name of our own; only the suffix is the sender's."""
    suffix = re.sub(r"[^a-z.]", "", PurePosixPath((file.filename or "").lower()).suffix)[:10]
    path = folder / f"{number:04d}{suffix or '.txt'}"
    with path.open("wb") as out:
        while block := file.file.read(1 << 20):
            out.write(block)
    return path


def _added(at: Desk, files: list[tuple[Path, str, str | None]], owner: object) -> Iterator[Progress]:
    total = len(files)
    done = 0
    for path, name, published in files:
        plain = PurePosixPath(name.replace("\\", "/")).name or "pasted.txt"
        for outcome in read([path], published):
            done += 1
            total = max(total, done)
            if isinstance(outcome, DragomanError):
                place = outcome.where.replace(str(path), plain)
                yield Progress(
                    done=done,
                    total=total,
                    name=place or plain,
                    state="refused",
                    what=outcome.what,
                    remedy=outcome.remedy,
                )
                continue
            yield _taken(at, replace(outcome, **_renamed(outcome, path, plain)), done, total, owner)


def _renamed(report: Report, path: Path, name: str) -> dict[str, str]:
    """A file's reports are called after the file that the sender gave, not after our copy of it."""
    found = {"path": (report.path or "").replace(str(path), name)}
    if report.source_id == path.name:
        found["source_id"] = name
    return found


def _taken(at: Desk, report: Report, done: int, total: int, owner: object) -> Progress:
    try:
        coded = at.coded(report, owner)
        records = coded.records
        with at.alone():
            fresh = at.case.add(report, records)
    except Exception as unknown:
        error = unknown if isinstance(unknown, DragomanError) else unforeseen(unknown, "not added", report.source_id)
        return Progress(
            done=done,
            total=total,
            name=report.source_id,
            state="refused",
            what=at.unplaced(error.what),
            remedy=at.unplaced(error.remedy),
        )
    first = next(r for r in records if isinstance(r, ReportRecord))
    state: Literal["added", "same"] = "added" if fresh else "same"
    mentions = sum(isinstance(r, Mention) for r in records)
    return Progress(
        done=done,
        total=total,
        name=report.source_id,
        state=state,
        report=head(first),
        records=mentions,
        what="; ".join(coded.notices),
    )


@router.get("/reports/{report_id}")
def report(at: At, report_id: Id) -> Text:
    """A report with everything that was read in it."""
    records = at.case.told(report_id)
    own = next(r for r in records if isinstance(r, ReportRecord))
    overlay = at.case.overlay()
    homes = at.case.homes(r.id for r in records if isinstance(r, Mention))
    seen = at.case.revisions(r.id for r in records)
    made = []
    for r in records:
        if isinstance(r, ReportRecord):
            continue
        now = overlay.mention(r) if isinstance(r, Mention) else overlay.statement(r) if isinstance(r, Statement) else r
        made.append(Told(record=now, state=_state(overlay, r), event=homes.get(r.id), revision=seen[r.id]))
    return Text(
        report=own,
        head=head(own),
        text=at.case.text(report_id),
        stale=_stale(at, own),
        grade=at.case.grade(report_id),
        revision=seen[own.id],
        records=made,
    )


def _state(overlay: Overlay, r: AnyRecord) -> State | None:
    if r.id in overlay:
        return "rejected" if overlay.rejected(r.id) else "corrected" if overlay.fields(r.id) else "accepted"
    return "waiting" if isinstance(r, Mention) and not overlay.stands(r) else None


@router.get("/reports/{report_id}/reasons", dependencies=[Depends(turn)])
def reasons(at: At, report_id: Id) -> Reasons:
    """Why each record of a report is as it is. The report is read again, which takes a moment."""
    own = next(r for r in at.case.told(report_id) if isinstance(r, ReportRecord))
    return _reasoned(at.report(own), at.extractor)


@lru_cache(maxsize=8)
def _reasoned(report: Report, extractor: str) -> Reasons:
    return WORKER.run(reasons_of, report, extractor)


def reasons_of(report: Report, extractor: str) -> Reasons:
    read = explain(report, extractor, expressions=True)
    acts = {a.mention.id: a for a in read.mentions}
    reasons = [_reason(r, acts.get(r.id)) for r in read.records if isinstance(r, Mention | Statement | Plan)]
    named = [
        r
        for r in read.records
        if isinstance(r, ActorExpression | DateExpression | PlaceExpression | ConditionExpression)
    ]
    return Reasons(reasons=reasons, expressions=named)


def _reason(record: Mention | Statement | Plan, made: Assembled | None) -> Reason:
    act = made.act.act if made else None
    return Reason(
        id=record.id,
        rule=record.rule,
        path=list(act.path) if act else [],
        types=[(k, round(p, 2)) for k, p in act.types.items()] if act else [],
        statuses=[(k, round(p, 2)) for k, p in act.statuses.items()] if act else [],
        signs=[(s.status, s.word, s.scope) for s in made.cues] if made else [],
        alike=[
            Alike(sentence=e.sentence, trigger=e.trigger, mark=e.mark) for e in alike(record.sentence, record.trigger)
        ]
        if isinstance(record, Mention)
        else [],
        features=list(made.features) if made else [],
    )


@router.put("/reports/{report_id}/published")
def publish(at: At, report_id: Id, given: Published) -> Head:
    """Date a report, or take its date away: it is coded anew, since what "Tuesday" is depends on it. Decisions hold."""
    own = next(r for r in at.case.told(report_id) if isinstance(r, ReportRecord))
    day = iso_date(given.published, "published") if given.published else None
    records = at.redate(own, day)
    with at.alone():
        if given.seen not in (None, at.case.revisions([report_id]).get(report_id)):
            raise Stale("the report was changed by somebody else meanwhile", own.source_id, "look at it as it is now")
        at.case.add(at.report(own), records)
    return head(next(r for r in records if isinstance(r, ReportRecord)))


def _stale(at: Desk, own: ReportRecord) -> str | None:
    if not at.case.text(own.id) or own.made_by == parts(at.extractor):
        return None
    with_own = "" if at.extractor == DEFAULT else f" --extractor {at.extractor}"
    return f"dragoman case recode {quote(at.name)} --stale{with_own}"


@router.delete("/reports/{report_id}")
def remove(at: At, report_id: Id) -> Head:
    """Undo the adding of a report. Decisions about its records stay, for the case that it is added again."""
    own = next(r for r in at.case.told(report_id) if isinstance(r, ReportRecord))
    with at.alone():
        at.case.remove(report_id)
    return head(own)
