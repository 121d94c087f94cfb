"""Names as they are compared, and as ids."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "Þ": "Th", "ß": "ss", "æ": "ae", "’": "'"}
)  # fmt: skip
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SQUEEZE = re.compile(r"[\s.\-'’]+")


def squeeze(name: str) -> str:
    """A name as the lookups compare it: lower case, without accents, space, hyphens, full stops and apostrophes."""
    return _SQUEEZE.sub("", plain(name).lower())


def plain(name: str) -> str:
    """A name without accents."""
    if name.isascii():
        return name
    return "".join(c for c in unicodedata.normalize("NFKD", name).translate(_LETTERS) if not unicodedata.combining(c))


def slug(name: str) -> str:
    """The readable id of a person: "Recep Tayyip Erdoğan" -> "recep-tayyip-erdogan"."""
    return _NOT_SLUG.sub("-", plain(name).lower().replace("'", "")).strip("-")
