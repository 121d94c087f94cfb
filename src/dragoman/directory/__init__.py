"""Who there is: states, organisations, people and their posts over time, sites, and the nouns that name a party."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from dragoman.yamls import load_yaml

FOLDER = Path(__file__).parent
MOST_WORDS = 12  # tokens: no name in the directory is longer
_SQUEEZE = re.compile(r"[\s.\-'’]+")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a name may stand for.

    `kind`: state, demonym, metonym, organisation, person or site. `actor` is the state's or organisation's code;
    `until` the ISO date on which a state ended, if it did.
    """

    kind: str
    actor: str | None
    slug: str | None = None
    sector: str | None = None
    gender: str | None = None
    until: str | None = None
    forum: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person's time in one office: `of` is a state's code or an organisation's slug; bounds are ISO dates or
    months, `until` None while it lasts."""

    person: str
    post: str
    of: str
    since: str
    until: str | None
    source: str

    def covers(self, day: str) -> bool:
        return self.since <= day and (self.until is None or day[: len(self.until)] <= self.until)


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


def squeeze(name: str) -> str:
    """A name as the lookups compare it: lower case, without space, hyphens, full stops and apostrophes."""
    return _SQUEEZE.sub("", name.lower())


class Lexicon(Generic[T]):
    """Names to values, looked up along a row of tokens, the longest match first."""

    def __init__(self) -> None:
        self._values: dict[str, list[tuple[str, T]]] = {}
        self._prefixes: set[str] = set()

    def add(self, name: str, value: T) -> None:
        key = squeeze(name)
        held = self._values.setdefault(key, [])
        if all(v != value for _, v in held):
            held.append((name, value))
        self._prefixes.update(key[:n] for n in range(1, len(key) + 1))

    def starts(self, word: str) -> bool:
        return squeeze(word) in self._prefixes

    def get(self, name: str) -> tuple[T, ...]:
        return tuple(value for _, value in self._values.get(squeeze(name), ()))

    def longest(self, words: list[str], at: int) -> tuple[int, tuple[T, ...]] | None:
        """(index after the match, its values) of the longest name that begins at word `at`, or None.

        A name in capitals (US, WHO) matches capitals alone.
        """
        key, best = "", None
        for index in range(at, min(at + MOST_WORDS, len(words))):
            key += squeeze(words[index])
            if key not in self._prefixes:
                break
            held = self._values.get(key)
            if held and key:
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
    def people(self) -> dict[str, dict[str, Any]]:
        return self._load("people")

    @cached_property
    def posts(self) -> dict[str, Post]:
        return {
            slug: Post(slug, p["sector"], p.get("unique", False), p.get("of"), p.get("organisation", False))
            for slug, p in self._load("posts").items()
        }

    @cached_property
    def tenures(self) -> list[Tenure]:
        return [
            Tenure(slug, t["post"], t["of"], str(t["from"]), str(t["until"]) if "until" in t else None, t["source"])
            for slug, person in self.people.items()
            for t in person["tenures"]
        ]

    @cached_property
    def nouns(self) -> dict[str, str]:
        """Lemma of a common noun that names a party -> PLOVER sector."""
        return {noun: sector for sector, nouns in self._load("nouns").items() for noun in nouns}

    @cached_property
    def sites(self) -> Lexicon[Site]:
        sites: Lexicon[Site] = Lexicon()
        for name, s in self._load("sites").items():
            for written in (name, *s.get("also", ())):
                sites.add(written, Site(name, s["country"], s["lat"], s["lon"], s["precision"]))
        return sites

    @cached_property
    def names(self) -> Lexicon[Entry]:
        """Every name of every party."""
        names: Lexicon[Entry] = Lexicon()
        for name, entry in self._named():
            names.add(name, entry)
        return names

    def _named(self) -> Iterator[tuple[str, Entry]]:
        for code, s in self.states.items():
            until = str(s["until"]) if "until" in s else None
            for name in (s["name"], *s.get("also", ())):
                yield name, Entry("state", code, until=until)
            for demonym in s.get("demonyms", ()):
                for form in (demonym, _plural(demonym)):
                    yield form, Entry("demonym", code, until=until)
            for name in s.get("metonyms", ()):
                yield name, Entry("metonym", code, until=until)
        for slug, o in self.organisations.items():
            for name in (o["name"], *o.get("also", ())):
                yield name, Entry("organisation", o["code"], slug, o["sector"], forum=tuple(o.get("forum", ())))
        for slug, p in self.people.items():
            for name in (p["name"], *p.get("also", ())):
                yield name, Entry("person", None, slug, gender=p.get("gender"))

    @cached_property
    def titles(self) -> Lexicon[str]:
        """Titles as written -> the office's slug."""
        titles: Lexicon[str] = Lexicon()
        for slug, p in self._load("posts").items():
            for title in p["titles"]:
                titles.add(title, slug)
        return titles

    @cached_property
    def surnames(self) -> dict[str, tuple[str, ...]]:
        """A person's family name or last word, lower case -> slugs."""
        found: dict[str, list[str]] = {}
        for slug, person in self.people.items():
            for name in (person["name"], *person.get("also", ())):
                words = name.lower().split()
                for word in {words[0], words[-1]} if _family_first(slug, self.people) else {words[-1]}:
                    if slug not in found.setdefault(word, []):
                        found[word].append(slug)
        return {word: tuple(slugs) for word, slugs in found.items()}

    def code_of(self, holder: str) -> str:
        """The actor code of what a tenure is held in (a state's code, or an organisation's slug)."""
        return str(self.organisations[holder]["code"]) if holder in self.organisations else holder

    def holders(self, post: str, of: str, day: str | None) -> list[Tenure]:
        """Who held the office of that state or organisation on the ISO day; with no day, everyone who ever did."""
        return [
            t
            for t in self.tenures
            if t.post == post and of in (t.of, self.code_of(t.of)) and (day is None or t.covers(day))
        ]

    def posts_of(self, person: str, day: str | None) -> list[Tenure]:
        return [t for t in self.tenures if t.person == person and (day is None or t.covers(day))]

    def affiliations(self, person: str) -> set[str]:
        """Every actor that the person ever held a post of."""
        return {self.code_of(t.of) for t in self.tenures if t.person == person}


_EAST_ASIAN = {"PRK", "KOR", "CHN"}


def _family_first(slug: str, people: dict[str, dict[str, Any]]) -> bool:
    """Whether the name is written family name first (Korean and Chinese names are)."""
    tenures = people[slug]["tenures"]
    if any(t["of"] in _EAST_ASIAN for t in tenures):
        return True
    return not tenures and len(people[slug]["name"].split()) == 3


def _plural(demonym: str) -> str:
    return demonym if demonym.endswith(("s", "ese", "ish", "ch", "x")) else demonym + "s"


@lru_cache(maxsize=1)
def directory() -> Directory:
    """The directory that comes with the package."""
    return Directory()
