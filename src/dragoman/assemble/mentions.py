"""Acts to mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dragoman.assemble.placing import Placing
from dragoman.assemble.rooted import Rooted
from dragoman.assemble.timing import Timing
from dragoman.attribute.sayings import Spoken, teller, tellers
from dragoman.codebook import Codebook
from dragoman.confidence import confidence, features
from dragoman.link.linked import Linked
from dragoman.records import Mention, Participant, Party, Status, When, content_id
from dragoman.syntax import Token

BACKGROUND_DAYS = 60  # an act dated this long before its report is history to it


@dataclass(frozen=True, slots=True)
class Sign:
    """A cue of a status: its name, the word, and the words that it rules."""

    name: str
    status: Status
    word: str
    scope: str


@dataclass(frozen=True, slots=True)
class Assembled:
    """A mention, the act that it was made of, what its confidence rests on, and the cues of its status, as words."""

    mention: Mention
    act: Rooted
    features: tuple[str, ...]
    cues: tuple[Sign, ...] = ()


def mentions(
    acts: Sequence[Rooted], linked: Linked, spoken: Iterable[Spoken], timing: Timing, placing: Placing, book: Codebook
) -> Iterator[Assembled]:
    document, told = linked.document, tellers(spoken)
    orders: Counter[int] = Counter()
    for act in acts:
        order = orders[act.token.i]
        orders[act.token.i] += 1
        trigger, when = document.word(act.token), timing.of(act)
        mention = Mention(
            id=content_id(document.report.id, "mention", trigger.span, order),
            report=document.report.id,
            type=act.type,
            mode=act.act.mode,
            contexts=_contexts(act.token, linked, book),
            status=act.act.status,
            background=act.act.background or _long_ago(when, document.report.published),
            reciprocal=act.act.mutual and bool(act.sources and act.targets),
            participants=list(_participants(act, linked, book)),
            when=when,
            where=placing.of(act),
            trigger=trigger,
            sentence=document.sentence(act.token.sentence),
            reported_by=(_charger(act, acts, linked) if act.act.alleged else None) or teller(act.act.trigger, told),
            inner=act.act.inner,
            alleged=act.act.alleged,
            rule=act.act.rule,
            confidence=None,
        )
        seen = features(act.act, mention)
        yield Assembled(
            mention.model_copy(update={"confidence": confidence(seen)}), act, tuple(seen), tuple(_signs(act, linked))
        )


def _signs(act: Rooted, linked: Linked) -> Iterator[Sign]:
    passage = linked.document.passage
    return (Sign(c.name, c.status, passage(*c.word).text, passage(*c.scope).text) for c in act.act.cues)


def _contexts(trigger: Token, linked: Linked, book: Codebook) -> list[str]:
    words = linked.document.tree.sentence(trigger)
    known = book.contexts
    return sorted({c for t in words for c in known.get(t.lemma, ()) + known.get(t.lower, ())})


def _long_ago(when: When | None, published: str | None) -> bool:
    if when is None or not when.latest or not published:
        return False
    return (date.fromisoformat(published) - date.fromisoformat(when.latest[:10])).days > BACKGROUND_DAYS


def _charger(act: Rooted, acts: Sequence[Rooted], linked: Linked) -> Party | None:
    """Whoever accuses, as the extractor says, else of the nearest accusation before the act in its sentence."""
    if act.act.charger:
        return linked.one(next(iter(linked.document.heads(act.act.charger)), None))
    before = [
        a for a in acts if a.type == "ACCUSE" and a.token.sentence == act.token.sentence and a.token.i < act.token.i
    ]
    who = before[-1].sources if before else ()
    return linked.one(who[0]) if who else None


NOBODY = {"actor": None, "sector": None, "entity": None, "post": None, "how": "abstained", "state": None}


def _participants(act: Rooted, linked: Linked, book: Codebook) -> Iterator[Participant]:
    made: list[Participant] = []
    things = act.things if act.kept or (not act.targets and "object" in book.events[act.type].keep) else ()
    sides: tuple[tuple[Literal["source", "target"], tuple[Token, ...]], ...] = (
        ("source", act.sources),
        ("target", (*act.targets, *things)),
    )
    told = [
        Participant(role=role, **party.model_dump())
        for role, tokens in sides
        for token in tokens
        for party in (linked.thing(token) if token in act.things else linked.at(token))
    ]
    for p in told:
        if (p.role == "target" and _is_source(p, made)) or _is_other_side(p, told):
            p = p.model_copy(update=NOBODY)
        if p not in made:
            made.append(p)
            yield p


def _is_other_side(one: Participant, told: Iterable[Participant]) -> bool:
    """Whether a phrase without a name is taken for whom the other side names: nobody meets himself."""
    return one.how == "context" and any(
        p.role != one.role and p.how != "context" and p.actor == one.actor for p in told
    )


def _is_source(target: Participant, made: Iterable[Participant]) -> bool:
    """Whether a pronoun or a noun that stands for somebody is taken for the source, who is somebody else."""
    if target.how not in ("pronoun", "nominal", "context") or not target.actor:
        return False
    return any(p.role == "source" and (p.actor, p.entity) == (target.actor, target.entity) for p in made)
