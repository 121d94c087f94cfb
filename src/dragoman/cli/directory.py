"""`dragoman directory`: who held which office, and a user's own people."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dragoman.cli import streams
from dragoman.directory import Tenure
from dragoman.directory import directory as load
from dragoman.directory.importing import keep, read_rows, user_file
from dragoman.directory.naming import named
from dragoman.errors import DragomanError
from dragoman.readers import iso_date


@click.group()
def directory() -> None:
    """Ask the directory of people and their posts, or add to it.

    \b
    Example:
      dragoman directory who "foreign minister" PRK 2018-04-10
    """


@directory.command()
@click.argument("title")
@click.argument("of", metavar="STATE|ORGANISATION")
@click.argument("date")
def who(title: str, of: str, date: str) -> None:
    """Print who held an office on a date, with the tenure and its source.

    \b
    Example:
      dragoman directory who "top diplomat" RUS 2018-04-10
    """
    day = iso_date(date, "DATE")
    known = load()
    posts = known.titles.get(title) or tuple(p for p in known.posts if p == title)
    if not posts:
        raise DragomanError(f"no office is called {title!r}", remedy=f"known: {', '.join(known.posts)}")
    holder = _holder(of)
    found = known.holders(posts[0], holder, day)
    if not found:
        raise DragomanError(f"nobody is known as {title} of {of} on {day}")
    for tenure in found:
        click.echo(_line(tenure))


def _holder(name: str) -> str:
    party = named(name)
    if party.actor is None:
        raise DragomanError(f"{party.label} is a person", "", "give a state or an organisation")
    return party.entity or load().heads.get(party.actor, party.actor)


def _line(tenure: Tenure) -> str:
    person = load().people[tenure.person]
    return (
        f"{person.name} ({tenure.person}): {tenure.post} of {tenure.of}, {tenure.since} to {tenure.until or 'now'}; "
        f"source: {tenure.source}"
    )


@directory.command("import")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Add your own people from YAML, CSV or a Wikidata query result (JSON). They are kept outside the package.

    A row has name, post, of, since, until, source, and where wanted gender (f, m) and also. What is wrong with a row is said
    with its line, and costs no other.

    \b
    Example:
      dragoman directory import people.csv
    """
    rows, refused = [], 0
    for outcome in read_rows(file, load()):
        if isinstance(outcome, DragomanError):
            refused += 1
            streams.say(f"dragoman: {outcome.line()}")
        else:
            rows.append(outcome)
    new = keep(rows, load())
    bad = f", {refused} refused" if refused else ""
    click.echo(f"{new} tenure{'s' * (new != 1)} added to {user_file()}{bad}")
    if refused:
        sys.exit(1)
