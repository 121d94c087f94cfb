"""What merging compares: the accounts of one report that tell of one happening, as one frame."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from dragoman.records import Mention, Participant, ReportRecord, content_id, to_json

WEEK_BACK = 7  # days: news without a date of its own is at most this old when it is told
FAR, NEAR = 92, 14  # days ahead that an undated plan may be meant for: with a person or a place named, and without
UNREAL = ("conditional", "hypothetical")
DONE = ("happened", "ongoing", "denied")
ONE_A_TIME = ("CONSULT",)  # of these a pair has one at a time; of other acts it can commit several on a day
SENDERS = ("CONSULT.envoy",)  # entries whose source does not go itself
PLAIN = frozenset(
    "about after again against also because been before being between could during from have having into its more "
    "most must only other over said same says should some such than that their them then there these they this those "
    "three under until very was were what when where which while will with would year years week month days first last".split()
)
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Frame:
    """One or more mentions of one report, taken for one happening.

    `block` names the kind of act and the parties: frames of different blocks are different events. `first` and `last`
    are days (proleptic ordinals) between which it lies, both None where nothing tells; `dated` is false where they
    come from the report's date alone, which `told` is. `people` are slugs by role and actor. `id` is the smallest mention's.
    """

    id: str
    report: str
    members: tuple[str, ...]
    block: str
    status: str
    told: str | None
    first: int | None
    last: int | None
    dated: bool
    people: dict[str, list[str]]
    place: str | None
    stem: str
    words: tuple[str, ...]
    digest: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def width(self) -> int | None:
        return None if self.first is None or self.last is None else self.last - self.first


def frames(report: ReportRecord, mentions: Iterable[Mention], apart: frozenset[str] = frozenset()) -> list[Frame]:
    """The frames of one report, from its mentions in the order of the text; those in `apart` stay alone."""
    chains: list[list[Mention]] = []
    for mention in mentions:
        home = None if mention.id in apart else next((c for c in reversed(chains) if _continues(c, mention)), None)
        if home is None or home[0].id in apart:
            chains.append([mention])
        else:
            home.append(mention)
    return [_frame(report, chain, chain[0].id in apart) for chain in chains]


def _continues(chain: list[Mention], mention: Mention) -> bool:
    """Whether a mention tells of the happening that an earlier chain of the same report tells of."""
    head = chain[0]
    if head.type != mention.type or _kind(head) != _kind(mention) or _phase(head) != _phase(mention):
        return False
    if not _contained(_sides(mention), _sides(head), mention.type) or _strange(mention, head):
        return False
    known = [w for m in chain if (w := window(m))]
    own = window(mention)
    if own and known and not any(a <= own[1] and own[0] <= b for a, b in known):
        return False
    if own is None and mention.when is not None and any(_said(m) not in (None, _said(mention)) for m in chain):
        return False
    if not people_agree(people(chain), people([mention])) or not places_agree(place(chain), place([mention])):
        return False
    return mention.type in ONE_A_TIME or alike(words([mention]), words(chain))


def _said(mention: Mention) -> str | None:
    return mention.when.text.casefold() if mention.when else None


def _contained(part: tuple[frozenset[str], ...], whole: tuple[frozenset[str], ...], type_: str) -> bool:
    """Whether a mention's sides fit an earlier one's: equal, or, where a pair has one such act at a time, one or none
    of its parties ("the talks"). Acts of nobody known are never the same."""
    if part == whole:
        return any(whole)
    if type_ not in ONE_A_TIME or len(frozenset().union(*part)) > 1 or not any(whole):
        return False
    return all(p <= w for p, w in zip(part, whole, strict=True))


def _strangers(mention: Mention) -> frozenset[str]:
    """The words of those parties that nobody knows."""
    return frozenset(p.text.casefold() for p in mention.participants if party_key(p, mention) is None)


def _strange(one: Mention, other: Mention) -> bool:
    """Whether both name somebody whom nobody knows, and not in the same words: unknown is not equal to unknown."""
    a, b = _strangers(one), _strangers(other)
    return bool(a and b) and a != b


def _phase(mention: Mention) -> str:
    if mention.counts in UNREAL:
        return "if"
    return "done" if mention.counts in DONE else "ahead"


def _kind(mention: Mention) -> str:
    return "visit" if mention.mode == "visit" else ""


def party_key(party: Participant, mention: Mention) -> str | None:
    """A name that two reports share: the actor's code, the directory's slug or a proper name; None for a pronoun or a
    nominal that nobody resolved, which a capital at the head of a sentence does not make a name."""
    if party.actor or party.entity:
        return party.actor or party.entity
    names = [w for w in re.findall(r"[\w'’-]+", party.text) if w[:1].isupper() and w.casefold() != "the"]
    if len(names) == 1 and party.span[0] == mention.sentence.span[0]:
        return None
    return " ".join(names).casefold() or None


def _sides(mention: Mention) -> tuple[frozenset[str], ...]:
    """The parties' keys: (sources, targets), or one set of both where the act is mutual."""
    sides = [
        frozenset(key for p in mention.participants if p.role == role and (key := party_key(p, mention)))
        for role in ("source", "target")
    ]
    if mention.reciprocal or (mention.type == "CONSULT" and mention.mode != "visit"):
        return (sides[0] | sides[1],)
    return tuple(sides)


