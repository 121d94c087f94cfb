"""JSON as data."""

from __future__ import annotations

import json
from typing import Any

from dragoman.errors import DragomanError


def parse_json(text: str, name: str, line: int = 1) -> Any:
    """The value of a text. Raises DragomanError with NAME:LINE, counted from `line`, where it is no JSON, repeats a key,
    nests beyond measure, or holds a number that no number can be."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_none)
    except json.JSONDecodeError as error:
        raise DragomanError(f"broken JSON ({error.msg})", f"{name}:{line + error.lineno - 1}") from None
    except RecursionError:
        raise DragomanError("broken JSON (nested too deep)", f"{name}:{line}") from None
    except ValueError as error:
        raise DragomanError(f"broken JSON ({error})", f"{name}:{line}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(n for k, n in enumerate(names) if n in names[:k])!r} twice")
    return made


def _none(word: str) -> Any:
    raise ValueError(f"{word} is no number")
