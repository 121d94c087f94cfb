"""`dragoman corpus`: annotated reports checked, counted, compared and laid out for other programs."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from rich.table import Table

from dragoman.cli import console, extracting, streams
from dragoman.coding import Coded, code
from dragoman.corpus import Annotated, Fault
from dragoman.corpus import read as read_corpus
from dragoman.corpus.compared import Compared, as_records, of_marks, of_records
from dragoman.corpus.counting import Counts
from dragoman.corpus.lines import line
from dragoman.corpus.parts import PARTS, part
from dragoman.corpus.scoring import MEASURES, Rate, Score
from dragoman.errors import DragomanError
from dragoman.parsing import parse
from dragoman.pipeline import Coder
from dragoman.records import AnyRecord, parse_record
from dragoman.report import Report, clean
from dragoman.syntax import Token

FILES = click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(exists=True, path_type=Path))
PART = click.option("--part", type=click.Choice(PARTS), help="Only this part of the corpus.")
DIFFERENCES = click.option("--differences", is_flag=True, help="Print every act that differs, with its sentence.")
SLOTS = (
    "type",
    "status",
    "source",
    "target",
    "both sides",
    "date",
    "no date made up",
    "code",
    "code not given",
    "code wrong",
    "statement's act",
)
CODES = ("code", "code not given", "code wrong")  # of the machine's parties: a second reader gives none
SAID = ("statement", "statement with speaker", "condition")


@click.group()
def corpus() -> None:
    """Annotated reports: checked, counted, compared, and laid out for other programs.

    \b
    Example:
      dragoman corpus check corpus/reports
    """


@corpus.command()
@FILES
def check(files: tuple[Path, ...]) -> None:
    """Print every line that breaks the form, and every party without an @ line; exit status 1 where there is one.

    \b
    Example:
      dragoman corpus check corpus/reports/wire-1.txt
    """
    faults, seen = 0, Counter[str]()
    for one in read_corpus(_files(files)):
        said = [str(one)] if isinstance(one, Fault) else list(_loose_ends(one))
        if isinstance(one, Annotated):
            seen[one.id] += 1
            said += [f"{one.where}: a second report {one.id}"] if seen[one.id] > 1 else []
        for fault in said:
            faults += 1
            click.echo(console.clean(fault))
    streams.say(f"{seen.total()} report{'s' * (seen.total() != 1)}, {faults} fault{'s' * (faults != 1)}")
    if faults:
        sys.exit(1)


def _loose_ends(report: Annotated) -> Iterator[str]:
    known = {phrase.lower() for p in report.parties for phrase in p.phrases}
    sides = {s.text[slice(*span)] for s in report.sentences for a in s.acts for span in (*a.sources, *a.targets)}
    missing = sorted(side for side in sides if side.lower() not in known)
    if missing:
        yield f"{report.where}: {report.id}: no @ line for {' ; '.join(missing)}"


@corpus.command()
@FILES
@PART
@click.option(
    "--parse/--no-parse", "parsed", default=True, help="Also count word classes, for which the texts are parsed."
)
def stats(files: tuple[Path, ...], part: str | None, parsed: bool) -> None:
    """Count sentences, words, acts, sides, types, statuses, statements and conditions.

    \b
    Example:
      dragoman corpus stats corpus/reports --part train
    """
    counts = Counts()
    for report in _reports(files, part):
        counts.add(report, _tokens(report) if parsed else None)
    table = Table("What", "How much")
    for row in counts.lines():
        table.add_row(*row)
    console.out().print(table)


def _tokens(report: Annotated) -> dict[int, Token]:
    copy = clean(report.laid_out()[0])
    return {copy.map.span(t.start, t.end)[0]: t for t in next(parse([copy])).tokens}


@corpus.command()
@FILES
@PART
@extracting.any_extractor
@click.option(
    "--records",
    type=click.File(encoding="utf-8"),
    help="Score these records (JSON Lines, with --expressions for conditions) instead of coding.",
)
@DIFFERENCES
def score(
    files: tuple[Path, ...],
    part: str | None,
    extractor: str,
    model: str | None,
    base_url: str | None,
    records: Iterable[str] | None,
    differences: bool,
) -> None:
    """Code the reports, or take records that another program made of `dragoman corpus export --texts`, and score them against the marks.

    \b
    Examples:
      dragoman corpus score corpus/reports --part development
      dragoman corpus score corpus/reports --records records.jsonl --differences
      dragoman corpus score corpus/reports --extractor llm --model llama3.2
    """
    reports = list(_reports(files, part))
    found = _given(records) if records is not None else _coded(reports, extracting.chosen(extractor, model, base_url))
    scored = Score()
    for report in reports:
        scored.add(of_marks(report), found.get(report.id, Compared()), report.laid_out()[0])
    _print(scored, differences)


def _coded(reports: Iterable[Annotated], extractor: str | Coder) -> dict[str, Compared]:
    """What is found in each report; one for which a language model gives no answer is said, and counts as empty."""
    texts = (Report(r.laid_out()[0], r.id, published=_day(r)) for r in reports)
    found, dropped, refused = {}, 0, 0
    for coded in code(texts, expressions=True, extractor=extractor, fail_fast=isinstance(extractor, str)):
        if isinstance(coded, Coded):
            found[coded.report.source_id] = of_records(coded.records)
            dropped += coded.dropped
        else:
            refused += 1
            streams.say(f"dragoman: {coded.line()}")
    if dropped or refused:
        streams.say(f"{len(found)} coded{extracting.dropped(dropped)}, {refused} refused and counted as empty")
    return found


def _day(report: Annotated) -> str | None:
    return report.published if report.published and len(report.published) == 10 else None


def _given(records: Iterable[str]) -> dict[str, Compared]:
    names: dict[str, str] = {}
    found: dict[str, list[AnyRecord]] = defaultdict(list)
    for text in records:
        record = parse_record(text)
        if record.record == "report":
            names[record.id] = record.source_id
        elif record.record in ("mention", "statement", "expression"):
            found[names[record.report]].append(record)
    return {name: of_records(some) for name, some in found.items()}


@corpus.command()
@click.argument("first", type=click.Path(exists=True, path_type=Path))
@click.argument("second", type=click.Path(exists=True, path_type=Path))
@DIFFERENCES
def agree(first: Path, second: Path, differences: bool) -> None:
    """How far a second reader's marks agree with the first's, on the reports that both have.

    \b
    Example:
      dragoman corpus agree first.txt second.txt --differences
    """
    one, other = ({r.id: r for r in _reports([path], None)} for path in (first, second))
    shared = [name for name in one if name in other]
    if not shared:
        raise DragomanError(f"no report of {first} is there", str(second), "give marks of the same reports")
    scored = Score()
    for name in shared:
        texts = [r.laid_out()[0] for r in (one[name], other[name])]
        if texts[0] != texts[1]:
            raise DragomanError(f"the text of {name} is another", str(second), "annotate the same sentences")
        scored.add(of_marks(one[name]), as_records(of_marks(other[name])), texts[0])
    click.echo(f"{len(shared)} report{'s' * (len(shared) != 1)}")
    _print(scored, differences, slots=[name for name in SLOTS if name not in CODES])


@corpus.command()
@FILES
@PART
@click.option("--texts", is_flag=True, help="Texts alone, as `dragoman code` reads them.")
def export(files: tuple[Path, ...], part: str | None, texts: bool) -> None:
    """Print the corpus as JSON Lines, a report a line, spans into its text.

    \b
    Examples:
      dragoman corpus export corpus/reports > corpus.jsonl
      dragoman corpus export corpus/reports --texts > reports.jsonl
    """
    for report in _reports(files, part):
        row = {"id": report.id, "text": report.laid_out()[0], "published": _day(report)}
        click.echo(json.dumps(row, ensure_ascii=False) if texts else line(report))


def _files(given: Iterable[Path]) -> list[Path]:
    """The files named, those of a folder in the order of their names."""
    return [file for path in given for file in (sorted(path.glob("*.txt")) if path.is_dir() else [path])]


def _reports(given: Iterable[Path], wanted: str | None) -> Iterator[Annotated]:
    """The reports of these files and of one part; raises DragomanError at the first line that cannot be read."""
    for one in read_corpus(_files(given)):
        if isinstance(one, Fault):
            raise DragomanError(one.what, one.where, "see `dragoman corpus check`")
        if wanted is None or part(one) == wanted:
            yield one


def _print(scored: Score, differences: bool, slots: Iterable[str] = SLOTS) -> None:
    table = Table("Measure", "P", "R", "F1", "right", "printed", "gold")
    for measure in (*MEASURES, *SAID):
        table.add_row(measure, *_cells(scored.rate(measure)))
    out = console.out()
    out.print(table)
    found = Table("Slot of found acts", "right", "of")
    for name in slots:
        rate = scored.slot(name)
        found.add_row(name, f"{rate.recall:.3f}", str(rate.gold))
    out.print(found)
    types = sorted(name for name in scored.gold if name.startswith("type "))
    click.echo("F1 by type: " + "  ".join(f"{name[5:]} {scored.rate(name).f1:.2f}" for name in types))
    for difference in scored.differences if differences else ():
        click.echo(console.clean(difference))


def _cells(rate: Rate) -> tuple[str, ...]:
    return (
        *(f"{x:.3f}" for x in (rate.precision, rate.recall, rate.f1)),
        str(rate.right),
        str(rate.printed),
        str(rate.gold),
    )
