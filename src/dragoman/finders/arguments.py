"""Who stands where around a verb or an event noun: subjects, objects and prepositional objects, through passives,
relative and participle clauses, control and coordination; and the parties inside the phrase that stands there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dragoman.codebook import codebook
from dragoman.finders.actors import ActorFinder
from dragoman.syntax import PREPOSITIONAL, Token

RELATIVE_TAGS = ("WDT", "WP", "WP$")
# Verbs whose infinitive is the subject's own act though they have an object ("promised Seoul to stop").
SUBJECT_CONTROL = frozenset({"promise", "vow", "threaten", "swear", "pledge", "agree", "use", "take", "hold", "make"})
QUANTITIES = frozenset(
    "series round number set spate string wave package lot couple one dozen hundred thousand million range host raft some all most many several each part majority half rest group kind sort type handful scores member".split()
)
BEFORE_NOUN = ("compound", "amod", "nmod")
INNER = ("of", "by", "from", "against", "with", "between", "among", "in", "on", "for", "to", "over", "at", "towards")


def is_passive(verb: Token) -> bool:
    """Whether its subject is acted on; a conjoined participle is as the verb that it is conjoined to."""
    while not any(c.dep in ("nsubjpass", "auxpass") for c in verb.children):
        if verb.tag != "VBN":
            return False
        if verb.dep == "acl" or any(c.dep == "agent" for c in verb.children):
            return True
        if verb.dep != "conj" or any(c.dep in ("aux", "nsubj") for c in verb.children):
            return verb.dep in ("advcl", "ccomp") and not any(c.dep in ("aux", "nsubj", "dobj") for c in verb.children)
        if not verb.head.is_verb:
            return False
        verb = verb.head
    return True


def governor(token: Token) -> Token | None:
    """The nearest verb above the token."""
    return next((a for a in token.ancestors() if a.is_verb), None)


def _antecedent(subject: Token, verb: Token) -> Token:
    """The noun that a relative pronoun stands for."""
    if subject.tag in RELATIVE_TAGS or subject.lower == "that":
        clause = verb if verb.dep == "relcl" else next((a for a in verb.ancestors() if a.dep == "relcl"), None)
        if clause is not None:
            return clause.head
    return subject


def surface_subject(verb: Token) -> Token | None:
    """The verb's own grammatical subject, active or passive, relative pronouns replaced by what they stand for."""
    own = verb.child("nsubj", "nsubjpass", "csubj")
    return _antecedent(own, verb) if own is not None else None


def subject(verb: Token, depth: int = 0) -> Token | None:
    """The one who acts: the agent of a passive, the controller of an infinitive or participle."""
    if is_passive(verb):
        for child in verb.children:
            if child.dep in ("agent", "prep") and child.lower == "by":
                inner = child.child("pobj")
                if inner is not None:
                    return inner
        return None
    return _undergoer_or_subject(verb, depth)


def _undergoer_or_subject(verb: Token, depth: int) -> Token | None:
    own = surface_subject(verb)
    if own is not None:
        return own
    if depth > 6 or verb.head is verb:
        return None
    head = verb.head
    if verb.dep == "conj" and head.is_verb:
        return _undergoer_or_subject(head, depth + 1)
    if verb.dep in ("xcomp", "ccomp"):
        return _controller(verb, head, depth)
    if verb.dep == "relcl" and head.is_noun:
        return head
    if verb.dep == "acl":
        return _acl_subject(verb, head, depth)
    if verb.dep == "pcomp" and (over := governed(verb, *_objects_acts())) is not None:
        return held_to(over)
    if verb.dep == "pcomp" and (accused := _accused(verb.head.head)) is not None:
        return accused
    if verb.dep in ("advcl", "pcomp", "prep", "dep", "parataxis", "advmod"):
        clause = governor(verb)
        return _undergoer_or_subject(clause, depth + 1) if clause is not None else None
    return None


