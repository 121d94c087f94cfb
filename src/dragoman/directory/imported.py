"""A user's own people as the directory asks for them: who they are, and where a text names them. Nothing of them is in memory
but what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.directory.parties import Entry, Person, Tenure
from dragoman.directory.peoplefile import REMEMBERED, Indexed, Kept, PeopleFile
from dragoman.directory.spelling import family_name, plain, slug, squeeze

if TYPE_CHECKING:
    from dragoman.directory import Directory

MOST_WORDS = 12  # tokens: no name is longer
SHORTEST = 4  # letters: a shorter name is too often another word
SUFFIXES = 3  # states that a slug may end with
FAMILY_FIRST = frozenset({"PRK", "KOR", "CHN", "TWN", "VNM"})  # where the family name is written first
PARTICLES = frozenset(
    "al el bin ibn bint ben ould abu de da do dos das del della di du van von der den la le e y".split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """A person of the file: rows of one name whose states meet. `rows` are their numbers."""

    person: Person
    states: frozenset[str]
    tenures: tuple[Tenure, ...]
    rows: frozenset[int]


class Imported:
    """People of the user's file, or nobody. A person of the package and one of the same name and state are one."""

    def __init__(self, directory: Directory, file: PeopleFile | None) -> None:
        self._directory, self._file = directory, file
        self.digest = file.digest if file else ""
        self._people = lru_cache(REMEMBERED)(self._named)
        self.found = lru_cache(REMEMBERED)(self._found)
        self.surnamed = lru_cache(REMEMBERED)(self._surnamed)
        self._in_office = lru_cache(REMEMBERED)(self._held_in)

    # names

    def get(self, name: str) -> tuple[Entry, ...]:
        return self._entries(squeeze(name))

    def longest(self, words: list[str], at: int) -> tuple[int, tuple[Entry, ...]] | None:
        """(index after the match, who is called so) of the longest name of several words that begins at word `at`, or None."""
        if self._file is None or not words[at][0].isupper():
            return None
        key, parts, best = squeeze(words[at]), 1, None
        for index in range(at + 1, min(at + MOST_WORDS, len(words))):
            piece = squeeze(words[index])
            if piece and not _may_follow(words[index], words[index - 1]):
                break
            key, parts = key + piece, parts + bool(piece)
            if parts < 2 or not piece:
                continue
            following = self._file.next(key)
            if following is None or not following.startswith(key):
                break
            if following == key and len(key) >= SHORTEST and words[index].lower() not in PARTICLES:
                best = index + 1, key
        entries = self._entries(best[1]) if best else ()
        return (best[0], entries) if best and entries else None

    def _entries(self, key: str) -> tuple[Entry, ...]:
        rows = self._file.called(key) if self._file and key else []
        people = (one.person for one in self._of(rows))
        return tuple(Entry("person", None, person.slug, gender=person.gender) for person in people)

    def _of(self, rows: list[Kept]) -> Iterator[Found]:
        """The people of these rows, each once."""
        numbers = {row.id for row in rows}
        for base in dict.fromkeys(slug(row.name) for row in rows):
            yield from (one for one in self._people(base) if one.rows & numbers)

    # people

    def _named(self, base: str) -> tuple[Found, ...]:
        """Everyone whose name makes this slug: rows whose states meet are one person, who bears the slug alone if nobody else
        does, else with the states behind it."""
        if self._file is None:
            return ()
        rows = [row for row in self._file.called(base.replace("-", "")) if slug(row.name) == base]
        known: dict[str, list[Kept]] = {}
        others = []
        for states, group in self._grouped(rows):
            own = self._packaged(base, states, group)
            if own:
                known.setdefault(own, []).extend(group)
            else:
                others.append((states, group))
        alone = len(others) == 1 and base not in self._directory.packaged
        found = [self._one(own, group, self._directory.packaged[own]) for own, group in known.items()]
        return (*found, *(self._one(base if alone else _suffixed(base, s), group, None) for s, group in others))

    def _packaged(self, base: str, states: set[str], rows: list[Kept]) -> str | None:
        """The slug of the package's person who these rows are: one of the name and of one of the states; by the main name,
        also where one side knows no state."""
        who = self._directory
        if base in who.packaged:
            theirs = who.own_affiliations(base)
            if not theirs or theirs & states or not states & set(who.states):
                return base
        names = {name for row in rows for name in (row.name, *row.also)}
        called = {e.slug for name in names for e in who.names.get(name) if e.kind == "person" and e.slug}
        fitting = [key for key in called if who.own_affiliations(key) & states]
        return fitting[0] if len(fitting) == 1 else None

    def _grouped(self, rows: list[Kept]) -> list[tuple[set[str], list[Kept]]]:
        """Rows of one name, parted into people. An office in a body of many states is any state's: it goes with the only
        person who has one."""
        groups: list[tuple[set[str], list[Kept]]] = []
        known = set(self._directory.states)
        for row in sorted(rows, key=lambda row: not self.homes(row) & known):
            homes = self.homes(row)
            meet = [g for g in groups if g[0] & homes] or (groups if len(groups) == 1 and not homes & known else [])
            for group in meet:
                groups.remove(group)
            groups.append((homes.union(*(g[0] for g in meet)), [r for g in meet for r in g[1]] + [row]))
        return groups

    def homes(self, row: Kept) -> set[str]:
        """The states of a row; where there is none, the code of the body that the office is in."""
        if row.states or row.of is None:
            return set(row.states)
        body = self._directory.organisations.get(row.of, {})
        return {str(body.get("state") or self._directory.code_of(row.of))}

    def _one(self, key: str, rows: list[Kept], own: Person | None) -> Found:
        tenures = tuple(
            Tenure(key, row.post, row.of, row.since, row.until, row.source)
            for row in rows
            if row.post in self._directory.posts and row.of and row.since and self._directory.holds(row.of)
        )
        states = frozenset(home for row in rows for home in self.homes(row))
        genders = {row.gender for row in rows if row.gender}
        said = {row.name for row in rows[1:]} | {name for row in rows for name in row.also}
        person = own or Person(
            key,
            rows[0].name,
            tuple(sorted(said - {rows[0].name})),
            genders.pop() if len(genders) == 1 else None,
            next(iter(states)) if len(states) == 1 else None,
            bool(states & FAMILY_FIRST),
        )
        return Found(person, states, tenures, frozenset(row.id for row in rows))

    def _found(self, key: str) -> Found | None:
        """The person of a slug, with or without states behind the name."""
        if self._file is None:
            return None
        base = key
        for _ in range(SUFFIXES + 1):
            for one in self._people(base):
                if one.person.slug == key:
                    return one
            base, _, last = base.rpartition("-")
            if not base or last.upper() not in {**self._directory.states, **self._directory.heads}:
                return None
        return None

    # offices

    def tenures(self, key: str) -> tuple[Tenure, ...]:
        found = self.found(key)
        return found.tenures if found else ()

    def in_office(self, of: Sequence[str], post: str | None = None) -> tuple[Tenure, ...]:
        """Every tenure in one of these states and bodies, or those of one office."""
        return self._in_office(tuple(of), post)

    def _held_in(self, of: tuple[str, ...], post: str | None) -> tuple[Tenure, ...]:
        rows = self._file.in_office(of, post) if self._file else []
        found = (t for one in self._of(rows) for t in one.tenures)
        return tuple(t for t in found if t.of in of and post in (None, t.post))

    def _surnamed(self, word: str) -> tuple[str, ...]:
        """The slugs of those in office who bear the surname."""
        rows = self._file.surnamed(word) if self._file else []
        return tuple(one.person.slug for one in self._of(rows))


def indexed(row: Kept, directory: Directory) -> Indexed:
    """The row with all that it is to be found by. A name of one word finds nobody by itself, unless as a surname in office."""
    names = [row.name, *row.also, *directory.respelled(row.name)]
    several = {squeeze(name) for name in names if len(name.split()) > 1}
    keys = {key for key in several if len(key) >= SHORTEST} | {slug(row.name).replace("-", "")}
    surnames = _surnames(names, row) if row.post else ()
    return Indexed(row, frozenset(keys), frozenset(surnames))


def _surnames(names: Iterable[str], row: Kept) -> Iterator[str]:
    first = row.of in FAMILY_FIRST or not FAMILY_FIRST.isdisjoint(row.states)
    for name in names:
        words = plain(name).lower().split()
        for word in {words[0], family_name(words)} if first else {family_name(words)}:
            if word:
                yield word


def _may_follow(word: str, before: str) -> bool:
    """Whether a name can go on with the word: it has a capital, is one of the small words inside names, or follows a hyphen."""
    return word[0].isupper() or before in ("-", "'", "’") or word.lower() in PARTICLES


def _suffixed(base: str, states: Iterable[str]) -> str:
    return "-".join([base, *sorted(code.lower() for code in states)])