def people(mentions: Iterable[Mention]) -> dict[str, list[str]]:
    """Slugs of the people named, by the key of the party that they act for."""
    found: dict[str, set[str]] = {}
    for m in mentions:
        for p in () if m.rule in SENDERS else m.participants:
            if p.entity and (key := party_key(p, m)):
                found.setdefault(key, set()).add(p.entity)
    return {key: sorted(names) for key, names in sorted(found.items())}


def people_agree(one: dict[str, list[str]], other: dict[str, list[str]]) -> bool:
    """No party is stood for by different people."""
    return all(not set(one[key]).isdisjoint(other[key]) for key in one.keys() & other.keys())


def place(mentions: Iterable[Mention]) -> str | None:
    for m in mentions:
        if m.where and m.where.name and m.where.precision != "country":
            return f"{m.where.country or ''}:{m.where.name}".casefold()
    return None


def places_agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def words(mentions: Iterable[Mention]) -> frozenset[str]:
    """What the sentences are about: the beginnings of their words of four letters and more, without the trigger, the
    parties and the date."""
    found: set[str] = set()
    for m in mentions:
        text, start = m.sentence.text, m.sentence.span[0]
        for a, b in (m.trigger.span, *(p.span for p in m.participants), *([m.when.span] if m.when else [])):
            if start <= a <= b <= m.sentence.span[1]:
                text = text[: a - start] + " " * (b - a) + text[b - start :]
        found.update(w[:6] for w in map(str.casefold, _WORD.findall(text)) if w not in PLAIN)
    return frozenset(found)


def alike(one: Iterable[str], other: Iterable[str], least: float = 0.5) -> bool:
    """Whether the shorter account shares at least this part of its words with the longer."""
    a, b = frozenset(one), frozenset(other)
    return bool(a) and bool(b) and len(a & b) >= least * min(len(a), len(b))


def window(mention: Mention) -> tuple[int, int] | None:
    """The days that the mention's own date names; an open side counts as a day; None without a date or anchor."""
    when = mention.when
    if when is None or not (when.earliest or when.latest):
        return None
    if not (when.earliest and when.latest):
        return None
    return _day(when.earliest), _day(when.latest)


def _day(iso: str) -> int:
    return date.fromisoformat(iso[:10]).toordinal()


def _guess(report: ReportRecord, mention: Mention) -> tuple[int, int] | None:
    """When news without a date of its own may have happened, by the report's date; None for what it recalls."""
    if mention.background or mention.counts in UNREAL or (mention.when is not None and mention.counts in DONE):
        return None
    if report.published is None:
        return None
    told = _day(report.published)
    if mention.counts in ("planned", "proposed"):
        return told, told + (FAR if people([mention]) or place([mention]) else NEAR)
    return told - WEEK_BACK, told + (NEAR if mention.counts == "negated" else 0)


def _frame(report: ReportRecord, chain: list[Mention], apart: bool) -> Frame:
    ids = sorted(m.id for m in chain)
    known = [w for m in chain if (w := window(m))]
    span: tuple[int, int] | None = None
    if known:
        first, last = max(a for a, _ in known), min(b for _, b in known)
        span = (first, last) if first <= last else min(known, key=lambda w: (w[1] - w[0], w))
    guess = span or next((g for m in chain if (g := _guess(report, m))), None)
    head = chain[0]
    keys = [",".join(sorted(side)) for side in _sides(head)]
    block = "|".join((head.type, _kind(head), "if" if head.counts in UNREAL else "", *keys))
    if apart or not any(keys):
        block = f"{block}|{ids[0]}"
    elif strangers := _strangers(head):  # nobody can tell whether another report means the same, but for the same words
        block = f"{block}|{content_id(*sorted(strangers), *sorted(words(chain)))}"
    return Frame(
        id=ids[0],
        report=report.id,
        members=tuple(ids),
        block=block,
        status=head.counts,
        told=report.published,
        first=guess[0] if guess else None,
        last=guess[1] if guess else None,
        dated=bool(known),
        people=people(chain),
        place=place(chain),
        stem=head.trigger.text.casefold()[:5],
        words=tuple(sorted(words(chain))),
        digest=content_id(*report.told, *map(to_json, chain)),
    )
