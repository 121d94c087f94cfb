"""From a date expression to a range: TIMEX3 value, EDTF and ISO bounds, with the anchor named; no anchor, no bounds."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.candidates import DateCandidate
from dragoman.days import iso_day
from dragoman.records import Anchor, Precision, Timex
from dragoman.syntax import Token
from dragoman.words import MONTHS, NUMBERS, WEEKDAYS

NEAR_AHEAD, FAR_AHEAD = 45, 60  # days: in the past tense, and in none, a January farther ahead is the last one
UNSURE_DAYS = 120  # between two readings of "May 3" that lie this close, tense decides
LETTERS = {
    "day": "D",
    "night": "D",
    "week": "W",
    "weekend": "W",
    "month": "M",
    "year": "Y",
    "quarter": "Q",
    "decade": "DE",
    "century": "CE",
    "hour": "H",
    "minute": "M",
    "second": "S",
    "fortnight": "W",
}
SEASON_CODES = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
EDTF_SEASONS = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A date's value: `timex` always; the bounds are None where the side is open or nothing anchors them."""

    timex: Timex
    edtf: str | None
    earliest: str | None
    latest: str | None
    precision: Precision
    anchor: Anchor


def resolve(candidate: DateCandidate, published: str | None) -> Resolved | None:
    """The value of the expression, read on the ISO date `published` (None where it is not known)."""
    base = date.fromisoformat(published) if published else None
    try:
        return _TABLE[candidate.kind](candidate, base)
    except (ValueError, OverflowError, KeyError):
        return None


def proven(candidate: DateCandidate) -> int:
    """-1 where the date hangs straight on a verb of the past, 1 on one with "will", 0 where nothing is proved."""
    token = candidate.token
    verb = (
        token.head.head
        if token.head.dep == "prep" and token.dep == "pobj"
        else token.head
        if token.dep == "npadvmod"
        else None
    )
    if verb is None or not verb.is_verb or verb.lemma in AHEAD:
        return 0
    helpers = {c.lower for c in verb.children if c.dep in ("aux", "auxpass")}
    if "will" in helpers:
        return 1
    past = (verb.tag == "VBD" and not helpers) or (
        verb.tag == "VBN" and helpers <= {"was", "were", "had", "been"} and helpers
    )
    return -1 if past and token.head.lower not in ("by", "until", "before", "for", "to") else 0


AHEAD = frozenset(
    {"schedule", "plan", "expect", "postpone", "delay", "slate", "set"}
)  # what they date is still to come
MEETING = frozenset(
    {
        "meet",
        "visit",
        "arrive",
        "travel",
        "begin",
        "start",
        "open",
        "leave",
        "fly",
        "go",
        "hold",
        "resume",
        "return",
        "vote",
    }
)


def resolve_all(candidates: Iterable[DateCandidate], published: str | None) -> list[tuple[DateCandidate, Resolved]]:
    """The values of a text's expressions, in order. "The quarter" and, where quarters are compared, "a year earlier" mean
    the quarter that the text named last; with none named, the one is no date and the other a year."""
    found: list[tuple[DateCandidate, Resolved]] = []
    quarter: tuple[int, int] | None = None
    for candidate in candidates:
        value = _again(candidate, quarter, published) if candidate.kind == "again" else resolve(candidate, published)
        if value is None:
            continue
        named = re.fullmatch(r"(\d{4})-Q(\d)", value.timex.value)
        if named and candidate.kind != "again":
            quarter = int(named.group(1)), int(named.group(2))
        found.append((candidate, value))
    return found


def with_year(found: list[tuple[DateCandidate, Resolved]], year: int) -> list[tuple[DateCandidate, Resolved]]:
    """The same values, "last year", "this year" and "next year" read in the one year that the text itself proves."""
    read: list[tuple[DateCandidate, Resolved]] = []
    for c, value in found:
        rel = str(c.fields.get("rel", "")).lower()
        if (
            c.kind == "unit"
            and c.fields.get("unit") == "year"
            and rel in ("last", "this", "next")
            and value.anchor == "none"
        ):
            meant = year + {"last": -1, "next": 1}.get(rel, 0)
            value = _ranged(f"{meant:04d}", date(meant, 1, 1), date(meant, 12, 31), "year", "dated")
        read.append((c, value))
    return read


