"""`dragoman code` and `dragoman explain`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click
from rich.text import Text

from dragoman.assemble.mentions import Assembled
from dragoman.case import Case
from dragoman.cli import console, extracting, streams
from dragoman.cli.ending import ending
from dragoman.coding import Coded
from dragoman.coding import code as code_reports
from dragoman.coding import explain as explain_report
from dragoman.errors import DragomanError
from dragoman.extract.examples import alike
from dragoman.readers import count, iso_date, read
from dragoman.records import AnyRecord, Mention, Plan, ReportRecord, Statement, to_json

T = TypeVar("T")
FAIL_FAST = click.option("--fail-fast", is_flag=True, help="Stop at an error nobody foresaw and show its place.")
FEW = 3  # reports: a progress bar is shown above this number


class _Refused:
    """Counts what can't be read or coded, and says so, a line each."""

    def __init__(self) -> None:
        self.number = 0

    def add(self, error: DragomanError) -> None:
        self.number += 1
        streams.say(f"dragoman: {error.line()}")

    def taken(self, outcomes: Iterable[T | DragomanError]) -> Iterator[T]:
        for outcome in outcomes:
            if isinstance(outcome, DragomanError):
                self.add(outcome)
            else:
                yield outcome


@click.command()
@click.argument("reports", nargs=-1, required=True, metavar="REPORT…")
@click.option("--published", metavar="DATE", help="Date (YYYY-MM-DD) of the reports that carry none.")
@click.option("--case", "case_path", metavar="FILE", help="Keep the records in this case file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl"]),
    help="Default: table at a terminal, jsonl in a pipe; nothing with --case.",
)
@click.option("--expressions", is_flag=True, help="Also print every actor, date, place and condition named.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to parse with.")
@FAIL_FAST
@extracting.any_extractor
def code(
    reports: tuple[str, ...],
    published: str | None,
    case_path: str | None,
    form: str | None,
    expressions: bool,
    processes: int,
    fail_fast: bool,
    extractor: str,
    model: str | None,
    base_url: str | None,
) -> None:
    """Read reports (.txt, .md, .jsonl, or folders of them) and print what they tell.

    What can't be read or coded is refused with a line, costs no other report, and makes the exit status 1. A sentence of
    more than 300 words is read in pieces, and a line says so. A language model is asked in one process; its answers stay in
    the case, and what it quotes that stands nowhere is dropped and counted.

    \b
    Examples:
      dragoman code report.txt --published 2018-04-11
      dragoman code reports/ --case korea.dragoman --processes 2
    """
    if published:
        iso_date(published, "--published")
    form = form or ("none" if case_path is not None else "table" if sys.stdout.isatty() else "jsonl")
    own = extracting.chosen(extractor, model, base_url)
    refused, done, mentions, changed, dropped = _Refused(), 0, 0, 0, 0
    total = count(reports)
    case = None if case_path is None else Case(case_path)
    with ending(), _counted(case, lambda: done, case_path), console.progress() as bar:
        task = bar.add_task("", total=total, visible=total > FEW)
        own = extracting.remembering(own, case.answers) if case else own
        outcomes = code_reports(read(reports, published), processes, expressions, own, fail_fast)
        for coded in refused.taken(outcomes):
            for notice in coded.notices:
                streams.say(f"dragoman: {coded.report.path or coded.report.source_id}: {notice}")
            if case:
                changed += case.add(coded.report, coded.records)
            done += 1
            dropped += coded.dropped
            mentions += sum(isinstance(r, Mention) for r in coded.records)
            _print(coded, form)
            bar.update(task, completed=done + refused.number)
    kept = f", {changed} new or changed in {case_path}" if case_path else ""
    bad = f", {refused.number} refused" if refused.number else ""
    streams.say(
        f"{done} report{'s' * (done != 1)} coded, {mentions} mention{'s' * (mentions != 1)}{kept}{extracting.dropped(dropped)}{bad}"
    )
    if refused.number:
        sys.exit(1)


@contextmanager
def _counted(case: Case | None, done: Callable[[], int], path: str | None) -> Iterator[None]:
    """Closes the case, and says what is kept where the work within is ended early."""
    try:
        yield
    except BaseException as error:
        if case and not isinstance(error, DragomanError):
            streams.say(f"dragoman: ended after {done()} reports, which are kept in {path}")
        raise
    finally:
        if case:
            case.close()


