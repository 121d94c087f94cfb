"""Four values (Belnap 1977): told true, told false, told neither, told both."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Value(Enum):
    """(is told to hold, is told not to hold)."""

    TRUE = (True, False)
    FALSE = (False, True)
    UNKNOWN = (False, False)
    CONFLICTING = (True, True)

    @property
    def word(self) -> str:
        return self.name.lower()


def every(values: Iterable[Value]) -> Value:
    """True where all are, false where any is told to be."""
    pairs = [v.value for v in values]
    return Value((all(t for t, _ in pairs), any(f for _, f in pairs)))


def some(values: Iterable[Value]) -> Value:
    """True where any is told to be, false where all are."""
    pairs = [v.value for v in values]
    return Value((any(t for t, _ in pairs), all(f for _, f in pairs)))
