"""Dragoman reads news reports about a negotiation and keeps its record.

`read` turns files into reports, `code` reports into records, and `Case` keeps them, merges them into events and finds
them again by a `Query`. A `DragomanError` is one line about what can't be read, coded or found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.version import __version__

if TYPE_CHECKING:
    from dragoman.case import Case, Query
    from dragoman.coding import code
    from dragoman.errors import DragomanError
    from dragoman.readers import read

__all__ = ["Case", "DragomanError", "Query", "__version__", "code", "read"]

_HOMES = {
    "Case": "dragoman.case",
    "DragomanError": "dragoman.errors",
    "Query": "dragoman.case",
    "code": "dragoman.coding",
    "read": "dragoman.readers",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
