"""The plan file: steps, what each waits for, and which acts fit it. Every fault is one line with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import networkx
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from dragoman.days import iso_day
from dragoman.directory import directory
from dragoman.directory.naming import nearest
from dragoman.errors import DragomanError
from dragoman.intake.faults import first_fault
from dragoman.intake.texts import text_of
from dragoman.intake.trees import Place, parse_yaml
from dragoman.records import EventType, Force

LONGEST = 200_000  # characters of a plan file
MOST = 20_000  # keys and values in it
MOST_STEPS = 500
DEEPEST = 20  # steps that sum up steps that sum up steps


def _many(value: Any) -> Any:
    """One value may stand for a list of one."""
    return value if isinstance(value, list) or value is None else [value]


Day = Annotated[str, AfterValidator(iso_day)]
Words = Annotated[list[str], BeforeValidator(_many)]
Acts = Annotated[list[EventType], BeforeValidator(_many)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Fit(_Part):
    """Which acts are meant: done by `actor` (a code, any if null), of one of the types `act`, with `with` among the other
    parties, and told in a sentence that holds all words of one of the phrases `object` (any, if there are none)."""

    actor: str | None = None
    act: Acts = Field(min_length=1)
    with_: Words = Field(default=[], alias="with")
    mode: str | None = None
    object: Words = []


class Halt(_Part):
    """A step that is a state: it holds from an act that fits until a contrary one. `declared`: saying that it will be is
    enough; `quiet`: it counts after so many days without a contrary act; `verified`: when an act that fits followed it."""

    declared: bool = False
    quiet: int | None = Field(default=None, ge=1, le=3650)
    verified: Fit | None = None


class Step(Fit):
    """One party's one act. `contrary`: acts that undo it; `requires`: a disjunction of conjunctions of step ids; `parts`:
    ids of the steps that it sums up; `deadline`: without one it is open, and never overdue."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    text: str | None = None
    requires: list[list[str]] = []
    parts: list[str] = []
    force: Force = "will"
    deadline: Day | None = None
    halt: Halt | None = None
    contrary: list[Fit] = []


class Party(_Part):
    by: str
    on: Day


class Proposal(_Part):
    by: Annotated[list[str], BeforeValidator(_many)]
    on: Day


class PlanDocument(_Part):
    """A version of a plan. Acts before `since`, which is the day of the proposal if nothing is said, do not count.
    `accepted` and `withdrawn` are what a person knows; acts that fit `acceptance` and `withdrawal` say the same of their
    actors."""

    name: str
    version: str
    kind: Literal["plan"] = "plan"
    source: str | None = None
    proposed: Proposal
    since: Day | None = None
    accepted: list[Party] = []
    withdrawn: list[Party] = []
    acceptance: Fit | None = None
    withdrawal: Fit | None = None
    steps: list[Step] = Field(min_length=1, max_length=MOST_STEPS)

    def step(self, name: str) -> Step:
        return next(s for s in self.steps if s.id == name)

    def fits(self) -> Iterator[Fit]:
        """Every description of acts in the plan."""
        for s in self.steps:
            yield s
            yield from s.contrary
            if s.halt and s.halt.verified:
                yield s.halt.verified
        yield from (f for f in (self.acceptance, self.withdrawal) if f)


def load(path: Path) -> PlanDocument:
    """The plan of a YAML file; raises DragomanError as `parse` does."""
    return parse(read_plan(path), str(path))


def read_plan(path: Path) -> str:
    """The text of a plan file. Raises DragomanError where it can't be had."""
    return text_of(path, 4 * LONGEST)


def parse(text: str, name: str) -> PlanDocument:
    """The plan of a YAML text. Raises DragomanError with NAME:LINE for what is no plan: unknown keys and actors, steps that
    wait for themselves or for nothing that there is, a deadline before the proposal."""
    if len(text) > LONGEST:
        raise DragomanError(f"a plan file is at most {LONGEST:,} characters", name)
    tree = parse_yaml(text, name, MOST)
    try:
        plan = PlanDocument.model_validate(tree.data)
    except ValidationError as error:
        place, what = first_fault(error)
        raise DragomanError(what, tree.at(place)) from None
    for place, what in faults(plan):
        raise DragomanError(what, tree.at(place))
    return plan


