"""Parties by whatever people call them: a code, slug, name, demonym or capital, or a surname."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman.directory import POINTS, Entry, directory, plain, squeeze
from dragoman.errors import DragomanError

NEAREST = 3
MOST = 6  # of those that a name may mean, how many a message tells
ALIKE = 0.7  # difflib's ratio from which a name may have been meant


@dataclass(frozen=True, slots=True)
class Named:
    """A party of the directory: a state or an organisation by its code (`entity` is null), a body or a person by its slug.
    `name` is what records hold it under, `label` what people call it. A person has no `actor`: it depends on the day."""

    actor: str | None
    entity: str | None
    label: str

    @property
    def name(self) -> str:
        return self.entity or self.actor or self.label

    def actor_on(self, day: str | None) -> str | None:
        """The code of the state or organisation: a person's own on an ISO day (None: at any time), None where posts part."""
        if self.actor or self.entity is None:
            return self.actor
        who = directory()
        held = {who.code_of(t.of) for t in who.posts_of(self.entity, day)} or who.affiliations(self.entity)
        return who.home(held)


def find(words: str) -> tuple[Named, ...]:
    """The parties that are called so, in any case and with or without accents: several for a name of several states ("both
    Koreas") or a surname that several people bear, none where the directory knows nobody."""
    who, words = directory(), " ".join(words.split())
    key = plain(words).casefold()
    if key.upper() in {**who.states, **who.heads}:
        return (_coded(key.upper()),)
    if key in who.organisations or key in who.people:
        return (_slugged(key),)
    if not squeeze(words):
        return ()
    bare = key.removeprefix("the ")
    entries = who.names.get(key) or who.names.get(bare)
    entries = (*entries, *who.imported.get(bare))
    found = [named for entry in entries for named in _entered(entry)]
    if bare != key and bare.title() in POINTS:
        found = [_coded(POINTS[bare.title()])]
    return tuple(dict.fromkeys(found or map(_slugged, who.surnames.get(bare) or who.imported.surnamed(bare))))


def named(words: str) -> Named:
    """The one party that is called so. Raises DragomanError, with the nearest names, where there is none or several."""
    found = find(words)
    if not found:
        raise unknown(words)
    if len(found) > 1:
        more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
        raise DragomanError(f"{words!r} may be {', '.join(n.name for n in found[:MOST])}{more}", "", "say which")
    return found[0]


def all_named(words: str) -> tuple[Named, ...]:
    """The parties of a list with commas between; a name of several states is all of them. Raises DragomanError as `named`
    does."""
    made: list[Named] = []
    for one in filter(None, map(str.strip, words.split(","))):
        found = find(one)
        several = len(found) > 1 and all(n.entity is None for n in found)
        made += found if several else [named(one)]
    return tuple(dict.fromkeys(made))


def unknown(words: str, also: Iterable[str] = ()) -> DragomanError:
    """What to say of a party that nobody knows; `also` are further names that may have been meant."""
    near = ", ".join(nearest(words, also))
    return DragomanError(
        f"no party {words!r}",
        "",
        f"the nearest: {near}" if near else "give a code, a slug or a name: dragoman ref actor",
    )


def nearest(words: str, also: Iterable[str] = ()) -> list[str]:
    """The few names most like these words: "North Korea (PRK)"."""
    shown = {squeeze(name): name for name in also}
    for name, found in _spellings():
        shown[squeeze(name)] = f"{found.label} ({found.name})" if found.name != found.label else found.label
    like = difflib.get_close_matches(squeeze(words), shown, NEAREST * 2, ALIKE)
    return list(dict.fromkeys(shown[key] for key in like))[:NEAREST]


def _spellings() -> Iterator[tuple[str, Named]]:
    who = directory()
    for code in {**who.states, **who.heads}:
        yield code, _coded(code)
    for name, entry in who.entries():
        yield from ((name, one) for one in _entered(entry)[:1] if entry.kind != "group")


def _entered(entry: Entry) -> list[Named]:
    if entry.kind == "group":
        return [_coded(code) for code in entry.forum]
    return [_slugged(entry.slug)] if entry.slug else [_coded(str(entry.actor))]


def _coded(code: str) -> Named:
    who = directory()
    data = who.states.get(code) or who.organisations[who.heads[code]]
    return Named(code, None, str(data["name"]))


def _slugged(slug: str) -> Named:
    who = directory()
    if slug in who.people:
        return Named(None, slug, who.people[slug].name)
    data = who.organisations[slug]
    code = str(data["code"])
    return _coded(code) if who.heads.get(code) == slug else Named(code, slug, str(data["name"]))
