"""Who there is: states, organisations, people and their posts over time, sites, and the nouns that name a party."""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from dragoman.digests import digest
from dragoman.directory.imported import FAMILY_FIRST, Imported
from dragoman.directory.importing import kept
from dragoman.directory.parties import Entry as Entry
from dragoman.directory.parties import Person as Person
from dragoman.directory.parties import Tenure as Tenure
from dragoman.directory.spelling import family_name
from dragoman.directory.spelling import plain as plain
from dragoman.directory.spelling import slug as slug
from dragoman.directory.spelling import squeeze as squeeze
from dragoman.yamls import load_yaml

FOLDER = Path(__file__).parent
LONGEST_INITIALS = 5  # a slug this short is what the body is called in capitals
MOST_WORDS = 12  # tokens: no name in the directory is longer
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Post:
    slug: str
    sector: str
    unique: bool = False
    of: str | None = None
    organisation: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    country: str | None
    lat: float
    lon: float
    precision: str


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a state (`of`), or a land of several; `admin` is GeoNames' first-level code."""

    name: str
    of: str | None
    admin: str
    lat: float
    lon: float


class Lexicon(Generic[T]):
    """Names to values, looked up along a row of tokens, the longest match first."""

    def __init__(self) -> None:
        self._values: dict[str, list[tuple[str, T]]] = {}
        self._sorted: list[str] = []

    def add(self, name: str, value: T) -> None:
        key = squeeze(name)
        held = self._values.setdefault(key, [])
        if all(v != value for _, v in held):
            held.append((name, value))
        self._sorted = []

    def _begins(self, start: str) -> bool:
        """Whether any name begins so."""
        if not self._sorted:
            self._sorted = sorted(self._values)
        at = bisect.bisect_left(self._sorted, start)
        return at < len(self._sorted) and self._sorted[at].startswith(start)

    def starts(self, word: str) -> bool:
        return self._begins(squeeze(word))

    def get(self, name: str) -> tuple[T, ...]:
        return tuple(value for _, value in self._values.get(squeeze(name), ()))

    def longest(self, words: list[str], at: int) -> tuple[int, tuple[T, ...]] | None:
        """(index after the match, its values) of the longest name that begins at word `at`, or None.

        A name in capitals (US, WHO) matches capitals alone.
        """
        key, best = "", None
        for index in range(at, min(at + MOST_WORDS, len(words))):
            letters = squeeze(words[index])
            key += letters
            if not self._begins(key):
                break
            held = self._values.get(key)
            if held and letters:  # a hyphen or a full stop after a name is none of its words
                written = "".join(words[at : index + 1])
                values = tuple(v for name, v in held if not _is_acronym(name) or written.isupper())
                if values:
                    best = index + 1, values
        return best


def _is_acronym(name: str) -> bool:
    return name.isupper() and len(name) <= 5


