"""`dragoman ref`: the codebook, the directory and the schema, as they are used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

import click
from rich.table import Table
from rich.text import Text

from dragoman.cli import console
from dragoman.codebook import EventFile, codebook
from dragoman.directory import directory
from dragoman.directory.naming import named
from dragoman.errors import DragomanError
from dragoman.records import json_schema


@click.command()
@click.argument("kind", type=click.Choice(["event", "act", "status", "actor", "schema"]))
@click.argument("name", required=False)
def ref(kind: str, name: str | None) -> None:
    """Look up an event type, a statement act, a status, an actor, or print the JSON Schema of the records.

    \b
    Examples:
      dragoman ref event CONSULT
      dragoman ref actor PRK
      dragoman ref schema
    """
    if kind == "schema":
        click.echo(json.dumps(json_schema(), indent=2))
        return
    lines = {"event": _event, "act": _act, "status": _status, "actor": _actor}[kind](name)
    out = console.out()
    for line in lines:
        out.print(line)


def _known(kind: str, name: str, names: list[str]) -> str:
    found = next((n for n in names if n.lower() == name.lower()), None)
    if found is None:
        raise DragomanError(f"no {kind} {name!r}", remedy=f"known: {', '.join(names)}" if len(names) < 60 else "")
    return found


def _table(title: str, rows: list[tuple[str, str]]) -> Table:
    table = Table(title=title, expand=True, show_header=False)
    table.add_column(ratio=1)
    table.add_column(ratio=4)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _event(name: str | None) -> Iterator[Text | Table]:
    events = codebook().events
    if name is None:
        yield _table("Event types", [(t, f.definition) for t, f in events.items()])
        return
    file: EventFile = events[_known("event type", name, list(events))]
    yield Text(f"{file.type}: {file.definition}", "bold")
    yield _table(
        "Notes",
        [
            ("include", " ".join(file.include)),
            ("exclude", " ".join(file.exclude)),
            ("source", file.roles["source"]),
            ("target", file.roles["target"]),
        ],
    )
    for e in file.entries:
        yield _table(
            e.id,
            [
                ("definition", e.definition),
                ("mode", e.mode or "—"),
                ("verbs", ", ".join(e.verbs)),
                ("nouns", ", ".join(e.nouns)),
            ],
        )


def _act(name: str | None) -> Iterator[Text | Table]:
    acts = codebook().acts
    chosen = [_known("act", name, list(acts))] if name else list(acts)
    for a in chosen:
        yield _table(
            a,
            [
                ("definition", acts[a].definition),
                ("verbs", ", ".join(acts[a].verbs)),
                ("nouns", ", ".join(acts[a].nouns)),
            ],
        )


def _status(name: str | None) -> Iterator[Text | Table]:
    statuses = codebook().statuses
    if name is None:
        yield _table(
            "Statuses",
            [("happened", "Took place; no cue says otherwise."), *((s, c.definition) for s, c in statuses.items())],
        )
        return
    s = _known("status", name, list(statuses))
    cues = next(c for key, c in statuses.items() if key == s).model_dump()
    yield _table(
        s, [(part, ", ".join(words) if isinstance(words, list) else words) for part, words in cues.items() if words]
    )


def _actor(name: str | None) -> Iterator[Text | Table]:
    who = directory()
    if name is None:
        yield _table("States", [(code, s["name"]) for code, s in who.states.items()])
        yield _table("Organisations", [(f"{o['code']} {slug}", o["name"]) for slug, o in who.organisations.items()])
        return
    party = named(name)
    found = party.entity or who.heads.get(party.name, party.name)
    data = who.states.get(found) or who.organisations.get(found) or asdict(who.people[found])
    yield _table(found, [(key, _written(value)) for key, value in data.items() if value not in (None, ())])
    for t in who.told(found):
        yield Text(
            f"{t.post} of {t.of}: {who.people[t.person].name}, {t.since} to {t.until or 'now'} (source: {t.source})"
        )


def _written(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
