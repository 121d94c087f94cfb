"""Two hundred sentences with a date: is the person, body or group that acts in them given its code?

  python benchmarks/named.py

`named.tsv` (date, sentence, phrase, key) was written from memory by somebody who had seen neither program nor directory. A key is a state's code, a
body's name, or a group's name with the state where it acts; it is met where a party at the phrase has that code.
"""

from __future__ import annotations

from pathlib import Path

from dragoman.coding import code
from dragoman.directory import directory
from dragoman.directory.naming import find
from dragoman.errors import DragomanError
from dragoman.records import ActorExpression
from dragoman.report import Report

SENTENCES = Path(__file__).parent / "named.tsv"


def codes(key: str) -> set[str]:
    """The codes and slugs by which a key is met."""
    name = key.partition("/")[0]
    if name in directory().states:
        return {name}
    return {word for party in find(name) for word in (party.actor, party.entity) if word}


def found(sentence: str, phrase: str, day: str) -> set[str]:
    """The codes and slugs of the parties at the phrase."""
    first = sentence.index(phrase)
    told: set[str] = set()
    for coded in code([Report(sentence, day, published=day)], expressions=True, extractor="entries"):
        if isinstance(coded, DragomanError):
            raise coded
        at = (r for r in coded.records if isinstance(r, ActorExpression))
        inside = (r for r in at if r.span[0] < first + len(phrase) and first < r.span[1])
        told |= {word for r in inside for word in (r.actor, r.entity) if word}
    return told


def main() -> None:
    rows = [line.split("\t") for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    right = 0
    for day, sentence, phrase, key in rows:
        told = found(sentence, phrase, day)
        if told & codes(key):
            right += 1
        else:
            print(f"{day} {key}: {phrase!r} is {', '.join(sorted(told)) or 'nobody known'}")
    print(f"{right} of {len(rows)} right = {right / len(rows):.3f}")


if __name__ == "__main__":
    main()
