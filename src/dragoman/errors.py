"""What can go wrong with what the user gave: one clear line, never a traceback."""

from __future__ import annotations

from textwrap import shorten

LONGEST = 200  # characters of a foreign error's message


class DragomanError(Exception):
    """Bad input or a missing part: `where` it is, `what` is wrong and, where there is one, the `remedy`."""

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(self.line())

    def line(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return " ".join(f"{head}; {self.remedy}".split()) if self.remedy else " ".join(head.split())


class Missing(DragomanError):
    """What was asked for by its name is not there."""


class Stale(DragomanError):
    """What was to be changed is no longer what the one who changes it has seen."""


class Busy(DragomanError):
    """Somebody else is writing; the same request may succeed later."""


def unforeseen(error: Exception, what: str, where: str) -> DragomanError:
    """A line for an error that nobody foresaw, which is a fault of ours and not of the input."""
    told = shorten(f"{type(error).__name__}: {error}".removesuffix(": "), LONGEST)
    return DragomanError(
        f"{what} ({told})", where, "this is a fault of Dragoman's; `dragoman code --fail-fast` shows its place"
    )
