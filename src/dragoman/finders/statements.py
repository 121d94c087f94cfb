"""Attributions: who says what. A cue (verb, noun, "according to"), its source and its content, quoted or not."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.candidates import StatementCandidate
from dragoman.codebook import Codebook
from dragoman.finders.arguments import Parties, is_passive, subject, surface_subject
from dragoman.finders.quotations import quotations
from dragoman.records import Form
from dragoman.spans import Spans
from dragoman.syntax import Token, Tree, characters, extent

CLAUSES = ("ccomp", "xcomp", "parataxis")
NOUN_ACTS = frozenset(
    {"welcome", "condemn", "deny", "reject", "demand", "propose", "offer", "accept", "hope", "promise", "threaten"}
)
TOLD = frozenset(
    {
        "reveal",
        "announce",
        "confirm",
        "emphasize",
        "emphasise",
        "stress",
        "reiterate",
        "repeat",
        "note",
        "acknowledge",
        "admit",
        "disclose",
        "allege",
        "underline",
        "underscore",
        "express",
        "voice",
        "question",
        "cite",
        "mention",
        "discuss",
        "detail",
        "outline",
    }
)
NAMING = frozenset({"call", "describe", "label", "brand", "dub", "liken", "portray", "characterize", "compare"})
SPEAKERLESS = frozenset(
    {
        "go",
        "call",
        "feel",
        "know",
        "see",
        "show",
        "think",
        "expect",
        "learn",
        "continue",
        "begin",
        "find",
        "read",
        "hear",
        "want",
        "plan",
        "intend",
        "understand",
        "consider",
        "decide",
        "suggest",
        "demand",
    }
)
# What speaks without being a party, and verbs that tell of a saying even in somebody's own mouth.
DOCUMENTS = frozenset(
    "report study poll survey data document record email court ruling filing article paper book analysis statistics "
    "figure transcript letter memo audit source review research law bill newspaper magazine website".split()
)
TELLING = frozenset(
    "say tell announce promise pledge warn demand urge declare add state propose offer threaten".split()
)
NEXT = 4  # characters between an attribution's end and the quotation that goes on
FEWEST_WORDS = 4  # a quotation shorter than this, with no cue, is a name or a scare quote


class StatementFinder:
    def __init__(self, tree: Tree, book: Codebook, parties: Parties, breaks: frozenset[int]) -> None:
        self.tree, self.book, self.parties = tree, book, parties
        self.quotes, self.breaks = quotations(tree.text, breaks), breaks
        self._quoted = Spans((*q, q) for q in self.quotes)

    def find(self) -> list[StatementCandidate]:
        found = [s for token in self.tree.tokens for s in self._at(token)]
        found += list(self._unattributed(found))
        return sorted(found, key=lambda s: (s.parts[0][0], s.cue.i if s.cue else -1))

    def _at(self, token: Token) -> Iterator[StatementCandidate]:
        if token.is_verb and token.lemma in self.book.act_verbs and token.dep not in ("amod", "aux"):
            act, words = self.book.act_verbs[token.lemma]
            if self._called(token):
                act = "demand"
            if all(any(c.lower == w for c in token.children) for w in words):
                yield from self._verb(token, act)
        elif token.is_noun and token.lemma in self.book.act_nouns and token.dep != "compound":
            yield from self._noun(token, self.book.act_nouns[token.lemma])
        elif token.lower == "according" and (to := token.preposition("to")) is not None:
            yield from self._according(token, to)

    # verbs

    def _verb(self, verb: Token, act: str) -> Iterator[StatementCandidate]:
        content = self._content(verb, act)
        if not content:
            return
        speaker = subject(verb)
        if (speaker is None and not is_passive(verb)) or self._musing(verb, speaker):
            return
        if verb.lemma in SPEAKERLESS and not (speaker is not None and self._speaks(speaker)):
            return
        parts = self._widened(content)
        yield StatementCandidate(
            verb, f"act.{act}", act, self._form(parts), speaker, self._addressee(verb), parts, verb.sentence
        )

    def _speaks(self, speaker: Token) -> bool:
        return bool(self.parties.one(speaker)) or speaker.lemma in DOCUMENTS

    def _musing(self, verb: Token, speaker: Token | None) -> bool:
        """ "I think" and "we know" inside a quotation: part of what is said, and nobody's report of a saying."""
        own = speaker is not None and speaker.lower in ("i", "we", "you", "us", "me", "it", "who", "that", "they")
        if not own or verb.lemma in TELLING:
            return False
        return any(a <= verb.start and verb.end <= b for a, b in self._quoted.over(verb.start, verb.end))

    def _content(self, verb: Token, act: str) -> list[tuple[int, int]] | None:
        if asked := self._called(verb):
            return [asked]
        clause = next((c for c in verb.children if (c.dep in CLAUSES and c.is_verb) or c.dep == "ccomp"), None)
        if clause is not None and not (clause.dep == "xcomp" and act == "assert"):
            return self._clause_parts(verb, clause)
        if verb.dep in ("ccomp", "parataxis", "advcl") and verb.head.is_verb and self._inserted(verb):
            return self._around(verb)
        if (
            verb.dep == "ccomp"
            and verb.head.i > verb.i
            and verb.head.child("nsubj", "nsubjpass")
            and surface_subject(verb)
        ):
            after = [t.i for t in verb.head.subtree() if t.i > extent(verb)[1]]
            return [characters(self.tree, min(after), max(after) + 1)] if after else None
        thing = verb.child("dobj", "nsubjpass" if is_passive(verb) else "dobj", "attr")
        if thing is not None and verb.lemma in NAMING and thing.i > verb.i:
            last = max(t.i for t in verb.subtree() if t.sentence == verb.sentence and not _aside(t, verb))
            return [characters(self.tree, extent(thing)[0], last + 1)]
        if (
            thing is not None
            and (act in NOUN_ACTS or verb.lemma in TOLD or self._is_quoted(thing))
            and thing.pos != "PRON"
        ):
            return [characters(self.tree, *extent(thing))]
        return self._adjacent_quote(verb) if act == "assert" else None

    def _called(self, verb: Token) -> tuple[int, int] | None:
        """ "called for talks", "called on Iran to stop"."""
        by = verb.preposition("for", "on", "upon") if verb.lemma == "call" else None
        inner = by.child("pobj") if by is not None else None
        if by is None or inner is None or verb.child("dobj") is not None:
            return None
        wish = verb.child("xcomp", "advcl")
        last = max(extent(inner)[1], extent(wish)[1] if wish is not None and by.lower != "for" else 0)
        return characters(self.tree, extent(inner)[0], last)

    def _clause_parts(self, verb: Token, clause: Token) -> list[tuple[int, int]]:
        first, last = extent(clause)
        if first < verb.i < last:  # the attribution interrupts what is said
            inside = extent(verb, frozenset({"ccomp", "parataxis"}))
            return [characters(self.tree, a, b) for a, b in ((first, inside[0]), (inside[1], last)) if b > a]
        for child in clause.children:
            if child.dep == "advcl" and child.child("mark") is None and child.i > clause.i and verb.i > clause.i:
                continue
        return [characters(self.tree, first, last)]

    def _inserted(self, verb: Token) -> bool:
        """ "Talks, he said, went well": a saying that hangs under what it says, between commas."""
        first = extent(verb)[0]
        edges = [self.tree.tokens[i].text for i in (first - 1, first) if i >= 0]
        return (
            surface_subject(verb) is not None
            and verb.child("mark") is None
            and any(edge in (",", "”", '"', "''") for edge in edges)
            and not any(c.dep in ("ccomp", "xcomp", "dobj") for c in verb.children)
        )

    def _around(self, verb: Token) -> list[tuple[int, int]]:
        first, last = self.tree.sentences[verb.sentence]
        inside = extent(verb)
        return [characters(self.tree, a, b) for a, b in ((first, inside[0]), (inside[1], last)) if b - a > 1]

    def _is_quoted(self, thing: Token) -> bool:
        first, last = extent(thing)
        return bool(self._quoted.over(self.tree.tokens[first].start, self.tree.tokens[last - 1].end))

    def _adjacent_quote(self, verb: Token) -> list[tuple[int, int]] | None:
        """The quotation that follows "he said:" or that "he said" follows, in or beside its sentence."""
        first, last = self.tree.sentences[verb.sentence]
        start, end = self.tree.tokens[first].start, self.tree.tokens[last - 1].end
        near = self._quoted.over(start, end + 3)
        return [min(near, key=lambda q: min(abs(q[0] - verb.end), abs(q[1] - verb.start)))] if near else None

    def _addressee(self, verb: Token) -> Token | None:
        for token in (verb.child("dative"), verb.preposition("to"), verb.child("dobj")):
            if token is None:
                continue
            inner = token.child("pobj") if token.pos == "ADP" else token
            if inner is not None and self.parties.direct(inner):
                return inner
        return None

    # nouns and "according to"

    def _noun(self, noun: Token, act: str) -> Iterator[StatementCandidate]:
        speaker = noun.child("poss")
        by = noun.preposition("by", "from")
        if speaker is None and by is not None:
            speaker = by.child("pobj")
        clause = next((c for c in noun.children if c.dep in ("acl", "ccomp", "relcl") and _says(c)), None)
        of = noun.preposition("of") if act in NOUN_ACTS else None
        told = clause or (of.child("pobj") if of is not None else None)
        if told is None:
            return
        parts = [characters(self.tree, *extent(told))]
        if speaker is None:
            if clause is None or noun.dep != "dobj" or not noun.head.is_verb:
                return
            speaker = subject(noun.head)
        elif noun.dep == "dobj" and noun.head.lemma in (
            "reiterate",
            "repeat",
            "renew",
            "express",
            "voice",
            "note",
            "reaffirm",
            "stress",
        ):
            speaker = subject(noun.head) or speaker
        if speaker is not None and self.parties.one(speaker):
            yield StatementCandidate(
                noun, f"act.{act}", act, self._form(parts), speaker, None, self._widened(parts), noun.sentence
            )

    def _according(self, token: Token, to: Token) -> Iterator[StatementCandidate]:
        source = to.child("pobj")
        if source is None:
            return
        first, last = self.tree.sentences[token.sentence]
        inside = extent(token)
        parts = [characters(self.tree, a, b) for a, b in ((first, inside[0]), (inside[1], last)) if b - a > 1]
        if parts:
            yield StatementCandidate(
                token,
                "act.assert",
                "assert",
                self._form(parts),
                source,
                None,
                parts[:1] if len(parts) > 1 and parts[1][1] - parts[1][0] < 3 else parts,
                token.sentence,
            )

    # quotations

    def _widened(self, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Content that begins a quotation runs on to the quotation's end, also over sentences."""
        start, end = parts[-1]
        for a, b in self._quoted.over(start - 3, end + 3):
            if a - 2 <= start and end <= b + 2 and start - a <= 3:
                return [*parts[:-1], (a, b)]
            if a < start and end <= b + 2 and b - end <= 3:  # "One. Two," he said: the cue follows the last sentence
                return [*parts[:-1], (a, b)]
            if start <= a < end < b:
                return [*parts[:-1], (start, b)]
        return parts

    def _form(self, parts: list[tuple[int, int]]) -> Form:
        total = sum(b - a for a, b in parts)
        inside = sum(min(b, y) - max(a, x) for a, b in parts for x, y in self._quoted.over(a, b))
        if not inside:
            return "indirect"
        return "direct" if inside >= 0.9 * total - 3 else "mixed"

    def _unattributed(self, found: list[StatementCandidate]) -> Iterator[StatementCandidate]:
        """Quotations that no cue explains; the coder gives them the last one speaking."""
        said = Spans((*p, s) for s in found for p in s.parts)
        ends: dict[int, list[StatementCandidate]] = {}
        for s in found:
            ends.setdefault(self.tree.tokens[self.tree.sentences[s.sentence][1] - 1].end, []).append(s)
        for a, b in self.quotes:
            words = self.tree.text[a:b].split()
            told = any(s.cue is None or not a <= s.cue.start < b for s in said.over(a, b))
            if len(words) < FEWEST_WORDS or told:
                continue
            if (before := self._going_on(a, ends)) is not None:
                before.parts.append((a, b))
                continue
            inner = [t for t in self.tree.within(a, b) if t.end <= b]
            if any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in inner):
                act = next(
                    (
                        self.book.act_verbs[t.lemma][0]
                        for t in inner
                        if t.dep == "ROOT" and t.lemma in self.book.act_verbs
                    ),
                    "assert",
                )
                yield StatementCandidate(None, "quotation", act, "direct", None, None, [(a, b)], inner[0].sentence)

    def _going_on(self, start: int, ends: dict[int, list[StatementCandidate]]) -> StatementCandidate | None:
        """ "One," she said. "Two.": the statement that a quotation goes on, whose cue ends the sentence right before it.
        `ends` holds the statements by the end of their sentence."""
        for end in range(start - NEXT, start + 1):
            for s in ends.get(end, ()):
                if s.cue is None or s.form == "indirect" or s.parts[-1][1] >= start:
                    continue
                if s.cue.start >= s.parts[0][0] and not any(at in self.breaks for at in range(end, start + 1)):
                    return s
        return None


def _aside(token: Token, verb: Token) -> bool:
    """Whether a token hangs on the verb by what is no part of the saying: a clause of its own, a conjoined verb, a comma."""
    at = token
    while at.head is not verb and at.head is not at:
        at = at.head
    return at.dep in ("advcl", "conj", "cc", "punct", "ccomp", "npadvmod") or at.i < verb.i


def _says(clause: Token) -> bool:
    """Whether a clause under a noun is its content: "the view that …", "a promise to …"."""
    mark = clause.child("mark")
    return clause.tag == "VB" or (mark is not None and mark.lower == "that")
