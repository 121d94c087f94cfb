"""What a language model is asked to tell of numbered sentences."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from dragoman.extract.labels import CUES
from dragoman.records import EventType, Status

MOST = 300  # acts, statements or conditions of one answer


def _several(value: object) -> object:
    """A model writes null for none, and one without a list."""
    return () if value is None else (value,) if isinstance(value, str) else value


Several = Annotated[tuple[str, ...], BeforeValidator(_several)]
Act = Annotated[str, Field(json_schema_extra={"enum": list(CUES[1:])})]


class Told(BaseModel):
    """`sentence` is the number of the sentence, from 0; all words are quoted from it."""

    model_config = ConfigDict(frozen=True)
    sentence: int


class ToldAct(Told):
    trigger: str
    type: EventType
    status: Status
    source: Several = ()
    target: Several = ()
    thing: Several = ()
    date: Several = ()
    place: Several = ()
    alleged: bool = False
    inner: bool = False
    background: bool = False
    mutual: bool = False


class ToldSaying(Told):
    content: str
    speaker: str | None = None
    cue: str | None = None
    act: Act = "assert"


class ToldCondition(Told):
    condition: str
    consequence: str | None = None


class Answer(BaseModel):
    acts: list[ToldAct]
    statements: list[ToldSaying]
    conditions: list[ToldCondition]


class Rows(BaseModel):
    """An answer whose rows are still to be looked at, one by one: one that is wrong costs no other."""

    acts: list[object] = Field(max_length=MOST)
    statements: list[object] = Field(max_length=MOST)
    conditions: list[object] = Field(max_length=MOST)
