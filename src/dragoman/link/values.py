"""Whom a phrase stands for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """Code, sector, slug and office of a party, and the state that it is, belongs to or acts in; each is None where nothing decided it.

    `how` names what decided; `gender`, `person`, `plural` and `name` serve later references to it."""

    actor: str | None = None
    sector: str | None = None
    entity: str | None = None
    post: str | None = None
    how: str = "abstained"
    person: bool = False
    gender: str | None = None
    plural: bool = False
    name: str | None = None
    state: str | None = None


ABSTAINED = Value()
