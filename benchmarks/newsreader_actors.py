"""Who is meant: the actor resolver on MEANTIME's entity mentions whose DBpedia name the directory has.

  python benchmarks/newsreader_actors.py FOLDER…

A mention is right where the candidate at its head resolves to that person's entity, or to that state's or organisation's
actor. The baseline looks the mention's own words up, and where they are no name, takes the first entity the story names.
Names and pronouns are counted apart.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dragoman.coding import document
from dragoman.directory import Entry, directory
from dragoman.finders.actors import PRONOUNS, ActorFinder
from dragoman.finders.arguments import Parties
from dragoman.link.linked import Linked, link
from dragoman.report import Report

CLOSE, OPEN = set(".,;:!?)%]}'") | {"''", "'s", "n't", "’s"}, set("([{$") | {"``"}


def story(path: Path) -> tuple[str, str | None, list[tuple[int, int, str, str]]]:
    """(text, creation date, [(start, end, kind, DBpedia name)]) of a story, rebuilt from its tokens."""
    root = ET.parse(path).getroot()
    text, spans, sentence, glue = "", {}, None, True
    for token in root.iter("token"):
        word = token.text or ""
        if sentence not in (None, token.get("sentence")):
            text, glue = text + "\n", True
        sentence = token.get("sentence")
        text += "" if glue or word in CLOSE else " "
        spans[token.get("t_id")] = (len(text), len(text) + len(word))
        text, glue = text + word, word in OPEN
    names = {e.get("m_id"): (e.get("external_ref") or "").rsplit("/", 1)[-1] for e in root.iter("ENTITY")}
    refers = {
        s.get("m_id"): t.get("m_id") for r in root.iter("REFERS_TO") for s in r.iter("source") for t in r.iter("target")
    }
    created = next(
        (t.get("value") for t in root.iter("TIMEX3") if t.get("functionInDocument") == "CREATION_TIME"), None
    )
    found = []
    for m in root.iter("ENTITY_MENTION"):
        anchors = [spans[a.get("t_id")] for a in m.iter("token_anchor")]
        name = names.get(refers.get(m.get("m_id")), "")
        if anchors and name:
            found.append((min(a for a, _ in anchors), max(b for _, b in anchors), m.get("syntactic_type") or "", name))
    return text, created, found


def known(name: str) -> Entry | None:
    entries = [
        e for e in directory().names.get(name.replace("_", " ")) if e.kind in ("person", "state", "organisation")
    ]
    return entries[0] if entries else None


def answers(linked: Linked, start: int, end: int) -> Iterator[tuple[str | None, str | None]]:
    for candidate in linked.candidates:
        span = linked.document.original(candidate.token.start, candidate.token.end)
        if start <= span[0] and span[1] <= end:
            for value in linked.values[candidate.token.i]:
                yield value.actor, value.entity


def fits(entry: Entry, actor: str | None, entity: str | None) -> bool:
    return entity == entry.slug if entry.kind == "person" else actor == entry.actor


def main() -> None:
    tally: Counter[tuple[str, str]] = Counter()
    for folder in sys.argv[1:]:
        for path in sorted(Path(folder).glob("*.xml")):
            text, created, mentions = story(path)
            day = created if created and created[:2] in ("19", "20") and len(created) >= 10 else None
            read = document(Report(text, path.stem, published=day[:10] if day else None))
            linked = link(read, Parties(ActorFinder(read.tree, directory())), directory())
            first = next((e for _, _, _, n in sorted(mentions) if (e := known(n))), None)
            for start, end, _kind, name in mentions:
                entry = known(name)
                if entry is None:
                    continue
                group = "pronouns" if text[start:end].lower() in PRONOUNS else "names and nominals"
                own = known(text[start:end]) or first
                tally[group, "asked"] += 1
                tally[group, "baseline"] += own is not None and (own.slug or own.actor) == (entry.slug or entry.actor)
                tally[group, "right"] += any(fits(entry, *a) for a in answers(linked, start, end))
    for group in ("names and nominals", "pronouns"):
        asked = tally[group, "asked"]
        print(f"{group:<20} {tally[group, 'right']}/{asked} right, baseline {tally[group, 'baseline']}/{asked}")


if __name__ == "__main__":
    main()