class Directory:
    """The files of this folder, loaded once. Slugs, codes and offices are as the files give them."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    @cached_property
    def digest(self) -> str:
        """A hash of its files and, for the package's own, of the user's people."""
        return digest(self._folder, self._folder.rglob("*.yaml"), self.imported.digest.encode())

    def _load(self, name: str) -> dict[str, Any]:
        loaded: dict[str, Any] = load_yaml(self._folder / f"{name}.yaml")
        return loaded

    @cached_property
    def states(self) -> dict[str, dict[str, Any]]:
        return self._load("states")

    @cached_property
    def organisations(self) -> dict[str, dict[str, Any]]:
        return self._load("organisations")

    @cached_property
    def heads(self) -> dict[str, str]:
        """A code that is no state's -> the slug of the organisation that it stands for, of those that share it."""
        found: dict[str, str] = {}
        for key, o in self.organisations.items():
            if o["code"] not in self.states and (o.get("head") or o["code"] not in found):
                found[o["code"]] = key
        return found

    @cached_property
    def groups(self) -> frozenset[str]:
        """The slugs of armed and political groups: those that belong to a state or act in it."""
        return frozenset(key for key, o in self.organisations.items() if "state" in o)

    @cached_property
    def people(self) -> Everyone:
        """Slug -> person: the package's own, and whom the user imported."""
        return Everyone(self)

    @cached_property
    def packaged(self) -> dict[str, Person]:
        """Slug -> person: everyone of the tenures, with what `people.yaml` adds."""
        said = {key: _described(text) for key, text in self._load("people").items()}
        names = {key: name for key, (_, _, name, _) in said.items() if name}
        family_first: set[str] = {key for key, (_, of, _, _) in said.items() if of in FAMILY_FIRST}
        for tenure, name in self._held:
            names.setdefault(tenure.person, name)
            if tenure.of in FAMILY_FIRST:
                family_first.add(tenure.person)
        found = {}
        for key, name in names.items():
            gender, of, _, also = said.get(key, _UNDESCRIBED)
            found[key] = Person(key, name, (*also, *self.respelled(name)), gender, of, key in family_first)
        return found

    def respelled(self, name: str) -> Iterator[str]:
        """The name with the other spellings of its first word."""
        given, _, rest = name.partition(" ")
        for other in self._variants.get(given, ()):
            yield f"{other} {rest}"

    @cached_property
    def _variants(self) -> dict[str, list[str]]:
        rows: list[list[str]] = load_yaml(self._folder / "variants.yaml")
        found: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            for name in row:
                found[name] += [other for other in row if other != name]
        return found

    @cached_property
    def posts(self) -> dict[str, Post]:
        return {
            slug: Post(slug, p["sector"], p.get("unique", False), p.get("of"), p.get("organisation", False))
            for slug, p in self._load("posts").items()
        }

    @cached_property
    def tenures(self) -> list[Tenure]:
        """The package's own."""
        return [tenure for tenure, _ in self._held]

    @cached_property
    def _held(self) -> list[tuple[Tenure, str]]:
        """Every tenure with its holder's name, those of states before those of bodies and groups. A holder whose end is
        not given is followed by the next, except in an office that several hold."""
        found: list[tuple[Tenure, str]] = []
        slugs = lru_cache(maxsize=None)(slug)
        for of, post, source, rows in self.offices():
            unique = self.posts[post].unique
            for (since, until, name), following in zip(rows, [*rows[1:], None], strict=True):
                end = until or (following[0] if following and unique else None)
                found.append((Tenure(slugs(name), post, of, since, end, source), name))
        return found

    def offices(self) -> Iterator[tuple[str, str, str, list[Holder]]]:
        """(holder's state or organisation, office, source, its holders) as the files of `tenures/` give them."""
        states = []
        for path in sorted(self._folder.glob("tenures/*.yaml")):
            states += [(of, posts) for of, posts in load_yaml(path).items()]
        for of, posts in sorted(states, key=lambda row: row[0] not in self.states):
            for post, text in posts.items():
                source, *holders = text.split(BETWEEN)
                yield of, post, source, [_holder(holder) for holder in holders]

    @cached_property
    def imported(self) -> Imported:
        """The user's own people, whose file is opened here for the first time."""
        return Imported(self, kept(self) if self._folder == FOLDER else None)

    @cached_property
    def nouns(self) -> dict[str, str]:
        """Lemma of a common noun that names a party -> PLOVER sector."""
        return {noun: sector for sector, nouns in self._load("nouns").items() for noun in nouns}

    @cached_property
    def things(self) -> frozenset[str]:
        """Lemmas of nouns that name no party."""
        rows: list[list[str]] = load_yaml(self._folder / "things.yaml")
        return frozenset(noun for row in rows for noun in row)

    @cached_property
    def sites(self) -> Lexicon[Site]:
        sites: Lexicon[Site] = Lexicon()
        for name, s in self._load("sites").items():
            for written in (name, *s.get("also", ())):
                sites.add(written, Site(name, s["country"], s["lat"], s["lon"], s["precision"]))
        return sites

    @cached_property
    def regions(self) -> Lexicon[Region]:
        regions: Lexicon[Region] = Lexicon()
        for name, r in self._load("regions").items():
            for written in (name, *r.get("also", ())):
                regions.add(written, Region(name, r["of"], r.get("admin", ""), r["lat"], r["lon"]))
        return regions

    @cached_property
    def points(self) -> dict[str, list[float]]:
        """State -> degrees north and east of its middle."""
        return self._load("points")

    @cached_property
    def names(self) -> Lexicon[Entry]:
        """Every name of every party of the package."""
        names: Lexicon[Entry] = Lexicon()
        for name, entry in self.entries():
            names.add(name, entry)
        return names

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Each name of each party with what it stands for."""
        for code, s in self.states.items():
            until = str(s["until"]) if "until" in s else None
            for name in (s["name"], *s.get("also", ())):
                yield name, Entry("state", code, until=until)
            for demonym in s.get("demonyms", ()):
                for form in (demonym, _plural(demonym)):
                    yield form, Entry("demonym", code, until=until)
            for name in s.get("metonyms", ()):
                yield name, Entry("metonym", code, until=until)
        for key, o in self.organisations.items():
            initials = [key.upper()] if key.isalpha() and len(key) <= LONGEST_INITIALS else []
            for name in (o["name"], *o.get("also", ()), *initials):
                yield name, Entry("organisation", o["code"], key, o["sector"], forum=tuple(o.get("forum", ())))
        for name, members in self._load("groups").items():
            yield name, Entry("group", None, forum=tuple(members))
        for key, person in self.packaged.items():
            entry = Entry("person", None, key, gender=person.gender)
            yield person.name, entry
            for name in person.also:
                if " " in name:  # a short name is looked up as a surname is: "Maris" may be many things
                    yield name, entry

    @cached_property
    def titles(self) -> Lexicon[str]:
        """Titles as written -> the office's slug."""
        titles: Lexicon[str] = Lexicon()
        for key, p in self._load("posts").items():
            for title in p["titles"]:
                titles.add(title, key)
        return titles

    @cached_property
    def surnames(self) -> dict[str, tuple[str, ...]]:
        """The family name or last word of a person of the package, lower case -> slugs."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, person in self.packaged.items():
            numbered = _NUMBERED.search(person.name) is not None  # "Pope John Paul" has none either
            for name in (person.name, *(() if numbered else person.also)):
                words = plain(name).lower().split()
                last = family_name(words)
                for word in {words[0], last} if person.family_first else {last}:
                    if word and key not in found[word]:
                        found[word].append(key)
        return {word: tuple(slugs) for word, slugs in found.items()}

    def code_of(self, holder: str) -> str:
        """The actor code of what a tenure is held in (a state's code, or an organisation's slug)."""
        return str(self.organisations[holder]["code"]) if holder in self.organisations else holder

    def holds(self, of: str) -> bool:
        """Whether there is such a state or organisation to hold an office in."""
        return of in self.states or of in self.organisations

    @cached_property
    def _bearers(self) -> dict[str, list[str]]:
        """A code -> the state or organisations that have it."""
        found: dict[str, list[str]] = defaultdict(list)
        for code in self.states:
            found[code].append(code)
        for key, o in self.organisations.items():
            found[str(o["code"])].append(key)
        return found

    def holders(self, post: str, of: str, day: str | None) -> list[Tenure]:
        """Who held the office of that state or organisation on the ISO day; with no day, everyone who ever did. On the
        day on which an office changed hands it is the new holder's. Whom the package knows in an office of one person goes
        before whom the user imported, unless that one came later."""
        own = [t for t in self._by_office.get(post, ()) if of in (t.of, self.code_of(t.of))]
        more = self.imported.in_office(tuple(dict.fromkeys([of, *self._bearers.get(of, ())])), post)
        if day is None:
            return [*own, *more]
        own = [t for t in own if t.covers(day)]
        unique = own if post in self.posts and self.posts[post].unique else []
        held = [
            *own,
            *(t for t in more if t.covers(day) and all(n.until is None and n.since < t.since for n in unique)),
        ]
        held = [t for t in held if t.of == of] or held  # a party that bears its state's code has a leader of its own
        return [t for t in held if not any(n is not t and (_gave(t, n, day) or _awaits(t, n, day)) for n in held)]

    @cached_property
    def relations(self) -> list[tuple[frozenset[str], str]]:
        """(pair of states, ISO day on which they opened relations)."""
        rows = load_yaml(self._folder / "relations.yaml")
        return [(frozenset(r["pair"]), str(r["date"])) for r in rows if r["kind"] == "relations"]

    @cached_property
    def _treaties(self) -> Lexicon[str]:
        names: Lexicon[str] = Lexicon()
        for key, treaty in self._load("treaties").items():
            for name in (treaty["name"], *treaty.get("also", ())):
                names.add(name, key)
        return names

    def treaty_act(self, name: str, actor: str) -> str | None:
        """When the actor left the treaty of that name: an ISO day or month, or None."""
        keys = self._treaties.get(name.removeprefix("the "))
        acts = self._load("treaties")[keys[0]]["acts"] if keys else ()
        return next((str(a["date"]) for a in acts if a["actor"] == actor and a["act"] == "withdraw"), None)

    @cached_property
    def _by_office(self) -> dict[str, list[Tenure]]:
        found: dict[str, list[Tenure]] = defaultdict(list)
        for tenure in self.tenures:
            found[tenure.post].append(tenure)
        return found

    @cached_property
    def _by_person(self) -> dict[str, list[Tenure]]:
        found: dict[str, list[Tenure]] = defaultdict(list)
        for tenure in self.tenures:
            found[tenure.person].append(tenure)
        return found

    def posts_of(self, person: str, day: str | None) -> list[Tenure]:
        held = [*self._by_person.get(person, ()), *self.imported.tenures(person)]
        return [t for t in held if day is None or t.covers(day)]

    def affiliations(self, person: str) -> set[str]:
        """Every actor that the person ever held a post of, or is said to belong to."""
        found = self.imported.found(person)
        more = {self.code_of(t.of) for t in found.tenures} | found.states if found else set()
        return more | (self.own_affiliations(person) if person in self.packaged else set())

    def own_affiliations(self, person: str) -> set[str]:
        """Those that the package knows, of one of its people."""
        own = self.packaged[person].of
        return {self.code_of(t.of) for t in self._by_person.get(person, ())} | ({own} if own else set())

    def told(self, key: str) -> Iterator[Tenure]:
        """Every tenure of a person, or in a state or organisation, by its slug or code."""
        yield from (t for t in self.tenures if key in (t.person, t.of))
        yield from (*self.imported.tenures(key), *self.imported.in_office([key]))

    def home(self, codes: Iterable[str]) -> str | None:
        """The one state or organisation that these codes leave to a person: a party's leader belongs to its state."""
        left = set(codes)
        if len(left) > 1:
            left -= {code for code in left if self._party_of.get(code) in left}
        return next(iter(left)) if len(left) == 1 else None

    @cached_property
    def _party_of(self) -> dict[str, str]:
        """A political party's code -> its state's."""
        parties = (o for o in self.organisations.values() if o["sector"] in ("PTY", "OPP") and "state" in o)
        return {str(o["code"]): str(o["state"]) for o in parties if o["code"] not in self.states}


