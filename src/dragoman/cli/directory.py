"""`dragoman directory`: who held which office, and a user's own people."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from dragoman.cli import console, streams
from dragoman.directory import Tenure
from dragoman.directory import directory as load
from dragoman.directory.entities import Skipped
from dragoman.directory.importing import Row, keep, read_rows, user_file
from dragoman.directory.naming import named
from dragoman.errors import DragomanError
from dragoman.readers import iso_date

STEP, MANY = 1_000, 10_000  # rows: how often progress is shown, and from how many on


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
    """Add your own people, as many as you like. They are kept outside the package, and found by their names in reports from then on.

    CSV, YAML: a row has name, post, of, since, until, source, and where wanted gender (f, m) and also (other names; in CSV with
    semicolons between). One without an office has name and state instead, and belongs to the state without being its
    government. JSON: a Wikidata query result with personLabel, positionLabel, countryLabel, start, end and person; or
    FollowTheMoney's entities, a line each (.ftm.json, .jsonl), as OpenSanctions publishes them: of these people are read, with
    their states and dated offices. What is wrong with a row is said with its line, and costs no other.

    \b
    Examples:
      dragoman directory import ministers.csv
        name,post,of,since,until,source,also
        Ada Nyasulu,foreign-minister,KIR,2015-02,2017-06-01,my notes,A. Nyasulu;Ada M. Nyasulu
      dragoman directory import contacts.csv
        name,state,also,gender
        Ben Banda,Malawi,,m
      dragoman directory import people.yaml
        - {name: Ada Nyasulu, post: foreign-minister, of: KIR, since: 2015-02, source: my notes}
        - {name: Ben Banda, state: MWI}
      dragoman directory import query.json
        {"results": {"bindings": [{"personLabel": {"value": "Ben Banda"}, "countryLabel": {"value": "Malawi"}}]}}
      dragoman directory import entities.ftm.json
        {"id": "Q1", "schema": "Person", "properties": {"name": ["Ben Banda"], "nationality": ["mw"]}}
    """
    taken = _Taken()
    with console.progress("reading") as bar:
        task = bar.add_task("", total=None, visible=False)
        new = keep(
            taken.rows(read_rows(file, load()), lambda n: bar.update(task, completed=n, visible=n > MANY)), load()
        )
    for what, number in sorted(taken.skipped.items()):
        streams.say(f"{number:,} skipped: {what}")
    bad = f", {taken.refused} refused" if taken.refused else ""
    click.echo(f"{_counted(new, taken.offices)} added to {user_file()}{bad}")
    if taken.refused:
        sys.exit(1)


class _Taken:
    """What of a file was sound: its rows pass through, one at a time."""

    def __init__(self) -> None:
        self.refused, self.offices = 0, True
        self.skipped: Counter[str] = Counter()

    def rows(self, outcomes: Iterable[Row | DragomanError | Skipped], show: Callable[[int], None]) -> Iterator[Row]:
        for number, outcome in enumerate(outcomes, 1):
            if number % STEP == 0:
                show(number)
            if isinstance(outcome, DragomanError):
                self.refused += 1
                streams.say(f"dragoman: {outcome.line()}")
            elif isinstance(outcome, Skipped):
                self.skipped[outcome.what] += 1
            else:
                self.offices &= outcome.post is not None
                yield outcome


def _counted(number: int, offices: bool) -> str:
    """ "1 tenure", or "2 rows" where some are no tenures."""
    return f"{number} {'tenure' if offices else 'row'}{'s' * (number != 1)}"
