"""What people decided about a name: whom it means in every report of a case, those that are yet to come too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from dragoman.case.schema import record
from dragoman.directory import directory, squeeze
from dragoman.directory.naming import Named, find, named
from dragoman.errors import DragomanError
from dragoman.records import Mention, Party, Review, Statement, content_id

P = TypeVar("P", bound=Party)
ABOUT = ("same as", "of", "no party")
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)


def key(words: str) -> str:
    """What a name is compared by: without article, case, accents and signs."""
    return squeeze(_ARTICLE.sub("", " ".join(words.split()), count=1))


def target(words: str) -> str:
    """The id under which decisions about a name are kept. Raises DragomanError for words that are no name."""
    if not key(words):
        raise DragomanError(f"{words!r} is no name", remedy="give the words of a party as a report has them")
    return content_id("name", key(words))


def checked(about: str | None, value: str | None) -> str:
    """The value of a decision: a party's or a state's name as the directory has it, nothing for no party. Raises DragomanError
    where it says nothing that can be carried out."""
    if about not in ABOUT:
        raise DragomanError(f"a name has no field {about!r} to set", "", f"one of {', '.join(ABOUT)}")
    if about == "no party":
        return ""
    found = named(value or "")
    if about == "of" and found.actor is None:
        raise DragomanError(f"{found.label} is a person", "", "give a state or an organisation")
    return found.name


class Names:
    """The decisions about names, each by the name's key; a later one wins."""

    def __init__(self, made: Iterable[Review]) -> None:
        self._made = {key(r.name): r for r in made if r.name and r.field in ABOUT}

    def __bool__(self) -> bool:
        return bool(self._made)

    def party(self, party: P, day: str | None) -> P | None:
        """The party as it was decided who it is, at an ISO day; None where it is none."""
        made = self._made.get(key(party.text)) if party.text else None
        who = next(iter(find(made.value)), None) if made and made.value else None
        if made is None or (who is None and made.field != "no party"):
            return party
        if who is None:
            return None
        return party.model_copy(update=_meant(who, day) if made.field == "same as" else _of(who))

    def mention(self, m: Mention) -> Mention:
        day = (m.when.earliest or m.when.latest) if m.when else None
        kept = [q for p in m.participants if (q := self.party(p, day)) is not None]
        return m if kept == m.participants else m.model_copy(update={"participants": kept})

    def statement(self, s: Statement) -> Statement:
        told = {role: party for role in ("speaker", "addressee") if (party := getattr(s, role))}
        now = {role: self.party(party, None) for role, party in told.items()}
        return s if now == told else s.model_copy(update=now)

    def records(self, connection: Connection) -> set[str]:
        """The ids of the mentions and statements in which one of the names stands."""
        return {one for one, _ in _naming(connection, self._made)}


def reports(connection: Connection, words: str) -> set[str]:
    """The ids of the reports in which a party is called so."""
    return {report for _, report in _naming(connection, {key(words): None})}


def _naming(connection: Connection, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    wanted = frozenset(keys)
    parties = [func.json_extract(record.c.json, f"$.{role}.text") for role in ("speaker", "addressee")]
    query = select(record.c.id, record.c.report, func.json_extract(record.c.json, "$.participants"), *parties)
    for one, report, participants, *texts in connection.execute(
        query.where(record.c.kind.in_(["mention", "statement"]))
    ):
        texts += _texts(participants)
        if any(key(text) in wanted for text in texts if text):
            yield one, report


def _texts(participants: str | None) -> list[str]:
    return [p["text"] for p in json.loads(participants or "[]")]


def _meant(who: Named, day: str | None) -> dict[str, str | None]:
    actor, known = who.actor_on(day), directory()
    said = {"actor": actor, "entity": who.entity, "post": None, "state": None, "how": "review"}
    if actor in known.states:
        return {**said, "state": actor}
    body = known.organisations.get(who.entity or known.heads.get(actor or "", ""))
    return {**said, "sector": body["sector"], "state": body.get("state")} if body else said


def _of(who: Named) -> dict[str, str | None]:
    return {"actor": who.actor, "state": who.actor, "how": "review"}