def _again(candidate: DateCandidate, quarter: tuple[int, int] | None, published: str | None) -> Resolved | None:
    back = 1 if "back" in candidate.fields else 0
    if quarter is not None:
        year, number = quarter[0] - back, quarter[1]
        first, last = date(year, 3 * number - 2, 1), _month_range(year, 3 * number)[1]
        return _ranged(f"{year}-Q{number}", first, last, "quarter", "mention")
    if not back:
        return None
    if published is None:
        return _unanchored("XXXX", "year")
    year = int(published[:4]) - 1
    if "ago" in str(candidate.fields["back"]):
        return _ranged(f"{year}", date(year, 1, 1), date(year, 12, 31), "year", "published")
    return _unanchored(f"{year}", "year")


def direction(token: Token) -> int:
    """-1 for a past clause, 1 for a future one, 0 where tense does not say: from the verb that the token hangs on."""
    for verb in [token, *token.ancestors()]:
        if verb.is_verb:
            helpers = {c.lower for c in verb.children if c.dep in ("aux", "auxpass")}
            if helpers & {"will", "shall", "'ll", "would"} or (verb.tag == "VB" and "to" in helpers):
                return 1
            if verb.lemma in AHEAD:
                return 1
            if verb.tag == "VBD" or helpers & {"had", "was", "were", "did", "has", "have"}:
                return -1
            if verb.tag in ("VBZ", "VBP"):
                return 1 if verb.dep == "advcl" or verb.lemma in MEETING else 0
            if verb.tag == "VBG" and helpers & {"is", "are"}:
                return 1
    return 0


def _number(candidate: DateCandidate) -> int | None:
    if "couple" in str(candidate.fields.get("some", "")).lower():
        return 2
    word = str(candidate.fields.get("number", "")).lower()
    return int(word) if word.isdigit() else NUMBERS.get(" ".join(word.split()))


def _unit(candidate: DateCandidate) -> str:
    unit = " ".join(str(candidate.fields["unit"]).lower().split()).removeprefix("fiscal ")
    return "century" if unit.startswith("centur") else unit.rstrip("s")


def _day(day: date, anchor: Anchor, suffix: str = "") -> Resolved:
    iso = iso_day(day.isoformat())
    kind = "TIME" if suffix else "DATE"
    return Resolved(Timex(type=kind, value=iso + suffix), iso, iso, iso, "day", anchor)  # type: ignore[arg-type]


def _unanchored(value: str, precision: Precision, kind: str = "DATE") -> Resolved:
    return Resolved(Timex(type=kind, value=value), None, None, None, precision, "none")  # type: ignore[arg-type]