def governed(token: Token, *tables: Mapping[str, frozenset[str]]) -> Token | None:
    """The verb of the tables whose preposition the token stands behind ("bombing" in "accused Peru of bombing")."""
    word = token.head
    over = word.head
    verb = over if over.is_verb else over.head  # the parser may hang it on the object
    held = over.pos == "ADJ" and held_to(verb) is not None  # "hold Peru responsible for"
    name = over.lemma if held else verb.lemma
    return verb if verb.is_verb and any(name in t.get(word.lower, ()) for t in tables) else None


def held_to(verb: Token) -> Token | None:
    """Whom the verb's act falls on: its object, or the subject of its adjective ("hold Peru responsible")."""
    return undergoer(verb) or next((c.child("nsubj") for c in verb.children if c.pos == "ADJ"), None)


def _accused(noun: Token) -> Token | None:
    """Whom a charge is against: "accusations against Peru of bombing"."""
    against = noun.preposition("against") if noun.is_noun and noun.lemma in codebook().charges.nouns else None
    return against.child("pobj") if against is not None else None


def _objects_acts() -> tuple[Mapping[str, frozenset[str]], ...]:
    return codebook().charges.charging, codebook().charges.others


def _controller(verb: Token, head: Token, depth: int) -> Token | None:
    if not head.is_verb:  # "is due to deliver", "is willing to talk"
        clause = governor(head) if head.pos == "ADJ" or head.is_noun else None
        return _undergoer_or_subject(clause, depth + 1) if clause is not None else None
    thing = head.child("dobj")
    if thing is not None and thing.i < verb.i and head.lemma not in SUBJECT_CONTROL and verb.tag in ("VB", "VBG"):
        return thing
    on = next(
        (c for c in head.children if c.lower in ("on", "upon", "to", "for") and c.dep == "prep" and c.i < verb.i), None
    )
    if on is not None and head.lemma in ("call", "appeal", "plead", "wait") and on.child("pobj"):
        return on.child("pobj")
    return _undergoer_or_subject(head, depth + 1)


def _acl_subject(verb: Token, noun: Token, depth: int) -> Token | None:
    if verb.tag == "VBG" and noun.dep != "npadvmod":  # but "this time travelling to …" is the clause's subject's
        return noun
    if noun.lemma == "invitation":  # the invited one goes
        to = noun.preposition("to")
        clause = governor(noun)
        return (to.child("pobj") if to else None) or (_undergoer_or_subject(clause, depth + 1) if clause else None)
    own = noun.child("poss")
    if own is not None:
        return own
    clause = governor(noun)
    return _undergoer_or_subject(clause, depth + 1) if clause is not None else noun


def undergoer(verb: Token) -> Token | None:
    """The one acted on: the object, or the subject of a passive."""
    if is_passive(verb):
        own = surface_subject(verb)
        if own is not None:
            return own
        return verb.head if verb.dep == "acl" else _undergoer_or_subject(verb, 0)
    thing = verb.child("dobj")
    if thing is None and verb.dep == "relcl":
        mark = next((c for c in verb.children if c.tag in RELATIVE_TAGS and c.dep in ("dobj", "pobj", "mark")), None)
        if mark is not None:
            return verb.head
    if thing is None:  # "condemned and rejected the plan"
        thing = next(
            (
                c.child("dobj")
                for c in verb.children
                if c.dep == "conj"
                and c.tag == verb.tag
                and not c.child("nsubj")
                and c.child("dobj")
                and not verb.child("prep", "ccomp", "xcomp")
            ),
            None,
        )
    return _antecedent(thing, verb) if thing is not None else None


def objects_of(verb: Token, word: str) -> list[Token]:
    """Objects of the preposition: below the verb, below its particles and below its object."""
    found: list[Token] = []
    thing = verb.child("dobj", "nsubjpass", "attr", "acomp")
    for parent in (
        verb,
        *(c for c in verb.children if c.dep in ("prt", "advmod", "prep", "acomp")),
        *([thing] if thing else []),
    ):
        for child in parent.children:
            if child.lower == word and child.dep in PREPOSITIONAL:
                found += [c for c in child.children if c.dep in ("pobj", "pcomp")]
    return found


