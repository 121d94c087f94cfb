"""`dragoman case recode`."""

from __future__ import annotations

import sys

import click

from dragoman.case.recoding import recode as recode_reports
from dragoman.case.recoding import wanted
from dragoman.cli import console, extracting, streams
from dragoman.cli.casefile import opened
from dragoman.cli.ending import ending
from dragoman.coding import parts
from dragoman.errors import DragomanError


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--stale", is_flag=True, help="Only reports that another program, codebook, directory or extractor made.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to parse with.")
@extracting.any_extractor
def recode(case: str, stale: bool, processes: int, extractor: str, model: str | None, base_url: str | None) -> None:
    """Code a case's reports anew. Decisions are kept, and hold for every record that is found again; reports without a text
    are left. Each report is written whole: what ends early goes on with --stale.

    \b
    Example:
      dragoman case recode korea.dragoman --stale
    """
    done = changed = refused = dropped = 0
    own = extracting.chosen(extractor, model, base_url)
    with opened(case) as held, ending(), console.progress() as bar:
        own = extracting.remembering(own, held.answers)
        lost = held.waiting_decisions()
        heads, textless = wanted(held, parts(own) if stale else None)
        task = bar.add_task("", total=len(heads))
        for outcome in recode_reports(held, heads, own, processes):
            if isinstance(outcome, DragomanError):
                refused += 1
                streams.say(f"dragoman: {outcome.line()}")
            else:
                done, changed, dropped = done + 1, changed + outcome.changed, dropped + outcome.dropped
            bar.update(task, completed=done + refused)
        newly = len(held.waiting_decisions() - lost)
    left = f", {textless} left that have no text" if textless else ""
    bad = f", {refused} refused" if refused else ""
    streams.say(
        f"{done} report{'s' * (done != 1)} recoded, {changed} record{'s' * (changed != 1)} changed, "
        f"{newly} decision{'s' * (newly != 1)} no longer find their record{left}{extracting.dropped(dropped)}{bad}"
    )
    if refused:
        sys.exit(1)
