"""What language models answered, kept with a case: a run can be repeated without them."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic_core import from_json
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from dragoman.case.file import CaseFile
from dragoman.case.schema import answer


class Answers:
    """Answers by the hash of model and question."""

    def __init__(self, file: CaseFile) -> None:
        self._file = file

    def get(self, key: str, /) -> str | None:
        with self._file.reading() as connection:
            return connection.execute(select(answer.c.text).where(answer.c.id == key)).scalar()

    def __setitem__(self, key: str, value: str, /) -> None:
        with self._file.writing() as connection:
            connection.execute(delete(answer).where(answer.c.id == key))
            connection.execute(insert(answer).values(id=key, text=value))


def broken(connection: Connection) -> Iterator[str]:
    """The ids of answers that are no JSON object; without one, it would be asked for again."""
    for name, text in connection.exec_driver_sql("SELECT id, text FROM answer ORDER BY id"):
        if not (isinstance(name, str) and isinstance(text, str) and _is_object(text)):
            yield name


def _is_object(text: str) -> bool:
    try:
        return isinstance(from_json(text), dict)
    except ValueError:
        return False
