"""Input formats: each reader turns a file into reports. To add a format, write its file and list it here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from dragoman.days import iso_day
from dragoman.errors import DragomanError
from dragoman.readers import jsonl, text
from dragoman.report import Report

Outcome = Report | DragomanError
READERS: tuple[tuple[tuple[str, ...], Callable[[Path], Iterator[Outcome]]], ...] = (
    (text.SUFFIXES, text.read),
    (jsonl.SUFFIXES, jsonl.read),
)
_TIMED = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:?\d\d[\d:.,]*\s*(?:[A-Z]{1,5}|[+-]\d\d:?\d\d)?", re.ASCII)
LONGEST = 1_000_000  # characters
SURE_LENGTH, SURE = 200, 0.9  # characters needed before a language is named, and the detector's share of belief


def read(paths: Iterable[str | Path], published: str | None = None) -> Iterator[Outcome]:
    """The reports of files and folders, in order; what can't be read comes as a DragomanError in its place.

    `published` (ISO date) dates the reports that carry no date of their own.
    """
    fallback = iso_date(published, "--published") if published else None
    for path in paths:
        for outcome in _read_path(path):
            yield outcome if isinstance(outcome, DragomanError) else _checked(outcome, fallback)


def count(paths: Iterable[str | Path]) -> int:
    """About how many reports there are to read: a file's lines where each is a report. For the progress bar alone."""
    total = 0
    for path in (Path(given) for given in paths if given != ""):
        with suppress(OSError):
            for file in path.rglob("*") if path.is_dir() else [path]:
                if file.is_file():
                    suffix = file.suffix.lower()
                    total += _lines(file) if suffix in jsonl.SUFFIXES else suffix in text.SUFFIXES
    return total


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def iso_date(value: str, where: str) -> str:
    """The value if it is an ISO date (a time after it is dropped), else DragomanError."""
    try:
        found = _TIMED.fullmatch(value)
        return iso_day(found[1] if found else value)
    except ValueError as error:
        raise DragomanError(str(error), where) from None


def _read_path(given: str | Path) -> Iterator[Outcome]:
    try:
        if given == "":
            raise DragomanError("no name of a file or folder", repr(given), "check the path")
        yield from _folder(Path(given)) if Path(given).is_dir() else _file(Path(given))
    except DragomanError as error:
        yield error
    except OSError as error:
        yield DragomanError(error.strerror or "can't be read", str(given))


def _folder(path: Path) -> Iterator[Outcome]:
    suffixes = {s for group, _ in READERS for s in group}
    files = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in suffixes)
    if not files:
        raise DragomanError("no reports in this folder", str(path), f"it reads {', '.join(sorted(suffixes))}")
    for file in files:
        yield from _read_path(file)


def _file(path: Path) -> Iterator[Outcome]:
    if not path.is_file():
        raise DragomanError("no such file or folder", str(path), "check the path")
    for suffixes, reader in READERS:
        if path.suffix.lower() in suffixes:
            return reader(path)
    raise DragomanError("unknown kind of file", str(path), "give .txt, .md or .jsonl")


def _checked(report: Report, fallback: str | None) -> Outcome:
    where = report.path or report.source_id
    if not report.text.strip():
        return DragomanError("the text is empty", where)
    if len(report.text) > LONGEST:
        return DragomanError(f"the text is longer than {LONGEST:,} characters", where, "split it into its reports")
    language, sure = detect(report.text)
    if language not in (None, "en") and sure:
        return DragomanError(f"the text is not English (it looks like {language!r})", where)
    try:
        published = iso_date(report.published, where) if report.published else fallback
    except DragomanError as error:
        return error
    return replace(report, published=published, language="en" if sure else None)


def detect(sample: str) -> tuple[str | None, bool]:
    """(ISO 639-1 code, whether the detector is sure); no answer for fewer than 200 characters."""
    if len(sample) < SURE_LENGTH:
        return None, False
    language, share = _detector().classify(sample[:5000])
    return str(language), bool(share >= SURE)


@lru_cache(maxsize=1)
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
