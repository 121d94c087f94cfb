"""The tables of a case file, and the numbered steps that bring an older file to the present ones.

`report`, `record`, `review` and `plan_file` hold what was read, decided and kept. All other tables are derived from them and can be
made anew (`dragoman case check --repair`).
"""

from __future__ import annotations

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
    inspect,
    text,
)
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

review = Table(
    "review",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("target", String(16), nullable=False),
    Column("verdict", String(8), nullable=False),
    Column("field", String(24)),
    Column("value", Text),
    Column("by", Text),
    Column("note", Text),
    Index("review_by_target", "target"),
)

plan_file = Table(
    "plan_file",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("yaml", Text, nullable=False),
)

frame = Table(
    "frame",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("report", String(16), nullable=False),
    Column("block", Text, nullable=False),
    Column("settled", Boolean, nullable=False),
    Column("first", Integer),
    Column("last", Integer),
    Column("key", String(16)),
    Column("people", Text, nullable=False),
    Column("likeness", Text, nullable=False),
    Column("hosts", Text),
    Column("home", String(16)),
    Column("digest", String(16), nullable=False),
    Column("json", Text, nullable=False),
    Index("frame_by_block", "block", "settled", "first"),
    Index("frame_by_key", "block", "key"),
    Index("frame_by_home", "home"),
    Index("frame_by_report", "report"),
)

frame_mention = Table(
    "frame_mention",
    metadata,
    Column("mention", String(16), primary_key=True),
    Column("frame", String(16), nullable=False),
    Index("frame_mention_by_frame", "frame"),
)

cluster = Table(
    "cluster",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("block", Text, nullable=False),
    Column("first", Integer),
    Column("last", Integer),
    Column("people", Text, nullable=False),
    Column("json", Text, nullable=False),
    Index("cluster_by_block", "block", "first"),
)

event = Table(
    "event",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("digest", String(16), nullable=False),
    Column("type", String(12), nullable=False),
    Column("mode", String(24)),
    Column("status", String(12), nullable=False),
    Column("earliest", String(10)),
    Column("latest", String(10)),
    Column("told", String(10)),
    Column("known", String(10)),
    Column("country", String(3)),
    Column("contexts", Text, nullable=False),
    Column("json", Text, nullable=False),
    Index("event_by_date", "earliest"),
)

event_mention = Table(
    "event_mention",
    metadata,
    Column("mention", String(16), primary_key=True),
    Column("alias", String(16), nullable=False),
    Column("event", String(16), nullable=False),
    Index("event_mention_by_event", "event"),
    Index("event_mention_by_alias", "alias"),
)

event_side = Table(
    "event_side",
    metadata,
    Column("event", String(16), nullable=False),
    Column("role", String(6), nullable=False),
    Column("name", Text, nullable=False),
    Index("event_side_by_name", "name", "event"),
    Index("event_side_by_event", "event"),
)

sketch = Table(
    "sketch",
    metadata,
    Column("report", String(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("numbers", LargeBinary, nullable=False),
    Index("sketch_by_sha256", "sha256"),
)

band = Table(
    "band",
    metadata,
    Column("value", BigInteger, primary_key=True),
    Column("report", String(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Index("band_by_report", "report"),
    sqlite_with_rowid=False,
)

twin = Table(
    "twin",
    metadata,
    Column("one", String(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Column("other", String(16), ForeignKey("report.id", ondelete="CASCADE"), primary_key=True),
    Index("twin_by_other", "other"),
)

# The index holds no copy of the texts: it reads them through the view.
FULLTEXT = (
    "CREATE VIEW prose AS SELECT added, json_extract(json, '$.title') AS title, text AS body FROM report",
    "CREATE VIRTUAL TABLE fulltext USING fts5(title, body, content='prose', content_rowid='added', "
    "tokenize='porter unicode61 remove_diacritics 2')",
)
DERIVED = (frame, frame_mention, cluster, event, event_mention, event_side, sketch, band, twin)


def _first(connection: Connection) -> None:
    metadata.create_all(connection, tables=[report, record])


def _second(connection: Connection) -> None:
    """Events, reviews, copies and the full-text index. SQLite alone has FTS5; elsewhere texts are searched with LIKE."""
    connection.execute(text("CREATE INDEX report_by_added ON report (added)"))
    metadata.create_all(connection, tables=[review, *DERIVED])
    if connection.dialect.name == "sqlite":
        for statement in FULLTEXT:
            connection.execute(text(statement))


def _third(connection: Connection) -> None:
    """Plan files kept with the case."""
    metadata.create_all(connection, tables=[plan_file])


def _fourth(connection: Connection) -> None:
    """Events know the range in which they were told, and hold no account that waits for a person."""
    held = {column["name"] for column in inspect(connection).get_columns(event.name)}
    if event.c.told.name not in held:
        connection.execute(text("ALTER TABLE event ADD COLUMN told VARCHAR(10)"))


MIGRATIONS = (_first, _second, _third, _fourth)
DERIVED_SINCE = 4  # the step that last changed the derived tables


def migrate(connection: Connection, where: str) -> bool:
    """Apply the steps that the file lacks; True where what is derived must be made anew after them. Raises DragomanError where a newer version wrote it."""
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
    return 0 < done < DERIVED_SINCE
