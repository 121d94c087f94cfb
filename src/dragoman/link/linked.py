"""The parties of one report: where they are named, and who they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dragoman.candidates import ActorCandidate
from dragoman.directory import Directory
from dragoman.document import Document
from dragoman.finders.actors import ActorFinder
from dragoman.finders.arguments import Parties
from dragoman.link.names import FIRST, ActorResolver, Put
from dragoman.link.referents import Mark, Table, scene
from dragoman.link.toponyms import Placed, home, placed
from dragoman.link.values import ABSTAINED, Value
from dragoman.records import Party, Passage, Span
from dragoman.syntax import Token, characters, extent

BEFORE = frozenset({"det", "predet", "nummod", "quantmod", "amod", "compound", "nmod", "case"})
OUTSIDE = frozenset({"relcl", "acl", "appos", "conj", "cc", "punct", "prep"})


@dataclass(frozen=True, slots=True)
class Linked:
    """`candidates` in the order of the text; `values` by the index of a candidate's token; `speakers` by that of a pronoun of
    the first person, whom it stands for there."""

    document: Document
    parties: Parties
    candidates: tuple[ActorCandidate, ...]
    values: Mapping[int, list[Value]]
    toponyms: tuple[Placed, ...] = ()
    resolver: ActorResolver | None = None
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
            return self._unnamed(token)
        passage = report.passage(self.span(candidate))
        if token.lower in FIRST and (speaker := self.speakers.get(token.i)):
            return [speaker.model_copy(update={"text": passage.text, "span": passage.span, "how": "pronoun"})]
        return [_party(v, passage) for v in self.values.get(candidate.token.i, [ABSTAINED])]

    def thing(self, token: Token) -> list[Party]:
        """What is acted on and is no party, as it is named; the parties, where it names one after all."""
        return self.at(token) if self.actors.at(token) else [_party(ABSTAINED, self._words(token))]

    def _words(self, token: Token) -> Passage:
        """The phrase about a noun, without its article."""
        first, last = extent(token, OUTSIDE)
        while first < token.i and self.document.tree.tokens[first].tag in ("DT", "PRP$"):
            first += 1
        return self.document.phrase(first, last)

    def _unnamed(self, token: Token) -> list[Party]:
        """A phrase whose noun is no party's by itself ("a Spanish trawler"): whose it is, or nobody's that is known."""
        candidate = ActorCandidate(
            token, token.i, token.i + 1, "agent", of=self.actors.qualifiers(token), plural=token.tag in ("NNS", "NNPS")
        )
        values = self.resolver.resolve(candidate) if token.is_noun and self.resolver else [ABSTAINED]
        return [_party(v, self._words(token)) for v in values]

    def named(self, spans: Iterable[Span]) -> list[Token]:
        """The words by which parties hang in the sentence, for spans of the cleaned text: each of a row that stands in one."""
        found: list[Token] = []
        for span in spans:
            leading = map(self._nominal, self.document.heads(span))
            heads = [
                h for t in leading for h in (t, *t.conjuncts()[1:]) if h is t or span[0] <= h.start < h.end <= span[1]
            ]
            known = [t for t in heads if self.actors.at(t)]
            for token in known or heads[:1]:
                if token not in found:
                    found.append(token)
        return found

    def within(self, tokens: Iterable[Token]) -> set[int]:
        """The words that stand in the phrase of another of them, which already says whose it is: "Uganda" of "the presidents of Kenya
        and Uganda"."""
        outer = [c for t in tokens if (c := self.actors.at(t))]
        return {q.token.i for c in outer for q in c.of if q.token is not c.token and q.kind != "person"}

    def _nominal(self, token: Token) -> Token:
        """The noun of a phrase of which a span holds the beginning alone: "some fifty" of "some fifty inspectors"."""
        while token.dep in BEFORE and token.head.i > token.i and token.head.is_noun and not self.actors.at(token):
            token = token.head
        return token

    def one(self, token: Token | None) -> Party | None:
        """The party that a phrase names, itself or by what qualifies it."""
        if token is None:
            return None
        inner = self.parties.one(token)
        found = self.at(inner[0] if inner else token)
        return found[0] if found else None


def link(document: Document, parties: Parties, directory: Directory, asked: list[Put] | None = None) -> Linked:
    """Who is who in a report; `asked` takes the questions about phrases that name nobody, with their answers."""
    candidates = tuple(parties.actors.all())
    toponyms = placed(document.tree, candidates, parties.actors, directory)
    day = document.report.published
    named = ActorResolver(directory, day).run(candidates)
    table = _table(document, candidates, named, toponyms, directory)
    resolver = ActorResolver(directory, day, table, asked)
    return Linked(document, parties, candidates, resolver.run(candidates), toponyms, resolver)


def _table(
    document: Document,
    candidates: Iterable[ActorCandidate],
    named: Mapping[int, list[Value]],
    toponyms: Iterable[Placed],
    directory: Directory,
) -> Table:
    igos = frozenset(o["code"] for o in directory.organisations.values() if o["sector"] == "IGO")
    table = Table(home(document.tree, toponyms), igos)
    marks = [Mark(p.candidate.token, p.place.country, "place") for p in toponyms if p.place and p.place.country]
    taken = set()
    for c in candidates:
        if c.kind == "metonym" and scene(c.token):  # a town there, and no government
            continue
        for value in named.get(c.token.i, ()):
            if value.actor:
                kind = "person" if value.person else {"demonym": "adjective", "agent": "body"}.get(c.kind, "name")
                marks.append(Mark(c.token, value.actor, kind))
                taken.add(c.token.i)
    for mark in sorted(marks, key=lambda m: m.token.i):
        if mark.kind != "place" or mark.token.i not in taken:
            table.add(mark)
    return table


def _party(value: Value, passage: Passage) -> Party:
    return Party(
        actor=value.actor,
        sector=value.sector,
        entity=value.entity,
        post=value.post,
        text=passage.text,
        span=passage.span,
        how=value.how,
        state=value.state,
    )
