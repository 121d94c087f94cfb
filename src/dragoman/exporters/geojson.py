"""GeoJSON (RFC 7946): events as points, journeys as lines where their legs have an order and as points where not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dragoman.case import Case
from dragoman.exporters.left import Left
from dragoman.exporters.words import headline
from dragoman.records import Event, Site


def write(case: Case, path: Path) -> Left:
    """What has no coordinates is left out, as the format asks for."""
    events = case.events()
    features = [f for e in events if (f := _point(e))]
    left = Left({"events without coordinates": len(events) - len(features)})
    sites = {e.id: e.where for e in events}
    for visit in case.visits():
        ends = [p for leg in visit.legs if (p := _position(sites.get(leg.events[0])))]
        if len(ends) < 2:
            left["journeys with less than two known places"] += 1
        else:
            shape = "LineString" if visit.ordered else "MultiPoint"
            features.append(
                _feature(
                    visit.id,
                    {"type": shape, "coordinates": ends},
                    {
                        "record": "visit",
                        "traveller": visit.traveller.entity or visit.traveller.text,
                        "stages": [leg.stage for leg in visit.legs],
                    },
                )
            )
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return left


def _point(e: Event) -> dict[str, Any] | None:
    position = _position(e.where)
    if position is None or e.where is None:
        return None
    properties = {
        "record": "event",
        "title": headline(e),
        "type": e.type,
        "mode": e.mode,
        "status": e.status,
        "edtf": e.edtf,
        "earliest": e.earliest,
        "latest": e.latest,
        "place": e.where.name,
        "country": e.where.country,
        "precision": e.where.precision,
        "reports": e.reports,
    }
    return _feature(e.id, {"type": "Point", "coordinates": position}, properties)


def _position(site: Site | None) -> list[float] | None:
    return None if site is None or site.lat is None or site.lon is None else [site.lon, site.lat]


def _feature(name: str, geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}
