"""Which of the parties that a report names a phrase without a name of its own means: "he", "the minister", "police", "both sides".

Every such phrase is a question with the report's own parties as answers, and none of them as one more. An answer's score is the
weighted sum of what can be seen of it (how far back it was last named, as what, how often, whether the phrase stands beside one of
its towns); `referents.yaml` has the weights, by the kind of phrase, which `training/referents.py` fits on the corpus. The best answer
counts where its share is at least `sure`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from pathlib import Path

from dragoman.syntax import Token
from dragoman.yamls import load_yaml

WEIGHTS = Path(__file__).with_name("referents.yaml")
SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj"})
NEAR = ((0, "here"), (1, "before"), (2, "two back"), (4, "near"))  # sentences back, and what that is called
LEAD, BACK, ON = 3, 40, 5  # sentences that are in view: the first ones, those before a phrase and those after it
WHERE = frozenset({"in", "at", "near", "outside"})
PAIRED = 6  # of how many parties pairs are made
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a party is named. `kind`: name, adjective, person, body or place."""

    token: Token
    party: str
    kind: str

    @property
    def sentence(self) -> int:
        return self.token.sentence


@dataclass(frozen=True, slots=True)
class Question:
    """A phrase that may mean a party that stands elsewhere. `kind`: he, it, they, pair, title, person, forces, state, people, rebels,
    body or unknown."""

    token: Token
    kind: str
    traits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One party, or the two of a pair, or, with none, nobody known."""

    parties: tuple[str, ...]
    features: Features


def role(token: Token) -> str:
    """The grammatical role of a phrase; an apposition has that of the noun it explains."""
    while token.dep in ("appos", "conj") and token.head is not token:
        token = token.head
    return token.dep


def scene(token: Token) -> bool:
    """Whether it says where something happens: "in Singapore"."""
    return token.dep == "pobj" and token.head.lower in WHERE


@dataclass(slots=True)
class Table:
    """The parties of one report by where they are named, in the order of the text; `home`: the state of its dateline."""

    home: str | None = None
    igos: frozenset[str] = frozenset()
    marks: list[Mark] = field(default_factory=list)
    _by_party: dict[str, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    _in_sentence: dict[int, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    _view: tuple[int, Table] | None = None

    def add(self, mark: Mark) -> None:
        self.marks.append(mark)
        self._by_party[mark.party].append(mark)
        self._in_sentence[mark.sentence].append(mark)

    def around(self, sentence: int) -> Table:
        """The part of it that is in view from a sentence: all of it, but in a long report."""
        last = self.marks[-1].sentence if self.marks else 0
        if last <= BACK:
            return self
        if self._view is None or self._view[0] != sentence:
            view = Table(self.home, self.igos)
            for n in (*range(min(LEAD, sentence - BACK)), *range(max(0, sentence - BACK), sentence + ON + 1)):
                for mark in self._in_sentence.get(n, ()):
                    view.add(mark)
            self._view = sentence, view
        return self._view[1]

    def place_at(self, token: Token) -> str | None:
        """The state of the town or region that the word names."""
        here = self._in_sentence.get(token.sentence, ())
        return next((m.party for m in here if m.token is token and m.kind == "place"), None)

    def place_of(self, token: Token) -> str | None:
        """The state of the town or region that stands after the noun with "of": "the mayor of Hiroshima"."""
        of = token.preposition("of")
        inside = of.child("pobj") if of else None
        return self.place_at(inside) if inside else None

    def opponents(self, token: Token) -> list[str]:
        """The two that "both sides" can only be: no third but bodies of states is named before it."""
        before = (m.party for m in self.marks if m.token.i < token.i and m.kind != "place" and not scene(m.token))
        found = [p for p in dict.fromkeys(before) if p not in self.igos]
        return found if len(found) == 2 else []

    def answers(self, question: Question) -> list[Answer]:
        """Nobody first, then each party, or for a pair each two."""
        token = question.token
        seen = {p: self._features(question, p, marks) for p, marks in self._by_party.items()}
        nobody: Features = {"nobody": 1.0, **{f"nobody, {t}": 1.0 for t in question.traits}}
        nobody["nobody, of few"] = 1 / (1 + len(seen))
        found = [Answer((), nobody)]
        if question.kind == "pair":
            ranked = sorted(seen, key=lambda p: (-len(self._by_party[p]), p))[:PAIRED]
            return found + [self._pair(token, a, b, seen) for a, b in combinations(ranked, 2)]
        for name, party in self._leading(token):
            seen[party][name] = 1.0
        found += [Answer((party,), features) for party, features in seen.items()]
        if question.kind == "they":
            found += [self._row(token, row, seen) for row in self._rows(token)]
        return found

    def _leading(self, token: Token) -> Iterator[tuple[str, str]]:
        """What a party is that stands before all others: latest, most often, alone in the sentence."""
        before = [m for m in self.marks if m.token.i < token.i]
        latest = list(dict.fromkeys(m.party for m in reversed(before)))
        yield from zip(("latest", "second latest", "third latest"), latest, strict=False)
        subjects = [m.party for m in reversed(before) if role(m.token) in SUBJECT]
        yield from (("latest subject", party) for party in subjects[:1])
        for name, marks in (("most often", self.marks), ("most often so far", before)):
            counts = Counter(m.party for m in marks if m.kind != "place")
            yield from ((name, party) for party, _ in counts.most_common(1))
        here = {m.party for m in self._in_sentence.get(token.sentence, ())}
        yield from (("only one in the sentence", party) for party in here if len(here) == 1)

    def _features(self, question: Question, party: str, marks: Sequence[Mark]) -> Features:
        token = question.token
        f: Features = {}
        before = [m for m in marks if m.token.i < token.i]
        last = before[-1] if before else None
        if last is None:
            f["later"] = 1.0
            f["later, here"] = float(marks[0].sentence == token.sentence)
        else:
            back = token.sentence - last.sentence
            f[next((name for n, name in NEAR if back <= n), "far")] = 1.0
            f[f"last {last.kind}"] = 1.0
            if role(last.token) in SUBJECT:
                f["last subject"] = 1.0
                f["last subject here"] = float(back == 0)
                f["last subject before"] = float(back == 1)
            if any(m.sentence == token.sentence - 1 and role(m.token) in SUBJECT for m in before):
                f["subject of the sentence before"] = 1.0
        if same := [m for m in self._in_sentence[token.sentence] if m.party == party]:
            f["in the sentence"] = 1.0
            f["place in the sentence"] = float(any(m.kind == "place" for m in same))
            f["place in the phrase"] = float(
                any(token in (*m.token.ancestors(),) and _within(m.token, token) for m in same)
            )
            f["same clause"] = float(any(_clause(m.token) is _clause(token) for m in same))
            f["subject of the clause"] = float(
                any(role(m.token) in SUBJECT and _clause(m.token) is _clause(token) for m in same)
            )
            f["speaks of it"] = float(any(_over(m.token, token) for m in same))
        total = len(self.marks)
        if question.kind != "it":
            f["same word"] = float(any(m.token.lemma == token.lemma for m in marks if m.kind != "place"))
            f["same word before"] = float(any(m.token.lemma == token.lemma for m in before if m.kind != "place"))
        f["often"] = len(marks) / total
        f["much"] = math.log1p(len(marks)) / 4
        f["named so far"] = len(before) / (1 + sum(m.token.i < token.i for m in self.marks))
        f["at first"] = float(marks[0].sentence == 0)
        f["home"] = float(party == self.home)
        f["IGO"] = float(party in self.igos)
        f["group"] = float(party.startswith("~"))
        f["state of people"] = float(any(m.kind == "person" for m in marks))
        f["only place"] = float(all(m.kind == "place" for m in marks))
        f["only adjective"] = float(all(m.kind == "adjective" for m in marks))
        f["alone"] = float(len(self._by_party) == 1)
        for trait in question.traits:
            if trait in ("definite", "bare", "plural", "subject"):
                for name in ("here", "before", "home", "last subject", "in the sentence", "often"):
                    if f.get(name):
                        f[f"{name}, {trait}"] = f[name]
        return {k: v for k, v in f.items() if v}

    def _pair(self, token: Token, a: str, b: str, seen: Mapping[str, Features]) -> Answer:
        f: Features = {}
        for name in set(seen[a]) | set(seen[b]):
            x, y = seen[a].get(name, 0.0), seen[b].get(name, 0.0)
            f[f"both {name}"] = min(x, y)
            f[f"either {name}"] = max(x, y)
        shared = self._together(a, b)
        before = [s for s in shared if s <= token.sentence]
        f["together"] = min(1.0, len(shared) / 6)
        f["together before"] = float(bool(before))
        f["together here"] = float(token.sentence in shared)
        f["together last"] = float(token.sentence - 1 in shared)
        f["together first"] = float(0 in shared)
        joined = self._joined(a, b)
        f["joined"] = min(1.0, joined / 3)
        f["joined at all"] = float(joined > 0)
        f["alone, both"] = float(len(self._by_party) == 2)
        return Answer((a, b), {k: v for k, v in f.items() if v})

    def _together(self, a: str, b: str) -> set[int]:
        """The sentences that name both."""
        return {m.sentence for m in self._by_party[a]} & {m.sentence for m in self._by_party[b]}

    def _joined(self, a: str, b: str) -> int:
        """How often the two stand in one row, or on either side of one verb."""
        count = 0
        for x in self._by_party[a]:
            for y in self._in_sentence[x.sentence]:
                if y.party == b and _clause(x.token) is _clause(y.token) and "place" not in (x.kind, y.kind):
                    one, two = role(x.token), role(y.token)
                    count += x.token.leader() is y.token.leader() or (one in SUBJECT) != (two in SUBJECT)
        return count

    def _rows(self, token: Token) -> list[tuple[str, ...]]:
        """Parties named in one row in the four sentences before the word."""
        rows: dict[tuple[int, ...], list[str]] = defaultdict(list)
        for back in range(5):
            for m in self._in_sentence.get(token.sentence - back, ()):
                if m.token.i < token.i and m.kind != "place":
                    rows[(m.token.leader().i,)].append(m.party)
        found = {tuple(dict.fromkeys(row)) for row in rows.values()}
        return sorted(row for row in found if 1 < len(row) <= 4)

    def _row(self, token: Token, row: tuple[str, ...], seen: Mapping[str, Features]) -> Answer:
        f: Features = {"row": 1.0}
        for name in (
            "here",
            "before",
            "two back",
            "last subject",
            "same clause",
            "subject of the sentence before",
            "latest",
            "in the sentence",
        ):
            f[f"row {name}"] = min(seen[p].get(name, 0.0) for p in row)
        return Answer(row, {k: v for k, v in f.items() if v})


def _within(token: Token, phrase: Token) -> bool:
    """Whether the word hangs on the phrase without a verb between."""
    for ancestor in token.ancestors():
        if ancestor is phrase:
            return True
        if ancestor.is_verb:
            return False
    return False


def _clause(token: Token) -> Token | None:
    return next((a for a in token.ancestors() if a.is_verb), None)


def _over(token: Token, phrase: Token) -> bool:
    """Whether the word is the subject of a verb that the phrase's clause hangs on: "Kenya said police had fired"."""
    clause = _clause(token)
    own = _clause(phrase)
    return (
        role(token) in SUBJECT
        and clause is not None
        and own is not None
        and clause is not own
        and clause in (*own.ancestors(),)
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """By kind of phrase what each feature counts; and the share that the best answer needs."""

    of: Mapping[str, Mapping[str, float]]
    sure: float

    def shares(self, kind: str, answers: Sequence[Answer]) -> list[float]:
        weights = self.of.get(kind, {})
        scores = [sum(weights.get(name, 0.0) * value for name, value in a.features.items()) for a in answers]
        top = max(scores)
        odds = [math.exp(s - top) for s in scores]
        total = sum(odds)
        return [o / total for o in odds]

    def best(self, kind: str, answers: Sequence[Answer]) -> Answer | None:
        """The likeliest answer, or None where that is nobody or is not sure enough."""
        if kind not in self.of or len(answers) < 2:
            return None
        shares = self.shares(kind, answers)
        n = max(range(len(answers)), key=lambda i: (shares[i], -i))
        return answers[n] if answers[n].parties and shares[n] >= self.sure else None


@lru_cache(maxsize=1)
def weights() -> Weights:
    data = load_yaml(WEIGHTS)
    return Weights(data["weights"], data["sure"])