def complements(token: Token) -> list[Token]:
    """The clauses that a verb governs, directly or through an adjective or its object's infinitive."""
    found = [c for c in token.children if c.dep in ("xcomp", "ccomp")]
    for child in token.children:
        if child.dep in ("acomp", "attr", "oprd"):
            found += [c for c in child.children if c.dep in ("xcomp", "ccomp")]
        elif child.dep == "dobj":
            found += [c for c in child.children if c.dep == "acl" and c.tag == "VB"]
    if token.is_noun:
        found += [c for c in token.children if c.dep in ("acl", "relcl") and c.tag == "VB"]
    return found


def core(noun: Token) -> Token:
    """The noun that says what a quantity is of: "talks" in "a round of talks"."""
    if noun.lemma in QUANTITIES:
        of = noun.preposition("of")
        inner = of.child("pobj") if of else None
        if inner is not None:
            return inner
    return noun


class Parties:
    """The parties that stand in a phrase."""

    def __init__(self, actors: ActorFinder) -> None:
        self.actors = actors
        self._owners: dict[int, list[Token]] = {}
        for token in actors.tree.upwards():  # so that no look for an owner's owner goes deep
            if token.dep == "poss":
                self.modifier(token)

    def of(self, tokens: Iterable[Token | None], keep: bool = False, words: tuple[str, ...] = INNER) -> list[Token]:
        """The party tokens of phrases, conjuncts included; `keep` takes a noun that names no party as one, `words` are
        the prepositions by which a phrase that names none may name one inside."""
        found: list[Token] = []
        for phrase in tokens:
            if phrase is None:
                continue
            for token in phrase.conjuncts():
                for party in self.one(token, 0, words) or ([token] if keep and token.is_noun else []):
                    if party not in found:
                        found.append(party)
        return found

    def direct(self, token: Token) -> Token | None:
        """The party that the phrase itself names."""
        candidate = self.actors.at(token)
        if candidate is not None:
            return candidate.token
        if token.dep == "attr" or token.dep == "appos":
            for appos in token.all("appos"):
                if self.actors.at(appos):
                    return appos
        return None

    def one(self, token: Token, depth: int = 0, words: tuple[str, ...] = INNER) -> list[Token]:
        if token.dep == "attr" and token.is_noun:
            own = surface_subject(token.head)
            if own is not None and own is not token and self.actors.at(own):
                return [own]
        direct = self.direct(token)
        if direct is not None:
            return [direct]
        if depth > 3 or (token.is_verb and token.tag != "VBG"):
            return []
        return self.inner(token, depth, words)

    def inner(self, token: Token, depth: int = 0, words: tuple[str, ...] = INNER) -> list[Token]:
        """The parties that a phrase which names none is qualified by: whose it is, or what it is of."""
        own: list[Token] = []
        for deps in (("poss",), ("amod", "compound", "nmod"), ("appos",)):
            found = [p for c in token.children if c.dep in deps for t in c.conjuncts() for p in self.modifier(t)]
            if found and found[0].tag == "PRP$":  # "its demand": whose else it is comes first
                own = found
            elif found:
                return found
        for word in words:
            for child in token.children:
                if child.lower == word and child.dep in ("prep", "agent"):
                    found = [
                        p
                        for c in child.children
                        if c.dep in ("pobj", "pcomp")
                        for t in c.conjuncts()
                        for p in self.one(t, depth + 1, words)
                    ]
                    if found:
                        return found
        if token.is_verb:
            thing = token.child("dobj")
            return self.one(thing, depth + 1, words) if thing is not None else own
        return own

    def modifier(self, token: Token) -> list[Token]:
        """The parties that a word before a noun names, itself or by the words before it."""
        found: list[Token] = []
        waiting = [token]
        while waiting:
            at = waiting.pop()
            candidate = self.actors.at(at)
            if candidate is not None:
                found += [at] if candidate.kind != "agent" or at.dep == "poss" else []
            elif at.dep in BEFORE_NOUN:
                waiting += reversed(at.all(*BEFORE_NOUN, *(["npadvmod"] if at.is_verb else [])))
            elif at.dep == "poss":
                found += self._owner(at)
        return found

    def _owner(self, token: Token) -> list[Token]:
        if token.i not in self._owners:
            self._owners[token.i] = self.inner(token, 2)
        return self._owners[token.i]
