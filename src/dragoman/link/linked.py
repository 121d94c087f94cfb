"""The parties of one report: where they are named, and who they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dragoman.candidates import ActorCandidate
from dragoman.directory import Directory
from dragoman.document import Document
from dragoman.finders.actors import ActorFinder
from dragoman.finders.arguments import Parties
from dragoman.records import Party, Passage, Span
from dragoman.resolvers.actors import ABSTAINED, FIRST, ActorResolver, Value
from dragoman.syntax import Token, characters, extent

OUTSIDE = frozenset({"relcl", "acl", "appos", "conj", "cc", "punct", "prep"})


@dataclass(frozen=True, slots=True)
class Linked:
    """`candidates` in the order of the text; `values` by the index of a candidate's token; `speakers` by that of a pronoun of
    the first person, whom it stands for there."""

    document: Document
    parties: Parties
    candidates: tuple[ActorCandidate, ...]
    values: Mapping[int, list[Value]]
    speakers: Mapping[int, Party] = field(default_factory=dict)

    @property
    def actors(self) -> ActorFinder:
        return self.parties.actors

    def spoken_by(self, speakers: Mapping[int, Party]) -> Linked:
        return replace(self, speakers=speakers)

    def span(self, candidate: ActorCandidate) -> Span:
        """Of its words in the report."""
        return self.document.original(*characters(self.document.tree, candidate.first, candidate.last))

    def at(self, token: Token) -> list[Party]:
        """The parties that stand at a word, a value each; one without a value where it is not known."""
        candidate = self.actors.at(token)
        report = self.document.report
        if candidate is None:
            return [self._unnamed(token)]
        passage = report.passage(self.span(candidate))
        if token.lower in FIRST and (speaker := self.speakers.get(token.i)):
            return [speaker.model_copy(update={"text": passage.text, "span": passage.span, "how": "pronoun"})]
        return [_party(v, passage) for v in self.values.get(token.i, [ABSTAINED])]

    def _unnamed(self, token: Token) -> Party:
        """A phrase that names no party that is known."""
        first, last = extent(token, OUTSIDE)
        while first < token.i and self.document.tree.tokens[first].tag in ("DT", "PRP$"):
            first += 1
        return _party(ABSTAINED, self.document.phrase(first, last))

    def named(self, spans: Iterable[Span]) -> list[Token]:
        """The words by which parties hang in the sentence, for spans of the cleaned text: each of a row that stands in one."""
        found: list[Token] = []
        for span in spans:
            heads = [
                h for t in self.document.heads(span) for h in t.conjuncts() if span[0] <= h.start and h.end <= span[1]
            ]
            known = [t for t in heads if self.actors.at(t)]
            for token in known or heads[:1]:
                if token not in found:
                    found.append(token)
        return found

    def one(self, token: Token | None) -> Party | None:
        """The party that a phrase names, itself or by what qualifies it."""
        if token is None:
            return None
        inner = self.parties.one(token)
        found = self.at(inner[0] if inner else token)
        return found[0] if found else None


def link(document: Document, parties: Parties, directory: Directory) -> Linked:
    candidates = tuple(parties.actors.all())
    values = ActorResolver(directory, document.report.published).run(list(candidates))
    return Linked(document, parties, candidates, values)


def _party(value: Value, passage: Passage) -> Party:
    return Party(
        actor=value.actor,
        sector=value.sector,
        entity=value.entity,
        post=value.post,
        text=passage.text,
        span=passage.span,
        how=value.how,
    )
