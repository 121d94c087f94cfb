"""`dragoman bench`: the coder held against labelled data that you have."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from pydantic import BaseModel, ValidationError
from rich.table import Table
from rich.text import Text

from dragoman.cli import console
from dragoman.cli.extracting import EXTRACTOR
from dragoman.coding import Coded, code
from dragoman.errors import DragomanError
from dragoman.intake.faults import first_fault
from dragoman.intake.texts import lines_of, text_of
from dragoman.intake.values import parse_json
from dragoman.records import ActorExpression, Mention
from dragoman.report import Report

FOLD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}  # this form of gold has one type for the two
COLUMNS = ("sentence", "marked_sentence", "gold_root")
MOST_CONFUSIONS = 10
LONGEST, MOST = 4_000_000, 100_000_000  # bytes of a line, of a file


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold row: a sentence, its marked source and target as character spans, and the type of the act between them."""

    key: str
    sentence: str
    source: tuple[int, int]
    target: tuple[int, int]
    type: str


@click.group()
def bench() -> None:
    """Hold the coder against labelled data.

    \b
    Example:
      dragoman bench events gold.tsv
    """


@bench.command()
@click.argument("gold", metavar="GOLD.tsv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True)
@EXTRACTOR
def events(gold: Path, processes: int, extractor: str) -> None:
    """Types and directions on sentences with a marked pair.

    GOLD.tsv has the columns sentence, marked_sentence (<s>source</s>, <t>target</t>) and gold_root.

    \b
    Example:
      dragoman bench events gold.tsv --processes 2
    """
    rows = list(pairs(gold))
    tally, direction, confusions = Tally(), Tally(), defaultdict(list)
    coded = _all(code((Report(r.sentence, r.key) for r in rows), processes, expressions=True, extractor=extractor))
    marked = named = 0
    with console.progress() as bar:
        task = bar.add_task("", total=len(rows))
        for row, one in zip(rows, coded, strict=True):
            found, paired = types_of([m for m in one.records if isinstance(m, Mention)], row)
            tally.count(row.type, found)
            known = [e.span for e in one.records if isinstance(e, ActorExpression) and e.actor]
            marked += 2
            named += _meets(known, row.source) + _meets(known, row.target)
            direction.count(row.type, paired)
            if row.type not in found:
                confusions[row.type, min(found, default="nothing")].append(row.sentence)
            bar.advance(task)
    out = console.out()
    out.print(tally.table("Types of the sentences' two-sided mentions"))
    out.print(direction.line("pair, type and direction"))
    out.print(Text(f"marked parties with a state or organisation: {named} of {marked}"))
    for (want, got), sentences in sorted(confusions.items(), key=lambda c: -len(c[1]))[:MOST_CONFUSIONS]:
        out.print(Text(f"{want} read as {got}: {len(sentences)}", "bold"))
        out.print(Text(f"  {console.clean(sentences[0])}"))


@bench.command()
@click.argument("gold", metavar="GOLD.jsonl", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True)
@EXTRACTOR
def reviewed(gold: Path, processes: int, extractor: str) -> None:
    """Hold this version against what people decided about mentions (`dragoman case corrections CASE GOLD.jsonl`).

    A case is met where a mention stands at its words with its type, status and parties, or, where a person rejected the
    mention, where none of its type does.

    \b
    Example:
      dragoman bench reviewed gold.jsonl
    """
    cases = list(decisions(gold))
    texts = {(c.text, c.published): str(n) for n, c in enumerate(cases)}
    reports = (Report(text, key, published=published) for (text, published), key in texts.items())
    found: dict[str, list[Mention]] = {}
    for one in _all(code(reports, processes, extractor=extractor)):
        found[one.report.source_id] = [m for m in one.records if isinstance(m, Mention)]
    met: dict[str, list[bool]] = defaultdict(list)
    for c in cases:
        for name, right in outcome(c, found[texts[c.text, c.published]]):
            met[name].append(right)
    table = Table(title=f"{len(cases)} decisions of people")
    for name in ("what", "met", "of", "share"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for name, answers in met.items():
        table.add_row(name, str(sum(answers)), str(len(answers)), f"{sum(answers) / len(answers):.3f}")
    console.out().print(table)


def _all(outcomes: Iterable[Coded | DragomanError]) -> Iterator[Coded]:
    """Every one of them. Raises DragomanError at the first that could not be coded: figures without it would not be true."""
    for outcome in outcomes:
        if isinstance(outcome, DragomanError):
            raise outcome
        yield outcome


class Decided(BaseModel):
    """A line of a gold file: what a person decided about the mention at these words."""

    text: str
    published: str | None
    trigger: tuple[int, int]
    right: bool
    type: str
    status: str
    source: list[str]
    target: list[str]


def decisions(path: Path) -> Iterator[Decided]:
    """The gold cases of a file. Raises DragomanError at the first line that is none."""
    for number, line in lines_of(path, LONGEST):
        if isinstance(line, DragomanError):
            raise line
        where = f"{path}:{number}"
        try:
            yield Decided.model_validate(parse_json(line, str(path), number))
        except ValidationError as error:
            raise DragomanError(first_fault(error)[1], where) from None


def outcome(case: Decided, mentions: list[Mention]) -> Iterator[tuple[str, bool]]:
    """(what was decided, whether the mentions agree) for one case."""
    here = [m for m in mentions if _meets([m.trigger.span], case.trigger)]
    if not case.right:
        yield "rejected, and not found", not any(m.type == case.type for m in here)
        return
    same = [m for m in here if m.type == case.type]
    yield "found with its type", bool(same)
    if same:
        yield "status, where found", any(m.status == case.status for m in same)
        yield "parties, where found", any(_actors(m) == (case.source, case.target) for m in same)


def _actors(m: Mention) -> tuple[list[str], list[str]]:
    sides = [{p.actor for p in m.participants if p.role == role and p.actor} for role in ("source", "target")]
    return sorted(sides[0]), sorted(sides[1])


def pairs(path: Path) -> Iterator[Pair]:
    """The rows of a gold file. Raises DragomanError where it can't be read or a column is missing."""
    reader = csv.DictReader(io.StringIO(text_of(path, MOST), newline=""), delimiter="\t", restval="")
    try:
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
        if missing:
            raise DragomanError(f"no column {', '.join(missing)}", str(path))
        for number, row in enumerate(reader):
            spans = [marked_span(row["marked_sentence"], tag) for tag in "st"]
            if spans[0] and spans[1]:
                yield Pair(str(number), row["sentence"], spans[0], spans[1], row["gold_root"])
    except csv.Error as error:
        raise DragomanError(f"broken columns ({error})", f"{path}:{reader.line_num}") from None


def marked_span(marked: str, tag: str) -> tuple[int, int] | None:
    """The span that the first pair of these tags holds, counted without any tag."""
    start, end = marked.find(f"<{tag}>"), marked.find(f"</{tag}>")
    if start < 0 or end < 0:
        return None
    before, inner = plain(marked[:start]), plain(marked[start:end])
    return len(before), len(before) + len(inner)


def plain(text: str) -> str:
    """The sentence without its tags."""
    for tag in ("<s>", "</s>", "<t>", "</t>"):
        text = text.replace(tag, "")
    return text


def types_of(mentions: list[Mention], row: Pair) -> tuple[set[str], set[str]]:
    """(types of all two-sided mentions, types of those whose sides meet the marked pair in its direction)."""
    found: set[str] = set()
    paired: set[str] = set()
    for m in mentions:
        sides = {role: [p.span for p in m.participants if p.role == role] for role in ("source", "target")}
        if not (sides["source"] and sides["target"]):
            continue
        kind = FOLD.get(m.type, m.type)
        found.add(kind)
        forward = _meets(sides["source"], row.source) and _meets(sides["target"], row.target)
        back = m.reciprocal and _meets(sides["source"], row.target) and _meets(sides["target"], row.source)
        if forward or back:
            paired.add(kind)
    return found, paired


def _meets(spans: list[tuple[int, int]], goal: tuple[int, int]) -> bool:
    return any(a < goal[1] and goal[0] < b for a, b in spans)


class Tally:
    """Right, wrong and missed answers by type."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()

    def count(self, want: str, found: set[str]) -> None:
        self.right[want] += want in found
        self.missed[want] += want not in found
        self.wrong.update(found - {want})

    def scores(self, kinds: list[str]) -> tuple[float, float, float]:
        right, wrong, missed = (sum(c[k] for k in kinds) for c in (self.right, self.wrong, self.missed))
        return (
            right / max(1, right + wrong),
            right / max(1, right + missed),
            2 * right / max(1, 2 * right + wrong + missed),
        )

    def kinds(self) -> list[str]:
        return sorted(k for k in self.right | self.missed)

    def line(self, name: str) -> Text:
        precision, recall, f1 = self.scores(sorted(set(self.kinds()) | set(self.wrong)))
        return Text(f"{name}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")

    def table(self, title: str) -> Table:
        table = Table(title=title)
        for name in ("type", "precision", "recall", "F1", "gold"):
            table.add_column(name, justify="left" if name == "type" else "right")
        for kind in self.kinds():
            table.add_row(kind, *(f"{s:.3f}" for s in self.scores([kind])), str(self.right[kind] + self.missed[kind]))
        table.add_row("all (micro)", *(f"{s:.3f}" for s in self.scores(self.kinds())), "", style="bold")
        return table
