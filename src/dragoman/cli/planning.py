"""`dragoman plan`: plans drafted, held against a case, and asked about."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from dragoman.case import Case
from dragoman.case.searching import day
from dragoman.cli import console, streams
from dragoman.cli.casefile import opened
from dragoman.errors import DragomanError
from dragoman.outputs import replaced
from dragoman.plans import Assessment, Board, load, supposed
from dragoman.plans.acts import Act, acts
from dragoman.plans.document import parse, read_plan
from dragoman.plans.drafting import drafts
from dragoman.plans.questions import blockers, difference, sensitive

COLOURS = {
    "met": "green",
    "partly met": "green",
    "active": "cyan",
    "accepted": "cyan",
    "proposed": "cyan",
    "breached": "red",
    "not met": "red",
    "withdrawn": "red",
    "lapsed": "red",
    "suspended": "yellow",
    "disputed": "yellow",
    "unknown": "dim",
}
CASE = click.argument("case", metavar="CASE")
PLAN = click.argument("file", metavar="PLAN.yaml", type=click.Path(dir_okay=False, path_type=Path))
AS_OF = click.option("--as-of", metavar="DATE", help="What had happened by this day.")
KNOWN_ON = click.option("--known-on", metavar="DATE", help="What could be read by this day.")
SUPPOSE = click.option(
    "--suppose",
    multiple=True,
    metavar="ACT",
    help='Add an act: "USA RETREAT drills 2018-06-18"; the party by code or name.',
)
JSON = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


@click.group()
def plan() -> None:
    """Hold the plans that parties proposed against what happened.

    \b
    Example:
      dragoman plan check korea.dragoman dual-freeze.yaml --as-of 2018-06-30
    """


@plan.command()
@CASE
@click.option("--output", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path), help="A file for each.")
def draft(case: str, output: Path | None) -> None:
    """Propose a plan file for each plan that the reports hold.

    \b
    Example:
      dragoman plan draft korea.dragoman --output plans/
    """
    with opened(case) as held:
        made = list(drafts(held))
    for name, text in made:
        if output is None:
            click.echo(text)
        else:
            with replaced(output / f"{name}.yaml", parents=True) as file:
                file.write_text(text, encoding="utf-8")
    streams.say(f"{len(made)} drafted")


def board(held: Case, file: Path, as_of: str | None, known_on: str | None, suppose: tuple[str, ...]) -> Board:
    """A plan file held against a case."""
    document = load(file)
    happened: list[Act] = [*acts(held, document), *(supposed(text) for text in suppose)]
    weeks = frozenset(held.weeks_read())
    return Board(document, happened, day(as_of, last=True), day(known_on, last=True), weeks)


@plan.command()
@CASE
@PLAN
def keep(case: str, file: Path) -> None:
    """Keep a plan file with a case, so that it is on the board of `dragoman serve`.

    \b
    Example:
      dragoman plan keep korea.dragoman dual-freeze.yaml
    """
    text = read_plan(file)
    document = parse(text, str(file))
    with opened(case) as held:
        made = held.keep(f"{document.name} ({document.version})", text)
    streams.say(f"kept: {made}")


@plan.command()
@CASE
@PLAN
@AS_OF
@KNOWN_ON
@SUPPOSE
@JSON
def check(case: str, file: Path, as_of: str | None, known_on: str | None, suppose: tuple[str, ...], form: str) -> None:
    """How far each step has come, with the sentences for and against it.

    \b
    Examples:
      dragoman plan check korea.dragoman dual-freeze.yaml --as-of 2018-06-30
      dragoman plan check korea.dragoman dual-freeze.yaml --suppose "KOR MOBILIZE drills 2018-08-20"
    """
    with opened(case) as held:
        made = board(held, file, as_of, known_on, suppose)
        found = made.assess()
    if form == "json":
        console.print_json([_plain(a) for a in found])
        return
    out = console.out()
    title = f"{made.plan.name} ({made.plan.version}), as of {made.as_of or 'the last report'}"
    table = Table(title=title, expand=True)
    for name, ratio in (("step", 4), ("who", 1), ("waits for", 2), ("verdict", 2), ("why", 4)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for a in found:
        waits = " or ".join(" and ".join(group) for group in a.step.requires) or "—"
        verdict = f"{a.verdict} ({a.met_parts} of {len(a.step.parts)})" if a.verdict == "partly met" else a.verdict
        label = Text(f"{a.step.id}\n").append(console.clean(a.step.text or ""), "dim")
        table.add_row(label, a.step.actor or "any", waits, Text(verdict, COLOURS[a.verdict]), Text(a.why))
    out.print(table)
    for a in found:
        for sign, evidence in (("+", a.supporting), ("-", a.opposing)):
            for e in evidence:
                words = f"{sign} {a.step.id}: {e.last}, known {e.known or 'never dated'}: {console.clean(e.account.sentence)}"
                out.print(Text(words, "green" if sign == "+" else "red"))


def _plain(a: Assessment) -> dict[str, Any]:
    def told(e: Any) -> dict[str, Any]:
        return {
            "event": e.event,
            "mention": e.account.mention,
            "sentence": e.account.sentence,
            "earliest": e.first,
            "latest": e.last,
            "known": e.known,
        }

    return {
        "step": a.step.id,
        "verdict": a.verdict,
        "value": a.value.word,
        "ready": a.ready.word,
        "why": a.why,
        "met_parts": a.met_parts,
        "for": [told(e) for e in a.supporting],
        "against": [told(e) for e in a.opposing],
    }


@plan.command(name="blockers")
@CASE
@PLAN
@AS_OF
@KNOWN_ON
@SUPPOSE
@JSON
def blockers_(
    case: str, file: Path, as_of: str | None, known_on: str | None, suppose: tuple[str, ...], form: str
) -> None:
    """The smallest sets of steps whose acts would open each step that waits.

    \b
    Example:
      dragoman plan blockers korea.dragoman dual-freeze.yaml --as-of 2018-03-31
    """
    with opened(case) as held:
        found = blockers(board(held, file, as_of, known_on, suppose))
    if form == "json":
        console.print_json([{"step": b.step.id, "sets": b.sets} for b in found])
        return
    for b in found:
        console.out().print(Text(f"{b.step.id} opens with {' or '.join(' and '.join(s) for s in b.sets)}"))
    if not found:
        streams.say("no step waits")


@plan.command(name="sensitive")
@CASE
@PLAN
@AS_OF
@KNOWN_ON
@SUPPOSE
@JSON
def sensitive_(
    case: str, file: Path, as_of: str | None, known_on: str | None, suppose: tuple[str, ...], form: str
) -> None:
    """The sentences, one at a time, whose disbelief would change a verdict.

    \b
    Example:
      dragoman plan sensitive korea.dragoman dual-freeze.yaml --as-of 2018-06-30
    """
    with opened(case) as held:
        found = sensitive(board(held, file, as_of, known_on, suppose))
    if form == "json":
        console.print_json([{"mention": s.evidence.account.mention, "changes": s.changes} for s in found])
        return
    out = console.out()
    for s in found:
        out.print(Text(console.clean(s.evidence.account.sentence), "bold"))
        for name, now, without in s.changes:
            out.print(Text(f"  {name}: {now}, without it {without}"))
    if not found:
        streams.say("no single sentence decides a verdict")


@plan.command()
@CASE
@click.argument("old", metavar="A.yaml", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("new", metavar="B.yaml", type=click.Path(dir_okay=False, path_type=Path))
@AS_OF
@KNOWN_ON
@JSON
def diff(case: str, old: Path, new: Path, as_of: str | None, known_on: str | None, form: str) -> None:
    """Two versions of a plan, and where their verdicts part.

    \b
    Example:
      dragoman plan diff korea.dragoman dual-freeze-2017.yaml dual-freeze-2018.yaml
    """
    with opened(case) as held:
        found = list(difference(*(board(held, f, as_of, known_on, ()) for f in (old, new))))
    if form == "json":
        rows = [
            {"old": d.old.step.id if d.old else None, "new": d.new.step.id if d.new else None, "fields": d.fields,
             "verdicts": [d.old.verdict if d.old else None, d.new.verdict if d.new else None]}
            for d in found
        ]  # fmt: skip
        console.print_json(rows)
        return
    table = Table(title=f"{old.name} and {new.name}", expand=True)
    for name in ("step", "differs in", "verdict of the first", "of the second"):
        table.add_column(name, overflow="fold")
    for d in found:
        step = d.new or d.old
        if step is None:
            raise DragomanError("a step of neither version", str(new))
        verdicts = [Text(a.verdict, COLOURS[a.verdict]) if a else Text("—") for a in (d.old, d.new)]
        table.add_row(step.step.id, ", ".join(d.fields) or "nothing", *verdicts)
    console.out().print(table)
    sys.stdout.flush()
