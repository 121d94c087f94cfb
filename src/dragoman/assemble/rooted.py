"""An act whose words have been found in the tree."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.codebook import Codebook
from dragoman.extract import Act
from dragoman.link.linked import Linked
from dragoman.records import EventType
from dragoman.syntax import Token

THING = 0.7  # the probability from which a thing stands for a target that is no party


@dataclass(frozen=True, slots=True)
class Rooted:
    """`token` is the trigger, `carrier` the verb that carries an event noun ("held talks"), else the trigger again;
    `things` are what is acted on and is no party, `kept` whether an entry keeps them as its target."""

    act: Act
    token: Token
    carrier: Token
    sources: tuple[Token, ...]
    targets: tuple[Token, ...]
    things: tuple[Token, ...]
    kept: bool = False

    @property
    def type(self) -> EventType:
        return self.act.type


def rooted(act: Act, linked: Linked, book: Codebook) -> Rooted | None:
    """None where no word stands at the trigger."""
    heads = linked.document.heads(act.trigger)
    if not heads:
        return None
    token = heads[0]
    sources = linked.named(act.spans("source"))
    targets = [t for t in linked.named(act.spans("target")) if t not in sources]
    inner = linked.within([*sources, *targets])
    sources, targets = ([t for t in side if t.i not in inner] for side in (sources, targets))
    sure = [a.span for a in act.arguments if a.role == "thing" and a.probability >= THING]
    objects = [t for span in act.spans("object") for t in linked.document.heads(span)[:1]]
    things = objects or [t for span in sure[:1] for t in linked.document.heads(span)[:1] if t.is_noun]
    mutual = act.mutual and not targets and len(sources) > 1
    if mutual:  # the contract has two sides, and none of those who act with each other comes first
        sources, targets = sources[:1], sources[1:]
    return Rooted(act, token, _carrier(token, book), tuple(sources), tuple(targets), tuple(things), bool(objects))


def _carrier(token: Token, book: Codebook) -> Token:
    top = token.leader()
    if token.is_noun and top.dep in ("dobj", "nsubjpass") and top.head.is_verb and top.head.lemma in book.light:
        return top.head
    return token
