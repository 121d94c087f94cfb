"""The file under a case: which one it is, how it is opened, and what SQLite's refusals mean to a person."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from json import JSONDecodeError
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from dragoman.errors import Busy, Damaged, DragomanError, Gone, Unwritable

WAIT = 5.0  # seconds for which another program's lock is waited for
# A change stays in memory until it is committed: the file is torn for the time of its last writes alone.
LASTING = ("cache_spill=OFF", "synchronous=FULL", "foreign_keys=ON")
PASSING = ("synchronous=OFF", "journal_mode=MEMORY", "foreign_keys=ON")  # a file that nobody keeps
REFUSALS: tuple[tuple[str, type[DragomanError], str, str], ...] = (
    ("SQLITE_BUSY", Busy, "another program is writing this case", "try again later"),
    ("SQLITE_LOCKED", Busy, "another program is writing this case", "try again later"),
    ("SQLITE_FULL", Unwritable, "the disk is full", "what was finished stays: make room, then do the rest again"),
    ("SQLITE_READONLY_DBMOVED", Gone, "the case file was moved or replaced while it was open", "open it again"),
    ("SQLITE_READONLY", Unwritable, "this case can only be read", "copy it to where you may write"),
    ("SQLITE_CANTOPEN", Unwritable, "its folder lets nothing be written", "copy it to where you may write"),
    ("SQLITE_IOERR", Unwritable, "the disk refuses it", "what was finished stays: look at the disk, then do the rest again"),
    ("SQLITE_NOTADB", DragomanError, "no case file (it is no database)", "give another path"),
)  # fmt: skip
MEND = "run: dragoman case check CASE --repair"


class CaseFile:
    """One file, known by its device and inode once it was opened; made where there is none.

    Raises DragomanError for a path that can be no file. `lasting`: what is written must survive the machine's fall.
    """

    def __init__(self, path: str | Path, lasting: bool = True) -> None:
        self.where = str(path)
        if "://" in self.where:  # which may hold a password
            scheme = self.where.partition("://")[0]
            raise DragomanError("a case is a file, and no address", f"{scheme}://…", "give a path")
        self.path = Path(os.path.abspath(self.where))
        self._lasting = lasting
        self._options = "mode=rw"
        self._identity: tuple[int, int] | None = None
        try:
            found = self.path.stat()
            if not stat.S_ISREG(found.st_mode):
                raise DragomanError("no case file (it is a folder or a device)", self.where, "give another path")
        except FileNotFoundError:
            self._options = "mode=rwc"
        except (OSError, ValueError) as error:
            what = getattr(error, "strerror", None) or "a path holds no NUL"
            raise DragomanError(f"no case file ({what})", self.where, "give another path") from None
        # Each question opens the file anew: one that was written over keeps no page of before in memory.
        self._engine = create_engine("sqlite://", creator=self._connect, poolclass=NullPool)

    def _connect(self) -> sqlite3.Connection:
        uri = f"{self.path.as_uri()}?{self._options}"
        made = sqlite3.connect(uri, WAIT, isolation_level=None, check_same_thread=False, uri=True)
        for pragma in LASTING if self._lasting else PASSING:
            made.execute(f"PRAGMA {pragma}")
        return made

    def open(self) -> None:
        """Open the file for the first time, and remember which one it is. A file of the time of write-ahead logs is brought
        to one that holds all that is in it, where it may be written and nobody else has it open."""
        with self.plainly():
            try:
                mode = self._mode()
            except DBAPIError:
                if not self._logged():
                    self._options = (
                        "mode=ro&immutable=1"  # on a medium where its log can't be opened, and holds nothing
                    )
                mode = self._mode()
            found = self.path.stat()
            self._identity = (found.st_dev, found.st_ino)
            if self._options == "mode=rwc":
                self._options = "mode=rw"
            if mode == "wal" and "immutable" not in self._options:
                self._fold(wait=False)

    def _mode(self) -> str:
        with self._engine.connect() as connection:
            mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
            return mode

    def _fold(self, wait: bool) -> None:
        """Leave the write-ahead log. Raises DBAPIError where it is waited for, and another program has it open."""
        with closing(self._connect()) as connection:
            connection.execute(f"PRAGMA busy_timeout={int(WAIT * 1000) if wait else 0}")
            try:
                connection.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.OperationalError as error:
                if wait:
                    raise DBAPIError("", None, error) from None

    def beside(self) -> list[str]:
        """Files beside this one that hold a part of it, by their names: a log, or the journal of a change that broke off within
        its last writes."""
        return [p.name for p in (Path(f"{self.path}-wal"), Path(f"{self.path}-journal")) if _holds(p)]

    def _logged(self) -> bool:
        return any(name.endswith("-wal") for name in self.beside())

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The case as it stands at one moment; no other program is kept from reading, and one that writes waits."""
        with self.plainly(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            self._same()
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The case for one change, which is kept whole or not at all."""
        with self.plainly():
            if self._mode() == "wal":
                self._fold(wait=True)
            with self._engine.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                self._same()
                yield connection
                connection.commit()
            self._same()

    def _same(self) -> None:
        """Raise Gone where the path no longer leads to the file that was opened."""
        if self._identity is None:
            return
        try:
            found = self.path.stat()
            if (found.st_dev, found.st_ino) == self._identity:
                return
        except OSError:
            pass
        raise Gone("the case file was moved, replaced or removed while it was open", self.where, "open it again")

    @contextmanager
    def plainly(self) -> Iterator[None]:
        """Whatever SQLite or a record of the case refuses within, as one clear line."""
        try:
            yield
        except DBAPIError as error:
            self._same()
            raise self._trouble(error) from None
        except (ValidationError, JSONDecodeError) as error:
            what = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error.msg
            raise Damaged(
                f"the case file is damaged: a record breaks the contract ({what})", self.where, MEND
            ) from None
        except UnicodeEncodeError:
            raise DragomanError("words that are no text can't be kept", self.where) from None

    def _trouble(self, error: DBAPIError) -> DragomanError:
        name = getattr(error.orig, "sqlite_errorname", "")
        for start, kind, what, remedy in REFUSALS:
            if name.startswith(start):
                return kind(what, self.where, remedy)
        return Damaged(f"the case file is damaged ({error.orig})", self.where, MEND)

    def copy_pages(self, to: Path) -> None:
        """Write the file down elsewhere as it is at this moment, page for page, also where it is damaged."""
        with self.reading() as connection, closing(sqlite3.connect(to)) as target:
            target.execute("PRAGMA synchronous=OFF")
            own = connection.connection.driver_connection
            assert isinstance(own, sqlite3.Connection)
            try:
                own.backup(target)
            except sqlite3.Error as error:
                raise DBAPIError("", None, error) from None


def _holds(path: Path) -> bool:
    """Whether a log or a journal holds anything; the first sign of one that does not count is a nought."""
    try:
        with path.open("rb") as file:
            return file.read(1) not in (b"", b"\0")
    except OSError:
        return False
