"""The file of imported people: SQLite, asked by name, surname and office, and replaced whole by an import."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from dragoman.errors import DragomanError
from dragoman.outputs import replaced

REMEMBERED = 8192  # answers of each kind that are kept in memory: some MB at most
NAMESAKES = 50  # office-holders; a surname that more bear says nothing of who is meant
CACHE = 64_000  # KiB in which an import sorts what it adds; the rest is on the disk
FORM = """
CREATE TABLE row (
  id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, name TEXT NOT NULL, also TEXT NOT NULL, states TEXT NOT NULL,
  post TEXT, of TEXT, since TEXT, until TEXT, gender TEXT, source TEXT NOT NULL
);
CREATE INDEX office ON row (of, post) WHERE post IS NOT NULL;
CREATE TABLE name (key TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (key, row)) WITHOUT ROWID;
CREATE TABLE surname (word TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (word, row)) WITHOUT ROWID;
CREATE TABLE whole (digest TEXT NOT NULL);
INSERT INTO whole VALUES ('');
"""
COLUMNS = "id, name, also, states, post, of, since, until, gender, source"
BETWEEN = "\n"  # no name holds one
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of the file: a person's time in an office, or a person without one."""

    id: int
    name: str
    also: tuple[str, ...]
    states: tuple[str, ...]
    post: str | None
    of: str | None
    since: str | None
    until: str | None
    gender: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """A row on its way into the file (its `id` does not count yet), and the squeezed names and the surnames by which it is found."""

    row: Kept
    keys: frozenset[str]
    surnames: frozenset[str]

    @property
    def hash(self) -> bytes:
        r = self.row
        told = (r.name, sorted(r.also), sorted(r.states), r.post, r.of, r.since, r.until, r.gender, r.source)
        return hashlib.blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=16).digest()


class PeopleFile:
    """What is asked of the file while reports are read. It is never changed, only replaced, so that a program sees to its end
    what it saw first, and nobody waits for an import."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        self._connection, self._where = connection, where
        self._lock = Lock()
        (self.digest,) = connection.execute("SELECT digest FROM whole").fetchone()
        self.next = lru_cache(REMEMBERED)(self._next)

    def _all(self, question: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        """Nothing, with one line of warning, where the file turns out to be damaged."""
        with self._lock:
            try:
                return self._connection.execute(question, values).fetchall()
            except sqlite3.Error as error:
                if self._where:
                    _LOG.warning("dragoman: %s: %s; imported people are not read", self._where, error)
                self._where = ""
                return []

    def _next(self, key: str) -> str | None:
        """The first of all keys that is this one or comes after it: itself where it is a name, else what a name that begins
        so would begin with."""
        found = self._all("SELECT key FROM name WHERE key >= ? ORDER BY key LIMIT 1", (key,))
        return str(found[0][0]) if found else None

    def called(self, key: str) -> list[Kept]:
        return self._rows("id IN (SELECT row FROM name WHERE key = ?)", (key,))

    def surnamed(self, word: str) -> list[Kept]:
        """The office-holders of that surname; nobody where too many bear it."""
        found = self._rows(f"id IN (SELECT row FROM surname WHERE word = ? LIMIT {NAMESAKES + 1})", (word,))
        return found if len(found) <= NAMESAKES else []

    def in_office(self, of: Sequence[str], post: str | None = None) -> list[Kept]:
        marks = ", ".join("?" * len(of))
        only = " AND post = ?" if post else " AND post IS NOT NULL"
        return self._rows(f"of IN ({marks}){only}", [*of, *([post] if post else [])])

    def _rows(self, where: str, values: Sequence[str]) -> list[Kept]:
        """In an order that no import can change."""
        return [
            _kept(row) for row in self._all(f"SELECT {COLUMNS} FROM row WHERE {where} ORDER BY since, hash", values)
        ]


def _kept(cells: tuple[Any, ...]) -> Kept:
    number, name, also, states, *rest = cells
    return Kept(number, name, tuple(also.split(BETWEEN)) if also else (), tuple(states.split()), *rest)


def opened(path: Path) -> PeopleFile:
    """Raises sqlite3.Error where it is no such file."""
    return PeopleFile(_reading(path), str(path))


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def in_memory(rows: Iterable[Indexed]) -> PeopleFile:
    """A file that lies nowhere, of a few rows."""
    made = sqlite3.connect(":memory:", check_same_thread=False)
    made.executescript(FORM)
    _put(made, rows)
    return PeopleFile(made, "")


def add(path: Path, rows: Iterable[Indexed]) -> int:
    """Put rows into the file; returns how many it did not have. They are gathered in a file without a name, which the system
    takes back whatever happens, and take the old one's place when all are there. Raises DragomanError, with the file as it
    was, where that can't be done."""
    before = _identity(path)
    try:
        with closing(sqlite3.connect("")) as draft:
            draft.execute(f"PRAGMA cache_size = -{CACHE}")
            draft.execute("PRAGMA journal_mode = OFF")
            if before is None:
                draft.executescript(FORM)
            else:
                with closing(_reading(path)) as present:
                    present.backup(draft)
            number = _put(draft, rows)
            if number:
                _replace(path, draft, before)
            return number
    except sqlite3.Error as error:
        raise DragomanError(str(error), str(path), "nothing was changed") from None


def _put(draft: sqlite3.Connection, rows: Iterable[Indexed]) -> int:
    (digest,) = draft.execute("SELECT digest FROM whole").fetchone()
    total, number = int(digest or "0", 16), 0
    for one in rows:
        row, hashed = one.row, one.hash
        cells = (row.post, row.of, row.since, row.until, row.gender, row.source)
        put = draft.execute(
            "INSERT OR IGNORE INTO row VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (hashed, row.name, BETWEEN.join(row.also), " ".join(row.states), *cells),
        )
        if put.rowcount:
            number += 1
            total = (total + int.from_bytes(hashed, "big")) % (1 << 128)  # a sum is the same in every order
            draft.executemany("INSERT INTO name VALUES (?, ?)", ((key, put.lastrowid) for key in one.keys))
            draft.executemany("INSERT INTO surname VALUES (?, ?)", ((word, put.lastrowid) for word in one.surnames))
    draft.execute("UPDATE whole SET digest = ?", (f"{total:032x}" if total else "",))
    draft.commit()
    return number


def _replace(path: Path, draft: sqlite3.Connection, before: tuple[int, int] | None) -> None:
    with replaced(path, parents=True, database=True) as target:
        with closing(sqlite3.connect(target)) as written:
            written.execute("PRAGMA synchronous = OFF")  # `replaced` sees to it
            draft.backup(written)
        if _identity(path) != before:
            raise DragomanError("another import has ended meanwhile", str(path), "nothing was changed: import again")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
