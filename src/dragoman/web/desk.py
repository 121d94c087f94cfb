"""What the workspace works on: the case, and who may write or parse at the moment. Everything else is derived from the case."""

from __future__ import annotations

import re
from asyncio import sleep
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore, Lock
from time import monotonic

from fastapi import Request

from dragoman.case import Case, checking
from dragoman.case.recoding import original
from dragoman.coding import DEFAULT, Coded, code, settled
from dragoman.errors import Busy, DragomanError
from dragoman.plans import Act, PlanDocument
from dragoman.plans.acts import acts
from dragoman.records import AnyRecord, ReportRecord
from dragoman.report import Report
from dragoman.web.worker import WORKER

WAIT = 5.0  # seconds that a second writer, or one question too many, waits before it is told
TURN = 0.1  # seconds between two looks whether it is one's turn
HEAVY = 3  # long questions at once


@dataclass(slots=True)
class Desk:
    case: Case
    extractor: str = DEFAULT
    writes: int = 0
    adding: Lock = field(default_factory=Lock)  # held while reports come in, which can take minutes
    _writing: Lock = field(default_factory=Lock)
    _asked: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(HEAVY))

    @property
    def name(self) -> str:
        """The case file's name; the folders above it are nobody else's business."""
        return re.split(r"[/\\]", self.case.where)[-1]

    def unplaced(self, text: str) -> str:
        """A text in which the case file stands without its folders."""
        for path in (str(Path(self.case.where).absolute()), self.case.where):
            text = text.replace(path, self.name)
        return text

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The one writer of this workspace, for the time of a change. Raises Busy where another takes long."""
        if not self._writing.acquire(timeout=WAIT):
            raise Busy("somebody else is writing in this case", self.name, "try again later")
        try:
            yield
        finally:
            self.writes += 1
            self._writing.release()

    def coded(self, report: Report, owner: object = None) -> Coded:
        """The records of a report, with every actor, date, place and condition that it names. Raises DragomanError where it
        can't be coded. The work can be ended by its owner."""
        return WORKER.run(records_of, report, self.extractor, owner=owner)

    def report(self, head: ReportRecord) -> Report:
        return original(self.case, head)

    def redate(self, head: ReportRecord, published: str | None) -> list[AnyRecord]:
        return self.coded(replace(self.report(head), published=published)).records

    def acts(self, plan: PlanDocument) -> list[Act]:
        """What a plan is held against; the last few are remembered until the case changes."""
        return _acts(self.case, plan.model_dump_json(), f"{self.case.stand()} {self.writes}")


def records_of(report: Report, extractor: str) -> Coded:
    coded = next(code([report], expressions=True, extractor=settled(extractor)[0]))
    if isinstance(coded, DragomanError):
        raise coded
    return coded


@lru_cache(maxsize=4)
def _acts(case: Case, plan: str, stand: str) -> list[Act]:
    return acts(case, PlanDocument.model_validate_json(plan))


async def turn(request: Request) -> AsyncIterator[None]:
    """For questions that read much of the case: a few at a time, so that others are answered meanwhile. Raises Busy."""
    at: Desk = request.app.state.desk
    until = monotonic() + WAIT
    while not at._asked.acquire(blocking=False):
        if monotonic() > until:
            raise Busy("others' long questions are being answered", at.name, "ask again in a moment")
        await sleep(TURN)
    try:
        yield
    finally:
        at._asked.release()


def desk(request: Request) -> Iterator[Desk]:
    """The desk of a request. What nobody foresaw while it is answered is put down to the case where that has a fault."""
    found: Desk = request.app.state.desk
    with checking.blamed(found.case):
        yield found
