"""Tables and progress for people. Tables go to stdout, everything else to stderr."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from dragoman.case import MARKS
from dragoman.exporters import words
from dragoman.exporters.briefing import date_label, parties_label
from dragoman.exporters.words import dated, label, sides
from dragoman.merging.events import edtf_range
from dragoman.records import AnyRecord, Event, Mention, Plan, Statement, Visit

COLOURS = {
    "happened": "green",
    "ongoing": "green",
    "planned": "cyan",
    "proposed": "cyan",
    "conditional": "yellow",
    "hypothetical": "yellow",
    "negated": "red",
    "denied": "red",
}
NARROWEST = 100  # columns: a table that goes to a file or a pipe is set for this width


def out() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=max(NARROWEST, console.width))


def progress(doing: str = "coding") -> Progress:
    """A bar on stderr; nothing where stderr is no terminal."""
    console = Console(stderr=True)
    return Progress(
        TextColumn(doing),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not sys.stderr.isatty(),
        transient=True,
    )


def clean(text: str) -> str:
    """Words of a report, fit for a terminal: on one line and without control characters."""
    return "".join(ch if ch.isprintable() else " " for ch in " ".join(text.split()))


def mention_table(mentions: Iterable[Mention], title: str) -> Table:
    table = Table(title=title, show_lines=False, expand=True)
    for name, width in (("date", 10), ("type", 12), ("status", 12)):
        table.add_column(name, width=width, overflow="fold")
    for name, ratio in (("source", 3), ("target", 3), ("words", 4)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for m in mentions:
        style = "dim" if m.background else ""
        kind = f"{m.type} {m.mode}" if m.mode else m.type
        table.add_row(
            Text(clean(date_label(m))),
            Text(kind),
            Text(words.status(m), COLOURS[m.counts]),
            Text(clean(parties_label(m, "source"))),
            Text(clean(parties_label(m, "target"))),
            _excerpt(m),
            style=style,
        )
    return table


def event_table(events: Iterable[Event], title: str) -> Table:
    table = Table(title=title, expand=True)
    for name, width in (("date", 10), ("type", 12), ("status", 12)):
        table.add_column(name, width=width, overflow="fold")
    for name, ratio in (("source", 3), ("target", 3), ("where", 2), ("told by", 2)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for e in events:
        kind = f"{e.type} {e.mode}" if e.mode else e.type
        history = [h.status for h in e.history]
        status = " > ".join(dict.fromkeys(history)) if len(set(history)) > 1 else words.status(e)
        told = f"{e.reports} report{'s' * (e.reports != 1)}"
        told += f", {e.sources} sources" if e.sources != e.reports else ""
        told += f"; differ on {', '.join(c.field for c in e.conflicts)}" if e.conflicts else ""
        told += "; undecided" if e.maybe else ""
        table.add_row(
            Text(dated(e)),
            Text(kind),
            Text(status, COLOURS[e.status]),
            Text(clean(sides(e, "source"))),
            Text(clean(sides(e, "target"))),
            Text(clean(e.where.name or "") if e.where else ""),
            Text(told),
            style="dim" if e.background else "",
        )
    return table


def visit_table(visits: Iterable[Visit]) -> Table:
    table = Table(title="Journeys", expand=True)
    for name, ratio in (("who", 3), ("where", 3), ("when", 2), ("stage", 2), ("look at", 5)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for v in visits:
        for n, leg in enumerate(v.legs):
            number = f"{n + 1}. " if v.ordered else ""
            table.add_row(
                Text(clean(label(v.traveller)) if n == 0 else ""),
                Text(number + clean(leg.place or "—")),
                Text(edtf_range(leg.earliest, leg.latest) or ""),
                Text(leg.stage),
                Text(clean(v.finding or "") if n == 0 else ""),
            )
    return table


def snippet(text: str) -> Text:
    """A search's snippet, the found words in bold."""
    made = Text("  ")
    for n, part in enumerate(re.split(f"[{MARKS[0]}{MARKS[1]}]", text)):
        plain = "".join(ch if ch.isprintable() else " " for ch in part)
        made.append(plain, "bold" if n % 2 else "")
    return made


def print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


@contextmanager
def written_file() -> Iterator[Path]:
    """A file to write into, gone afterwards: some formats can't be written to a pipe."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "out"


def _excerpt(m: Mention, around: int = 40) -> Text:
    """The words about the trigger, the trigger in bold."""
    start = m.trigger.span[0] - m.sentence.span[0]
    end = m.trigger.span[1] - m.sentence.span[0]
    text = m.sentence.text
    before, after = text[max(0, start - around) : start], text[end : end + around]
    excerpt = Text(("…" if start > around else "") + clean(before) + " " * before.endswith(" "))
    excerpt.append(clean(text[start:end]), "bold")
    excerpt.append(" " * after.startswith(" ") + clean(after) + ("…" if end + around < len(text) else ""))
    return excerpt


def record_tables(records: list[AnyRecord]) -> Iterable[Table]:
    mentions = [r for r in records if isinstance(r, Mention)]
    statements = [r for r in records if isinstance(r, Statement)]
    plans = [r for r in records if isinstance(r, Plan)]
    if mentions:
        yield mention_table(mentions, "Mentions")
    if statements:
        yield _statement_table(statements)
    for plan in plans:
        yield _plan_table(plan)


def _statement_table(statements: list[Statement]) -> Table:
    table = Table(title="Statements", expand=True)
    for name, ratio in (("speaker", 4), ("act", 2), ("form", 2), ("words", 10)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for s in statements:
        speaker = f"{clean(s.speaker.text)} ({s.speaker.actor or '?'})" if s.speaker else "—"
        table.add_row(Text(speaker), Text(s.act), Text(s.form), Text(clean(s.content.text)))
    return table


def _plan_table(plan: Plan) -> Table:
    proposers = ", ".join(p.actor or clean(p.text) for p in plan.proposers) or "nobody named"
    table = Table(title=Text(f"Plan: {clean(plan.name)} (proposed by {proposers})"), expand=True)
    for name in ("step", "who", "act", "what", "only after", "force"):
        table.add_column(name, overflow="fold")
    for s in plan.steps:
        after = " or ".join(" and ".join(group) for group in s.requires) or "—"
        what = clean(s.object.text if s.object else s.text)
        table.add_row(s.id, s.actor or "—", s.act or "—", Text(what), after, s.force or "—")
    return table
