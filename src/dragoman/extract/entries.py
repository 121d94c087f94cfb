"""The codebook's entries over the parse, as an extractor: readable, and a user's own YAML extends it."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.candidates import EventCandidate, Sign, StatementCandidate
from dragoman.codebook import Codebook
from dragoman.document import Document
from dragoman.extract.acts import Act, Argument, Condition, Cue, Findings, Saying
from dragoman.finders import charges, conditions
from dragoman.finders.arguments import Parties
from dragoman.finders.events import EventFinder
from dragoman.finders.statements import StatementFinder
from dragoman.finders.statuses import StatusFinder, refuses
from dragoman.records import Span
from dragoman.syntax import Token, Tree, characters, extent


class Entries:
    """What the entries of a codebook fire on."""

    name = "entries"

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self.statuses = StatusFinder(book)

    def extract(self, document: Document, parties: Parties) -> Findings:
        tree = document.tree
        events = EventFinder(tree, self.book, parties.actors).find()
        sayings = StatementFinder(tree, self.book, parties, document.copy.breaks).find()
        found = conditions.find(tree, self.book)
        return Findings(
            tuple(self._act(tree, e, parties) for e in events),
            tuple(_saying(s) for s in sayings),
            tuple(Condition(c.antecedent, c.consequent, _span(c.cue)) for c in found),
        )

    def _act(self, tree: Tree, event: EventCandidate, parties: Parties) -> Act:
        status, signs = (event.status, []) if event.status else self.statuses.find(event.token)
        kind, rule, mode, mutual = event.type, event.rule, event.mode, event.reciprocal
        if kind in self.book.refusals and refuses(event.token):
            kind, entry = self.book.refusals[kind]
            rule, mode, mutual, status = entry.id, None, False, "happened"
        word = charges.charge(event.token, self.book.charges)
        charger = charges.charger(word) if word is not None else None
        return Act(
            trigger=_span(event.token),
            type=kind,
            probability=1.0,
            mode=mode,
            status=status,
            arguments=tuple(_arguments(event, parties)),
            background=event.background or _recalled(event.token),
            mutual=mutual,
            inner=event.inner or (word is not None and word.dep not in charges.MARKS),
            alleged=word is not None,
            rule=rule,
            path=tuple(event.path),
            cues=tuple(_cue(tree, s, event.token) for s in signs),
            charger=_span(charger) if charger is not None else None,
        )


def _arguments(event: EventCandidate, parties: Parties) -> Iterator[Argument]:
    """Who acts and who is acted on; a target whose noun is no party's is an object."""
    for token in event.sources:
        yield Argument("source", _span(token))
    for token in event.targets:
        yield Argument("target" if parties.actors.at(token) else "object", _span(token))


def _recalled(trigger: Token) -> bool:
    helpers = {c.lower for c in trigger.children if c.dep == "aux"}
    return "had" in helpers and trigger.dep in ("relcl", "advcl")


def _cue(tree: Tree, sign: Sign, trigger: Token) -> Cue:
    """With the words that it rules: the phrase below it that holds the trigger."""
    below = next((t for t in (trigger, *trigger.ancestors()) if t.head is sign.token), sign.token.head)
    return Cue(sign.cue, _span(sign.token), sign.status, characters(tree, *extent(below)))


def _saying(s: StatementCandidate) -> Saying:
    cue, speaker, addressee = ((_span(t) if t else None) for t in (s.cue, s.speaker, s.addressee))
    return Saying(cue, s.act, speaker, tuple(s.parts), 1.0, addressee, s.rule)


def _span(token: Token) -> Span:
    return token.start, token.end
