"""`dragoman timeline`, `dragoman briefing` and `dragoman export`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dragoman.case import Case
from dragoman.cli import console
from dragoman.errors import DragomanError
from dragoman.exporters import EXPORTERS
from dragoman.records import to_json


def opened(path: str) -> Case:
    if "://" not in path and not Path(path).is_file():
        raise DragomanError("no such case file", path, "make one with: dragoman code REPORT… --case FILE")
    return Case(path)


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
def timeline(case: str, form: str) -> None:
    """Print a case's mentions in the order of their dates.

    \b
    Example:
      dragoman timeline korea.dragoman
    """
    with opened(case) as held:
        mentions = held.timeline()
        if form == "jsonl":
            sys.stdout.write("".join(to_json(m) + "\n" for m in mentions))
        else:
            console.out().print(
                console.mention_table(mentions, f"{len(mentions)} mentions in {len(held.reports())} reports")
            )


@click.command()
@click.argument("case", metavar="CASE")
@click.argument("output", metavar="FILE")
def briefing(case: str, output: str) -> None:
    """Write a case as one self-contained HTML page.

    \b
    Example:
      dragoman briefing korea.dragoman korea.html
    """
    with opened(case) as held:
        EXPORTERS["html"](held, Path(output))
    click.echo(f"written: {output}", err=True)


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--to", "form", type=click.Choice(sorted(EXPORTERS)), required=True)
@click.option("--output", metavar="FILE", default="-", show_default=True, help="A file, or - for standard output.")
def export(case: str, form: str, output: str) -> None:
    """Hand a case on in another format.

    \b
    Example:
      dragoman export korea.dragoman --to jsonl --output korea.jsonl
    """
    with opened(case) as held:
        EXPORTERS[form](held, Path("/dev/stdout") if output == "-" else Path(output))