def _month_range(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _month_of(text: object) -> int:
    return MONTHS[str(text).lower().rstrip(".")]


def _modified(first: date, last: date, mod: object) -> tuple[date, date]:
    """The early, middle or late third of a range."""
    days = (last - first).days + 1
    third = days // 3
    match str(mod or "").lower():
        case "early" | "earlier":
            return first, first + timedelta(days=third)
        case "mid":
            return first + timedelta(days=third), last - timedelta(days=third)
        case "late" | "later":
            return last - timedelta(days=third), last
    return first, last


def _ranged(value: str, first: date, last: date, precision: Precision, anchor: Anchor, mod: object = None) -> Resolved:
    first, last = _modified(first, last, mod)
    iso_day(first.isoformat()), iso_day(last.isoformat())
    edtf = (
        value
        if not mod and re.fullmatch(r"\d{4}(-\d\d)?(-\d\d)?", value)
        else f"{first.isoformat()}/{last.isoformat()}"
    )
    return Resolved(Timex(type="DATE", value=value), edtf, first.isoformat(), last.isoformat(), precision, anchor)


def _calendar_day(c: DateCandidate, base: date | None) -> Resolved:
    month = int(c.fields["monthno"]) if "monthno" in c.fields else _month_of(c.fields["month"])
    number = int(c.fields["day"])
    if "year" in c.fields:
        return _day(date(int(c.fields["year"]), month, number), "text")
    if base is None:
        date(2000, month, number)
        return _unanchored(f"XXXX-{month:02d}-{number:02d}", "day")
    year = _nearest_year(base, month, number, direction(c.token))
    return _day(date(year, month, number), "published")


def _nearest_year(base: date, month: int, number: int, toward: int) -> int:
    """The year that puts the day nearest to the base. Where two years are nearly as near, tense decides."""
    years = sorted(
        (base.year - 1, base.year, base.year + 1), key=lambda y: abs((_clipped(y, month, number) - base).days)
    )
    first, second = (abs((_clipped(y, month, number) - base).days) for y in years[:2])
    if second - first < UNSURE_DAYS and toward:
        return max(years[:2]) if toward > 0 else min(years[:2])
    ahead = (_clipped(years[0], month, number) - base).days
    return min(years[:2]) if toward <= 0 and ahead > (NEAR_AHEAD if toward else FAR_AHEAD) else years[0]


def _clipped(year: int, month: int, number: int) -> date:
    return date(year, month, min(number, calendar.monthrange(year, month)[1]))


def _month(c: DateCandidate, base: date | None) -> Resolved:
    month, mod = _month_of(c.fields["month"]), c.fields.get("mod")
    if "year" in c.fields:
        year = int(c.fields["year"])
        return _ranged(f"{year}-{month:02d}", *_month_range(year, month), "month", "text", mod)
    if base is None:
        return _unanchored(f"XXXX-{month:02d}", "month")
    rel, year = str(c.fields.get("rel", "")).lower(), base.year
    if c.fields.get("whose"):  # "June last year"
        year += {"last": -1, "next": 1}.get(rel, 0)
    elif rel in ("last", "past", "previous"):
        year -= month >= base.month
    elif rel in ("next", "coming", "following"):
        year += month <= base.month
    elif rel != "this":
        year = _nearest_year(base, month, 15, direction(c.token))
    return _ranged(f"{year}-{month:02d}", *_month_range(year, month), "month", "published", mod)


def _weekday(c: DateCandidate, base: date | None) -> Resolved:
    number = WEEKDAYS[str(c.fields["weekday"]).lower()]
    part = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}.get(
        str(c.fields.get("part", "")).lower(), ""
    )
    if base is None:
        return _unanchored(f"XXXX-WXX-{number}{part}", "day")
    rel = str(c.fields.get("rel", "")).lower()
    ahead = (number - base.isoweekday()) % 7
    behind = (base.isoweekday() - number) % 7
    if rel in ("next", "coming", "following"):
        offset = ahead or 7
    elif rel in ("last", "past", "previous"):
        offset = -(behind or 7)
    elif rel == "this":
        offset = number - base.isoweekday()
    else:
        toward = direction(c.token)
        offset = ahead if toward > 0 else -behind
    return _day(base + timedelta(days=offset), "published", part)


def _week(monday: date, anchor: Anchor) -> Resolved:
    year, week, _ = monday.isocalendar()
    return _ranged(f"{year}-W{week:02d}", monday, monday + timedelta(days=6), "week", anchor)


def _shift_month(base: date, months: int) -> tuple[int, int]:
    index = base.year * 12 + base.month - 1 + months
    return index // 12, index % 12 + 1


def _weekend(c: DateCandidate, base: date | None) -> Resolved:
    """ "the weekend": the last one, or in a clause of the future the next."""
    if base is None:
        return _unanchored("XXXX-WXX-WE", "day")
    saturday = base - timedelta(days=(base.weekday() + 2) % 7)
    saturday += timedelta(weeks=direction(c.token) > 0)
    year, week, _ = saturday.isocalendar()
    return _ranged(f"{year}-W{week:02d}-WE", saturday, saturday + timedelta(days=1), "day", "published")


