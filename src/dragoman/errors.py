"""What can go wrong with what the user gave: one clear line, never a traceback."""

from __future__ import annotations

import errno
from textwrap import shorten

LONGEST = 400  # characters of what is wrong; a message that quotes more is cut
FAIL_FAST = "this is a fault of Dragoman's; `dragoman code --fail-fast` shows its place"


class DragomanError(Exception):
    """Bad input or a missing part: `where` it is, `what` is wrong and, where there is one, the `remedy`."""

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(self.line())

    def line(self) -> str:
        what = self.what if len(self.what) <= LONGEST else f"{self.what[:LONGEST]}…"
        head = f"{self.where}: {what}" if self.where else what
        return printable(f"{head}; {self.remedy}" if self.remedy else head)


def printable(text: str) -> str:
    """On one line, and with what a terminal would obey written as an escape."""
    line = " ".join(text.split())
    return "".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode() for ch in line)


class Missing(DragomanError):
    """What was asked for by its name is not there."""


class Stale(DragomanError):
    """What was to be changed is no longer what the one who changes it has seen."""


class Busy(DragomanError):
    """Somebody else is writing; the same request may succeed later."""


def refused(error: OSError, where: str = "", remedy: str = "") -> DragomanError:
    """What the system says of a file or a disk that it can't use."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        remedy = "make room and try again"
    return DragomanError(
        error.strerror or str(error) or type(error).__name__, where or str(error.filename or ""), remedy
    )


def unforeseen(error: Exception, what: str, where: str, remedy: str = FAIL_FAST) -> DragomanError:
    """A line for an error that nobody foresaw, which is a fault of ours and not of the input."""
    told = shorten(f"{type(error).__name__}: {error}".removesuffix(": "), LONGEST // 2)
    return DragomanError(f"{what} ({told})", where, remedy)


class Gone(DragomanError):
    """The file that was opened is no longer where it was."""


class Unwritable(DragomanError):
    """What is asked for would have to be written, and can't be."""


class Damaged(DragomanError):
    """The case file is not what this program wrote."""
