"""What the program says and writes: text that every terminal, pipe and disk can take, or one line that says why not."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress

from dragoman.errors import printable


def prepare() -> None:
    """A file or a pipe gets UTF-8, a terminal what it can show; what neither can hold is written as an escape."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # it was closed before the program began
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def say(text: str) -> None:
    """One line on stderr, without anything that a terminal would obey."""
    with suppress(OSError):
        print(printable(text), file=sys.stderr, flush=True)


def silence() -> None:
    """Nobody can read standard output any more: what is left of it goes nowhere."""
    with suppress(OSError, ValueError):
        empty = os.open(os.devnull, os.O_WRONLY)
        os.dup2(empty, sys.stdout.fileno())
        os.close(empty)
