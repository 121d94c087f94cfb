"""What made a report's records: versions and hashes of the parts that it went through."""

from __future__ import annotations

from functools import lru_cache

from dragoman.codebook import Codebook
from dragoman.confidence import FILE
from dragoman.digests import digest
from dragoman.directory import Directory
from dragoman.records import MadeBy
from dragoman.version import __version__


def made_by(book: Codebook, who: Directory, name: str, hashed: str) -> MadeBy:
    """`name` and `hashed` are the extractor's; one whose name says all has no hash. What is learned is only as sure as its
    confidence is fitted, so that file counts with it."""
    own = f"{name} {hashed}-{_fitted()}" if hashed else name
    return MadeBy(dragoman=__version__, codebook=book.digest, directory=who.digest, extractor=own)


@lru_cache(maxsize=1)
def _fitted() -> str:
    return digest(FILE.parent, [FILE])
