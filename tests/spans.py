"""Checks every span of every record against the text it was read from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dragoman.records import AnyRecord


def check(text: str, records: Iterable[AnyRecord]) -> int:
    """Assert that each span gives back its words; returns how many spans were checked."""
    return sum(_walk(text, record.model_dump()) for record in records)


def _walk(text: str, value: Any) -> int:
    if isinstance(value, dict):
        here = 0
        if "span" in value and "text" in value:
            start, end = value["span"]
            assert 0 <= start <= end <= len(text)
            assert text[start:end] == value["text"]
            here = 1
        for start, end in value.get("parts") or ():
            assert value["span"][0] <= start < end <= value["span"][1]
        return here + sum(_walk(text, v) for v in value.values())
    if isinstance(value, list):
        return sum(_walk(text, v) for v in value)
    return 0
