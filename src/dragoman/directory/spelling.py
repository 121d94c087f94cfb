"""Names as they are compared, and as ids."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "Þ": "Th", "ß": "ss", "æ": "ae", "’": "'"}
)  # fmt: skip
NO_SURNAMES = frozenset(  # last words of names that are numerals, titles, places or everyday words: nobody is meant by them alone
    "ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi jr jr. sr sr. md de bin al black chairman cole cousin do east fall friday "
    "general goma guadalupe he head home iloilo junior liverpool lodge lower man mayor no parts plaza pope re salem saw senior soon "
    "spring stone store tax temple to uncle van way west white winter won woods you".split()
)
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


def family_name(words: list[str]) -> str | None:
    """The family name of a name in lower case, if one word is it: not "ii" of "John Paul II"."""
    if words[-1] in NO_SURNAMES or len(words[-1]) == 1:
        return words[0] if len(words) == 2 else None
    return words[-1]
