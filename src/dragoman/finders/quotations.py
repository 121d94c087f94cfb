"""Quotation marks paired, on the cleaned text."""

from __future__ import annotations

import re

_OPEN, _CLOSE = "“«", "”»"
_MARK = re.compile(r"[\"“”«»]|``|''")
LONGEST = 3000  # characters: an opening mark whose partner is farther away has lost it


def quotations(text: str, breaks: frozenset[int]) -> list[tuple[int, int]]:
    """Character spans inside quotation marks, marks left out. A mark without a partner opens nothing."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for match in _MARK.finditer(text):
        mark, at = match.group(), match.start()
        if mark in _OPEN or mark == "``":
            opened = match.end()
        elif mark in _CLOSE or mark == "''":
            if opened is not None:
                found.append((opened, at))
            opened = None
        elif opened is None or at - opened > LONGEST:
            opened = match.end() if _opens(text, at) else None
        elif _opens(text, at) and not _closes(text, at):
            opened = match.end()
        else:
            found.append((opened, at))
            opened = None
    return [(a, b) for a, b in found if text[a:b].strip()]


def _opens(text: str, at: int) -> bool:
    return at + 1 < len(text) and not text[at + 1].isspace() and (at == 0 or not text[at - 1].isalnum())


def _closes(text: str, at: int) -> bool:
    return at > 0 and not text[at - 1].isspace()