def _relative_unit(c: DateCandidate, base: date | None) -> Resolved:
    if c.fields.get("the") == "the":
        return _weekend(c, base)
    if "the" in c.fields:
        value = {"before": -1, "after": 1}[str(c.fields["dir"]).lower()]
        return (
            _unanchored("XXXX-XX-XX", "day")
            if base is None or "deictic" not in c.fields
            else _day(
                base + timedelta(days=value + (1 if str(c.fields["deictic"]).lower() == "tomorrow" else -1)),
                "published",
            )
        )
    unit, rel, mod = _unit(c), str(c.fields["rel"]).lower(), c.fields.get("mod")
    step = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "following": 1}.get(rel, 0)
    if rel in ("same", "previous", "following") or base is None:
        letter = {"week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "year": "XXXX"}.get(unit, "XXXX")
        precision = unit if unit in ("week", "month", "year", "quarter", "decade", "century") else "vague"
        return _unanchored(letter, precision)  # type: ignore[arg-type]
    if unit in ("night", "morning", "afternoon", "evening"):
        return _day(
            base + timedelta(days=step),
            "published",
            {"night": "TNI", "morning": "TMO", "afternoon": "TAF", "evening": "TEV"}[unit],
        )
    if unit in ("week", "weekend"):
        monday = base - timedelta(days=base.weekday()) + timedelta(weeks=step)
        if unit == "week":
            return _week(monday, "published")
        year, week, _ = monday.isocalendar()
        return _ranged(
            f"{year}-W{week:02d}-WE", monday + timedelta(days=5), monday + timedelta(days=6), "day", "published"
        )
    if unit == "month":
        year, month = _shift_month(base, step)
        return _ranged(f"{year}-{month:02d}", *_month_range(year, month), "month", "published", mod)
    if unit == "quarter":
        year, month = _shift_month(base, 3 * step)
        quarter = (month - 1) // 3
        return _ranged(
            f"{year}-Q{quarter + 1}",
            date(year, 3 * quarter + 1, 1),
            _month_range(year, 3 * quarter + 3)[1],
            "quarter",
            "published",
        )
    if unit in SEASON_CODES:
        return _season_of(base.year + step, SEASON_CODES[unit], "published", mod)
    if unit == "decade":
        start = base.year // 10 * 10 + 10 * step
        return _ranged(f"{start // 10}", date(start, 1, 1), date(start + 9, 12, 31), "decade", "published", mod)
    if unit == "century":
        start = base.year // 100 * 100 + 100 * step
        return _ranged(f"{start // 100}", date(start, 1, 1), date(start + 99, 12, 31), "century", "published", mod)
    year = base.year + step
    return _ranged(f"{year:04d}", date(year, 1, 1), date(year, 12, 31), "year", "published", mod)


def _season_of(year: int, code: str, anchor: Anchor, mod: object = None) -> Resolved:
    month = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
    first = date(year, month, 1)
    last_year, last_month = _shift_month(first, 2)
    resolved = _ranged(f"{year}-{code}", first, _month_range(last_year, last_month)[1], "season", anchor, mod)
    if mod:
        return resolved
    return Resolved(
        resolved.timex, f"{year}-{EDTF_SEASONS[code]}", resolved.earliest, resolved.latest, "season", anchor
    )


def _season(c: DateCandidate, base: date | None) -> Resolved:
    return _season_of(int(c.fields["year"]), SEASON_CODES[str(c.fields["season"]).lower()], "text", c.fields.get("mod"))


def _deictic(c: DateCandidate, base: date | None) -> Resolved:
    word = " ".join(str(c.fields["deictic"]).lower().split())
    part = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}.get(
        str(c.fields.get("part", "")).lower(), ""
    )
    offset = {
        "today": 0,
        "tonight": 0,
        "yesterday": -1,
        "tomorrow": 1,
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
    }[word]
    if base is None:
        return _unanchored("XXXX-XX-XX", "day")
    return _day(base + timedelta(days=offset), "published", "TNI" if word == "tonight" else part)


def _ago(c: DateCandidate, base: date | None) -> Resolved:
    unit, number, way = _unit(c), _number(c), str(c.fields["dir"]).lower()
    if way in ("earlier", "later", "before", "after"):
        if number is None:
            return _unanchored("PAST_REF" if way in ("earlier", "before") else "FUTURE_REF", "vague")
        if unit == "year" and base is not None:  # relative to a year that the text speaks of: its value, but no bounds
            step = -number if way in ("earlier", "before") else number
            return _unanchored(f"{base.year + step:04d}", "year")
        return _unanchored(_period(unit, number), "vague", "DURATION")
    if base is None or number is None or unit in ("hour", "minute", "second"):
        return _unanchored("PAST_REF", "vague")
    if unit in ("day", "night", "fortnight"):
        return _day(base - timedelta(days=number * (14 if unit == "fortnight" else 1)), "published")
    if unit in ("week", "weekend"):
        monday = base - timedelta(days=base.weekday() + 7 * number)
        return _week(monday, "published")
    if unit == "month":
        year, month = _shift_month(base, -number)
        return _ranged(f"{year}-{month:02d}", *_month_range(year, month), "month", "published")
    years = number * {"decade": 10, "century": 100, "quarter": 0}.get(unit, 1)
    year = base.year - years
    return _ranged(f"{year:04d}", date(year, 1, 1), date(year, 12, 31), "year", "published")


