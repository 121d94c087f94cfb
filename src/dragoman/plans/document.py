"""The plan file: steps, what each waits for, and which acts fit it. Every fault is one line with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import networkx
import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from dragoman.days import iso_day
from dragoman.directory import directory
from dragoman.directory.naming import nearest
from dragoman.errors import DragomanError
from dragoman.records import EventType, Force
from dragoman.yamls import parse_yaml

LONGEST = 200_000  # characters of a plan file
DEEPEST = 20  # lists and mappings within each other


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
    steps: list[Step] = Field(min_length=1)

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
    try:
        return parse(path.read_text("utf-8"), str(path))
    except OSError as error:
        raise DragomanError(error.strerror or "unreadable", str(path)) from None
    except UnicodeDecodeError:
        raise DragomanError("no text in UTF-8", str(path)) from None


def parse(text: str, name: str) -> PlanDocument:
    """The plan of a YAML text. Raises DragomanError with NAME:LINE for what is no plan: unknown keys and actors, steps that
    wait for themselves or for nothing that there is, a deadline before the proposal."""
    if len(text) > LONGEST:
        raise DragomanError(f"a plan file is at most {LONGEST:,} characters", name)
    _sound(text, name)
    data = parse_yaml(text, name)
    lines = _Lines(text, name)
    try:
        plan = PlanDocument.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        what = first["msg"].removeprefix("Value error, ")
        key = ".".join(str(p) for p in first["loc"])
        raise DragomanError(f"{key}: {what}" if key else what, lines.at(first["loc"])) from None
    for place, what in faults(plan):
        raise DragomanError(what, lines.at(place))
    return plan


def _sound(text: str, name: str) -> None:
    """Refuse what would break the YAML library, or grow beyond measure, when it is loaded."""
    depth = 0
    try:
        for e in yaml.parse(text, yaml.SafeLoader):
            line = e.start_mark.line + 1 if e.start_mark else 1
            depth += isinstance(e, yaml.CollectionStartEvent) - isinstance(e, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise DragomanError("nested too deep for a plan", f"{name}:{line}")
            if isinstance(e, yaml.AliasEvent):
                raise DragomanError("a plan file has no aliases (*name)", f"{name}:{line}", "write the value out")
    except yaml.YAMLError:
        return  # which loading it tells with its line


class _Lines:
    """Where each value of a YAML text stands."""

    def __init__(self, text: str, name: str) -> None:
        self.name, self.root = name, yaml.compose(text, Loader=yaml.SafeLoader)

    def at(self, place: tuple[Any, ...]) -> str:
        node, line = self.root, 1
        for part in place:
            found = _child(node, part)
            if found is None:
                break
            node, line = found
        return f"{self.name}:{line}"


def _child(node: Any, part: Any) -> tuple[Any, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part).rstrip("_"):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line + 1
    return None


Fault = tuple[tuple[Any, ...], str]


def faults(plan: PlanDocument) -> list[Fault]:
    """(place, what) for everything that no plan can mean."""
    found: list[Fault] = []
    ids = [s.id for s in plan.steps]
    for n, s in enumerate(plan.steps):
        here = ("steps", n)
        if s.id in ids[:n]:
            found.append(((*here, "id"), f"two steps are called {s.id!r}"))
        for name in {i for group in s.requires for i in group} | set(s.parts):
            key = "parts" if name in s.parts else "requires"
            if name == s.id:
                found.append(((*here, key), f"step {s.id!r} waits for itself"))
            elif name not in ids:
                found.append(((*here, key), f"step {s.id!r} waits for {name!r}, which is no step"))
        if s.halt and not s.contrary:
            found.append(((*here, "halt"), f"step {s.id!r} is a halt, and nothing is contrary to it"))
        if s.deadline and s.deadline < plan.proposed.on:
            found.append(((*here, "deadline"), f"step {s.id!r} is due before it was proposed ({plan.proposed.on})"))
    found += [(place, _stranger(code)) for place, code in _actors(plan) if not _known(code)]
    waits = networkx.DiGraph((s.id, i) for s in plan.steps for i in {*s.parts, *(i for g in s.requires for i in g)})
    for circle in networkx.simple_cycles(waits):
        if len(circle) > 1 and not found:
            at = ids.index(min(circle, key=ids.index))
            found.append((("steps", at), f"steps wait for each other in a circle: {', '.join(sorted(circle))}"))
    return found


def _actors(plan: PlanDocument) -> list[tuple[tuple[Any, ...], str]]:
    found: list[tuple[tuple[Any, ...], str]] = [(("proposed", "by"), code) for code in plan.proposed.by]
    for name in ("accepted", "withdrawn"):
        found += [((name, n, "by"), p.by) for n, p in enumerate(getattr(plan, name))]
    for n, s in enumerate(plan.steps):
        fits: list[tuple[tuple[Any, ...], Fit]] = [(("steps", n), s)]
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
