"""The tables of a case file, and the numbered steps that bring an older file to the present ones."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.engine import Connection

from dragoman.errors import DragomanError

metadata = MetaData()

version = Table("version", metadata, Column("number", Integer, nullable=False))

report = Table(
    "report",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("added", Integer, nullable=False),
    Column("published", String(10)),
    Column("text", Text, nullable=False),
    Column("json", Text, nullable=False),
)

record = Table(
    "record",
    metadata,
    Column("report", String(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", String(16), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("json", Text, nullable=False),
    Index("record_by_id", "id"),
    Index("record_by_kind", "kind"),
)


def _first(connection: Connection) -> None:
    metadata.create_all(connection, tables=[report, record])


MIGRATIONS = (_first,)


def migrate(connection: Connection, where: str) -> None:
    """Apply the steps that the file lacks. Raises DragomanError where a newer version wrote it."""
    metadata.create_all(connection, tables=[version])
    number = connection.execute(version.select()).scalar()
    done = int(number) if number is not None else 0
    if done > len(MIGRATIONS):
        raise DragomanError(f"a newer version of Dragoman wrote this case (schema {done})", where, "update Dragoman")
    for step in MIGRATIONS[done:]:
        step(connection)
    if number is None:
        connection.execute(version.insert().values(number=len(MIGRATIONS)))
    elif done < len(MIGRATIONS):
        connection.execute(version.update().values(number=len(MIGRATIONS)))
