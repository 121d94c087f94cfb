"""Plans: kept with the case, drafted from reports, and held against what happened."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from dragoman.case import PlanFile
from dragoman.case.searching import day
from dragoman.errors import Missing
from dragoman.exporters.drawing import draw
from dragoman.plans import Assessment, Board, PlanDocument, Verdict, supposed
from dragoman.plans.board import Evidence
from dragoman.plans.document import LONGEST, parse
from dragoman.plans.drafting import drafts
from dragoman.plans.questions import blockers, difference, sensitive
from dragoman.records import Plan
from dragoman.web.asking import Id
from dragoman.web.desk import Desk, desk, turn
from dragoman.web.lines import Head, head

router = APIRouter(prefix="/plans", tags=["plans"])
At = Annotated[Desk, Depends(desk)]
Words = Annotated[list[str] | None, Query(max_length=50)]
Day = Annotated[str | None, Query(max_length=40)]
MOST_ASKED = 60  # sentences whose disbelief is tried


class Kept(BaseModel):
    id: str
    name: str


class Drafted(BaseModel):
    """A plan that a report holds: `id` is its record's."""

    id: str
    name: str
    report: Head


class Shelf(BaseModel):
    """The plan files kept with the case, and the plans that its reports hold."""

    kept: list[Kept]
    drafts: list[Drafted]


class Sheet(BaseModel):
    """A plan file. `id` is null for a draft, which is not kept yet."""

    id: str | None
    name: str
    yaml: str


class New(BaseModel):
    model_config = ConfigDict(extra="forbid")
    yaml: str = Field(max_length=LONGEST)


class Proof(BaseModel):
    """An account for or against a step: ISO days between which the act lies, and since when it was known. `report` and
    `event` are null for an act that a reader supposes."""

    event: str | None
    mention: str
    report: str | None
    sentence: str
    status: str
    first: str
    last: str
    known: str | None


class Stepped(BaseModel):
    """A step with its verdict; `x`, `y` (pixels) and `lines` say where its box stands and what it holds."""

    id: str
    text: str
    actor: str | None
    act: list[str]
    force: str
    deadline: str | None
    requires: list[list[str]]
    parts: list[str]
    verdict: Verdict
    value: str
    ready: str
    why: str
    met_parts: int | None
    supporting: list[Proof]
    opposing: list[Proof]
    opens_with: list[list[str]]
    x: int
    y: int
    lines: list[str]


class Arrow(BaseModel):
    x1: int
    y1: int
    x2: int
    y2: int
    part: bool


class Held(BaseModel):
    """A plan as of a day and as known on a day, drawn `width` by `height` pixels. `days` are those on which evidence lies."""

    id: str
    name: str
    version: str
    proposed_by: list[str]
    proposed_on: str
    as_of: str | None
    known_on: str | None
    days: list[str]
    steps: list[Stepped]
    arrows: list[Arrow]
    width: int
    height: int


class Change(BaseModel):
    step: str
    now: Verdict
    without: Verdict


class Deciding(BaseModel):
    """A sentence without which verdicts would be others."""

    proof: Proof
    changes: list[Change]


class Compared(BaseModel):
    """A step in two versions of a plan, null where one has none; `fields` differ."""

    old: str | None
    new: str | None
    fields: list[str]
    verdicts: tuple[Verdict | None, Verdict | None]


@router.get("")
def shelf(at: At) -> Shelf:
    found = at.case.plans()
    heads = at.case.report_heads(p.report for p in found)
    made = [Drafted(id=p.id, name=" ".join(p.name.split()), report=head(heads[p.report])) for p in found]
    return Shelf(kept=[Kept(id=p.id, name=p.name) for p in at.case.kept()], drafts=made)


@router.post("", status_code=201)
def keep(at: At, new: New) -> Kept:
    """Keep a plan file with the case. What is no plan is refused with its line."""
    plan = parse(new.yaml, "plan")
    name = f"{plan.name} ({plan.version})"
    with at.alone():
        return Kept(id=at.case.keep(name, new.yaml), name=name)


@router.get("/drafts/{plan_id}")
def draft(at: At, plan_id: Id) -> Sheet:
    """A plan file proposed from what a report says, for a person to check."""
    found = at.case.find(plan_id)
    if not isinstance(found, Plan):
        raise Missing(f"no plan {plan_id!r}", at.name)
    return Sheet(id=None, name=found.name, yaml=next(text for name, text in drafts(at.case) if name == plan_id))


@router.get("/{plan_id}")
def plan(at: At, plan_id: Id) -> Sheet:
    found = kept(at, plan_id)
    return Sheet(id=found.id, name=found.name, yaml=found.yaml)


@router.delete("/{plan_id}")
def discard(at: At, plan_id: Id) -> Kept:
    found = kept(at, plan_id)
    with at.alone():
        at.case.discard(plan_id)
    return Kept(id=found.id, name=found.name)


