"""Sentences to acts, sayings and conditions. An extractor is anything with a name and `extract`, and with a
`digest` where what it answers can change under its name; those that come with the
package are in EXTRACTORS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from dragoman.codebook import Codebook
from dragoman.document import Document
from dragoman.extract.acts import Act, Argument, Condition, Cue, Findings, Saying
from dragoman.finders.arguments import Parties

__all__ = ["EXTRACTORS", "Act", "Argument", "Condition", "Cue", "Extractor", "Findings", "Saying"]


class Extractor(Protocol):
    """`extract` reads one text whose names have been found; spans of what it finds are in its cleaned copy. It must not depend
    on any other text, nor raise on any text."""

    @property
    def name(self) -> str: ...

    def extract(self, document: Document, parties: Parties) -> Findings: ...


def _entries(book: Codebook) -> Extractor:
    from dragoman.extract.entries import Entries

    return Entries(book)


def _model(book: Codebook) -> Extractor:
    from dragoman.extract.combine import weights
    from dragoman.extract.learned import load

    return load().at_least(weights().alone)


def _both(book: Codebook) -> Extractor:
    from dragoman.extract.combine import Both, weights
    from dragoman.extract.entries import Entries
    from dragoman.extract.learned import load

    return Both(load().at_least(weights().upheld), Entries(book), weights())


EXTRACTORS: Mapping[str, Callable[[Codebook], Extractor]] = MappingProxyType(
    {"both": _both, "model": _model, "entries": _entries}
)


def digest_of(name: str) -> str:
    """The `digest` of an extractor that comes with the package, without loading it."""
    from dragoman.extract.combine import hashed_both, weights
    from dragoman.extract.learned import hashed

    model = hashed() if name in ("both", "model") else ""
    return hashed_both(model, weights()) if name == "both" else model
