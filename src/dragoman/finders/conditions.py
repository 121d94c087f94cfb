"""If-thens: what opens a condition (a conjunction, a phrase, an inversion, a preposition), the words of the condition, and
the clause that waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dragoman.candidates import ConditionCandidate
from dragoman.codebook import Codebook, ConditionWords
from dragoman.syntax import Token, Tree, characters, extent

CLAUSES = ("advcl", "ccomp", "dep", "pcomp", "conj", "relcl", "acl", "xcomp")
SUBJECTS = ("nsubj", "nsubjpass", "expl", "attr", "csubj")
NOMINAL = ("PRON", "DET", "PROPN", "NOUN", "ADJ", "NUM")
BEFORE = frozenset(
    {",", ";", ":", "-", "--", "—", "–", '"', "“", "”", "''", "``", "(", "and", "but", "that", "or", "because"}
)


def find(tree: Tree, book: Codebook) -> Iterator[ConditionCandidate]:
    finder = _Finder(tree, book.conditions)
    seen: set[int] = set()
    for token in tree.tokens:
        for made in finder.at(token):
            if made.heads[0].i not in seen:
                seen.add(made.heads[0].i)
                yield made


class _Finder:
    def __init__(self, tree: Tree, words: ConditionWords) -> None:
        self.tree, self.words, self.tokens = tree, words, tree.tokens
        self.phrases = _by_first_word(words.phrases)
        self.prepositions = _by_first_word(words.prepositions)

    def at(self, token: Token) -> Iterator[ConditionCandidate]:
        if token.lower in self.words.inverted:
            yield from self._inverted(token)
        elif token.head.is_verb and self._opens(token):
            yield from self._clause(token, token, token.head)
        for phrase in self.phrases.get(token.lower, ()):
            if self._reads(token, phrase) and (clause := self._opened(token.i + len(phrase))) is not None:
                yield from self._clause(token, token, clause)
        for phrase in self.prepositions.get(token.lower, ()):
            if self._reads(token, phrase):
                yield from self._phrase(token, self.tokens[token.i + len(phrase) - 1])

    def _opens(self, token: Token) -> bool:
        if token.lower in self.words.bounds:
            return self._waits(token.head.head)
        return token.lower in self.words.conjunctions and token.dep in ("mark", "advmod", "prep")

    def _reads(self, token: Token, phrase: list[str]) -> bool:
        after = self.tokens[token.i : token.i + len(phrase)]
        return len(after) == len(phrase) and all(t.lower == w for t, w in zip(after, phrase, strict=True))

    def _opened(self, at: int) -> Token | None:
        """The verb of the clause that begins here."""
        if at >= len(self.tokens):
            return None
        token = self.tokens[at]
        return next((t for t in (token, *token.ancestors()) if t.is_verb and t.i >= at), None)

    def _modal(self, verb: Token) -> bool:
        return any(c.dep in ("aux", "auxpass") and c.lower in self.words.modals for c in verb.children)

    def _waits(self, verb: Token) -> bool:
        return self._modal(verb) or verb.child("neg") is not None

    # clauses

    def _clause(self, cue: Token, first: Token, clause: Token) -> Iterator[ConditionCandidate]:
        asked = clause.head.lemma in self.words.whether and clause.i > clause.head.i
        if asked and (clause.dep == "ccomp" or cue.i == clause.head.i + 1):
            return
        if clause.dep in CLAUSES or clause.head is clause:
            high = max(first.i + 1, min(extent(clause)[1], self._stop(clause.i, self.tree.sentences[cue.sentence][1])))
            start, end = self.tree.sentences[cue.sentence]
            leads = first.i == start or self.tokens[first.i - 1].lower in BEFORE
            if leads and (comma := self._comma(clause.i, end)) is not None and clause.i > first.i:
                yield self._halves(cue, clause, (first.i, comma), (comma + 1, self._stop(comma + 1, end)))
            else:
                yield self._made(cue, clause, (first.i, high))

    def _made(self, cue: Token, clause: Token, own: tuple[int, int]) -> ConditionCandidate:
        antecedent = characters(self.tree, *own)
        main = clause.head if clause.head is not clause else None
        first, last = own
        start = self.tree.sentences[cue.sentence][0]
        headed = main is not None and (main.is_verb or main.pos in ("ADJ", "NOUN"))
        astray = not headed or (main is not None and main.i > first)
        if astray and any(t.lower in self.words.modals for t in self.tokens[start:first]):
            return self._halves(cue, clause, own, (self._begin(first, start), first))
        if main is None or not headed:
            return ConditionCandidate(cue, antecedent, None, (clause, None))
        low, high = extent(main, frozenset({"punct"}))
        before = [t for t in self.tokens[low:first] if t.pos not in ("PUNCT", "SPACE")]
        after = [t for t in self.tokens[last:high] if t.pos not in ("PUNCT", "SPACE")]
        side = (low, first) if (before and main.i < first) else (last, high)
        consequent = characters(self.tree, *side) if (before if side[0] == low else after) else None
        return ConditionCandidate(cue, antecedent, consequent, (clause, main))

    # inversion

    def _inverted(self, cue: Token) -> Iterator[ConditionCandidate]:
        """ "Had they known, …", "… were it not for the talks", "should it fail": a helping verb before its subject, in a
        sentence that is no question. The parser is seldom sure of these, so commas and modals bound the halves."""
        start, end = self.tree.sentences[cue.sentence]
        verb = self._turned(cue, end)
        if verb is None:
            return
        if any(t.text == "?" for t in self.tokens[start:end]):
            return
        leads = cue.i == start or self.tokens[cue.i - 1].lower in BEFORE
        if leads and (comma := self._comma(verb.i, end)) is not None:
            yield self._halves(cue, verb, (cue.i, comma), (comma + 1, self._stop(comma + 1, end)))
        elif any(t.lower in self.words.modals for t in self.tokens[start : cue.i]):
            yield self._halves(cue, verb, (cue.i, self._stop(verb.i, end)), (self._begin(cue.i, start), cue.i))

    def _turned(self, cue: Token, end: int) -> Token | None:
        """The verb whose subject stands between it and the helping verb: as the parser has it or, as it is often wrong
        here, by a noun phrase and a participle."""
        verb = cue.head if cue.dep in ("aux", "auxpass") else cue
        subject = next((c for c in verb.children if c.dep in SUBJECTS and c.i > cue.i), None)
        if subject is not None and (verb is cue or subject.i < verb.i) and extent(subject)[0] == cue.i + 1:
            return verb
        after = self.tokens[cue.i + 1 : min(end, cue.i + 14)]
        if cue.lower != "had" or not after or after[0].pos not in NOMINAL:
            return None
        for n, t in enumerate(after):
            if t.pos == "PUNCT" or t.tag in ("VBD", "VBZ", "VBP", "MD"):
                return None
            if t.tag == "VBN" and n:
                return t
        return None

    def _comma(self, at: int, end: int) -> int | None:
        """The first comma that a modal follows before another one does."""
        comma = None
        for t in self.tokens[at:end]:
            if t.text == ",":
                comma = t.i
            elif comma is not None and t.lower in self.words.modals:
                return comma
        return None

    def _stop(self, at: int, end: int) -> int:
        """Where a half ends: at a quotation's end, a semicolon, or the sentence's end."""
        marks = ('"', "”", "''", ";", ":", "—", "--", "(")
        return next((t.i for t in self.tokens[at:end] if t.text in marks), end)

    def _begin(self, at: int, start: int) -> int:
        """Where the half before begins: after the last comma, quotation mark or "that" with a modal behind it."""
        seen = False
        for t in reversed(self.tokens[start:at]):
            seen = seen or t.lower in self.words.modals
            if seen and (
                t.text in ('"', "“", "``", ";", ":", "—", "--") or t.lower in ("that", "because", "but", "said")
            ):
                return t.i + 1
        return start

    def _halves(self, cue: Token, verb: Token, own: tuple[int, int], other: tuple[int, int]) -> ConditionCandidate:
        words = [t for t in self.tokens[slice(*other)] if t.pos not in ("PUNCT", "SPACE")]
        main = next((t for t in words if t.is_verb and t.dep not in ("aux", "auxpass")), None)
        consequent = characters(self.tree, *other) if words else None
        return ConditionCandidate(cue, characters(self.tree, *own), consequent, (verb, main))

    # prepositions

    def _phrase(self, cue: Token, last: Token) -> Iterator[ConditionCandidate]:
        """ "Without aid they would …", "in exchange for fuel": a condition where the main clause is not yet so."""
        noun = last.child("pobj", "pcomp")
        main = next((t for t in cue.ancestors() if t.is_verb), None)
        if noun is None or main is None or not (self._modal(main) or main.head.lemma in self.words.proposing):
            return
        low, high = extent(noun)
        if low > cue.i:
            made = self._made(cue, noun, (cue.i, high))
            first, end = extent(main, frozenset({"punct"}))
            side = (high, end) if cue.i <= first + 1 else (first, cue.i)
            consequent = characters(self.tree, *side) if side[1] > side[0] else None
            yield ConditionCandidate(cue, made.antecedent, consequent, (noun, main))


def _by_first_word(phrases: Iterable[str]) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for words in (p.split() for p in phrases):
        found.setdefault(words[0], []).append(words)
    return found