DAYS = {"day": 1, "night": 1, "week": 7, "weekend": 7, "month": 30, "quarter": 91, "year": 365, "decade": 3652}
PERIODS = {"quarter": (3, "M"), "decade": (10, "Y"), "century": (100, "Y"), "fortnight": (2, "W")}


def _period(unit: str, number: int | None) -> str:
    """A TIMEX3 duration: P3D, PXW, PT2H; decades and quarters in years and months."""
    factor, letter = PERIODS.get(unit, (1, LETTERS.get(unit, "D")))
    time = "T" if unit in ("hour", "minute", "second") else ""
    return f"P{time}{number * factor if number is not None else 'X'}{letter}"


def _span(c: DateCandidate, base: date | None) -> Resolved:
    unit, number = _unit(c), _number(c)
    future = str(c.fields["rel"]).lower() in ("next", "coming", "following")
    days = (number or 0) * DAYS.get(unit, 0)
    timex = Timex(type="DURATION", value=_period(unit, number))
    if base is None:
        return Resolved(timex, None, None, None, "vague", "none")
    if not days:
        first, last = (base.isoformat(), None) if future else (None, base.isoformat())
        edtf = f"{first}/.." if future else f"../{last}"
        return Resolved(timex, edtf, first, last, "vague", "published")
    low, high = (base, base + timedelta(days=days)) if future else (base - timedelta(days=days), base)
    return Resolved(
        timex, f"{low.isoformat()}/{high.isoformat()}", low.isoformat(), high.isoformat(), "vague", "published"
    )


def _quarter(c: DateCandidate, base: date | None) -> Resolved:
    number = ["first", "second", "third", "fourth"].index(str(c.fields["quarter"]).lower()) + 1
    if "year" not in c.fields and base is None:
        return _unanchored(f"XXXX-Q{number}", "quarter")
    year = int(c.fields["year"]) if "year" in c.fields else base.year if base else 0
    year += {"last": -1, "next": 1}.get(str(c.fields.get("rel", "")).lower(), 0)
    if not {"year", "rel"} & set(c.fields) and base and direction(c.token) < 0 and number > (base.month - 1) // 3 + 1:
        year -= 1
    return _ranged(
        f"{year}-Q{number}",
        date(year, 3 * number - 2, 1),
        _month_range(year, 3 * number)[1],
        "quarter",
        "text" if "year" in c.fields else "published",
    )


