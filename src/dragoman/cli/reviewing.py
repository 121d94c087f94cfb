"""`dragoman review` and `dragoman case`: what people decide about a case, and its care."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from dragoman.case import checking, gold
from dragoman.cli import console, streams
from dragoman.cli.casefile import opened
from dragoman.cli.recoding import recode
from dragoman.errors import Busy, Damaged, DragomanError, Gone, Unwritable, printable
from dragoman.exporters.briefing import parties_label
from dragoman.importers import IMPORTERS
from dragoman.outputs import replaced


@click.command()
@click.argument("case", metavar="CASE")
@click.argument("record", metavar="ID")
@click.argument("verdict", type=click.Choice(["accept", "reject", "set", "merge", "split"]))
@click.argument("rest", nargs=-1, metavar="[FIELD VALUE | OTHER-ID]")
@click.option("--by", metavar="NAME", help="Who decides.")
@click.option("--note", metavar="TEXT", help="Why.")
def review(case: str, record: str, verdict: str, rest: tuple[str, ...], by: str | None, note: str | None) -> None:
    """Decide about a record. The machine's output stays as it is: decisions are laid over it, and hold for what a newer
    version writes too.

    \b
    accept, reject   a mention, statement, plan or event
    set FIELD VALUE  mention: type mode status background alleged source target when; event: type mode status background when;
                     statement: act speaker form; plan: name; report: reliability A-F, credibility 1-6 (Admiralty code)
                     parties by code, slug or name, with commas between; "" for none
    merge OTHER-ID   two events, or the events of two mentions, are one
    split            a mention is an event of its own

    \b
    Examples:
      dragoman review korea.dragoman 3f0c5a1b2d4e6f70 set status planned --by "A. Reader" --note "only announced"
      dragoman review korea.dragoman 3f0c5a1b2d4e6f70 set target "South Korea, Japan"
      dragoman review korea.dragoman 3f0c5a1b2d4e6f70 merge 91aa0c7de2b34f55
      dragoman review korea.dragoman 0c1d2e3f4a5b6c7d set reliability B
    """
    wanted = {"set": 2, "merge": 1}.get(verdict, 0)
    if len(rest) != wanted:
        need = {2: "FIELD VALUE", 1: "OTHER-ID", 0: "nothing"}[wanted]
        raise DragomanError(f"{verdict} takes {need} after it", " ".join(rest))
    field, value = (rest[0], rest[1]) if wanted == 2 else (None, rest[0] if rest else None)
    with opened(case) as held:
        made = held.review(record, verdict, field, value, by, note)
    streams.say(f"review {made.number} written; take it back with: dragoman case undo {case}")


@click.group()
def case() -> None:
    """Look after a case file.

    \b
    Example:
      dragoman case check korea.dragoman
    """


case.add_command(recode)


@case.command()
@click.argument("case", metavar="CASE")
@click.option("--repair", is_flag=True, help="Make all that is derived anew: events, copies, the full-text index.")
def check(case: str, repair: bool) -> None:
    """Verify every invariant of a case file; a line for each fault, and exit status 1 where there are any.

    \b
    Example:
      dragoman case check korea.dragoman --repair
    """
    from dragoman.plans.document import fault as plan_fault

    number = 0
    with opened(case, mend=repair) as held:
        for line in held.repair() if repair else ():
            streams.say(line)
        for fault in checking.faults(held, plan_fault):
            number += 1
            click.echo(printable(fault))
        sizes = "" if number else f"{held.report_count()} reports, {held.count()} events, "
    streams.say(f"{sizes}{number} faults")
    if number:
        sys.exit(1)


@case.command()
@click.argument("case", metavar="CASE")
@click.argument("to", metavar="FILE", type=click.Path(path_type=Path))
def copy(case: str, to: Path) -> None:
    """Copy a case into a new file, also while it is served or written: the copy is the case as it stands at one moment.

    \b
    Example:
      dragoman case copy korea.dragoman backup.dragoman
    """
    with opened(case) as held:
        held.copy(to)
    streams.say(f"copied: {to}")


@case.command()
@click.argument("case", metavar="CASE")
@click.argument("report", metavar="REPORT-ID")
def remove(case: str, report: str) -> None:
    """Undo the adding of a report: its records go, and events are what the others tell. Reviews stay.

    \b
    Example:
      dragoman case remove korea.dragoman 0c1d2e3f4a5b6c7d
    """
    with opened(case) as held:
        held.remove(report)
    streams.say(f"removed: {report}")


@case.command()
@click.argument("case", metavar="CASE")
@click.argument("name", metavar="NAME")
@click.option("--same-as", metavar="PARTY", help="It means this party: a code, slug or name.")
@click.option("--of", metavar="STATE", help="It belongs to this state or organisation.")
@click.option("--no-party", is_flag=True, help="It is no party.")
@click.option("--by", metavar="NAME", help="Who decides.")
@click.option("--note", metavar="TEXT", help="Why.")
def name(
    case: str, name: str, same_as: str | None, of: str | None, no_party: bool, by: str | None, note: str | None
) -> None:
    """Decide once whom a name means, for every report of the case and for those to come. What is decided about a single
    record goes before it.

    \b
    Examples:
      dragoman case name korea.dragoman "the Movement" --same-as taliban
      dragoman case name korea.dragoman "Governor Sale" --of Chad --by "A. Reader"
      dragoman case name korea.dragoman "Rue Royale" --no-party
    """
    asked = {"same as": same_as, "of": of, "no party": "" if no_party else None}
    given = [about for about, value in asked.items() if value is not None]
    if len(given) != 1:
        raise DragomanError("a name takes one decision", name, "give --same-as PARTY, --of STATE or --no-party")
    with opened(case) as held:
        made = held.decide(name, given[0], asked[given[0]], by, note)
    streams.say(f"review {made.number} written; take it back with: dragoman case undo {case}")


@case.command()
@click.argument("case", metavar="CASE")
def undo(case: str) -> None:
    """Take the last review back.

    \b
    Example:
      dragoman case undo korea.dragoman
    """
    with opened(case) as held:
        made = held.take_back()
    if made is None:
        raise DragomanError("nothing to take back", case)
    what = " ".join(filter(None, (made.verdict, made.field, made.value)))
    streams.say(f"taken back: review {made.number}, {what} of {made.name or made.target}")


@case.command()
@click.argument("case", metavar="CASE")
def undecided(case: str) -> None:
    """List what only a person can decide: events that may be the same as others, for `dragoman review CASE ID merge OTHER`,
    and doubtful mentions that are in no event before somebody accepts them, for `dragoman review CASE ID accept`.

    \b
    Example:
      dragoman case undecided korea.dragoman
    """
    with opened(case) as held:
        events = {e.id: e for e in held.events()}
        quoted = {m.id: m for m in held.mentions()}
        waiting = held.aside()
    table = Table(title="Events that may be one", expand=True)
    for name, ratio in (("event", 2), ("words", 6), ("may be", 2), ("words", 6)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for e in events.values():
        for other in e.maybe:
            words = [console.clean(quoted[events[i].history[0].mention].sentence.text) for i in (e.id, other)]
            table.add_row(e.id, Text(words[0]), other, Text(words[1]))
    doubtful = Table(title="Mentions that wait to be accepted", expand=True)
    for name, ratio in (("mention", 2), ("what", 4), ("words", 8)):
        doubtful.add_column(name, ratio=ratio, overflow="fold")
    for m in waiting:
        what = f"{m.type}: {parties_label(m, 'source')} → {parties_label(m, 'target')}"
        doubtful.add_row(m.id, Text(console.clean(what)), Text(console.clean(m.sentence.text)))
    console.out().print(table)
    console.out().print(doubtful)


@case.command()
@click.argument("case", metavar="CASE")
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--as", "form", type=click.Choice(["gold", "training"]), default="gold", show_default=True)
def corrections(case: str, file: Path, form: str) -> None:
    """Write what people decided about mentions: as gold cases (JSON lines, for `dragoman bench reviewed`), or as rows to
    teach the extractor with (for `make train EXTRA=FILE`).

    \b
    Examples:
      dragoman case corrections korea.dragoman gold.jsonl
      dragoman case corrections korea.dragoman rows.tsv --as training
    """
    with opened(case) as held:
        lines = list(gold.rows(held) if form == "training" else gold.cases(held))
    with replaced(file) as draft:
        draft.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    streams.say(f"{len(lines)} written: {file}")


@case.command(name="import")
@click.argument("case", metavar="CASE")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "form", type=click.Choice(sorted(IMPORTERS)), required=True)
def import_(case: str, file: Path, form: str) -> None:
    """Read rows that another coder wrote, or records that Dragoman exported. Rows of others are mentions without text,
    marked by their rule (import.icews …).

    \b
    Examples:
      dragoman case import korea.dragoman events.tab --from icews
      dragoman case import copy.dragoman korea.jsonl --from jsonl
    """
    from dragoman.case import Case

    done = refused = 0
    with Case(case) as held, console.progress() as bar:
        task = bar.add_task("", total=None)
        for outcome in IMPORTERS[form](file):
            try:
                if isinstance(outcome, DragomanError):
                    raise outcome
                outcome.into(held)
                done += 1
            except (Busy, Damaged, Gone, Unwritable):  # then no other row can be kept
                raise
            except DragomanError as error:
                refused += 1
                streams.say(f"dragoman: {DragomanError(error.what, outcome.where, error.remedy).line()}")
            bar.update(task, completed=done)
    streams.say(f"{done} read, {refused} refused")
    if refused:
        sys.exit(1)