def _print(coded: Coded, form: str) -> None:
    if form == "jsonl":
        sys.stdout.write("".join(to_json(r) + "\n" for r in coded.records))
    elif form == "table":
        out = console.out()
        out.print(Text(console.clean(coded.report.title or coded.report.source_id), "bold"))
        for table in console.record_tables(coded.records):
            out.print(table)


@click.command()
@click.argument("report", metavar="REPORT")
@click.option("--published", metavar="DATE", help="Date (YYYY-MM-DD) of the report.")
@click.option("--id", "record_id", metavar="ID", help="Only the record with this id.")
@click.option("--at", "offset", type=int, metavar="OFFSET", help="Only records whose sentence holds this character.")
@FAIL_FAST
@extracting.any_extractor
def explain(
    report: str,
    published: str | None,
    record_id: str | None,
    offset: int | None,
    fail_fast: bool,
    extractor: str,
    model: str | None,
    base_url: str | None,
) -> None:
    """Show for each record what was proposed, on which words, and what decided its type and its status.

    \b
    Example:
      dragoman explain report.txt --published 2018-04-11 --at 512
    """
    own = extracting.chosen(extractor, model, base_url)
    refused, shown, out = _Refused(), 0, console.out()
    for one in refused.taken(read([report], published)):
        try:
            made = explain_report(one, own, fail_fast)
        except DragomanError as error:
            refused.add(error)
            continue
        acts = {a.mention.id: a for a in made.mentions}
        for record in made.records:
            if _wanted(record, record_id, offset):
                shown += 1
                for line in _explained(record, acts.get(record.id)):
                    out.print(line)
    if not shown and not refused.number:
        raise DragomanError("no record there", report, "ask without --id and --at for all of them")
    if refused.number:
        sys.exit(1)


def _wanted(record: AnyRecord, record_id: str | None, offset: int | None) -> bool:
    if isinstance(record, ReportRecord) or not hasattr(record, "sentence"):
        return False
    if record_id is not None and record.id != record_id:
        return False
    return offset is None or record.sentence.span[0] <= offset < record.sentence.span[1]


def _explained(r: AnyRecord, made: Assembled | None) -> Iterator[Text]:
    head = Text(f"{r.record} {r.id}  ", "bold")
    if isinstance(r, Mention):
        head.append(f"{r.type}{' ' + r.mode if r.mode else ''} {r.status}", console.COLOURS[r.counts])
    yield head
    yield Text(f"  rule      {console.clean(getattr(r, 'rule', ''))}")
    if isinstance(r, Mention) and made is not None:
        yield from _of_mention(r, made)
    if isinstance(r, Mention | Statement | Plan):
        yield Text(f"  sentence  {console.clean(r.sentence.text)}")


def _of_mention(r: Mention, made: Assembled) -> Iterator[Text]:
    act = made.act.act
    yield Text(f"  trigger   {console.clean(r.trigger.text)!r} {r.trigger.span}")
    if act.path:
        yield Text(f"  entry     {'; '.join(act.path)}")
    for name, answers in (("types", act.types), ("statuses", act.statuses)):
        if answers:
            yield Text(f"  {name:<9} {', '.join(f'{kind} {p:.2f}' for kind, p in answers.items())}")
    for p in r.participants:
        who = " ".join(filter(None, (p.actor, p.sector, p.entity, p.post))) or "nobody known"
        yield Text(f"  {p.role:<9} {console.clean(p.text)!r} {p.span}: {who}, by {p.how}")
    for cue in made.cues:
        yield Text(f"  cue       {cue.status}, from {console.clean(cue.word)!r} ({cue.name})")
        yield Text(f"            over {console.clean(cue.scope)!r}")
    if r.when:
        yield Text(
            f"  when      {console.clean(r.when.text)!r} {r.when.span}: {r.when.edtf or 'not anchored'}, anchor {r.when.anchor}"
        )
    if r.where:
        yield Text(f"  where     {console.clean(r.where.text)!r} {r.where.span}: {r.where.name}, {r.where.country}")
    for example in alike(r.sentence, r.trigger):
        yield Text(f"  alike     {example.sentence}")
        yield Text(
            f"            {example.mark} ({example.sentence[slice(*example.trigger)]!r}, corpus {example.report})"
        )
    yield Text(
        f"  trust     {r.confidence} from {', '.join(made.features)}" if made.features else "  trust     not known"
    )
    if r.alleged:
        yield Text("  alleged   told only as a charge: it counts as hypothetical")
    if r.reported_by:
        yield Text(f"  told by   {console.clean(r.reported_by.text)!r}")