def fault(name: str, text: str) -> str | None:
    """What is wrong with the text of a plan file, in one line; None where nothing is."""
    try:
        parse(text, name)
    except DragomanError as error:
        return error.line()
    return None


Fault = tuple[Place, str]


def faults(plan: PlanDocument) -> Iterator[Fault]:
    """(place, what) for everything that no plan can mean."""
    place = {s.id: n for n, s in reversed(list(enumerate(plan.steps)))}
    graph = True  # and no step waits for itself, or for none
    for n, s in enumerate(plan.steps):
        here = ("steps", n)
        if place[s.id] < n:
            yield (*here, "id"), f"two steps are called {s.id!r}"
        for name in dict.fromkeys(_waits_for(s)):
            key = "parts" if name in s.parts else "requires"
            graph &= name != s.id and name in place
            if name == s.id:
                yield (*here, key), f"step {s.id!r} waits for itself"
            elif name not in place:
                yield (*here, key), f"step {s.id!r} waits for {name!r}, which is no step"
        if s.halt and not s.contrary:
            yield (*here, "halt"), f"step {s.id!r} is a halt, and nothing is contrary to it"
        if s.deadline and s.deadline < plan.proposed.on:
            yield (*here, "deadline"), f"step {s.id!r} is due before it was proposed ({plan.proposed.on})"
    yield from ((at, _stranger(code)) for at, code in _actors(plan) if not _known(code))
    if graph:
        yield from list(_circles(plan, place)) or _deep(plan)


def _waits_for(s: Step) -> list[str]:
    return [*s.parts, *(name for group in s.requires for name in group)]


def _circles(plan: PlanDocument, place: dict[str, int]) -> Iterator[Fault]:
    """One circle of each set of steps that wait for each other."""
    waits = networkx.DiGraph((s.id, name) for s in plan.steps for name in _waits_for(s))
    for tangled in networkx.strongly_connected_components(waits):
        if len(tangled) > 1:
            first = min(tangled, key=place.__getitem__)
            circle = [name for name, _ in networkx.find_cycle(waits.subgraph(tangled), first)]
            at = min(place[name] for name in circle)
            yield ("steps", at), f"steps wait for each other in a circle: {', '.join(circle)}"


def _deep(plan: PlanDocument) -> Iterator[Fault]:
    parts = networkx.DiGraph((s.id, name) for s in plan.steps for name in s.parts)
    chain = networkx.dag_longest_path(parts)
    if len(chain) > DEEPEST:
        at = next(n for n, s in enumerate(plan.steps) if s.id == chain[0])
        yield ("steps", at, "parts"), f"parts of parts, {len(chain)} deep; {DEEPEST} are understood"


def _actors(plan: PlanDocument) -> list[tuple[Place, str]]:
    found: list[tuple[Place, str]] = [(("proposed", "by"), code) for code in plan.proposed.by]
    for name in ("accepted", "withdrawn"):
        found += [((name, n, "by"), p.by) for n, p in enumerate(getattr(plan, name))]
    for n, s in enumerate(plan.steps):
        fits: list[tuple[Place, Fit]] = [(("steps", n), s)]
        fits += [(("steps", n, "contrary", k), f) for k, f in enumerate(s.contrary)]
        fits += [(("steps", n, "halt", "verified"), s.halt.verified)] if s.halt and s.halt.verified else []
        for place, fit in fits:
            found += [((*place, "actor"), fit.actor)] if fit.actor else []
            found += [((*place, "with"), code) for code in fit.with_]
    return found


def _stranger(code: str) -> str:
    near = ", ".join(nearest(code))
    return f"no actor {code!r} in the directory" + (f"; the nearest: {near}" if near else "")


def _known(code: str) -> bool:
    known = directory()
    return code in known.states or any(o["code"] == code for o in known.organisations.values())
