"""The parties that a text names: states, organisations, people, titles, pronouns and the nouns that stand for them."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable

from dragoman.candidates import ActorCandidate
from dragoman.directory import POINTS, Directory, Entry
from dragoman.syntax import Entity, Token, Tree, extent

PRONOUNS = frozenset(
    "he him his she her hers they them their theirs it its we us our ours i me my who whom whose himself herself themselves itself".split()
)
GROUP_NOUNS = frozenset(
    {
        "country",
        "nation",
        "state",
        "side",
        "party",
        "neighbor",
        "neighbour",
        "ally",
        "leader",
        "government",
        "capital",
        "power",
        "minister",
        "president",
    }
)
RULING = frozenset({"government", "administration", "regime", "cabinet", "leadership", "junta"})
APART = frozenset({"OPP", "REB", "PTY", "CRM", "REL", "LAB", "CVL"})  # whose leaders and spokesmen are no government's
OTHERS = frozenset({"ally", "neighbor", "neighbour", "rival", "partner", "enemy", "foe", "patron", "backer"})
NOMINALS = frozenset(
    {
        "country",
        "nation",
        "regime",
        "government",
        "agency",
        "side",
        "state",
        "leadership",
        "capital",
        "organization",
        "organisation",
        "bloc",
        "alliance",
        "party",
    }
)
FORMER = frozenset({"former", "ex", "late", "outgoing", "then"})
SEATED = ("JUD", "COP", "GOV", "LEG", "OPP")  # bodies that a state holds where they sit: "a court in Chad"
SERVING = {  # whom somebody serves stands after "for" or "to": "a spokesman for Chad", "an aide to Chad's president"
    "for": frozenset({"spokesman", "spokeswoman", "spokesperson", "negotiator", "lawyer"}),
    "to": frozenset({"aide", "adviser", "advisor", "assistant"}),
}
SIDES = ("nsubj", "nsubjpass", "dobj", "pobj", "conj", "poss", "appos")
INITIAL = re.compile(r"[A-Z]\.?")
NAMING = ("state", "organisation", "metonym", "nominal")
NAMED = ("PERSON", "ORG", "NORP", "GPE")
_NOT_IN_SPAN = frozenset(
    {
        "relcl",
        "acl",
        "prep",
        "conj",
        "cc",
        "appos",
        "punct",
        "preconj",
        "advmod",
        "advcl",
        "dep",
        "intj",
        "parataxis",
        "ccomp",
    }
)


PLACING = frozenset({"in", "at", "near", "into"})
COURTESIES = frozenset({"mr.", "mr", "mrs.", "mrs", "ms.", "ms", "dr.", "dr", "sir", "gen.", "lt.", "col."})
TITLE_ENDS = frozenset(
    {"minister", "secretary", "adviser", "advisor", "envoy", "representative", "negotiator", "general", "chief"}
)
Match = tuple[int, tuple[Entry, ...]] | None  # index after a name, and what it may stand for


class Hit:
    """A name of the directory along tokens `[first, last)`."""

    __slots__ = ("entries", "first", "last")

    def __init__(self, first: int, last: int, entries: tuple[Entry, ...]) -> None:
        self.first, self.last, self.entries = first, last, entries


class ActorFinder:
    """The candidates of one tree, found by their head token. `at(token)` asks for one; `all()` gives them in order."""

    def __init__(self, tree: Tree, directory: Directory) -> None:
        self.tree = tree
        self.directory = directory
        self._words = [t.text for t in tree.tokens]
        self._starts = [e.start for e in tree.entities]
        self._hits = self._names()
        self._people = self._person_names()
        self._titles = self._title_hits()
        self._memo: dict[int, ActorCandidate | None] = {}
        self._qualified: dict[int, list[ActorCandidate]] = {}
        for token in tree.upwards():  # what qualifies a phrase stands below it: read first, however deep the tree
            if self.at(token) is None:
                self.qualifiers(token)

    def all(self) -> Iterable[ActorCandidate]:
        for token in self.tree.tokens:
            candidate = self.at(token)
            if candidate is not None and candidate.token is token:
                yield candidate

    def at(self, token: Token) -> ActorCandidate | None:
        """The candidate that this token heads, or None where it names no party."""
        if token.i not in self._memo:
            self._memo[token.i] = None  # a phrase can't qualify itself
            self._memo[token.i] = self._build(token)
        return self._memo[token.i]

    def name_at(self, token: Token) -> Hit | None:
        return self._hits.get(token.i)

    def inside_name(self, token: Token) -> bool:
        """Whether the token is a lesser word of a name ("Korea" in "North Korea's" is its head, "North" is not)."""
        hit = self._hits.get(token.i) or self._people.get(token.i)
        return hit is not None and self._anchor(hit.first, hit.last) is not token

    # names

    def _names(self) -> dict[int, Hit]:
        names, words = self.directory.names, self._words
        hits: dict[int, Hit] = {}
        index = 0
        while index < len(words):
            word = words[index]
            starts = word[0].isupper() or word in ("al", "six", "two", "both", "inter")
            found = self._with_imported(index, names.longest(words, index) if starts else None)
            if found:
                hit = Hit(index, *found)
                for i in range(index, hit.last):
                    hits[i] = hit
                index = hit.last
            else:
                index += 1
        self._defined(hits)
        return hits

    def _defined(self, hits: dict[int, Hit]) -> None:
        """Short forms that the report defines in brackets after a name: "the Rapid Support Forces (RSF)"."""
        words = self._words
        short = {
            words[i + 1]: hits[i - 1].entries
            for i, word in enumerate(words[:-2])
            if word == "(" and words[i + 2] == ")" and words[i + 1].isupper() and i - 1 in hits and i + 1 not in hits
        }
        for i, word in enumerate(words if short else ()):
            if word in short and i not in hits:
                hits[i] = Hit(i, i + 1, short[word])

    def _with_imported(self, at: int, known: Match) -> Match:
        """The match, or that of a longer name of the user's own people; those who bear the name of a person of the package
        stand behind it."""
        own = self.directory.imported.longest(self._words, at)
        if own is None or (known and known[0] > own[0]) or self._longer(at, own[0]):
            return known
        if known is None or known[0] < own[0]:
            return own
        if all(e.kind != "person" for e in known[1]):
            return known
        slugs = {e.slug for e in known[1]}
        return known[0], (*known[1], *(e for e in own[1] if e.slug not in slugs))

    def _longer(self, first: int, last: int) -> bool:
        """Whether the recogniser sees a longer name there, or a place: "Carlos Diaz" is not "Juan Carlos Diaz", and nobody is
        meant by "in San Juan"."""
        tokens = self.tree.tokens
        for entity in self._entities_at(first):
            if entity.label != "PERSON" and first and tokens[first - 1].lower in PLACING:
                return True
            before = [t for t in tokens[entity.start : first] if t.pos == "PROPN"]
            titled = [t for t in before if t.lower in COURTESIES or self.directory.titles.starts(t.text)]
            after = [t for t in tokens[last : entity.end] if t.pos == "PROPN"]
            if len(titled) < len(before) or after:
                return True
        return False

    def _entities_at(self, index: int) -> list[Entity]:
        at = bisect.bisect_right(self._starts, index) - 1
        found = self.tree.entities[at] if at >= 0 else None
        return [found] if found and found.start <= index < found.end else []

    def _person_names(self) -> dict[int, Hit]:
        """Names of people by token: the directory's full names, the recogniser's, and surnames that the directory
        knows."""
        people: dict[int, Hit] = {}
        for entity in self.tree.entities:
            if entity.label != "PERSON":
                continue
            first, last = entity.start, entity.end
            tokens = self.tree.tokens
            while last > first and tokens[last - 1].lower in ("'s", "’s", "'", "’"):
                last -= 1
            while first < last and (
                tokens[first].pos not in ("PROPN", "NOUN", "ADJ", "X", "INTJ", "ADP", "PART", "PUNCT")
                or tokens[first].lower in ("mr.", "mr", "mrs.", "ms.", "dr.")
            ):
                first += 1
            inner = [self._hits[i] for i in range(first, last) if i in self._hits]
            known = [h for h in inner if any(e.kind == "person" for e in h.entries)]
            if known or (inner and inner[0].first == first and inner[0].last == last):
                continue
            if (first < last and tokens[last - 1].text[0].isupper()) or last - first > 1:
                hit = Hit(first, last, ())
                for i in range(first, last):
                    people[i] = hit
                    if i in self._hits and not any(e.kind == "demonym" for e in self._hits[i].entries):
                        del self._hits[i]
        for i, hit in self._hits.items():
            if any(e.kind == "person" for e in hit.entries):
                people[i] = hit
        for token in self.tree.tokens:
            if (
                token.i not in people
                and token.i not in self._hits
                and token.tag in ("NNP", "NNPS")
                and token.dep != "compound"
                and (token.lower in self.directory.surnames or self._titled(token))
            ):
                people[token.i] = Hit(token.i, token.i + 1, ())
        return people

    def _titled(self, token: Token) -> bool:
        """Whether it is the surname of one of the user's own people, behind a title: by themselves too many are words."""
        before = self._words[max(token.i - 1, 0)].lower()
        follows = bool(self.directory.titles.get(before)) or before in TITLE_ENDS
        return token.i > 0 and follows and bool(self.directory.imported.surnamed(token.lower))

    def _title_hits(self) -> dict[int, tuple[int, int, str]]:
        titles: dict[int, tuple[int, int, str]] = {}
        index, words = 0, self._words
        lexicon = self.directory.titles
        while index < len(words):
            found = lexicon.longest(words, index) if lexicon.starts(words[index]) else None
            if found is None and self.tree.tokens[index].tag in ("NNS", "NNPS"):
                singular = lexicon.get(self.tree.tokens[index].lemma)
                found = (index + 1, singular) if singular else None
            if found and index and self._apart(self.tree.tokens[index - 1]) and words[index].lower() == "leader":
                index = found[0]  # "opposition leader" is no office
            elif found:
                last, slugs = found
                for i in range(index, last):
                    titles[i] = (index, last, slugs[0])
                index = last
            else:
                index += 1
        return titles

    def _apart(self, token: Token) -> str | None:
        """The sector of a noun that names people beside or against a government."""
        sector = self.directory.nouns.get(token.lemma)
        return sector if sector in APART else None

    def _anchor(self, first: int, last: int) -> Token:
        """The token of `[first, last)` by which the name hangs in its sentence."""
        tokens = self.tree.tokens[first:last]
        for token in reversed(tokens):
            if not first <= token.head.i < last or token.head is token:
                return token
        return tokens[-1]

    # candidates

    def _build(self, token: Token) -> ActorCandidate | None:
        if (
            token.pos in ("PUNCT", "SPACE", "VERB", "AUX", "ADP", "CCONJ", "SCONJ", "PART")
            and token.i not in self._hits
        ):
            return None
        person = self._people.get(token.i)
        if person and self._anchor(person.first, person.last) is token:
            return self._person(token, person)
        if person:
            return None
        hit = self._hits.get(token.i)
        if hit and self._anchor(hit.first, hit.last) is token:
            return self._name(token, hit)
        if hit and token.pos != "NOUN":
            return None
        if token.lower in PRONOUNS and token.pos in ("PRON", "DET"):
            plural = token.lower in ("they", "them", "their", "theirs", "we", "us", "our", "ours", "themselves")
            return ActorCandidate(token, token.i, token.i + 1, "pronoun", plural=plural)
        if token.text in POINTS and self._is_point(token):
            entry = Entry("state", POINTS[token.text])
            return ActorCandidate(token, token.i, token.i + 1, "nominal", (entry,))
        if token.lower in ("both", "two", "three") and token.dep in ("nsubj", "pobj", "dobj", "poss", "nsubjpass"):
            return self._both(token)
        if token.is_noun:
            return self._noun(token)
        return None

    def _is_point(self, token: Token) -> bool:
        """ "the North" as a party: a name with its article, and nothing after it that it qualifies."""
        before = self.tree.tokens[token.i - 1] if token.i else None
        after = self.tree.tokens[token.i + 1] if token.i + 1 < len(self.tree.tokens) else None
        return (
            before is not None
            and before.lower == "the"
            and token.dep not in ("compound", "amod")
            and not (after is not None and after.lower in ("of", "and") and after.head is not token.head)
        )

    def _both(self, token: Token) -> ActorCandidate | None:
        of = token.preposition("of")
        inner = of.child("pobj") if of else None
        listed = [c for c in (inner.children if inner else []) if c.dep == "appos"]
        qualifiers = [c for a in listed for t in a.conjuncts() if (c := self.at(t))]
        if inner is None and token.lower != "both" and token.dep != "poss" and token.child("det") is None:
            return None
        first, last = extent(token, frozenset({"relcl", "acl"})) if inner else (token.i, token.i + 1)
        return ActorCandidate(token, first, last, "nominal", plural=True, of=qualifiers)

    def _span(self, token: Token) -> tuple[int, int]:
        first, last = extent(token, _NOT_IN_SPAN)
        tokens = self.tree.tokens
        while first < token.i and tokens[first].tag in ("DT", "PRP$", "``", "''", ","):
            first += 1
        return first, last

    def _name(self, token: Token, hit: Hit) -> ActorCandidate | None:
        kinds = {e.kind for e in hit.entries}
        if "person" in kinds:
            return self._person(token, hit)
        if (
            kinds == {"demonym"}
            and token.is_noun
            and token.tag in ("NNS", "NNPS", "NNP")
            and token.dep not in ("compound", "amod", "nmod")
        ):
            return ActorCandidate(
                token, *self._span(token), "demonym", hit.entries, sector="CVL", plural=token.tag != "NNP"
            )
        first, last = hit.first, hit.last
        kind = next((k for k in ("state", "organisation", "demonym", "metonym", "group") if k in kinds), "unknown")
        sector = hit.entries[0].sector
        of = self.qualifiers(token) if kind == "organisation" else []
        return ActorCandidate(token, first, last, kind, hit.entries, of, sector=sector)

    def _person(self, token: Token, hit: Hit) -> ActorCandidate:
        name = " ".join(self.tree.text[self.tree.tokens[hit.first].start : self.tree.tokens[hit.last - 1].end].split())
        around = [token, *token.children]
        if token.dep == "appos" or (
            token.head.is_noun and token.dep in ("compound", "nmod") and token.head.i > token.i
        ):
            around += [token.head, *token.head.children]
        around += token.all("appos")
        post = next((self._titles[t.i][2] for t in around if t.i in self._titles), None)
        if post is None and hit.first and hit.first - 1 in self._titles:
            post = self._titles[hit.first - 1][2]
        qualified = [token, *token.all("appos", "compound")]
        if token.dep == "appos":
            qualified.append(token.head)
        if (led := self._led(token)) is not None:
            qualified.append(led)
        of = [c for t in qualified for c in self.qualifiers(t)]
        first, last = self._span(token)
        if token.dep == "appos" and token.head.is_noun and self.tree.tokens[token.head.i : token.i]:
            first = self._span(token.head)[0]
        former = any(t.lower in FORMER for t in self.tree.tokens[first : hit.first])
        near = [*around, *(c for t in around for c in t.children if c.dep in ("compound", "amod", "nmod"))]
        sector = None if post else next((s for t in near if t is not token and (s := self._apart(t))), None)
        return ActorCandidate(
            token,
            min(first, hit.first),
            max(last, hit.last),
            "person",
            hit.entries or self._without_initial(name),
            of,
            name,
            post,
            sector,
            former=former,
        )

    def _without_initial(self, name: str) -> tuple[Entry, ...]:
        """Who is called so but for a middle initial: "Chloe B. Sale"."""
        words = name.split()
        kept = [word for n, word in enumerate(words) if n in (0, len(words) - 1) or not INITIAL.fullmatch(word)]
        return self.directory.names.get(" ".join(kept)) if len(kept) < len(words) else ()

    def _seated(self, token: Token) -> bool:
        return self.directory.nouns.get(token.lemma) in SEATED

    @staticmethod
    def _led(token: Token) -> Token | None:
        """The noun whose people a person leads: "a Chadian delegation led by Idriss Sale"."""
        by = token.head
        verb = by.head
        leads = token.dep == "pobj" and by.lower == "by" and verb.lemma in ("lead", "head") and verb.dep == "acl"
        return verb.head if leads else None

    def qualifiers(self, token: Token) -> list[ActorCandidate]:
        """The parties that a noun is qualified by: possessors, adjectives, compounds, and "of" or "from" after it."""
        if token.i not in self._qualified:
            self._qualified[token.i] = self._qualifying(token)
        return self._qualified[token.i]

    def _qualifying(self, token: Token) -> list[ActorCandidate]:
        found: list[ActorCandidate] = []
        for child in token.children:
            if child.dep in ("poss", "amod", "compound", "nmod", "nummod"):
                for t in child.conjuncts() if child.dep != "nummod" else [child]:
                    candidate = self.at(t)
                    if candidate and (candidate.kind != "person" or child.dep == "poss" or token.lemma in RULING):
                        found += [*self._hyphened(t), candidate]
                    elif candidate is None and child.dep in ("compound", "amod", "nmod"):
                        found += self.qualifiers(t)
            elif child.dep == "prep" and (child.lower in ("of", "from") or token.lemma in SERVING.get(child.lower, ())):
                served = child.lower in SERVING
                inner = child.child("pobj")
                for candidate in [self.at(t) for t in inner.conjuncts()] if inner else []:
                    if candidate and (
                        candidate.kind in NAMING
                        or (candidate.kind in ("agent", "title") and candidate.of)
                        or (candidate.kind == "person" and served)
                    ):
                        found.append(candidate)
            elif child.dep == "prep" and child.lower == "in" and not found and self._seated(token):
                inner = child.child("pobj")
                candidate = self.at(inner) if inner else None
                if candidate and (candidate.kind == "state" or (candidate.kind == "metonym" and token.lemma in RULING)):
                    found.append(candidate)
        return found

    def _hyphened(self, token: Token) -> list[ActorCandidate]:
        """The state before a hyphen: "Peru-Chile talks"."""
        if token.i < 2 or self.tree.tokens[token.i - 1].text not in ("-", "–"):
            return []
        before = self.at(self.tree.tokens[token.i - 2])
        return [before] if before and before.kind in ("state", "demonym") else []

    def _explained(self, token: Token) -> ActorCandidate | None:
        """Who stands after a noun that says what they are to another: "its ally, China"."""
        named = (self.at(t) for t in token.all("appos"))
        return next((c for c in named if c and c.kind in ("state", "organisation", "metonym")), None)

    def _noun(self, token: Token) -> ActorCandidate | None:
        title = self._titles.get(token.i)
        lemma = token.lemma
        plural = token.tag in ("NNS", "NNPS")
        named = next((c for c in token.all("appos") if c.i in self._people), None)
        if named is not None and (title or lemma in self.directory.nouns):
            return self.at(self._anchor(self._people[named.i].first, self._people[named.i].last))
        if token.dep in ("compound", "nmod") and token.head.i in self._people:
            return None
        if lemma in OTHERS and not plural and (party := self._explained(token)):
            return party
        of = self.qualifiers(token)
        first, last = self._span(token)
        if lemma == "counterpart":
            return ActorCandidate(token, first, last, "counterpart", of=of, plural=plural)
        former = any(t.lower in FORMER for t in self.tree.tokens[first:last])
        if title and title[1] - 1 <= token.i:
            return ActorCandidate(
                token, min(first, title[0]), last, "title", of=of, post=title[2], plural=plural, former=former
            )
        sector = self.directory.nouns.get(lemma)
        if sector == "GOV":
            before = (c for c in token.children if c.dep in ("compound", "amod", "nmod"))
            sector = next((s for c in before if (s := self._apart(c))), sector)
        if sector is None and lemma.endswith("man") and lemma[:-3] + "men" == token.lower:
            sector = "CVL"
        if sector:
            definite = any(
                c.dep == "det" and c.lower in ("the", "this", "that", "both", "these") for c in token.children
            )
            definite = definite or any(c.dep == "nummod" for c in token.children)
            bare = not of and lemma in (NOMINALS | GROUP_NOUNS) and (definite or plural)
            return ActorCandidate(
                token, first, last, "nominal" if bare else "agent", of=of, sector=sector, plural=plural, former=former
            )
        if token.pos == "PROPN" and (token.entity in NAMED or (not token.entity and token.dep in SIDES)):
            told = [c for t in token.all("appos") if t.lemma in self.directory.nouns for c in self.qualifiers(t)]
            return ActorCandidate(token, first, last, "unknown", of=[*of, *told])
        return None
