"""The tables of a case file, and the numbered steps that bring an older file to the present ones.

`report`, `record`, `review`, `plan_file` and `answer` hold what was read, decided, kept and answered. All other tables are derived from them and can be
made anew (`dragoman case check --repair`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.types import TypeEngine

from dragoman.case.file import MEND
from dragoman.errors import Damaged, DragomanError

metadata = MetaData()


class Words(TypeDecorator[str]):
    """Text; whatever else stands in its place is damage."""

    impl: type[TypeEngine[Any]] = Text
    cache_ok = True

    def process_result_value(self, value: object, dialect: Dialect) -> str | None:
        if value is None or isinstance(value, str):
            return value
        raise Damaged(f"the case file is damaged ({type(value).__name__} in place of text)", "", MEND)


class Short(Words):
    """Text of a known length."""

    impl = String
    cache_ok = True


class Number(TypeDecorator[int]):
    """An integer; whatever else stands in its place is damage."""

    impl = Integer
    cache_ok = True

    def process_result_value(self, value: object, dialect: Dialect) -> int | None:
        if value is None or isinstance(value, int):
            return value
        raise Damaged(f"the case file is damaged ({type(value).__name__} in place of a number)", "", MEND)


version = Table("version", metadata, Column("number", Number, nullable=False))

report = Table(
    "report",
    metadata,
    Column("id", Short(16), primary_key=True),
    Column("added", Number, nullable=False),
    Column("published", Short(10)),
    Column("text", Words, nullable=False),
    Column("json", Words, nullable=False),
)

record = Table(
    "record",
    metadata,
    Column("report", Short(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Number, primary_key=True),
    Column("id", Short(16), nullable=False),
    Column("kind", Short(12), nullable=False),
    Column("json", Words, nullable=False),
    Index("record_by_id", "id"),
    Index("record_by_kind", "kind"),
)

review = Table(
    "review",
    metadata,
    Column("number", Number, primary_key=True),
    Column("target", Short(16), nullable=False),
    Column("verdict", Short(8), nullable=False),
    Column("field", Short(24)),
    Column("value", Words),
    Column("by", Words),
    Column("note", Words),
    Column("name", Words),
    Index("review_by_target", "target"),
)

plan_file = Table(
    "plan_file",
    metadata,
    Column("id", Short(16), primary_key=True),
    Column("number", Number, nullable=False),
    Column("name", Words, nullable=False),
    Column("yaml", Words, nullable=False),
)

answer = Table(
    "answer",
    metadata,
    Column("id", Short(16), primary_key=True),
    Column("text", Words, nullable=False),
)

frame = Table(
    "frame",
    metadata,
    Column("id", Short(16), primary_key=True),
    Column("report", Short(16), nullable=False),
    Column("block", Words, nullable=False),
    Column("settled", Boolean, nullable=False),
    Column("first", Number),
    Column("last", Number),
    Column("key", Short(16)),
    Column("people", Words, nullable=False),
    Column("likeness", Words, nullable=False),
    Column("hosts", Words),
    Column("home", Short(16)),
    Column("digest", Short(16), nullable=False),
    Column("json", Words, nullable=False),
    Index("frame_by_block", "block", "settled", "first"),
    Index("frame_by_key", "block", "key"),
    Index("frame_by_home", "home"),
    Index("frame_by_report", "report"),
)

frame_mention = Table(
    "frame_mention",
    metadata,
    Column("mention", Short(16), primary_key=True),
    Column("frame", Short(16), nullable=False),
    Index("frame_mention_by_frame", "frame"),
)

cluster = Table(
    "cluster",
    metadata,
    Column("id", Short(16), primary_key=True),
    Column("block", Words, nullable=False),
    Column("first", Number),
    Column("last", Number),
    Column("people", Words, nullable=False),
    Column("json", Words, nullable=False),
    Index("cluster_by_block", "block", "first"),
)

event = Table(
    "event",
    metadata,
    Column("id", Short(16), primary_key=True),
    Column("digest", Short(16), nullable=False),
    Column("type", Short(12), nullable=False),
    Column("mode", Short(24)),
    Column("status", Short(12), nullable=False),
    Column("earliest", Short(10)),
    Column("latest", Short(10)),
    Column("told", Short(10)),
    Column("known", Short(10)),
    Column("country", Short(3)),
    Column("contexts", Words, nullable=False),
    Column("json", Words, nullable=False),
    Index("event_by_date", "earliest"),
)

event_mention = Table(
    "event_mention",
    metadata,
    Column("mention", Short(16), primary_key=True),
    Column("alias", Short(16), nullable=False),
    Column("event", Short(16), nullable=False),
    Index("event_mention_by_event", "event"),
    Index("event_mention_by_alias", "alias"),
)

event_side = Table(
    "event_side",
    metadata,
    Column("event", Short(16), nullable=False),
    Column("role", Short(6), nullable=False),
    Column("name", Words, nullable=False),
    Index("event_side_by_name", "name", "event"),
    Index("event_side_by_event", "event"),
)

sketch = Table(
    "sketch",
    metadata,
    Column("report", Short(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Column("sha256", Short(64), nullable=False),
    Column("numbers", LargeBinary, nullable=False),
    Index("sketch_by_sha256", "sha256"),
)

band = Table(
    "band",
    metadata,
    Column("value", BigInteger, primary_key=True),
    Column("report", Short(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Index("band_by_report", "report"),
    sqlite_with_rowid=False,
)

twin = Table(
    "twin",
    metadata,
    Column("one", Short(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Column("other", Short(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Index("twin_by_other", "other"),
)

REPORT_BY_ADDED = "CREATE INDEX IF NOT EXISTS report_by_added ON report (added)"
# The index holds no copy of the texts: it reads them through the view.
FULLTEXT = (
    "CREATE VIEW prose AS SELECT added, json_extract(json, '$.title') AS title, text AS body FROM report",
    "CREATE VIRTUAL TABLE fulltext USING fts5(title, body, content='prose', content_rowid='added', "
    "tokenize='porter unicode61 remove_diacritics 2')",
)
KEPT = (report, record, review, plan_file, answer)
DERIVED = (frame, frame_mention, cluster, event, event_mention, event_side, sketch, band, twin)


def _first(connection: Connection) -> None:
    metadata.create_all(connection, tables=[report, record])


def _second(connection: Connection) -> None:
    """Events, reviews, copies and the full-text index."""
    connection.exec_driver_sql(REPORT_BY_ADDED)
    metadata.create_all(connection, tables=[review, *DERIVED])
    for statement in FULLTEXT:
        connection.exec_driver_sql(statement)


def _third(connection: Connection) -> None:
    """Plan files kept with the case."""
    metadata.create_all(connection, tables=[plan_file])


def _fourth(connection: Connection) -> None:
    """Events know the range in which they were told, and hold no account that waits for a person: all is made anew."""


def _fifth(connection: Connection) -> None:
    """What language models answered."""
    metadata.create_all(connection, tables=[answer])


def _sixth(connection: Connection) -> None:
    """Decisions about names."""
    held = connection.exec_driver_sql("SELECT name FROM pragma_table_info('review')").scalars().all()
    if review.c.name.name in held:
        return
    connection.exec_driver_sql("ALTER TABLE review RENAME TO review_before")
    connection.exec_driver_sql("DROP INDEX IF EXISTS review_by_target")
    metadata.create_all(connection, tables=[review])
    names = ", ".join(f'"{name}"' for name in held)
    connection.exec_driver_sql(f"INSERT INTO review({names}) SELECT {names} FROM review_before")
    connection.exec_driver_sql("DROP TABLE review_before")


MIGRATIONS = (_first, _second, _third, _fourth, _fifth, _sixth)
DERIVED_SINCE = 4  # the step that last changed what the derived tables hold


def number(connection: Connection, where: str) -> int:
    """The step to which the file was brought, 0 where it is empty. Raises DragomanError where it is no case file, or one
    that a newer version wrote."""
    tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    if not tables:
        return 0
    if not tables & {t.name for t in (version, *KEPT)}:
        raise DragomanError("no case file (it is another program's database)", where, "give another path")
    found = connection.exec_driver_sql("SELECT number FROM version").scalars().all() if "version" in tables else []
    if len(found) != 1 or not isinstance(found[0], int) or found[0] < 1:
        raise Damaged(f"the case file is damaged (its schema number is {found})", where, MEND)
    if found[0] > len(MIGRATIONS):
        raise DragomanError(
            f"a newer version of Dragoman wrote this case (schema {found[0]})", where, "update Dragoman"
        )
    return int(found[0])


def migrate(connection: Connection, where: str, mend: bool = False) -> bool:
    """Apply the steps that the file lacks, or with `mend` whatever it lacks; True where what is derived must be made anew
    after them."""
    done = len(MIGRATIONS) if mend else number(connection, where)
    if mend:
        metadata.create_all(connection, tables=[version, *KEPT])
        connection.exec_driver_sql(REPORT_BY_ADDED)
        for table in KEPT:
            for index in table.indexes:
                index.create(connection, checkfirst=True)
    else:
        metadata.create_all(connection, tables=[version])
    for step in MIGRATIONS[done:]:
        step(connection)
    connection.execute(version.delete())
    connection.execute(version.insert().values(number=len(MIGRATIONS)))
    return 0 < done < DERIVED_SINCE


def clear(connection: Connection) -> None:
    """Make all tables of what is derived anew, empty, with their indexes."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS fulltext")
    connection.exec_driver_sql("DROP VIEW IF EXISTS prose")
    for table in DERIVED:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table.name}")
    metadata.create_all(connection, tables=list(DERIVED))
    for statement in FULLTEXT:
        connection.exec_driver_sql(statement)


def shape(connection: Connection, of: str = "main") -> dict[str, tuple[str, str]]:
    """What the file is made of: name -> (table, index, view or trigger; the SQL that makes it)."""
    rows = connection.exec_driver_sql(f"SELECT name, type, sql FROM {of}.sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    return {name: (kind, sql or "") for name, kind, sql in rows}
