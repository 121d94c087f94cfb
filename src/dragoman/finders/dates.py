"""Dates, times, durations and sets as written, after the TIMEX3 guidelines; what they mean is the resolver's to say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.candidates import DateCandidate
from dragoman.syntax import Token, Tree
from dragoman.words import NUMBERS, UNITS

_MONTH = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_WEEKDAY = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_N = r"(?P<number>\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
_SOME = r"(?P<some>several|a\s+few|few|some|a\s+couple\s+of|many|recent)"
_UNIT = r"(?P<unit>" + "|".join(u + "s?" if u != "century" else "century|centuries" for u in UNITS) + ")"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_PART = r"(?:\s+(?P<part>morning|afternoon|evening|night))?"
_REL = r"(?P<rel>last|next|this|past|coming|previous|following|same|current|recent)"

PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "set",
        r"(?P<every>every|each)\s+(?:"
        + _N
        + r"\s+)?(?P<unit>day|night|week|weekend|month|quarter|year|morning|afternoon|evening|days|weeks|months|years|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December)\b",
    ),
    (
        "spelled",
        r"(?:"
        + _MONTH
        + r"\s+)?(?:the\s+year\s+)?(?P<spelled>nineteen\s+(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?|hundred)|two\s+thousand(?:\s+(?:one|two|three|four|five|six|seven|eight|nine|ten))?)\b",
    ),
    ("month", _MONTH + r"\s+(?:of\s+)?(?P<rel>last|this|next)\s+(?P<whose>year)\b"),
    ("again", r"(?:the\s+)?(?P<back>year-(?:earlier|ago))\s+(?:quarter|period)\b"),
    ("again", r"(?P<back>(?:a\s+year|year)[\s-](?:earlier|ago))\b"),
    ("again", r"the\s+(?:latest\s+|same\s+)?(?:quarter|period)\b(?!\s+(?:of|from|between|after|before|ended|ending))"),
    ("quarter", r"(?P<rel>this|last|next)\s+year(?:'s|’s)\s+(?P<quarter>first|second|third|fourth)[\s-]quarter\b"),
    (
        "holiday",
        r"(?:(?P<rel>last|this|next)\s+)?(?P<holiday>Christmas\s+Eve|Christmas\s+Day|Christmas|New\s+Year(?:'s|’s)\s+Day|New\s+Year(?:'s|’s)\s+Eve|Thanksgiving(?:\s+Day)?|May\s+Day|Veterans\s+Day|Bastille\s+Day|Valentine(?:'s|’s)\s+Day)\b(?:,?\s+"
        + _YEAR
        + r")?",
    ),
    ("iso", r"(?P<year>\d{4})-(?P<monthno>\d\d)-(?P<day>\d\d)\b"),
    (
        "day",
        r"(?:" + _WEEKDAY + r",?\s+)" + _MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s*,?\s+" + _YEAR + r")?\b",
    ),
    ("day", _MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s*,?\s+" + _YEAR + r")?\b(?!\s*:)"),
    ("day", r"(?:the\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?" + _MONTH + r"(?:,?\s+" + _YEAR + r")?\b"),
    ("month", r"(?:(?P<mod>early|mid|late)[\s-]+)?" + _MONTH + r",?\s+(?:of\s+)?" + _YEAR + r"\b"),
    (
        "month",
        r"(?:(?P<mod>early|mid|late)[\s-]+|"
        + _REL
        + r"\s+)?(?<![\w.])(?P<month>January|February|April|June|July|August|September|October|November|December|(?:(?<=in\s)|(?<=last\s)|(?<=next\s)|(?<=since\s)|(?<=by\s)|(?<=until\s)|(?<=early\s)|(?<=late\s)|(?<=this\s))(?:March|May))\b",
    ),
    (
        "clock",
        r"(?:(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<ampm>a\.?m\.?|p\.?m\.?)|(?P<noon>noon|midnight)(?=,?\s+(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))(?:\s+(?:EST|EDT|GMT|local\s+time))?(?:,?\s+(?:on\s+)?"
        + _WEEKDAY
        + r")?",
    ),
    ("weekday", r"(?:" + _REL + r"\s+|(?P<late>early|late)\s+)?" + _WEEKDAY + r"s?" + _PART + r"\b"),
    (
        "ago",
        r"(?:about\s+|around\s+|more\s+than\s+|nearly\s+|almost\s+)?(?:"
        + _N
        + "|"
        + _SOME
        + r")\s+"
        + _UNIT
        + r"\s+(?P<dir>ago|earlier|later|(?:before|after)(?=\s*[,.;)]))\b",
    ),
    ("span", r"(?:the\s+)?" + _REL + r"\s+(?:" + _N + "|" + _SOME + r")\s+" + _UNIT + r"\b"),
    ("span", r"(?:the\s+)?(?P<rel>coming|recent|past)\s+(?P<unit>days|weeks|months|years|decades)\b"),
    (
        "unit",
        r"(?:the\s+|(?P<mod>early|late|earlier|later)\s+)?"
        + _REL
        + r"\s+(?P<unit>week|weekend|month|quarter|year|decade|century|fiscal\s+year|spring|summer|autumn|fall|winter|night|morning|afternoon|evening)\b",
    ),
    ("unit", r"(?P<the>the\s+day)\s+(?P<dir>before|after)\b(?:\s+(?P<deictic>yesterday|tomorrow))?"),
    (
        "deictic",
        r"(?P<deictic>the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow|today|yesterday|tomorrow|tonight)\b(?!')"
        + _PART,
    ),
    (
        "season",
        r"(?:(?P<mod>early|mid|late)[\s-]+)?(?P<season>spring|summer|autumn|fall|winter)\s+(?:of\s+)?" + _YEAR + r"\b",
    ),
    ("quarter", r"(?:the\s+)?" + _YEAR + r"\s+(?P<quarter>first|second|third|fourth)[\s-]quarter\b"),
    (
        "quarter",
        r"(?:the\s+|(?P<this>this\s+year's)\s+|(?P<last>last\s+year's)\s+)?(?P<quarter>first|second|third|fourth)\s+fiscal\s+quarter\b",
    ),
    ("quarter", r"(?:the\s+)?(?P<quarter>first|second|third|fourth)[\s-]quarter(?:\s+(?:of\s+)?" + _YEAR + r")?\b"),
    ("decade", r"(?:the\s+)?(?:(?P<mod>early|mid|late)[\s-]+)?(?P<decade>(?:1[6-9]|20)\d0)s\b"),
    ("decade", r"(?:the\s+)?(?:(?P<mod>early|mid|late)[\s-]+)?'(?P<short>\d0)s\b"),
    ("century", r"(?:the\s+)?(?P<century>\d\d)(?:st|nd|rd|th)\s+century\b"),
    (
        "year",
        r"(?:(?P<mod>early|mid|late)[\s-]+|(?<![\d$€£,.-]))"
        + _YEAR
        + r"\b(?![,.]?\d)(?!\s+(?:people|troops|soldiers|miles|km|kilometers|dollars|euros|workers|men|women|percent|%|civilians|refugees))",
    ),
    ("set", r"(?P<adverb>daily|weekly|monthly|annually|yearly)\b"),
    (
        "vague",
        r"(?P<vague>a\s+later\s+date|at\s+a\s+later\s+stage|in\s+the\s+near\s+future|the\s+near\s+future|in\s+the\s+future|the\s+future|recently|currently|at\s+present|the\s+past|formerly|nowadays|now|at\s+the\s+moment)\b",
    ),
    ("duration", r"(?:" + _N + "|" + _SOME + r")[\s-]+" + _UNIT + r"(?:\s*-\s*(?P<old>old|long))?\b"),
    ("unit", r"(?P<the>the)\s+(?P<unit>weekend)\b"),
)
_COMPILED = [
    (
        kind,
        re.compile(
            r"(?<![\w])(?:" + pattern + ")", re.IGNORECASE if kind not in ("month", "day", "weekday", "clock") else 0
        ),
    )
    for kind, pattern in PATTERNS
]
_TRIGGER = re.compile(
    r"\d|nineteen|thousand|noon|day|week|month|year|decade|centur|quarter|night|morning|evening|afternoon|hour|minute|second|fortnight|season|"
    r"Christmas|New Year|Thanksgiving|Valentine|spring|summer|autumn|winter|tomorrow|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|later|future|recent|current|"
    r"present|past|previous|former|now|soon|shortly|moment|daily|annual",
    re.IGNORECASE,
)


def find(tree: Tree) -> Iterator[DateCandidate]:
    """Every date expression of the tree, in order and without overlaps; the earlier pattern of the table wins."""
    found: list[tuple[int, int, str, dict[str, str | int]]] = []
    for first, last in tree.sentences:
        taken: list[tuple[int, int]] = []
        start, end = tree.tokens[first].start, tree.tokens[last - 1].end
        if not _TRIGGER.search(tree.text, start, end):
            continue
        for kind, pattern in _COMPILED:
            for match in pattern.finditer(tree.text, start, end):
                span = match.span()
                if span[1] <= span[0] or any(a < span[1] and span[0] < b for a, b in taken):
                    continue
                taken.append(span)
                found.append((*span, kind, {k: v for k, v in match.groupdict().items() if v is not None}))
    by_end = {t.end: t for t in tree.tokens}
    for start, end, kind, fields in sorted(found, key=lambda f: f[0]):
        token = by_end.get(end) or _last_token(tree, start, end)
        if token is not None and _plausible(kind, fields, token, tree):
            yield DateCandidate(start, end, _head(token, start), kind, fields)


def _last_token(tree: Tree, start: int, end: int) -> Token | None:
    before = tree.after(end)
    return tree.tokens[before - 1] if before and tree.tokens[before - 1].end > start else None


def _head(token: Token, start: int) -> Token:
    """The highest token of the expression, by which it hangs in its sentence."""
    while token.head is not token and token.head.start >= start and token.head.end <= token.end:
        token = token.head
    return token


def _plausible(kind: str, fields: dict[str, str | int], token: Token, tree: Tree) -> bool:
    if kind == "year":
        return token.pos in ("NUM", "PROPN", "NOUN") or token.entity in ("DATE", "CARDINAL")
    if kind == "month" and "year" not in fields:
        return token.pos in ("PROPN", "NOUN")
    if kind == "set" and "adverb" in fields:
        return token.pos in ("ADJ", "ADV") and token.dep not in ("ROOT",)
    if kind == "vague" and str(fields["vague"]).lower() == "now":
        return token.pos == "ADV"
    if kind == "duration" and "old" in fields and fields["old"] == "old":
        return False  # an age
    if kind == "duration":
        return str(fields.get("unit", "")).rstrip("s") != "second" or token.tag == "NNS"
    return True