def _decade(c: DateCandidate, base: date | None) -> Resolved:
    start = int(c.fields["decade"]) if "decade" in c.fields else 1900 + int(c.fields["short"])
    resolved = _ranged(
        str(start // 10), date(start, 1, 1), date(start + 9, 12, 31), "decade", "text", c.fields.get("mod")
    )
    return resolved


def _century(c: DateCandidate, base: date | None) -> Resolved:
    start = (int(c.fields["century"]) - 1) * 100
    return _ranged(str(start // 100), date(start or 1, 1, 1), date(start + 99, 12, 31), "century", "text")


def _year(c: DateCandidate, base: date | None) -> Resolved:
    year = int(c.fields["year"])
    return _ranged(f"{year:04d}", date(year, 1, 1), date(year, 12, 31), "year", "text", c.fields.get("mod"))


def _set(c: DateCandidate, base: date | None) -> Resolved:
    if "adverb" in c.fields:
        unit = {"daily": "D", "weekly": "W", "monthly": "M", "quarterly": "Q"}.get(str(c.fields["adverb"]).lower(), "Y")
        return _unanchored(f"P1{unit}", "vague", "SET")
    word = str(c.fields["unit"]).lower()
    if word in MONTHS:
        return _unanchored(f"XXXX-{MONTHS[word]:02d}", "vague", "SET")
    word = word.rstrip("s")
    if word in WEEKDAYS:
        return _unanchored(f"XXXX-WXX-{WEEKDAYS[word]}", "vague", "SET")
    letter = LETTERS.get(word, "D")
    return _unanchored(f"P{_number(c) or 1}{letter}", "vague", "SET")


def _vague(c: DateCandidate, base: date | None) -> Resolved:
    word = " ".join(str(c.fields["vague"]).lower().split())
    if word in ("now", "currently", "at present", "nowadays", "at the moment"):
        value = "PRESENT_REF"
    elif word in ("recently", "the past", "previously", "formerly"):
        value = "PAST_REF"
    else:
        value = "FUTURE_REF"
    if base is None or value == "PRESENT_REF":
        return _unanchored(value, "vague")
    iso = base.isoformat()
    if value == "FUTURE_REF":
        return Resolved(Timex(type="DATE", value=value), f"{iso}/..", iso, None, "vague", "published")
    return Resolved(Timex(type="DATE", value=value), f"../{iso}", None, iso, "vague", "published")


def _duration(c: DateCandidate, base: date | None) -> Resolved:
    unit, number = _unit(c), _number(c)
    return _unanchored(_period(unit, number), "vague", "DURATION")


HOLIDAYS = {
    "christmas eve": (12, 24),
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "new years day": (1, 1),
    "new years eve": (12, 31),
    "may day": (5, 1),
    "veterans day": (11, 11),
    "bastille day": (7, 14),
    "valentines day": (2, 14),
}


def _holiday(c: DateCandidate, base: date | None) -> Resolved:
    """Festivals whose day the calendar fixes; Thanksgiving is the fourth Thursday of November."""
    name = re.sub(r"['’]", "", " ".join(str(c.fields["holiday"]).lower().split()))
    month, number = HOLIDAYS.get(name, (11, 24))
    if "year" in c.fields:
        year, anchor = int(c.fields["year"]), "text"
    elif base is None:
        return _unanchored(f"XXXX-{month:02d}-{number:02d}" if name in HOLIDAYS else "XXXX-11", "day")
    else:
        year, anchor = _nearest_year(base, month, number, direction(c.token)), "published"
    if name not in HOLIDAYS:
        first = date(year, 11, 1)
        number = 1 + (3 - first.weekday()) % 7 + 21
    return _day(date(year, month, number), anchor)  # type: ignore[arg-type]


SPELLED = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten".split())} | {
    w: n
    for n, w in zip(range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True)
}


def _spelled(c: DateCandidate, base: date | None) -> Resolved:
    """ "nineteen ninety-seven", "two thousand one"."""
    words = re.findall(r"[a-z]+", str(c.fields["spelled"]).lower())
    year = (1900 if words[0] == "nineteen" else 2000) + sum(
        SPELLED.get(w, 0) for w in words[1 if words[0] == "nineteen" else 2 :]
    )
    if "month" in c.fields:
        month = _month_of(c.fields["month"])
        return _ranged(f"{year}-{month:02d}", *_month_range(year, month), "month", "text")
    return _ranged(f"{year}", date(year, 1, 1), date(year, 12, 31), "year", "text")


def _clock(c: DateCandidate, base: date | None) -> Resolved:
    if "weekday" in c.fields and base is not None:
        found = _weekday(c, base)
        base = date.fromisoformat(str(found.earliest))
    if "noon" in c.fields:
        hour, minute = (12, "00") if str(c.fields["noon"]).lower() == "noon" else (0, "00")
        return _at(base, hour, minute)
    hour = int(c.fields["hour"]) % 12 + (12 if str(c.fields["ampm"]).lower().startswith("p") else 0)
    return _at(base, hour, str(c.fields.get("minute", "00")))


def _at(day: date | None, hour: int, minute: str) -> Resolved:
    if day is None:
        return _unanchored(f"XXXX-XX-XXT{hour:02d}:{minute}", "minute", "TIME")
    iso = day.isoformat()
    return Resolved(Timex(type="TIME", value=f"{iso}T{hour:02d}:{minute}"), iso, iso, iso, "minute", "published")


_TABLE: dict[str, Callable[[DateCandidate, date | None], Resolved]] = {
    "iso": _calendar_day,
    "day": _calendar_day,
    "month": _month,
    "weekday": _weekday,
    "unit": _relative_unit,
    "deictic": _deictic,
    "ago": _ago,
    "span": _span,
    "season": _season,
    "quarter": _quarter,
    "decade": _decade,
    "century": _century,
    "year": _year,
    "set": _set,
    "vague": _vague,
    "duration": _duration,
    "clock": _clock,
    "holiday": _holiday,
    "spelled": _spelled,
}
