"""Triggers and their parties: where the codebook's cues fire, and who stands at the places that they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dragoman.candidates import EventCandidate
from dragoman.codebook import PREPOSITIONS, Codebook, Cue
from dragoman.finders.actors import ActorFinder
from dragoman.finders.arguments import (
    Parties,
    complements,
    core,
    governed,
    governor,
    held_to,
    is_passive,
    objects_of,
    subject,
    undergoer,
)
from dragoman.syntax import Token, Tree

# Outer acts that hold their complement: the promise, demand, refusal or threat is the event, not what it is about.
PERFORMATIVE = frozenset({"AGREE", "REJECT", "REQUEST", "THREATEN", "CONCEDE", "ACCUSE", "SUPPORT"})
HELD = frozenset({"CONSULT"})  # but meetings and journeys that are agreed on are followed by themselves
ARGUMENT_DEPS = ("dobj", "nsubjpass", "nsubj", "pobj", "attr", "conj", "ROOT", "appos", "oprd", "npadvmod", "dep")


class EventFinder:
    def __init__(self, tree: Tree, book: Codebook, actors: ActorFinder) -> None:
        self.tree, self.book, self.actors = tree, book, actors
        self.parties = Parties(actors)
        self._consumed: set[int] = set()
        self._verbs: dict[int, EventCandidate] = {}

    def find(self) -> list[EventCandidate]:
        """Event candidates in text order; verbs are read first, for some take their object noun as part of them."""
        found: list[EventCandidate] = []
        for token in self.tree.tokens:
            if (
                token.is_verb
                and token.lemma in self.book.verbs
                and token.dep not in ("aux", "auxpass", "amod", "compound")
            ):
                found.extend(self._verb(token))
        for token in self.tree.tokens:
            if token.is_noun and token.i not in self._consumed:
                cues = self.book.nouns.get(token.lemma) or self.book.nouns.get(token.lower)
                if cues and token.dep in ARGUMENT_DEPS:
                    found.extend(self._noun(token, cues))
        found += [earlier for c in found for earlier in self._precedent(c)]
        held = self._held_back(found)
        kept = [c for c in found if id(c) not in held]
        return sorted(kept, key=lambda c: (c.token.i, c.order))

    def _precedent(self, c: EventCandidate) -> Iterator[EventCandidate]:
        """The earlier act that a record is measured by: "the first minister to visit since X in 2011"."""
        noun = c.token.head
        if not (c.token.is_verb and c.token.dep in ("relcl", "acl") and noun.is_noun and _is_record(noun)):
            return
        for above in (c.token, noun, noun.head):
            since = above.preposition("since")
            who = since.child("pobj") if since is not None else None
            party = self.parties.direct(who) if who is not None else None
            if party is not None:
                yield replace(c, sources=[party], path=[*c.path, "precedent after since"], order=c.order + 1,
                              background=True)  # fmt: skip
                return

    def _held_back(self, found: list[EventCandidate]) -> set[int]:
        """Acts that are only the content of a promise, a demand, a refusal or a threat; those that stay are marked."""
        verbs = {c.token.i: c for c in found if c.token.is_verb}
        held: set[int] = set()
        for candidate in found:
            for inner in complements(candidate.token):
                if candidate.type in PERFORMATIVE:
                    for verb in inner.conjuncts():
                        other = verbs.get(verb.i)
                        if other and (other.type not in HELD or candidate.type in ("REJECT", "SUPPORT")):
                            held.add(id(other))
                        elif other:
                            other.inner = True
        return held

    # verbs

    def _verb(self, verb: Token) -> Iterator[EventCandidate]:
        for cue in self.book.verbs[verb.lemma]:
            thing = undergoer(verb)
            if not self._fits(cue, verb, thing):
                continue
            sources = self._sources(cue, verb)
            targets, place = self._targets(cue, verb, thing)
            if not targets and sources:
                targets, place = self._kept(cue, verb, thing)
            targets = [t for t in targets if t not in sources]
            if place == "between" and not sources:
                sources, targets = targets[:1], targets[1:]
            if not self._enough(cue, verb, sources, targets):
                continue
            if thing is not None and (cue.objects or cue.entry.needs_object):
                self._consumed.update({thing.i, core(thing).i})
            path = [
                f"verb {verb.lemma}",
                *(["passive"] if is_passive(verb) else []),
                f"source: {'/'.join(cue.entry.source)}",
                f"target: {place or 'none'}",
            ]
            yield from self._emit(cue, verb, sources, targets, path)
            return

    def _fits(self, cue: Cue, verb: Token, thing: Token | None) -> bool:
        entry = cue.entry
        if cue.words and not self._beside(cue, verb, thing):
            return False
        if entry.alone and (complements(verb) or verb.child("oprd")):
            return False
        if entry.transitive is not None and not cue.objects and entry.transitive != (verb.child("dobj") is not None):
            return False
        if cue.objects and not (thing is not None and self._object_is(thing, cue.objects)):
            return False
        if entry.needs_object:
            own = list(objects_of(verb, cue.own)) if cue.own else ([thing] if thing else [])
            if not cue.objects and not any(
                o is not None and self._object_is(o, frozenset(entry.needs_object)) for o in own
            ):
                return False
        if entry.needs_infinitive and not any(c.lower == "to" for v in complements(verb) for c in v.all("aux")):
            return False
        if entry.needs_object_word:
            words = {t.lower for t in thing.subtree()} if thing is not None else set()
            if not words & set(entry.needs_object_word):
                return False
        if entry.complement and not any(
            c.lemma in entry.complement or any(g.lemma in entry.complement for g in complements(c))
            for c in complements(verb)
        ):
            return False
        if entry.subject:
            doer = subject(verb)
            if doer is None or core(doer).lemma not in entry.subject:
                return False
        if entry.needs_object_party and not cue.own and not cue.objects:
            if thing is None:
                return False
            parties = [self.parties.direct(t) for t in (thing, core(thing))]
            if not any(parties) and (
                entry.needs_object_party is True
                or not (self.parties.inner(thing) or thing.pos == "PROPN" or core(thing).lemma in self.book.targets)
            ):
                return False
        return True

    @staticmethod
    def _beside(cue: Cue, verb: Token, thing: Token | None) -> bool:
        """Whether the cue's other words stand by the verb; its prepositions stand after it, or before a gap."""
        near = [*verb.children, *(g for c in verb.children if c.dep in CARRIERS for g in c.children)]
        if thing is not None and cue.objects:
            near += thing.children
        stranded = verb.dep == "relcl" or is_passive(verb)
        after = {w for t in near if t.i > verb.i or (stranded and t.head is not verb) for w in (t.lower, t.lemma)}
        around = {w for t in near for w in (t.lower, t.lemma)}
        return all(w in (after if w in PREPOSITIONS else around) for w in cue.words)

    @staticmethod
    def _object_is(thing: Token, lemmas: frozenset[str]) -> bool:
        for noun in (thing, core(thing)):
            for token in noun.conjuncts():
                parts = "".join(
                    c.lower
                    for c in token.children
                    if c.dep in ("compound", "punct", "npadvmod", "amod") and c.i >= token.i - 2
                )
                if token.lemma in lemmas or token.lower in lemmas or f"{parts}{token.lower}" in lemmas:
                    return True
                if "person" in lemmas and token.entity == "PERSON":
                    return True
        return False

    def _enough(self, cue: Cue, verb: Token, sources: list[Token], targets: list[Token]) -> bool:
        if "source" in cue.entry.party_needed and not sources and not self._spoken_by_text(verb):
            return False
        if "target" in cue.entry.party_needed and not targets:
            return False
        if cue.entry.each and cue.entry.place_target:
            return bool(targets)
        return bool(sources or targets)

    def _spoken_by_text(self, verb: Token) -> bool:
        """Whether nobody is named because a passive names none, or a statement stands for its author."""
        doer = subject(verb)
        return is_passive(verb) if doer is None else doer.lemma in self.book.act_nouns

    def _sources(self, cue: Cue, verb: Token) -> list[Token]:
        doer = subject(verb)
        found = self.parties.of([doer])
        if not found and doer is not None and verb.dep in ("acl", "relcl") and doer is verb.head:
            over = governor(
                verb
            )  # "the group put out a report accusing the army", but not "it condemned a raid that killed two"
            found = self.parties.of([subject(over)]) if over is not None and not self._speaks_of(over) else []
        if not found and doer is None and is_passive(verb):
            found = self.parties.of(o for word in cue.entry.passive_source for o in objects_of(verb, word))
        return found

    def _speaks_of(self, verb: Token) -> bool:
        """Whether what the verb's object does is only spoken of by its subject."""
        blames = any(
            self.book.events[c.type].hit and not (c.objects or c.words) for c in self.book.verbs.get(verb.lemma, ())
        )
        return blames or verb.lemma in self.book.act_verbs

    def _targets(self, cue: Cue, verb: Token, thing: Token | None) -> tuple[list[Token], str | None]:
        """The parties of the first of the cue's places that holds any, and the place."""
        places = list(cue.entry.target) or ["object", "own", "complement"]
        if cue.own and (cue.objects or "own" not in places):
            places = ["own", *[p for p in places if p != "own"]]
        if thing is not None and (found := self._harmers(cue, verb, thing)):
            return found, "by"
        for place in places:
            found = self._spared(cue, self._place(place, cue, verb, thing))
            if found:
                return found, place
        return [], None

    def _kept(self, cue: Cue, verb: Token, thing: Token | None) -> tuple[list[Token], str | None]:
        """Where no place holds a party: the thing itself, if the type's acts are done to things ("rejected the plan"),
        else the state or town in which it was done."""
        keep = self.book.events[cue.type].keep
        things = "object" in keep
        for place in keep:
            if place == "object":
                spots = [] if cue.objects or cue.entry.needs_object else [thing]
            elif place == "own":
                spots = list(objects_of(verb, cue.own)) if cue.own else []
            elif place == "complement":
                spots = [undergoer(c) for c in complements(verb)]
            elif place == "clause":
                spots = [c.child("nsubj", "nsubjpass") or undergoer(verb) for c in complements(verb)]
            else:
                spots = self._places(verb, place, things)
            nouns = [t for t in spots if t is not None and t.is_noun]
            found = self.parties.of(nouns, keep=True)
            if found:
                return self._spared(cue, found) or nouns, place
        return [], None

    def _places(self, verb: Token, word: str, things: bool) -> list[Token | None]:
        """What stands after a preposition of the act, or of the act that it promises: a place or a party, and other
        things only where the type's acts are done to things."""
        found = [o for v in (verb, *complements(verb)) for o in objects_of(v, word)]
        return [o for o in found if things or o.entity in ("GPE", "LOC", "FAC") or self.parties.one(o)]

    def _place(self, place: str, cue: Cue, verb: Token, thing: Token | None) -> list[Token]:
        keep = cue.entry.any_object
        match place:
            case "object":
                if thing is None or (cue.objects and not self.parties.direct(thing) and not self._qualified(thing)):
                    return []
                found = self.parties.of([thing], keep, self._inner_words(cue))
                return found
            case "own":
                return (
                    self.parties.of(objects_of(verb, cue.own), keep or cue.entry.place_target, self._inner_words(cue))
                    if cue.own
                    else []
                )
            case "dative":
                dative = verb.child("dative", "iobj")
                inner = dative.child("pobj") if dative is not None and dative.pos == "ADP" else dative
                return self.parties.of([inner])
            case "complement":
                return self._complement(verb)
            case "clause":
                return self._clause(verb)
            case "inner":
                return self._inner_deep(thing)
        return self.parties.of(objects_of(verb, place))

    def _spared(self, cue: Cue, targets: list[Token]) -> list[Token]:
        """The targets without those who suffered the harm that is spoken of ("condemned the attack on Kenya")."""
        spared = [t for t in targets if self._harm(cue, t) is None]
        if not spared and targets and cue.lemma in self.book.charges.onto:
            return [t for t in targets if t.leader() is targets[-1].leader()]
        return spared

    def _harm(self, cue: Cue, token: Token) -> Token | None:
        """The noun of harm that the token says who was hit by, if the type spares those."""
        words = frozenset(self.book.events[cue.type].hit)
        for above in (token, *token.ancestors()) if words else ():
            if above.is_verb or above.lower == "by":
                return None
            harm = above.head
            if harm.is_noun and harm.lemma in self.book.harms and above.lower in words | self.book.harms[harm.lemma]:
                return harm
        return None

    def _harmers(self, cue: Cue, verb: Token, thing: Token) -> list[Token]:
        """Who did the harm that the thing is, wherever the parser hangs it: "the strikes on Togo by Benin"."""
        if not self.book.events[cue.type].hit or core(thing).lemma not in self.book.harms:
            return []
        below = [*thing.subtree(), *([] if is_passive(verb) else verb.children)]
        by = (t for t in below if t.lower == "by" and t.dep in ("prep", "agent"))
        return self.parties.of(t.child("pobj") for t in by)

    def _inner_words(self, cue: Cue) -> tuple[str, ...]:
        return tuple(self.book.events[cue.type].inner)

    def _qualified(self, thing: Token) -> bool:
        return bool(self.parties.inner(thing))

    def _inner_deep(self, thing: Token | None) -> list[Token]:
        """The agent in a reduced relative on the object: "devices installed by the agency"."""
        if thing is None:
            return []
        return self.parties.of([subject(c) for c in thing.children if c.dep in ("acl", "relcl")])

    def _clause(self, verb: Token) -> list[Token]:
        """Whom a demand is made of: the object before an infinitive, or the subject of the clause."""
        for inner in complements(verb):
            own = inner.child("nsubj", "nsubjpass")
            if own is not None and own.tag not in ("WDT", "WP"):
                found = self.parties.of([own])
                if found:
                    return found
        return []

    def _complement(self, verb: Token, depth: int = 0) -> list[Token]:
        """The first party inside the clause that the verb governs: its subject, its object, then its prepositions."""
        doer = subject(verb)
        for inner in complements(verb):
            own = inner.child("nsubj", "nsubjpass")
            spots: list[Token | None] = [
                own if own is not doer and own is not None and own.pos != "PRON" else None,
                undergoer(inner),
            ]
            for child in inner.children:
                if child.dep in ("prep", "agent", "dative"):
                    spots += child.all("pobj")
            for spot in spots:
                found = (
                    [t for t in self.parties.of([spot]) if t is not doer and t.tag != "PRP$" and not _own(t)]
                    if spot is not None
                    else []
                )
                if found:
                    return found
            if depth < 2:
                found = self._complement(inner, depth + 1)
                if found:
                    return found
        return []

    # nouns

    def _noun(self, noun: Token, cues: tuple[Cue, ...]) -> Iterator[EventCandidate]:
        if self.actors.inside_name(noun):
            return
        for cue in cues:
            if cue.words and not self._preceded(noun, cue.words):
                continue
            verb, light = self._light(noun)
            sources, targets = self._noun_sides(noun, cue, verb, light)
            if not self._noun_enough(noun, cue, sources, targets, light):
                continue
            if cue.type == "CONSULT" and self._same_as_verb(noun):
                return
            path = [
                f"noun {noun.lemma}",
                f"source: {'/'.join(cue.entry.noun.source)}",
                f"target: {'/'.join(cue.entry.noun.target)}",
                *([f"light verb {verb.lemma}"] if light and verb else []),
            ]
            yield from self._emit(cue, noun, sources, targets, path)
            return

    def _preceded(self, noun: Token, words: tuple[str, ...]) -> bool:
        before = self.tree.tokens[max(0, noun.i - len(words)) : noun.i]
        return [t.lower for t in before] == list(words)

    def _light(self, noun: Token) -> tuple[Token | None, str | None]:
        """The verb that carries an event noun, and whether its subject gives or receives the act."""
        top = noun
        while top.dep == "conj" and top.head.is_noun:
            top = top.head
        if (
            top.dep == "pobj"
            and top.head.lower == "of"
            and top.head.head.is_noun
            and top.head.head.lemma in QUANTITY_HEADS
        ):
            top = top.head.head
        verb = top.head
        if top.dep in ("dobj", "nsubjpass") and verb.is_verb:
            return verb, self.book.light.get(verb.lemma)
        if top.dep == "pobj" and top.head.lower in ("in", "into", "under", "on", "to") and top.head.head.is_verb:
            verb = top.head.head
            return verb, (
                "active"
                if verb.lemma in ("engage", "enter", "participate", "involve", "join", "go")
                else "receptive"
                if verb.lemma == "come" and top.head.lower in ("under", "in")
                else None
            )
        if top.dep == "acl" or top.dep == "nsubj":
            return (verb if verb.is_verb else None), None
        return None, None

    def _noun_sides(
        self, noun: Token, cue: Cue, verb: Token | None, light: str | None
    ) -> tuple[list[Token], list[Token]]:
        frame = cue.entry.noun
        sources = self._first(noun, cue, frame.source, verb)
        targets = [t for t in self._first(noun, cue, frame.target, verb) if t not in sources]
        if not sources and noun.dep == "pobj" and (over := governed(noun, self.book.charges.charging)) is not None:
            sources = self.parties.of([held_to(over)])
        if light and verb is not None:
            doer = self.parties.of([subject(verb)])
            if light == "active":
                sources = sources or [d for d in doer if d not in targets]
            else:
                targets = targets or self.parties.of([subject(verb)])
                sources = sources or self.parties.of([o for w in ("from", "by", "at") for o in objects_of(verb, w)])
            if not targets:
                targets = [
                    t
                    for w in frame.target
                    if w not in SPECIAL_PLACES
                    for t in self.parties.of(objects_of(verb, w))
                    if t not in sources
                ]
        targets = self._spared(cue, targets) or [h for t in targets[:1] if (h := self._harm(cue, t))]
        if cue.entry.reciprocal and targets and not sources and not noun.preposition("between", "among"):
            sources = [t for t in self._adjunct(noun) if t not in targets]
        if cue.entry.reciprocal and not targets and len(sources) == 1:
            modifiers = self._modifiers(noun)
            if len(modifiers) > 1 and modifiers[0] in sources:
                targets = modifiers[1:]
        return sources, targets

    def _adjunct(self, noun: Token) -> list[Token]:
        """Whose talks they are, where the talks stand beside a clause: its subject ("ahead of talks with X, Y …")."""
        for above in noun.ancestors():
            if above.is_noun and above.child("poss") is not None:
                return self.parties.of([above.child("poss")])
            if above.is_verb:
                return self.parties.of([subject(above)])
        return []

    def _first(self, noun: Token, cue: Cue, places: list[str], verb: Token | None) -> list[Token]:
        for place in places:
            found = self._noun_place(noun, place, verb)
            if found:
                return found
        return []

    def _noun_place(self, noun: Token, place: str, verb: Token | None) -> list[Token]:
        match place:
            case "possessor":
                return self.parties.of([noun.child("poss")])
            case "adjective":
                return self._modifiers(noun)[:1] if not noun.child("poss") else []
            case "governor":
                gov = verb or governor(noun)
                return self.parties.of([subject(gov)]) if gov is not None else []
            case "clause":
                return self._clause(noun)
            case "complement":
                return self._complement(noun)
        found: list[Token] = []
        for child in noun.children:
            if child.lower == place and child.dep in ("prep", "agent", "dative"):
                found += self.parties.of(c for c in child.children if c.dep in ("pobj", "pcomp"))
        return found

    def _modifiers(self, noun: Token) -> list[Token]:
        """The names before a noun, in order: "the US-Japan talks"."""
        stack = [c for c in noun.children if c.dep in ("amod", "compound", "nmod") and c.i < noun.i]
        found: list[Token] = []
        for child in stack:
            for token in sorted(child.subtree(), key=lambda t: t.i):
                candidate = self.actors.at(token)
                if candidate and candidate.kind in ("state", "demonym", "metonym", "organisation", "person"):
                    found.append(token)
        return found

    def _noun_enough(
        self, noun: Token, cue: Cue, sources: list[Token], targets: list[Token], light: str | None
    ) -> bool:
        match cue.entry.noun.needs:
            case "none":
                return True
            case "source":
                return bool(sources)
            case "both":
                return bool(sources and targets)
            case "light":
                return bool(light and (sources or targets)) or bool(sources and targets)
        return bool(sources or targets) or (cue.type == "CONSULT" and self._open_future(noun))

    def _open_future(self, noun: Token) -> bool:
        """A meeting that nobody is named for, but that a hope, a plan or a condition is about."""
        above = [a.lemma for a in noun.ancestors()]
        return any(
            a in ("resumption", "hope", "lead", "propose", "call", "offer", "plan", "proposal") for a in above[:5]
        )

    def _same_as_verb(self, noun: Token) -> bool:
        """Whether the verb over the noun already reports the act ("met for talks")."""
        over = governor(noun)
        other = self._verbs.get(over.i) if over is not None else None
        return (
            other is not None
            and other.type == "CONSULT"
            and noun.dep in ("dobj", "pobj")
            and noun.head.lower not in ("after", "following", "before")
        )

    # both

    def _emit(
        self,
        cue: Cue,
        token: Token,
        sources: list[Token],
        targets: list[Token],
        path: list[str],
    ) -> Iterator[EventCandidate]:
        reciprocal = cue.entry.reciprocal and not (token.is_verb and is_passive(token))
        if reciprocal and not targets and len(sources) > 1:
            sources, targets = sources[:1], sources[1:]
        elif reciprocal and not sources and len(targets) > 1 and token.preposition("between", "among", "of"):
            sources, targets = targets[:1], targets[1:]
        groups = [[t] for t in targets] if cue.entry.each and len(targets) > 1 else [targets]
        for order, group in enumerate(groups):
            candidate = EventCandidate(
                token,
                cue.entry.id,
                cue.type,
                cue.entry.mode,
                sources,
                group,
                reciprocal and bool(sources and group),
                path,
                order,
            )
            if token.is_verb:
                self._verbs.setdefault(token.i, candidate)
            yield candidate


CARRIERS = ("prep", "prt", "advmod", "acomp", "oprd", "agent", "ccomp")


QUANTITY_HEADS = frozenset(
    {
        "series",
        "round",
        "number",
        "set",
        "string",
        "wave",
        "package",
        "spate",
        "range",
        "day",
        "hour",
        "week",
        "resumption",
        "cycle",
    }
)
NOT_OWN = frozenset({"counterpart", "ally", "enemy", "neighbor", "neighbour", "rival", "partner", "opponent", "foe"})
SPECIAL_PLACES = frozenset({"possessor", "adjective", "governor", "clause", "complement", "object", "own"})


def _is_record(noun: Token) -> bool:
    """Whether the noun is called the first, the highest, the only one."""
    return any(
        t.tag in ("JJS", "RBS") or t.lower in ("first", "only")
        for c in noun.children
        for t in c.subtree()
        if c.dep == "amod"
    )


def _own(token: Token) -> bool:
    """Whether a party is the actor's own ("its troops" in "agreed to withdraw its troops")."""
    poss = token.child("poss")
    return poss is not None and poss.tag == "PRP$" and token.lemma not in NOT_OWN
