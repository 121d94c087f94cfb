"""Whom a phrase stands for: code, sector, person and post at the report's date, or an abstention with its reason.

Names, titles and what qualifies a phrase are law and decided here; a phrase that has none of them is asked of `referents`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from dragoman.candidates import ActorCandidate
from dragoman.directory import Directory, Entry, Tenure, slug
from dragoman.link.referents import SUBJECT, Answer, Question, Table, role, weights
from dragoman.link.values import ABSTAINED, Value
from dragoman.syntax import Token

MASCULINE = frozenset({"he", "him", "his", "himself"})
FEMININE = frozenset({"she", "her", "hers", "herself"})
NEUTER = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
FIRST = frozenset({"we", "us", "our", "ours", "i", "me", "my", "myself", "ourselves"})
RELATIVE = frozenset({"who", "whom", "whose"})
AT_THE_TOP = ("president", "prime-minister", "leader", "secretary-general", "monarch")
PERSONAL = frozenset({"leader", "minister", "president", "envoy", "diplomat", "man", "woman", "premier", "negotiator"})
PLAIN = frozenset({"forces", "people", "rebels", "state", "body", "other"})
TIMES = frozenset({"DATE", "TIME"})
KINDS = {
    sector: kind
    for kind, sectors in {
        "state": ["GOV"],
        "forces": ["MIL", "COP", "SPY"],
        "people": ["CVL", "REF", "LAB", "EDU", "REL"],
        "rebels": ["REB", "OPP", "PTY", "CRM"],
    }.items()
    for sector in sectors
}
REACH = 4  # sentences back that a pronoun looks for its antecedent


Fits = Callable[[Value], bool]


def _definite(token: Token) -> bool:
    return any(t.dep == "det" and t.lower in ("the", "this", "that") for t in token.children)


@dataclass(slots=True)
class Seen:
    token: Token
    values: list[Value]


@dataclass(frozen=True, slots=True)
class Put:
    """A question that was asked, with its answers."""

    candidate: ActorCandidate
    question: Question
    answers: list[Answer]


class ActorResolver:
    """Resolves the candidates of one report in text order, keeping what the report has named so far.

    `day`: the ISO date at which titles are resolved, or None (then only what needs no date is resolved).
    """

    def __init__(
        self, directory: Directory, day: str | None, table: Table | None = None, asked: list[Put] | None = None
    ) -> None:
        """With a table of what the report names, phrases without a name are asked of it; `asked` then takes the questions."""
        self.directory = directory
        self.day = day
        self._table, self._asked = table, asked
        self.seen: list[Seen] = []
        self._seen_in: dict[int, list[Seen]] = {}  # by sentence
        self._last_in_post: dict[str, Value] = {}  # the latest seen comes last
        self._actors: set[str] = set()
        self.people: dict[str, Value] = {}
        self.named: set[str] = set()
        self._values: dict[int, list[Value]] = {}

    def run(self, candidates: Iterable[ActorCandidate]) -> dict[int, list[Value]]:
        """Values by the index of the candidate's head token."""
        ordered = list(candidates)
        self.named = {e.actor for c in ordered for e in c.entries if e.actor and e.kind != "person"}
        self._introduce(ordered)
        self._by_token = {c.token.i: c for c in ordered}
        for candidate in ordered:
            self.resolve(candidate)
        return self._values

    def resolve(self, candidate: ActorCandidate) -> list[Value]:
        """The candidate's values; what qualifies it is resolved before it. A stack of its own, for phrases nest without
        a bound."""
        waiting = [(candidate, False)]
        while waiting:
            c, ready = waiting.pop()
            if ready:
                self._settle(c)
            elif c.token.i not in self._values:
                self._values[c.token.i] = [ABSTAINED]
                waiting.append((c, True))
                waiting += [(qualifier, False) for qualifier in reversed(c.of)]
        return self._values[candidate.token.i]

    def _settle(self, c: ActorCandidate) -> None:
        values = list(getattr(self, f"_{c.kind}")(c)) or [ABSTAINED]
        if self._table is not None and not any(v.actor or v.entity or v.state for v in values):
            values = self._referred(c, values[0]) or values
        values = [self._placed(v) for v in values]
        self._values[c.token.i] = values
        self._actors.update(v.actor for v in values if v.actor)
        if c.kind not in ("demonym",) and any(v.actor or v.person or v.entity for v in values):
            self._see(Seen(c.token, values))

    def _placed(self, value: Value) -> Value:
        """The value with the state that its party is, or belongs to."""
        if value.state or not value.actor:
            return value
        if value.actor in self.directory.states:
            return replace(value, state=value.actor)
        body = self.directory.organisations.get(self.directory.heads.get(value.actor, ""), {})
        return replace(value, state=body.get("state"))

    def _see(self, seen: Seen) -> None:
        self.seen.append(seen)
        self._seen_in.setdefault(seen.token.sentence, []).append(seen)
        for value in reversed(seen.values):
            if value.person and value.post is not None and value.how != "abstained":
                self._last_in_post.pop(value.post, None)
                self._last_in_post[value.post] = value

    def _introduce(self, candidates: list[ActorCandidate]) -> None:
        """The people whom the report names in full, by the words of their names: a later bare surname means them."""
        for candidate in candidates:
            if candidate.kind != "person" or not candidate.name or len(candidate.name.split()) < 2:
                continue
            slug = self._introduced(candidate)
            words = [w for w in candidate.name.lower().replace("’", "'").split() if len(w) > 1]
            value = self._known(slug, candidate) if slug else Value(person=True, name=candidate.name, how="name")
            for word in {words[0], words[-1]} if words else set():
                self.people.setdefault(word, value)

    def _introduced(self, c: ActorCandidate) -> str | None:
        """One of the package's people; of the user's own only where no phrase about the name is still to say more."""
        own = next((e.slug for e in c.entries if e.slug in self.directory.packaged), None)
        return own or (None if c.of else self._whom(c))

    def _referred(self, c: ActorCandidate, as_named: Value) -> list[Value]:
        """What the report's own parties make of a phrase that names none of them."""
        kind = question_kind(c, as_named)
        if kind is None or self._table is None or (kind in PLAIN and _named_otherwise(c.token)):
            return []
        thing = c.token.pos != "PROPN" and c.token.lemma in self.directory.things
        if kind in ("unknown", "other") and (thing or c.token.entity in TIMES):
            return []
        table = self._table.around(c.token.sentence)
        if kind in ("unknown", "other") and (town := table.place_at(c.token)):
            return [Value(town, how="place", state=town)]
        if kind in ("state", "title", "forces", "people", "body") and (town := table.place_of(c.token)):
            return [replace(self._belonging(town, c, as_named, kind), how="place")]
        if kind == "pair" and _of_two(c.token) and len(two := table.opponents(c.token)) == 2:
            return [self._belonging(party, c, as_named, kind) for party in two]
        question = Question(c.token, kind, traits(c))
        answers = table.answers(question)
        if self._asked is not None:
            self._asked.append(Put(c, question, answers))
        best = weights().best(kind, answers)
        found = [self._belonging(party, c, as_named, kind) for party in best.parties] if best else []
        if len(found) == 1 and found[0].person and found[0].name:
            self._remember(found[0])
        return found

    def _belonging(self, party: str, c: ActorCandidate, as_named: Value, kind: str) -> Value:
        """The value of a phrase that means this party, or somebody of it."""
        if c.token.lemma in PERSONAL and kind == "pair":  # "both ministers"
            met = (v for seen in reversed(self.seen) for v in seen.values if v.person and v.actor == party)
            if (person := next(met, None)) is not None:
                return replace(person, how="context")
        state = party in self.directory.states
        entity = None if state else self.directory.heads.get(party)
        itself = kind in ("it", "they", "pair", "state", "body") and not as_named.person
        own = "GOV" if state else str(self.directory.organisations[entity]["sector"]) if entity else None
        sector = as_named.sector or c.sector
        rebels = state and kind == "rebels" and sector == "REB"
        return replace(
            as_named,
            actor=None if rebels else party,
            sector=own if itself and not (state and sector) else sector or own,
            entity=entity if itself else as_named.entity,
            how={"it": "pronoun", "they": "pronoun"}.get(kind, "context"),
            state=party if state else None,
        )

    def _remember(self, value: Value) -> None:
        words = str(value.name).lower().split()
        for word in {words[0], words[-1]}:
            if word in self.people and self.people[word].name == value.name:
                self.people[word] = value

    # kinds

    def _state(self, c: ActorCandidate) -> Iterator[Value]:
        entry = self._one(c.entries, "state")
        if entry:
            yield Value(entry.actor, c.sector or "GOV", how="name")

    def _metonym(self, c: ActorCandidate) -> Iterator[Value]:
        entry = self._one(c.entries, "metonym")
        if entry:
            yield Value(entry.actor, "GOV", how="metonym")

    def _demonym(self, c: ActorCandidate) -> Iterator[Value]:
        entry = self._one(c.entries, "demonym")
        if entry:
            yield Value(entry.actor, c.sector or "GOV", how="demonym")

    def _organisation(self, c: ActorCandidate) -> Iterator[Value]:
        entry = next((e for e in c.entries if e.kind == "organisation"), None)
        if entry is None:
            return
        other = self._actor_of(c)
        if other in self.directory.states and entry.actor in self.directory.states and other != entry.actor:
            yield Value(other, entry.sector, how="name")  # "Peru's Congress" is not that of the United States
        else:
            yield Value(entry.actor, entry.sector, entry.slug, how="name")

    def _group(self, c: ActorCandidate) -> Iterator[Value]:
        for entry in c.entries:
            if entry.kind == "group":
                yield from (Value(actor, "GOV", how="name") for actor in entry.forum)
                return

    def _one(self, entries: tuple[Entry, ...], kind: str) -> Entry | None:
        alive = [e for e in entries if e.kind == kind and not (e.until and self.day and self.day > e.until)]
        return alive[0] if len({e.actor for e in alive}) == 1 else None

    def _person(self, c: ActorCandidate) -> Iterator[Value]:
        whom = self._whom(c)
        words = (c.name or "").lower().split()
        if whom:
            value = self._known(whom, c)
            self._meet(words, value, c)
            yield value
            return
        met = self.people.get(words[-1]) or self.people.get(words[0]) if words else None
        if met and (len(words) == 1 or met.name == c.name):
            if met.actor is None and c.of:
                actor, sector, state = self._described(c)
                met = replace(met, actor=actor, sector=sector, post=c.post, how="title", state=state)
                self.people.update(dict.fromkeys([w for w, v in self.people.items() if v.name == met.name], met))
            yield met
            return
        known = self._by_surname(words, c) if words else None
        if known:
            yield self._known(known, c)
            return
        actor, sector, state = self._described(c)
        value = Value(
            actor,
            sector,
            None,
            c.post if actor else None,
            "title" if c.of else "name",
            True,
            None,
            False,
            c.name,
            state,
        )
        for word in {words[0], words[-1]} if words else set():
            if word not in self.people or self.people[word].name == c.name:
                self.people[word] = value
        yield value

    def _described(self, c: ActorCandidate) -> tuple[str | None, str | None, str | None]:
        """Party, sector and state of a person by what is said of them: a state's rebels are not their government."""
        actor, sector = self._actor_of(c), self._sector(c)
        return (None, sector, actor) if sector == "REB" and actor in self.directory.states else (actor, sector, None)

    def _meet(self, words: list[str], value: Value, c: ActorCandidate) -> None:
        """One whom the report named before it said who that is."""
        for word in {words[0], words[-1]} if words else set():
            if word in self.people and self.people[word].entity is None and self.people[word].name == c.name:
                self.people[word] = value

    def _whom(self, c: ActorCandidate) -> str | None:
        """The one person of a full name: of several, the one whose state the phrase or else the report names, or nobody. The
        package's own goes before the user's, unless state or day fit only the other."""
        slugs = [e.slug for e in c.entries if e.slug]
        own = [s for s in slugs if s in self.directory.packaged]
        others = [s for s in slugs if s not in self.directory.packaged]
        if len(own) > 1 or not others:
            return own[0] if len(own) == 1 else None
        stated = {v.actor for q in c.of for v in self._values.get(q.token.i, ()) if v.actor}
        if stated:
            others = [s for s in others if stated & self.directory.affiliations(s)]
        elif len(others) > 1:
            others = [s for s in others if self.directory.affiliations(s) & self.named]
        other = others[0] if len(others) == 1 else None
        if not own:
            return other
        strange = bool(stated) and not stated & self.directory.affiliations(own[0])
        return other if other and (strange or self._serves_instead(other, own[0])) else own[0]

    def _serves_instead(self, other: str, own: str) -> bool:
        """Whether the day finds one in office, and the other no longer or not yet."""
        if self.day is None or not self.directory.posts_of(own, None) or self.directory.posts_of(own, self.day):
            return False
        return bool(self.directory.posts_of(other, self.day))

    def _by_surname(self, words: list[str], c: ActorCandidate) -> str | None:
        """The one person of that surname ("Sale", "Ben Ali") whom the title or the date leaves, or None."""
        found = self._left(self.directory.surnames.get(words[-1], ()), words, c)
        if not found:  # the user's own people, where title and date leave nobody of the package's
            own = self.directory.imported.surnamed(words[-1])
            found = self._left(own if c.post or self.day is None else filter(self._in_view, own), words, c)
        return found[0] if len(found) == 1 else None

    def _left(self, slugs: Iterable[str], words: list[str], c: ActorCandidate) -> list[str]:
        if len(words) > 1:
            ending = "-" + slug(" ".join(words))
            slugs = [s for s in slugs if s.endswith(ending)]
        states = {v.actor for q in c.of for v in self._values.get(q.token.i, ()) if v.actor}
        if states:
            slugs = [s for s in slugs if states & self.directory.affiliations(s)]
        if c.post:
            found = [s for s in slugs if any(t.post == c.post for t in self.directory.posts_of(s, self.day))]
        elif self.day is None:
            found = [s for s in slugs if self.directory.affiliations(s) & self.named]
        else:
            found = [s for s in slugs if self.directory.posts_of(s, self.day)]
        for nearer in (self._in_view, lambda s: bool(self.directory.affiliations(s) & self.named)):
            if len(found) > 1:
                found = [s for s in found if nearer(s)]
        return found

    def _in_view(self, slug: str) -> bool:
        """Whether a bare surname that several in office bear may mean this one: at the head of a state, or of one that the report
        names."""
        return any(
            (t.post in AT_THE_TOP and t.of not in self.directory.groups) or self.directory.code_of(t.of) in self.named
            for t in self.directory.posts_of(slug, self.day)
        )

    def _known(self, slug: str | None, c: ActorCandidate) -> Value:
        person = self.directory.people[str(slug)]
        tenures = self.directory.posts_of(str(slug), self.day) if not c.former else []
        affiliations = self.directory.affiliations(str(slug))
        stated = self._actor_of(c)
        tenures.sort(key=lambda t: (t.post != c.post, self._tenure_actor(t) != stated))
        tenure = tenures[0] if self.day and tenures else None
        only = self.directory.home(affiliations)
        actor = self._tenure_actor(tenure) if tenure else stated if stated in affiliations else only or stated
        post = tenure.post if tenure else None
        sector = self.directory.posts[post].sector if post else "GOV"
        if post is None and slug not in self.directory.packaged:
            return self._said_to_be(Value(actor, None, slug, None, "name", True, person.gender, False, person.name), c)
        return Value(actor, sector, slug, post, "name", True, person.gender, False, person.name)

    def _said_to_be(self, value: Value, c: ActorCandidate) -> Value:
        """An imported person who is in no known office on the day, with the post that the report gives, or the sector of all
        offices that the person ever held. A state's citizen is not its government."""
        if c.post and not c.former:
            return replace(value, post=c.post, sector=self.directory.posts[c.post].sector)
        sectors = {self.directory.posts[t.post].sector for t in self.directory.posts_of(str(value.entity), None)}
        return replace(value, sector=sectors.pop() if len(sectors) == 1 else None)

    def _tenure_actor(self, tenure: Tenure) -> str:
        return self.directory.code_of(tenure.of)

    def _actor_of(self, c: ActorCandidate) -> str | None:
        """The one actor that the qualifiers name; a state before an organisation that belongs to it."""
        actors = [v.actor for q in c.of for v in self._values.get(q.token.i, ()) if v.actor]
        return actors[0] if actors and len(set(actors)) == 1 else (actors[-1] if actors else None)

    def _sector(self, c: ActorCandidate) -> str | None:
        if c.post:
            return self.directory.posts[c.post].sector
        if c.sector:
            return c.sector
        return next((v.sector for q in c.of for v in self._values.get(q.token.i, ()) if v.sector), None)

    def _title(self, c: ActorCandidate) -> Iterator[Value]:
        post = self.directory.posts[str(c.post)]
        qualifiers = [v for q in c.of for v in self._values.get(q.token.i, ()) if v.actor]
        if not qualifiers and post.of:
            code = self.directory.code_of(post.of)
            qualifiers = [Value(code, post.sector, post.of)]
        if not qualifiers:
            yield from self._titled_before(c)
            return
        for value in qualifiers:
            of = value.entity if value.entity in self.directory.organisations else value.actor
            holders = (
                self.directory.holders(post.slug, str(of), self.day)
                if self.day and post.unique and not c.former
                else []
            )
            if len({h.person for h in holders}) == 1 and not c.plural:
                person = self.directory.people[holders[0].person]
                yield Value(
                    value.actor,
                    post.sector,
                    holders[0].person,
                    post.slug,
                    "title",
                    True,
                    person.gender,
                    name=person.name,
                )
            else:
                yield Value(value.actor, post.sector, None, post.slug, "title", not c.plural, plural=c.plural)

    def _titled_before(self, c: ActorCandidate) -> Iterator[Value]:
        """ "the minister": the last person of that post in the report."""
        kind = str(c.post).rsplit("-", 1)[
            -1
        ]  # "the minister" after a foreign minister, "the envoy" after a special envoy
        met = next((v for post, v in reversed(self._last_in_post.items()) if post.endswith(kind)), None)
        if met is not None and not c.former and not c.plural:
            yield replace(met, how="title")
            return
        if c.token.lemma in PERSONAL and not c.plural and _definite(c.token):
            met = self._salient(c, lambda v: v.person and not v.plural)
            if met is not None:
                yield replace(met, how="nominal")
                return
        yield Value(
            None, self.directory.posts[str(c.post)].sector, None, c.post, "abstained", not c.plural, plural=c.plural
        )

    def _counterpart(self, c: ActorCandidate) -> Iterator[Value]:
        people = [v for q in c.of for v in self._values.get(q.token.i, ()) if v.person]
        states = [v for q in c.of for v in self._values.get(q.token.i, ()) if not v.person and v.actor]
        post = next((v.post for v in people if v.post), None)
        for state in states:
            holders = self.directory.holders(post, str(state.actor), self.day) if post and self.day else []
            slugs = {h.person for h in holders}
            slug = holders[0].person if len(slugs) == 1 else None
            person = self.directory.people[slug] if slug else None
            gender, name = (person.gender, person.name) if person else (None, None)
            yield Value(state.actor, "GOV", slug, post, "counterpart", True, gender, c.plural, name)

    def _agent(self, c: ActorCandidate) -> Iterator[Value]:
        values = [v for q in c.of for v in self._values.get(q.token.i, ()) if v.actor]
        persons = [v for v in values if v.person]
        if not values:
            yield Value(None, c.sector, None, None, "abstained", plural=c.plural)
            return
        if c.sector == "REB" and all(v.actor in self.directory.states for v in values):
            yield Value(
                None, "REB", how="name", plural=c.plural, state=values[0].actor
            )  # rebels are not their government
            return
        source = next((v for v in values if v not in persons), values[0])
        for actor in dict.fromkeys(v.actor for v in values if v.actor):
            yield Value(
                actor, c.sector, None, None, "demonym" if source.how == "demonym" else "name", False, None, c.plural
            )
            if not c.plural:
                return

    def _unknown(self, c: ActorCandidate) -> Iterator[Value]:
        met = self.people.get(c.token.lower) if c.last - c.first == 1 else None
        if met is not None and met.actor:  # somebody's surname that the parser took for no person's
            yield met
            return
        actor = self._actor_of(c)
        yield Value(actor, self._sector(c) if actor else None, None, None, "name" if actor else "abstained")

    # references

    def _pronoun(self, c: ActorCandidate) -> Iterator[Value]:
        word = c.token.lower
        if word in RELATIVE:
            yield from self._relative(c)
        elif word in MASCULINE | FEMININE:
            gender = "m" if word in MASCULINE else "f"
            yield from self._antecedent(c, lambda v: v.person and not v.plural and v.gender in (None, gender))
        elif word in NEUTER:
            following = self._main_subject(c) or self._own_subject(c)
            values = self.resolve(following) if following else []
            yield from (replace(v, how="pronoun") for v in values[:1] if v.actor and not v.person and not v.plural)
        elif word in PLURAL:
            yield from self._plural_antecedent(c)

    def _relative(self, c: ActorCandidate) -> Iterator[Value]:
        for ancestor in c.token.ancestors():
            if ancestor.dep == "relcl":
                head = self._by_token.get(ancestor.head.i)
                if head and head is not c:
                    yield from (replace(v, how="pronoun") for v in self.resolve(head) if v.actor or v.person)
                return

    def _antecedent(self, c: ActorCandidate, fits: Fits) -> Iterator[Value]:
        """The fitting party that is nearest, subjects first; in a fronted phrase, the subject that follows it."""
        following = self._main_subject(c)
        if following is not None:
            values = [v for v in self.resolve(following) if fits(v)]
            if values:
                yield replace(values[0], how="pronoun")
                return
        value = self._salient(c, fits)
        if value is not None:
            yield replace(value, how="pronoun")

    def _salient(self, c: ActorCandidate, fits: Fits) -> Value | None:
        """The fitting value that is most in view: near, and rather a subject than not."""
        best: tuple[float, Value] | None = None
        for seen in reversed(self.seen):
            distance = c.token.sentence - seen.token.sentence
            if distance > REACH:
                break
            if seen.token.i > c.token.i or (distance == 0 and self._same_clause(seen.token, c.token)):
                continue
            for value in seen.values:
                if fits(value):
                    score = (
                        -distance
                        + (0.9 if self._prefers_subject(seen, c, distance) else 0.0)
                        - 0.001 * (c.token.i - seen.token.i)
                    )
                    if best is None or score > best[0]:
                        best = score, value
        return best[1] if best else None

    @staticmethod
    def _prefers_subject(seen: Seen, c: ActorCandidate, distance: int) -> bool:
        """Subjects are more in view, but "its" inside a sentence rather means what stands next to it."""
        return role(seen.token) in SUBJECT and not (distance == 0 and c.token.lower == "its")

    def _main_subject(self, c: ActorCandidate) -> ActorCandidate | None:
        """The subject of the clause that a fronted phrase with this pronoun opens."""
        for ancestor in c.token.ancestors():
            if ancestor.dep in ("prep", "advcl", "advmod") and ancestor.i < ancestor.head.i:
                own = next((t for t in ancestor.subtree() if t.dep in SUBJECT and t.i < c.token.i), None)
                if own is not None:
                    return None
                subject = ancestor.head.child(*SUBJECT)
                if subject and subject.i > c.token.i and ancestor.i < subject.i:
                    candidate = self._by_token.get(subject.i)
                    if candidate is None:
                        candidate = next(
                            (self._by_token[a.i] for a in subject.all("appos") if a.i in self._by_token), None
                        )
                    return candidate if candidate is not c else None
        return None

    def _own_subject(self, c: ActorCandidate) -> ActorCandidate | None:
        """Whose "its" is in "Norway repeated its charge": the subject's of its clause."""
        clause = next((a for a in c.token.ancestors() if a.is_verb), None)
        subject = clause.child("nsubj") if clause is not None and c.token.dep == "poss" else None
        return self._by_token.get(subject.i) if subject is not None and subject.i < c.token.i else None

    @staticmethod
    def _same_clause(antecedent: Token, pronoun: Token) -> bool:
        """Whether a pronoun that is no possessive stands beside the antecedent as argument of one verb."""
        if pronoun.dep == "poss":
            return antecedent.head is pronoun.head
        return antecedent.head is pronoun.head

    def _plural_antecedent(self, c: ActorCandidate) -> Iterator[Value]:
        following = self._main_subject(c)
        if following is not None:
            values = self.resolve(following)
            if any(v.actor for v in values):
                yield from (replace(v, how="pronoun") for v in values)
                return
        yield from self._row_of_subjects(c)

    def _row_of_subjects(self, c: ActorCandidate) -> Iterator[Value]:
        """The parties that a verb above "they", or the sentence before, has for subjects: "Chad and Niger said they would meet". Two
        people, or two states; one whose party is not known leaves all open."""
        if role(c.token) not in SUBJECT:
            return
        above = (a.child("nsubj") for a in c.token.ancestors() if a.is_verb)
        row = next((s for s in above if s is not None and s.i < c.token.i), None) or self._subject_before(c.token)
        values = [v for t in row.conjuncts() for v in self._values.get(t.i, [ABSTAINED])] if row is not None else []
        if len({v.actor for v in values}) > 1 and all(v.actor for v in values):
            yield from (replace(v, how="pronoun") for v in values)

    def _subject_before(self, token: Token) -> Token | None:
        before = (s.token for s in reversed(self._seen_in.get(token.sentence - 1, ())))
        return next((t.leader() for t in before if role(t) in SUBJECT and t.leader().head.dep == "ROOT"), None)

    def _nominal(self, c: ActorCandidate) -> Iterator[Value]:
        if c.entries:
            actor = c.entries[0].actor
            if actor in self._actors:
                yield Value(actor, "GOV", how="nominal")
            return
        if c.of:
            for qualifier in c.of:
                yield from (replace(v, how="nominal") for v in self._values.get(qualifier.token.i, ()))
            return
        yield Value(None, c.sector, plural=c.plural)


