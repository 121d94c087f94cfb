"""A report as read, and the cleaned copy that the parser sees, with the way back to the original characters."""

from __future__ import annotations

import bisect
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dragoman.records import Passage, Span, content_id


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its text as read, and what the input says about it. `published` is an ISO date or None;
    `id` follows from source and text alone.

    Half a character (a lone surrogate) has no UTF-8 form, and nothing could be written that holds one: in the text it
    becomes "?", so that offsets stay, elsewhere an escape, so that names differ."""

    text: str
    source_id: str
    path: str | None = None
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    id: str = field(init=False, repr=False, compare=False)  # kept: each record asks for it, and it costs a hash

    def __post_init__(self) -> None:
        for name in ("text", "source_id", "path", "title", "byline", "publisher", "url"):
            value = getattr(self, name)
            if value and not _whole(value):
                instead = "replace" if name == "text" else "backslashreplace"
                object.__setattr__(self, name, value.encode("utf-8", instead).decode("utf-8"))
        object.__setattr__(self, "id", content_id(self.source_id, self.text))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def passage(self, span: Span) -> Passage:
        return Passage(text=self.text[span[0] : span[1]], span=span)


def _whole(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """From offsets of a cleaned text to offsets of the original: runs of unchanged characters, by their starts."""

    cleaned: tuple[int, ...]
    original: tuple[int, ...]
    lengths: tuple[int, ...]

    def _run(self, offset: int) -> tuple[int, int]:
        """(index of the run that holds the offset or ends before it, distance into it)."""
        index = max(0, bisect.bisect_right(self.cleaned, offset) - 1)
        return index, offset - self.cleaned[index]

    def start(self, offset: int) -> int:
        index, inside = self._run(offset)
        return self.original[index] + inside

    def span(self, start: int, end: int) -> Span:
        """The original span of cleaned `[start, end)`; what was cut away inside it is included again."""
        if end <= start:
            at = self.start(start)
            return at, at
        return self.start(start), self.start(end - 1) + 1


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text that the parser sees. `breaks` are the offsets at which a new line of the original began a new
    sentence for certain."""

    text: str
    map: OffsetMap
    breaks: frozenset[int] = field(default_factory=frozenset)


_NOISE = re.compile(
    r"""
      (?P<stars>\*{2,})
    | (?P<quote>\(\s*(?:quote|unquote|end\s+quote)\s*\))
    | (?P<dots>[,;]?[ \t]*(?:\.{3}|\.{0,2}…)[.…]*)
    | (?P<control>[\u200b-\u200f\u2028-\u202e\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]+)
    | (?P<space>\s+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DATELINE = re.compile(
    r"""(?:^|(?<=\n))[^\S\n]*
    (?:[A-Z][A-Z.'’-]+(?:[ ][A-Z][A-Z.'’-]+){0,3}(?:,[ ][\w.' ]{2,25}){0,2}   # SEOUL, South Korea, Jan. 10
       |[A-Z][a-z]+(?:[ ][A-Z][a-z]+)?(?=[ ]?(?:--|—|\(|:[ ][A-Z])))             # Cebu City--, Lucknow: The
    [ ]*(?:\([\w /.]{2,25}\)[ ]*)?(?:--|[-—–]|:)[ ]*(?=\S)""",
    re.VERBOSE,
)
_GOES_ON = re.compile(r"[ \t*]*[^ \t*]")
_TERMINAL = re.compile(r"[.!?…][\"'”’)\]*]*$")
_WRAPPED_LINE = 60  # characters: a line at least this long that ends in no full stop was wrapped, not ended


class _Copy:
    """The cleaned text as it grows."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.runs: list[tuple[int, int, int]] = []
        self.length = 0
        self.last = ""
        self.breaks: set[int] = set()

    def keep(self, text: str, at: int) -> None:
        if text:
            self.runs.append((self.length, at, len(text)))
            self.pieces.append(text)
            self.length += len(text)
            self.last = text[-1]

    def put(self, mark: str, at: int) -> None:
        """A mark that stands for original characters beginning at `at`."""
        self.keep(mark, at)

    def space(self, at: int) -> None:
        if self.length and self.last != " ":
            self.put(" ", at)


def _is_break(text: str, start: int, end: int) -> bool:
    """Whether the white space `text[start:end]` ends a sentence whatever the words around it."""
    gap = text[start:end]
    newlines = gap.count("\n")
    if newlines == 0:
        return False
    if newlines > 1:
        return True
    line = text[text.rfind("\n", 0, start) + 1 : start].rstrip()
    following = text[end : end + 1]
    if _TERMINAL.search(line):
        return True
    if line.endswith((",", ";", ":", "-", "–", "—")) or following.islower():
        return False
    return len(line) < _WRAPPED_LINE


def clean(text: str) -> Cleaned:
    """Broadcast breath marks (`...`, `,...`, `**`, `(quote)`), control characters and runs of space, cleaned away.

    A breath mark inside a sentence becomes a comma, one at its end a full stop. Nothing else is changed, so every
    character of the result but those marks is a character of the original.
    """
    copy = _Copy()
    position = 0
    for match in _NOISE.finditer(text):
        start, end = match.span()
        copy.keep(text[position:start], position)
        position = end
        kind = match.lastgroup
        if kind == "dots":
            _breath(copy, text, start, end)
        elif kind == "space":
            if _is_break(text, start, end):
                copy.space(start)
                copy.breaks.add(copy.length)
            else:
                copy.space(start)
        elif kind in ("stars", "quote"):
            copy.space(start)
    copy.keep(text[position:], position)
    if not copy.runs:
        return Cleaned("", OffsetMap((0,), (0,), (0,)))
    cleaned, original, lengths = zip(*copy.runs, strict=True)
    copy.breaks.update(_after_datelines(text, cleaned, original, lengths))
    return Cleaned("".join(copy.pieces), OffsetMap(cleaned, original, lengths), frozenset(copy.breaks))


def _after_datelines(
    text: str, cleaned: tuple[int, ...], original: tuple[int, ...], lengths: tuple[int, ...]
) -> Iterator[int]:
    """Cleaned offsets of the words that follow a dateline: they begin a sentence."""
    for match in _DATELINE.finditer(text):
        run = bisect.bisect_right(original, match.end()) - 1
        if run >= 0 and match.end() < original[run] + lengths[run]:
            yield cleaned[run] + match.end() - original[run]


def _breath(copy: _Copy, text: str, start: int, end: int) -> None:
    rest = text[end : end + 2]
    at_end = not rest.strip() or (rest[:1] == "\n")
    goes_on = not at_end and _GOES_ON.match(text, end)
    if copy.last in ",;:-–—" or not copy.length:
        copy.space(start)
    elif at_end and text[start] not in ",;":
        copy.put(".", start)
    else:
        copy.put(",", start)
    if goes_on and not text[end : end + 1].isspace():
        copy.space(end - 1)
