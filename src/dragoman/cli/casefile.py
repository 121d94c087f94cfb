"""`dragoman timeline`, `events`, `visits`, `search`, `briefing` and `export`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from pydantic import BaseModel
from rich.text import Text

from dragoman.case import Case, Coverage, Query, checking
from dragoman.case.searching import day
from dragoman.cli import console, streams
from dragoman.errors import DragomanError
from dragoman.exporters import EXPORTERS
from dragoman.outputs import replaced
from dragoman.records import EVENT_TYPES, STATUSES

FORM = click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
TABLES = ("events", "mentions", "statements", "visits", "reports", "reviews")
SHOWN = 8  # weeks without a report that the coverage line names


@contextmanager
def opened(path: str, mend: bool = False) -> Iterator[Case]:
    """A case that there is. What nobody foresaw within is put down to the case where that has a fault."""
    if "://" not in path and not os.path.exists(path):
        raise DragomanError("no such case file", path, "make one with: dragoman code REPORT… --case FILE")
    with Case(path, mend) as held, checking.blamed(held):
        yield held


def print_json(records: Iterable[BaseModel]) -> None:
    sys.stdout.writelines(r.model_dump_json() + "\n" for r in records)


@click.command()
@click.argument("case", metavar="CASE")
@FORM
def timeline(case: str, form: str) -> None:
    """Print a case's mentions in the order of their dates.

    \b
    Example:
      dragoman timeline korea.dragoman
    """
    with opened(case) as held:
        mentions = held.timeline()
        if form == "jsonl":
            print_json(mentions)
        else:
            console.out().print(
                console.mention_table(mentions, f"{len(mentions)} mentions in {len(held.reports())} reports")
            )


@click.command()
@click.argument("case", metavar="CASE")
@click.option(
    "--party", metavar="NAME", help="A party's code, slug, name, demonym or capital, or a report's own words."
)
@click.option("--with", "other", metavar="NAME", help="Another party of the same event.")
@click.option("--type", "kind", type=click.Choice(EVENT_TYPES, case_sensitive=False))
@click.option("--mode", metavar="MODE", help="Such as visit or phone.")
@click.option("--status", type=click.Choice(STATUSES))
@click.option("--from", "since", metavar="DATE", help="2018, 2018-04 or 2018-04-10.")
@click.option("--to", "until", metavar="DATE", help="The last day, month or year of the period.")
@click.option("--place", metavar="NAME", help="A place's name or an ISO country code.")
@click.option("--context", metavar="WORD", help="A PLOVER context.")
@click.option("--speaker", metavar="NAME", help="Told in the words of this party.")
@click.option("--words", metavar="QUERY", help="Told by a report with these words.")
@FORM
def events(
    case: str,
    party: str | None,
    other: str | None,
    kind: str | None,
    mode: str | None,
    status: str | None,
    since: str | None,
    until: str | None,
    place: str | None,
    context: str | None,
    speaker: str | None,
    words: str | None,
    form: str,
) -> None:
    """Print a case's events: mentions of one happening, merged. The last line tells what was read about the period, so
    that "nothing happened" is not "no report read".

    \b
    Example:
      dragoman events korea.dragoman --party "North Korea" --with RUS --from 2018-04 --status happened
    """
    query = Query(party, other, kind, mode, status, since, until, place, context, speaker, words)
    with opened(case) as held:
        found, covered = held.events(query), held.coverage(since, until)
        if form == "jsonl":
            print_json(found)
        else:
            console.out().print(console.event_table(found, f"{len(found)} events"))
    streams.say(coverage_line(covered))


def coverage_line(covered: Coverage) -> str:
    if not covered.reports:
        undated = f" ({covered.undated} without a date)" if covered.undated else ""
        return f"no dated report of this period was read{undated}: nothing found does not mean that nothing happened"
    silent = covered.silent[:SHOWN]
    more = f" and {len(covered.silent) - SHOWN} more" if len(covered.silent) > SHOWN else ""
    weeks = f"no report of {len(covered.silent)} of {covered.weeks} weeks (from {', '.join(silent)}{more})"
    line = f"read: {covered.reports} reports published {covered.first} to {covered.last}"
    undated = f", {covered.undated} undated" if covered.undated else ""
    return f"{line}{undated}; {weeks if silent else 'a report in every week'}"


@click.command()
@click.argument("case", metavar="CASE")
@FORM
def visits(case: str, form: str) -> None:
    """Print a case's journeys: who went where, how far each leg came, and what was announced and never seen.

    \b
    Example:
      dragoman visits korea.dragoman
    """
    with opened(case) as held:
        found = held.visits()
    if form == "jsonl":
        sys.stdout.writelines(v.model_dump_json(by_alias=True) + "\n" for v in found)
    else:
        console.out().print(console.visit_table(found))


@click.command()
@click.argument("case", metavar="CASE")
@click.argument("words", nargs=-1, required=True, metavar="WORD…")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
def search(case: str, words: tuple[str, ...], limit: int) -> None:
    """Find reports by their words, best first. Words are stemmed; "a phrase", prefix*, AND, OR and NOT are understood.

    \b
    Example:
      dragoman search korea.dragoman '"foreign minister"' missile*
    """
    with opened(case) as held:
        hits = held.search(" ".join(words), limit)
    out = console.out()
    for hit in hits:
        head = Text(console.clean(hit.report.title or hit.report.source_id), "bold")
        out.print(head.append(f"  {hit.report.published or 'undated'}  {hit.report.id}", "dim not bold"))
        out.print(console.snippet(hit.snippet))
    streams.say(f"{len(hits)} report{'s' * (len(hits) != 1)}")


@click.command()
@click.argument("case", metavar="CASE")
@click.argument("output", metavar="FILE")
@click.option("--plan", "plans", multiple=True, metavar="PLAN.yaml", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--as-of", metavar="DATE", help="The day as of which the plans are judged.")
def briefing(case: str, output: str, plans: tuple[Path, ...], as_of: str | None) -> None:
    """Write a case as one self-contained HTML page, with plans held against it.

    \b
    Examples:
      dragoman briefing korea.dragoman korea.html
      dragoman briefing korea.dragoman korea.html --plan dual-freeze.yaml --as-of 2018-06-30
    """
    from dragoman.cli.planning import board
    from dragoman.exporters.briefing import write

    day(as_of)
    with opened(case) as held:
        boards = [board(held, file, as_of, None, ()) for file in plans]
        with replaced(Path(output)) as draft:
            write(held, draft, boards)
    streams.say(f"written: {output}")


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--to", "form", type=click.Choice(sorted(EXPORTERS)), required=True)
@click.option("--of", "table", type=click.Choice(TABLES), help="The table, for csv and parquet.  [default: events]")
@click.option("--output", metavar="FILE", default="-", show_default=True, help="A file, or - for standard output.")
def export(case: str, form: str, table: str | None, output: str) -> None:
    """Hand a case on in another format; docs/formats.md tells what each one holds. What it leaves out is said on stderr.

    \b
    Examples:
      dragoman export korea.dragoman --to jsonl --output korea.jsonl
      dragoman export korea.dragoman --to csv --of mentions --output mentions.csv
    """
    if table and not EXPORTERS[form].one_table:
        raise DragomanError(f"{form} holds no single table", "--of", "leave it out")
    with opened(case) as held:
        if output != "-":
            left = EXPORTERS[form](held, Path(output), table)
        else:
            with console.written_file() as path:
                left = EXPORTERS[form](held, path, table)
                sys.stdout.buffer.write(path.read_bytes())
    if str(left):
        streams.say(f"left out: {left}")
