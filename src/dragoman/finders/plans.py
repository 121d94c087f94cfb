"""Conditional, staged proposals: from an if-then to steps, what each waits for, and what binds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dragoman.candidates import ConditionCandidate
from dragoman.codebook import Codebook
from dragoman.finders.arguments import Parties, subject, undergoer
from dragoman.records import EventType, Force, Span
from dragoman.spans import Spans
from dragoman.syntax import Token, Tree, characters, extent


class ActOf(Protocol):
    """An act at a word: its type, and who does it."""

    @property
    def token(self) -> Token: ...
    @property
    def type(self) -> EventType: ...
    @property
    def sources(self) -> Sequence[Token]: ...


class SaidBy(Protocol):
    """A saying: its pieces, what it does, and the word that names its speaker."""

    @property
    def parts(self) -> Sequence[Span]: ...
    @property
    def act(self) -> str: ...
    @property
    def speaker(self) -> Token | None: ...


@dataclass(slots=True, eq=False)
class StepCandidate:
    """One act of the plan; `after` are the stages that must be met first, `actors` party tokens (one step each)."""

    token: Token
    act: EventType | None
    actors: list[Token]
    object: tuple[int, int] | None
    copies: int
    stage: int
    force: Force | None


@dataclass(slots=True, eq=False)
class PlanCandidate:
    token: Token
    name: tuple[int, int]
    sentence: int
    steps: list[StepCandidate]
    proposers: list[Token] = field(default_factory=list)
    endorsers: list[SaidBy] = field(default_factory=list)


LONGEST = 4  # sentences that one sequence of steps runs over


class PlanFinder:
    def __init__(self, tree: Tree, book: Codebook, parties: Parties, acts: Sequence[ActOf]) -> None:
        self.tree, self.words, self.parties = tree, book.plans, parties
        self.types = {e.token.i: e.type for e in reversed(acts)}
        self.doers = {e.token.i: e.sources for e in reversed(acts)}
        self._known_proposers: dict[str, list[Token]] = {}

    def find(self, conditions: Iterable[ConditionCandidate], statements: Sequence[SaidBy]) -> Iterator[PlanCandidate]:
        told = Spans((*part, s) for s in statements if s.speaker for part in s.parts)
        agreed = self._agreed(statements)
        for condition in conditions:
            name = self._name(condition)
            clause, main = condition.heads
            if main is None:
                continue
            if name is None:
                yield from self._bargain(condition, clause, main, told)
                continue
            if condition.cue.lower == "unless":
                continue
            first = [s for verb in clause.conjuncts() if verb.is_verb for s in [self._step(verb, 0, None)] if s]
            then = list(self._outcomes(main, clause))
            if first and then:
                yield PlanCandidate(
                    name,
                    characters(self.tree, *extent(name, frozenset({"relcl", "acl", "prep"}))),
                    clause.sentence,
                    first + then,
                    self._proposers(name),
                    agreed.get(name.lemma, []),
                )

    def sequences(self, taken: set[int]) -> Iterator[PlanCandidate]:
        """Plans told one step after another, in one sentence or several: "Under the deal Iran would first close its reactor,
        then …. At the same time …". `taken`: sentences that are plans already."""
        at = 0
        while at < len(self.tree.sentences):
            name = None if at in taken else self._opens(at)
            last = at + 1
            if name is not None:
                while last < len(self.tree.sentences) and last - at < LONGEST and self._goes_on(last):
                    last += 1
                steps = [s for s in self._ordered(at, last) if s]
                if len(steps) > 1 and (last > at + 1 or self._order_words(at)):
                    own = characters(self.tree, *extent(name, frozenset({"relcl", "acl", "prep"})))
                    yield PlanCandidate(name, own, at, steps, self._proposers(name))
            at = last

    def _opens(self, sentence: int) -> Token | None:
        """The plan's name, where a sentence says what is to be done under it."""
        first, last = self.tree.sentences[sentence]
        nouns = [t for t in self.tree.tokens[first:last] if t.is_noun and t.lemma in self.words.nouns]
        steps = [t for t in self.tree.tokens[first:last] if self._owed(t) is not None]
        return nouns[0] if nouns and steps else None

    def _goes_on(self, sentence: int) -> bool:
        first, last = self.tree.sentences[sentence]
        return self._order_words(sentence) and any(self._owed(t) for t in self.tree.tokens[first:last])

    def _order_words(self, sentence: int) -> bool:
        first, last = self.tree.sentences[sentence]
        words = " ".join(t.lower for t in self.tree.tokens[first:last])
        return any(f" {w} " in f" {words} " for w in (*self.words.next, *self.words.together, *self.words.first))

    def _owed(self, verb: Token) -> Force | None:
        """What binds the act of a verb: its own modal, or that of the verb that it is conjoined to."""
        if not verb.is_verb or self._act(verb) is None:
            return None
        at = verb
        while True:
            modal = next((c.lower for c in at.children if c.dep == "aux" and c.lower in self.words.forces), None)
            if modal:
                return self.words.forces[modal]
            if at.dep != "conj" or not at.head.is_verb:
                return None
            at = at.head

    def _ordered(self, first: int, last: int) -> Iterator[StepCandidate | None]:
        """The steps of these sentences. A word for what comes next opens a stage; one for what is done together does not,
        and without either a step stands beside the one before it."""
        stage = 0
        begun = False
        for sentence in range(first, last):
            start, end = self.tree.sentences[sentence]
            since = start
            for verb in self.tree.tokens[start:end]:
                force = self._owed(verb)
                if force is None:
                    continue
                words = " ".join(t.lower for t in self.tree.tokens[since : verb.i])
                if begun and any(f" {w} " in f" {words} " for w in self.words.next):
                    stage += 1
                begun, since = True, verb.i
                yield self._step(verb, stage, force)

    def _bargain(
        self, condition: ConditionCandidate, clause: Token, main: Token, told: Spans[SaidBy]
    ) -> Iterator[PlanCandidate]:
        """One party's act for another's, without a word for a plan: "Iran will halt enrichment if France lifts its
        sanctions". Proposed by who says so, else by who binds itself. What is refused unless or until something is done
        is open once it is, and never owed."""
        modal = next((c for c in main.children if c.dep == "aux" and c.lower in self.words.forces), None)
        proposing = main.dep == "ccomp" and main.head.lemma in self.words.proposing
        refused = main.child("neg") is not None
        if (modal is None and not proposing) or main.i not in self.types or clause.i not in self.types:
            return
        if refused != (condition.cue.lower in self.words.refusals):
            return
        force: Force = "could" if refused else self._force(main)
        steps = [self._step(clause, 0, None), self._step(main, 1, force)]
        sides = [{t.i for t in self.parties.of([*s.actors])} for s in steps if s]
        if len(sides) < 2 or not all(sides) or sides[0] == sides[1]:
            return
        start, end = condition.antecedent
        by = next((s for s in told.over(start, end) if any(a <= start and end <= b for a, b in s.parts)), None)
        proposers = [by.speaker] if by and by.speaker else steps[1].actors if steps[1] else []
        yield PlanCandidate(
            main,
            characters(self.tree, *extent(main)),
            main.sentence,
            [s for s in steps if s],
            self.parties.of(proposers),
        )

    def _name(self, condition: ConditionCandidate) -> Token | None:
        """The noun that calls the sentence's proposal a plan."""
        sentence = self.tree.sentence(condition.cue)
        before = [t for t in sentence if t.lemma in self.words.nouns and t.is_noun and t.i < condition.cue.i]
        return before[0] if before else None

    def _proposers(self, name: Token) -> list[Token]:
        """Whoever the report says proposed what bears the plan's name."""
        if name.lemma not in self._known_proposers:
            self._known_proposers[name.lemma] = self._proposing(name.lemma)
        return self._known_proposers[name.lemma]

    def _proposing(self, lemma: str) -> list[Token]:
        for token in self.tree.tokens:
            if token.lemma != lemma or not token.is_noun:
                continue
            own = self.parties.of([token.child("poss")])
            if token.dep == "dobj" and token.head.lemma in self.words.proposing:
                own = self.parties.of([subject(token.head)]) or own
            clauses = [
                subject(c)
                for c in token.children
                if c.dep in ("relcl", "acl")
                and c.lemma in ("propose", "put", "offer", "table", "present", "suggest", "agree", "draft")
            ]
            found = self.parties.of(clauses) or own
            if found:
                return found
        return []

    def _agreed(self, statements: Sequence[SaidBy]) -> dict[str, list[SaidBy]]:
        """The statements that agree to something, by the words of what they agree to."""
        found: dict[str, list[SaidBy]] = {}
        for s in statements:
            if s.act == "agree":
                inside = (t for a, b in s.parts for t in self.tree.within(a, b) if t.end <= b)
                for lemma in {t.lemma for t in inside}:
                    found.setdefault(lemma, []).append(s)
        return found

    def _act(self, verb: Token) -> EventType | None:
        """Its own type, or that of what it does ("hold talks")."""
        thing = verb.child("dobj")
        return self.types.get(verb.i) or (self.types.get(thing.i) if thing is not None else None)

    def _step(self, verb: Token, stage: int, force: Force | None) -> StepCandidate | None:
        thing = undergoer(verb) if verb.is_verb else None
        doers = [subject(verb)] if verb.is_verb else [*self.doers.get(verb.i, ())]
        span = characters(self.tree, *extent(thing, frozenset({"relcl", "advcl"}))) if thing is not None else None
        joined = [c for c in thing.children if c.dep in ("amod", "compound", "nmod")] if thing is not None else []
        copies = max([1, *(len(c.conjuncts()) for c in joined)])
        return StepCandidate(verb, self._act(verb), self.parties.of(doers), span, copies, stage, force)

    def _outcomes(self, main: Token, clause: Token) -> Iterator[StepCandidate]:
        """The steps of the main clause, in stages: "talks, followed by a treaty"."""
        force = self._force(main)
        stage = 1
        direct = [main, *(c for c in main.children if c.dep == "xcomp")]
        if main.i in self.types and main.lemma not in self.words.enabling:
            step = self._step(main, stage, force)
            if step:
                yield step
                stage += 1
        else:
            nouns = [
                n
                for v in direct
                for c in v.children
                if c.dep in ("prep", "dobj", "dative")
                for n in ([c] if c.dep == "dobj" else c.all("pobj"))
            ]
            found = [n for noun in nouns for n in noun.conjuncts() if n.lemma in self.words.outcomes]
            for noun in found:
                yield self._outcome(noun, stage, force)
            stage += bool(found)
        for follower in main.subtree():
            if follower.lower == "followed" and follower.sentence == main.sentence:
                for by in follower.all("agent", "prep"):
                    for noun in by.all("pobj"):
                        yield self._outcome(noun, stage, force)
                        stage += 1

    def _outcome(self, noun: Token, stage: int, force: Force | None) -> StepCandidate:
        span = characters(self.tree, *extent(noun, frozenset({"relcl", "advcl", "acl", "conj", "cc"})))
        return StepCandidate(
            noun, self.words.outcomes.get(noun.lemma), self.parties.of([noun.child("poss")]), span, 1, stage, force
        )

    def _force(self, verb: Token) -> Force:
        for child in verb.children:
            if child.dep == "aux" and child.lower in self.words.forces:
                return self.words.forces[child.lower]
        return "could" if verb.lemma in self.words.enabling else "will"
