"""The items of a long JSON list, one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.errors import DragomanError
from dragoman.intake.values import parse_json

CHUNK = 1_000_000  # characters
_DECODER = json.JSONDecoder()


def items_of(path: Path, key: str, longest: int) -> Iterator[Any]:
    """The items of the first list under the key, none of more than so many characters. Raises DragomanError where there is no
    such list, or at the item from which on it can't be read."""
    begins = re.compile(rf'"{re.escape(key)}"\s*:\s*\[')
    try:
        with path.open(encoding="utf-8-sig") as file:
            held = ""
            while not (found := begins.search(held)):
                more = file.read(CHUNK)
                if not more:
                    raise DragomanError(f"no list {key!r}", str(path))
                held = held[-len(key) - 50 :] + more
            held, at, number = held[found.end() :], 0, 1
            while True:
                at = _past(held, at)
                if held.startswith("]", at):
                    return
                end = _end(held, at)
                if end is None:
                    more = file.read(CHUNK)
                    if not more or len(held) - at > longest:
                        what = "the file ends" if not more else f"an item of over {longest:,} characters"
                        raise DragomanError(f"broken JSON ({what})", f"{path}: row {number}")
                    held, at = held[at:] + more, 0
                    continue
                yield parse_json(held[at:end], f"{path}: row {number}")
                at, number = end, number + 1
    except OSError as error:
        raise DragomanError(error.strerror or "can't be read", str(path)) from None
    except UnicodeDecodeError:
        raise DragomanError("not UTF-8", str(path), "convert it with iconv") from None


def _past(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \n\r\t,":
        at += 1
    return at


def _end(text: str, at: int) -> int | None:
    """Where the value that begins there ends; None where it is not all there, or broken."""
    try:
        return _DECODER.raw_decode(text, at)[1]
    except (ValueError, RecursionError):
        return None
