"""What chance makes of texts, bytes and values: the same for the same seed, on every machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

FRAGMENTS = (
    "\x00", "\x01", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\x85", "\xa0", "\xad", "\u200b", "\u200d", "\u200e", "\u202e", "\u2066",
    "\u2028", "\u2029", "\u3000", "\ufeff", "\ufffd", "\ufffe", "\U000e0041", "\U0010ffff", "é", "e\u0301\u0301\u0301", "ß",
    "İ", "ǅ", "ﬁ", "Ⅳ", "½", "²", "٣", "१२", "👩‍👩‍👧", "🇵🇪🇨🇱", "🤝", "©", "™", "…", "—", "–", "-", "--", "•", "|", "~", "^", "\\", "/",
    "(", ")", "[", "]", "{", "}", "<", ">", '"', "'", "“", "”", "‘", "’", "«", "»", "„", "``", "''", ".", "..", "...", "?!", ",,", ";", ":",
    "\n", "\n\n", "\r", "\r\n", "\t", "   ", "<br/>", "<p>", "</div>", "&nbsp;", "&#0;", "&lt;script&gt;", "<!--", "]]>", "{{ x }}",
    "%s", "%00", "$(x)", "=1+1", "@example", "#talks", "https://example.org/a?b=c&d", "a@example.org", "1e999", "NaN", "-0",
    "1,000,000", "$5bn", "10,000%", "REPORTER: ", "MINISTER SOLBERG: ", "Q: ", "A. ", "(APPLAUSE)", "(END)", "[unused1]", "LIMA (XX) -- ",
    "NAIROBI, 3 May -- ", "By Our Correspondent\n", "0000-00-00", "9999-12-31", "31 December 9999", "29 February 2015", "February 30",
    "1 January 1", "the year 10000", "13/13/2013", "in 1066", "last century", "the 1990s", "two years ago", "next Tuesday", "tomorrow",
    "yesterday", "at 25:61", "this year marks the 900th anniversary", "10,000 years ago", "in a million days", " said", " said:", ", said he",
    " he said, ", "she told them that ", "according to ", "If ", "unless ", "had they not ", "would have ", "We ", "I ", "our ", "their ",
    "Dr. ", "Mr. ", "the U.S. ", "St. ", "No. 10 ", "president ", "the foreign minister of ", "the government of ", "the two Koreas ", "of the ",
    "and ", "but ", ", which ", " not ", "never ", "denied ", "failed to ", "agreed to ", "x" * 300, "Ana" * 100, "ﷺ", "中国", "Перу", "العراق",
)  # fmt: skip

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**400, 0.5, -0.0, float("nan"), float("inf"), 1e300, "", " ", "x", "null", "[]", [], {}, [[]],
    [None], {"": None}, ["", ""], [0, 0], [5, 2], [-3, 4], [0, 10**9], [0, 1, 2], "\x00", "\ud83d", "\x1b[2J", "A" * 9000, "report", "mention",
    "event", "review", "visit", "happened", "HAPPENED", "unknown", "CONSULT", "DANCE", "PER", "ZZZ", "source", "day", "0000-00-00", "9999-12-31",
    "9999-99-99", "2014-02-30", "2014-02", "2014", "٢٠١٤-٠٢-٠٣", "2014-02-03T25:00", "-2014-01-01", "2014-01-01/2013-01-01", "../..", "a/b", "a b",
    "0123456789abcdef", "'; drop table report; --", "=cmd|'/C calc'!A0", "a\tb", "a\nb", "a\rb", "${x}", "{{x}}", "<b>",
)  # fmt: skip


def text(chance: Random, seeds: list[str]) -> str:
    """A few sentences, put together as reports are, then spoilt a few times."""
    made = chance.choice((" ", " ", "\n\n", "\n")).join(chance.choices(seeds, k=chance.randint(1, 7)))
    for _ in range(chance.randint(0, 6)):
        made = chance.choice(SPOILERS)(chance, made)
    return made[:20_000]


def _cut(chance: Random, size: int, most: int = 60) -> tuple[int, int]:
    start = chance.randint(0, size)
    return start, min(size, start + chance.randint(0, most))


def _put(chance: Random, made: str) -> str:
    at = chance.randint(0, len(made))
    return made[:at] + chance.choice(FRAGMENTS) * chance.choice((1, 1, 1, 2, 3)) + made[at:]


def _pile(chance: Random, made: str) -> str:
    at = chance.randint(0, len(made))
    return made[:at] + chance.choice(FRAGMENTS)[:40] * chance.randint(20, 400) + made[at:]


def _drop(chance: Random, made: str) -> str:
    start, end = _cut(chance, len(made))
    return made[:start] + made[end:]


def _again(chance: Random, made: str) -> str:
    start, end = _cut(chance, len(made))
    return made[:end] + made[start:end] * chance.randint(1, 8) + made[end:]


def _move(chance: Random, made: str) -> str:
    start, end = _cut(chance, len(made))
    rest = made[:start] + made[end:]
    at = chance.randint(0, len(rest))
    return rest[:at] + made[start:end] + rest[at:]


def _shout(chance: Random, made: str) -> str:
    start, end = _cut(chance, len(made), 200)
    return made[:start] + chance.choice((str.upper, str.lower, str.swapcase, str.title))(made[start:end]) + made[end:]


def _quote(chance: Random, made: str) -> str:
    start, end = _cut(chance, len(made), 200)
    opens, closes = (
        chance.choice(('""', "“”", "‘’", "''", "«»", "()", "[]", ('"', ""), ("", '"'), ("“", '"'))),
        " said ",
    )
    return made[:start] + opens[0] + made[start:end] + opens[1] + chance.choice(("", ",", closes)) + made[end:]


def _blank(chance: Random, made: str) -> str:
    blank = chance.choice(("\n", "\xa0", "\u200b", "\t", "  ", "", "_", "-", "\r\n"))
    start, end = _cut(chance, len(made), 300)
    return made[:start] + made[start:end].replace(" ", blank) + made[end:]


def _break(chance: Random, made: str) -> str:
    return made[: chance.randint(0, len(made))]


def _letters(chance: Random, made: str) -> str:
    start, end = _cut(chance, len(made), 12)
    return (
        made[:start]
        + "".join(chr(chance.choice((chance.randint(0, 0x2FF), chance.randint(0, 0xD7FF)))) for _ in range(end - start))
        + made[end:]
    )


Spoiler = Callable[[Random, str], str]
SPOILERS: tuple[Spoiler, ...] = (
    _put,
    _put,
    _put,
    _put,
    _pile,
    _drop,
    _again,
    _move,
    _shout,
    _quote,
    _quote,
    _blank,
    _break,
    _letters,
)


def raw(chance: Random, made: str) -> bytes:
    """Bytes of a file with that text: nearly always UTF-8, now and then with a few bytes changed."""
    coding = chance.choice(("utf-8",) * 12 + ("utf-16", "latin-1", "utf-8-sig"))
    data = made.encode(coding, "surrogatepass" if coding == "utf-8" else "replace")
    for _ in range(chance.choice((0, 0, 0, 0, 1, 5))):
        at = chance.randint(0, len(data))
        data = data[:at] + bytes([chance.randint(0, 255)]) + data[at + chance.randint(0, 1) :]
    return data


def value(chance: Random) -> Any:
    return chance.choice((*VALUES, chance.choice(FRAGMENTS)))


def tree(chance: Random, root: Any, times: int) -> Any:
    """A tree of mappings and lists in which some places hold another value, are gone, doubled, or have a new neighbour."""
    root = json.loads(json.dumps(root, default=str))
    for _ in range(times):
        places = list(_places(root))
        if not places:
            return root
        holder, key = chance.choice(places)
        deed = chance.randint(0, 5)
        if deed == 0:
            del holder[key]
        elif deed == 1 and isinstance(holder, list):
            holder.insert(key, holder[key])
        elif deed == 1:
            holder[chance.choice((*FRAGMENTS, "id", "name", "act"))] = holder[key]
        elif deed == 2:
            other, there = chance.choice(places)
            holder[key] = json.loads(json.dumps(other.get(there) if isinstance(other, dict) else other[there]))
        elif deed == 3 and isinstance(holder[key], str):
            holder[key] = chance.choice(SPOILERS)(chance, holder[key])
        else:
            holder[key] = value(chance)
    return root


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(node) if isinstance(node, dict) else range(len(node)):
        yield node, key
        if isinstance(node[key], dict | list):
            yield from _places(node[key])
