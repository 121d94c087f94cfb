"""A case beside one that was made afresh from the same reports, decisions and plan files: where the two part.

Both are open in one connection, the case as `main` and the other as `afresh`; SQLite compares them, so neither is held in
memory."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Table
from sqlalchemy.engine import Connection

from dragoman.case import schema

FEW = 5  # rows of a table that are named
REPAIR = "run with --repair"


def shapes(connection: Connection) -> Iterator[str]:
    """Tables, indexes, views and triggers that are missing, made otherwise, or nobody's."""
    own, fresh = schema.shape(connection, "main"), schema.shape(connection, "afresh")
    for name in sorted(fresh.keys() - own.keys()):
        yield f"{fresh[name][0]} {name}: missing; {REPAIR}"
    for name in sorted(own.keys() - fresh.keys()):
        yield f"{own[name][0]} {name}: not of Dragoman's making"
    for name in sorted(n for n in own.keys() & fresh.keys() if own[n] != fresh[n]):
        yield f"{own[name][0]} {name}: not as this version makes it; {REPAIR}"


def rows(connection: Connection, table: Table) -> Iterator[str]:
    """Rows of a derived table that are not what the reports and decisions give."""
    names = [c.name for c in table.columns]
    key = [c.name for c in table.primary_key] or names
    columns = ", ".join(names)
    for side, other, what in (("main", "afresh", "nothing gives it"), ("afresh", "main", "missing")):
        only = f"{_counted(side, table, columns)} EXCEPT {_counted(other, table, columns)}"
        count = connection.exec_driver_sql(f"SELECT count(*) FROM ({only})").scalar() or 0
        for row in connection.exec_driver_sql(f"{only} LIMIT {FEW}").mappings():
            differing = _differing(connection, table, other, dict(row), key)
            if differing and side == "afresh":
                continue  # told from the other side
            told = f"{', '.join(differing)} not what the reports give" if differing else what
            yield f"{table.name} {' '.join(str(row[k]) for k in key)}: {told}; {REPAIR}"
        if count > FEW:
            yield f"{table.name}: {count - FEW} more rows; {REPAIR}"


def _counted(side: str, table: Table, columns: str) -> str:
    """The rows of a table; where no key keeps them apart, with the number of times that each stands there."""
    plain = f"SELECT {columns} FROM {side}.{table.name}"
    return plain if table.primary_key else f"SELECT {columns}, count(*) FROM {side}.{table.name} GROUP BY {columns}"


def _differing(connection: Connection, table: Table, other: str, row: dict[str, object], key: list[str]) -> list[str]:
    """The columns in which the row of the same key differs in the other case; none where there is no such row."""
    where = " AND ".join(f"{k} IS ?" for k in key)
    found = connection.exec_driver_sql(
        f"SELECT * FROM {other}.{table.name} WHERE {where}", tuple(row[k] for k in key)
    ).mappings().first()  # fmt: skip
    return [k for k in row if k in found and found[k] != row[k]] if found else []
