"""`dragoman judge`: the learned judge alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from dragoman.cli import console
from dragoman.cli.bench import LONGEST, marked_span, plain
from dragoman.errors import DragomanError
from dragoman.intake.texts import lines_of
from dragoman.judge import Judge, Question, load
from dragoman.judge.model import NONE


@click.group()
def judge() -> None:
    """Ask the learned judge alone.

    \b
    Example:
      dragoman judge pairs marked.tsv > answers.tsv
    """


@judge.command()
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--model", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path), help="Another model's files."
)
def pairs(file: Path, model: Path | None) -> None:
    """Print the type of the act between each marked pair: id, a tab, the type.

    FILE has lines of an id, a tab, and a sentence with <s>source</s> and <t>target</t>.

    \b
    Example:
      dragoman judge pairs marked.tsv > answers.tsv
    """
    asked, mind = list(questions(file)), Judge(model) if model else load()
    with console.progress() as bar:
        task = bar.add_task("", total=len(asked))
        for key, question in asked:
            opinion = mind.opinions([question])[0]
            best = next(kind for kind, _ in opinion.best(2) if kind != NONE)
            click.echo(f"{key}\t{best}")
            bar.advance(task)


def questions(file: Path) -> Iterator[tuple[str, Question]]:
    """The lines of a file of marked pairs. Raises DragomanError at a line that has no id or no pair."""
    for number, line in lines_of(file, LONGEST):
        if isinstance(line, DragomanError):
            raise line
        key, tab, text = line.partition("\t")
        spans = {tag: marked_span(text, tag) for tag in "st"}
        if not tab or not all(spans.values()):
            raise DragomanError(
                "not an id, a tab, and a sentence with <s>source</s> and <t>target</t>", f"{file}:{number}"
            )
        yield key, Question(plain(text), spans["s"], spans["t"])