def _asked(
    at: At,
    plan_id: Id,
    as_of: Day = None,
    known_on: Day = None,
    suppose: Annotated[Words, Query(description="Acts to add: USA RETREAT drills 2018-06-18")] = None,
    without: Annotated[Words, Query(description="Mentions whose sentences are not believed")] = None,
) -> Board:
    return board(at, parse(kept(at, plan_id).yaml, "plan"), as_of, known_on, suppose, without)


def board(at: Desk, plan: PlanDocument, as_of: Day, known_on: Day, suppose: Words, without: Words) -> Board:
    happened = [*at.acts(plan), *(supposed(text) for text in suppose or ())]
    days = day(as_of or None, last=True), day(known_on or None, last=True)
    return Board(plan, happened, *days, frozenset(at.case.weeks_read()), frozenset(without or ()))


Asked = Annotated[Board, Depends(_asked)]


@router.get("/{plan_id}/board", dependencies=[Depends(turn)])
def progress(at: At, plan_id: Id, asked: Asked) -> Held:
    """How far each step has come, with the sentences for and against it."""
    found = asked.assess()
    whole = Board(asked.plan, asked.acts, None, None, asked.watched, asked.disbelieved).assess()
    days = {e.last for a in whole for e in (*a.supporting, *a.opposing)} | {
        s.deadline for s in asked.plan.steps if s.deadline
    }
    drawing = draw(found)
    reports = _reports(at, found)
    opens = {b.step.id: [list(s) for s in b.sets] for b in blockers(asked)}
    made = [
        Stepped(
            **{k: getattr(a.step, k) for k in ("id", "actor", "act", "force", "deadline", "requires", "parts")},
            text=a.step.text or a.step.id,
            verdict=a.verdict,
            value=a.value.word,
            ready=a.ready.word,
            why=a.why,
            met_parts=a.met_parts,
            supporting=[_proof(e, reports) for e in a.supporting],
            opposing=[_proof(e, reports) for e in a.opposing],
            opens_with=opens.get(a.step.id, []),
            x=box.x,
            y=box.y,
            lines=box.lines,
        )
        for a, box in zip(found, drawing.boxes, strict=True)
    ]
    return Held(
        id=plan_id,
        name=asked.plan.name,
        version=asked.plan.version,
        proposed_by=asked.plan.proposed.by,
        proposed_on=asked.plan.proposed.on,
        as_of=asked.as_of,
        known_on=asked.known_on,
        days=sorted({*days, asked.plan.proposed.on}),
        steps=made,
        arrows=[Arrow(x1=w.x1, y1=w.y1, x2=w.x2, y2=w.y2, part=w.part) for w in drawing.arrows],
        width=drawing.width,
        height=drawing.height,
    )


@router.get("/{plan_id}/sensitive", dependencies=[Depends(turn)])
def deciding(at: At, asked: Asked) -> list[Deciding]:
    """The sentences, one at a time, whose disbelief would change a verdict; of very many, those told first are tried."""
    found = asked.assess()
    reports = _reports(at, found)
    return [
        Deciding(
            proof=_proof(s.evidence, reports),
            changes=[Change(step=step, now=now, without=other) for step, now, other in s.changes],
        )
        for s in sensitive(asked, MOST_ASKED)
    ]


@router.get("/{plan_id}/difference/{other_id}", dependencies=[Depends(turn)])
def differences(at: At, asked: Asked, other_id: Id) -> list[Compared]:
    """Two versions of a plan, step by step, and where their verdicts part."""
    other = parse(kept(at, other_id).yaml, "plan")
    new = Board(other, at.acts(other), asked.as_of, asked.known_on, asked.watched, asked.disbelieved)
    return [
        Compared(
            old=d.old.step.id if d.old else None,
            new=d.new.step.id if d.new else None,
            fields=list(d.fields),
            verdicts=(d.old.verdict if d.old else None, d.new.verdict if d.new else None),
        )
        for d in difference(asked, new)
    ]


def kept(at: Desk, plan_id: str) -> PlanFile:
    found = next((p for p in at.case.kept() if p.id == plan_id), None)
    if found is None:
        raise Missing(f"no plan file {plan_id!r}", at.name)
    return found


def _reports(at: Desk, found: list[Assessment]) -> dict[str, str]:
    """mention -> the report that it stands in."""
    shown = {e.account.mention for a in found for e in (*a.supporting, *a.opposing)}
    return {m.id: m.report for m in at.case.mentions_of(shown).values()}


def _proof(e: Evidence, reports: dict[str, str]) -> Proof:
    report = reports.get(e.account.mention)
    values: dict[str, Any] = {"event": e.event if report else None, "mention": e.account.mention, "report": report}
    return Proof(
        **values, sentence=e.account.sentence, status=e.account.status, first=e.first, last=e.last, known=e.known
    )
