"""Bytes as text, whole or line by line."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from dragoman.errors import DragomanError

_MARKS = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}  # fmt: skip


def decode(raw: bytes, name: str, line: int = 1) -> str:
    """The text, without a byte order mark. Raises DragomanError with NAME:LINE, counted from `line`, where it is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = line + raw.count(b"\n", 0, error.start)
        code = next((code for mark, code in _MARKS.items() if raw.startswith(mark)), "latin1")
        raise DragomanError(
            "not UTF-8", f"{name}:{at}", f"convert it, for example with iconv -f {code} -t utf-8"
        ) from None


def text_of(path: Path, longest: int) -> str:
    """The text of a file of at most so many bytes. Raises DragomanError where it can't be had."""
    try:
        with path.open("rb") as file:
            raw = file.read(longest + 1)
    except OSError as error:
        raise DragomanError(error.strerror or "can't be read", str(path)) from None
    if len(raw) > longest:
        raise DragomanError(f"the file is longer than {longest:,} bytes", str(path))
    return decode(raw, str(path))


def lines_of(path: Path, longest: int) -> Iterator[tuple[int, str | DragomanError]]:
    """Each line that is not blank with its number, without its end; a DragomanError for one that is longer than so many
    bytes or not UTF-8. Raises DragomanError where the file can't be read at all."""
    try:
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(longest):
                number += 1
                if number == 1 and raw.startswith(tuple(_MARKS)):
                    decode(raw, str(path))
                if len(raw) == longest and not raw.endswith(b"\n"):
                    while (rest := file.readline(longest)) and not rest.endswith(b"\n"):
                        pass
                    yield number, DragomanError(f"the line is longer than {longest:,} bytes", f"{path}:{number}")
                elif raw.strip():
                    yield number, _line(raw, path, number)
    except OSError as error:
        raise DragomanError(error.strerror or "can't be read", str(path)) from None


def _line(raw: bytes, path: Path, number: int) -> str | DragomanError:
    try:
        return decode(raw, str(path), number).rstrip("\r\n")
    except DragomanError as error:
        return error