class Everyone(Mapping[str, Person]):
    """People by their slugs, of the package and of the user's file; only the package's are counted and listed."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def __getitem__(self, key: str) -> Person:
        own = self._directory.packaged.get(key)
        if own is not None:
            return own
        found = self._directory.imported.found(key)
        if found is None:
            raise KeyError(key)
        return found.person

    def __iter__(self) -> Iterator[str]:
        return iter(self._directory.packaged)

    def __len__(self) -> int:
        return len(self._directory.packaged)


POINTS = {"North": "PRK", "South": "KOR"}  # what "the North" and "the South" are
BETWEEN = " | "  # what parts the pieces of an office or a person in their files
Holder = tuple[str, str | None, str]
_NUMBERED = re.compile(r" [IVX]+$")
_UNDESCRIBED: tuple[str, str | None, str | None, tuple[str, ...]] = ("m", None, None, ())


def _holder(text: str) -> Holder:
    """ "2003-03/2004-05 Name" -> (since, until or None, name)."""
    dates, _, name = text.partition(" ")
    since, _, until = dates.partition("/")
    return since, until or None, name


def _described(text: str) -> tuple[str, str | None, str | None, tuple[str, ...]]:
    """ "f USA Nikki Haley | Nimrata Haley" -> (gender, state, name, other spellings)."""
    first, *also = text.split(BETWEEN)
    gender, _, rest = first.partition(" ")
    of, _, name = rest.partition(" ")
    return gender, of or None, name or None, tuple(also)


def _gave(t: Tenure, n: Tenure, day: str) -> bool:
    """Whether `t` had handed over to `n` by the day, of the two that may hold an office on it."""
    return t.until is not None and (
        n.since.startswith(t.until) or (t.until.startswith(n.since) and t.since < n.since and day >= t.until)
    )


def _awaits(t: Tenure, n: Tenure, day: str) -> bool:
    """Whether `t`, which began in some month or year, had to wait for the day on which `n` went."""
    return (
        n.until is not None
        and t.since < n.until
        and n.until.startswith(t.since)
        and n.since < t.since
        and day < n.until
    )


def _plural(demonym: str) -> str:
    return demonym if demonym.endswith(("s", "ese", "ish", "ch", "x")) else demonym + "s"


@lru_cache(maxsize=1)
def directory() -> Directory:
    """The directory that comes with the package."""
    return Directory()