def _of_two(token: Token) -> bool:
    """ "both", "the two sides", "the parties": and not "ministers of the region"."""
    words = {token.lower, *(t.lower for t in token.children)}
    return bool(words & {"two", "both"}) or (token.lemma in ("side", "party") and "the" in words)


def _named_otherwise(token: Token) -> bool:
    """Whether a name that nobody knows stands before the noun: "Hutu forces" are somebody's, but whose?"""
    before = (t for t in token.children if t.i < token.i and t.dep in ("compound", "amod", "nmod"))
    return any(t.text[:1].isupper() and t.pos == "PROPN" for t in before)


def question_kind(c: ActorCandidate, value: Value) -> str | None:
    """What kind of question a phrase puts that names no party of its own; None where it puts none."""
    word = c.token.lower
    if c.kind == "pronoun":
        return "it" if word in NEUTER else "they" if word in PLURAL else None
    if c.kind == "nominal" and (c.plural or word in ("both", "two", "three")):
        return "pair"
    if c.kind == "title" and c.plural and _of_two(c.token):
        return "pair"
    if c.kind == "title" or (c.kind == "person" and c.post):
        return "title"
    if c.kind in ("person", "unknown"):
        return c.kind
    if c.kind not in ("agent", "nominal"):
        return None
    sector = value.sector or c.sector
    return KINDS.get(sector, "body") if sector else "other"


def traits(c: ActorCandidate) -> tuple[str, ...]:
    """What of a phrase's form bears on whether it means a party of the report."""
    dets = {t.lower for t in c.token.children if t.dep in ("det", "poss", "nummod")}
    found = [
        "definite" if dets & {"the", "this", "that", "its", "their", "his", "her"} else "bare" if not dets else "some"
    ]
    found += ["plural"] if c.plural else []
    found += ["subject"] if role(c.token) in SUBJECT else []
    found += [f"of {c.sector}"] if c.sector else []
    return tuple(found)
