"""The training sentences: all can be read, none rewrites another, and none is anybody else's."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from training.reports import load as reports
from training.sentences import FOLDER, STATUSES, TYPES, Example, Fault, alike, example, load, read, unmarked

from dragoman.corpus.echoes import echoes

CORPUS = Path(__file__).parent.parent / "corpus" / "reports"


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return load()


def test_every_line_can_be_read() -> None:
    assert [str(item) for item in read(FOLDER) if isinstance(item, Fault)] == []


def test_no_sentence_rewrites_another(examples: list[Example]) -> None:
    assert [(a.where, b.where) for a, b, _ in alike(examples)] == []


def test_there_are_enough_of_each(examples: list[Example]) -> None:
    types, statuses = Counter(e.type for e in examples), Counter(e.status for e in examples)
    assert len(examples) >= 5000
    assert min(types[name] for name in TYPES) >= 200
    assert min(statuses[name] for name in STATUSES) >= 30


def test_marks_stand_where_the_text_says() -> None:
    e = example("@planned @both [Chad] will *meet* {Libya} after ~Togo~. // a reason", "CONSULT", "meet", "x:1")
    assert e.text == "Chad will meet Libya after Togo."
    spans = {name: e.text[slice(*span)] for name in ("source", "trigger", "target") if (span := getattr(e, name))}
    assert spans == {"source": "Chad", "trigger": "meet", "target": "Libya"}
    assert (e.status, e.both, e.reason) == ("planned", True, "a reason")
    assert e.text[slice(*e.bystanders[0])] == "Togo"


@pytest.mark.parametrize(
    "line",
    [
        "[Chad met {Libya}",
        "[Chad] met {Libya}",
        "@no [Chad] *met* {Libya}",
        "[] *met* {Libya}",
        "*met*",
        "[a] [b] *met* {c}",
    ],
)
def test_a_line_that_makes_no_sense_is_a_fault(line: str) -> None:
    with pytest.raises(Fault):
        example(line, "CONSULT", "", "x:1")


def test_a_rewritten_sentence_is_found() -> None:
    lines = [
        "[Chad] *met* {Libya} on Monday in the old town hall of Bern.",
        "[Togo] *met* {Libya} on Monday in the old town hall of Bern.",
    ]
    assert len(list(alike([example(line, "CONSULT", "", "x:1") for line in lines]))) == 1


def test_no_sentence_is_a_benchmarks(examples: list[Example], shared: Path) -> None:
    own = {" ".join(e.text.lower().split()) for e in examples}
    with (shared / "bench" / "events" / "plover_pairs_train.tsv").open(encoding="utf-8", newline="") as lines:
        theirs = [row["sentence"] for row in csv.DictReader(lines, delimiter="\t")]
    assert not own & {" ".join(s.lower().split()) for s in theirs}
    gold = [
        example(f"[x] *y* {{z}} {s.translate({ord(c): ' ' for c in '[]{}*~'})}", "NONE", "", "gold") for s in theirs
    ]
    found = {(a.where, b.where) for a, b, _ in alike([*gold, *examples]) if a.where == "gold" and b.where != "gold"}
    assert not found


def test_copy_without_marks_rewrites_nothing(examples: list[Example], shared: Path) -> None:
    with (shared / "bench" / "events" / "plover_pairs_train.tsv").open(encoding="utf-8", newline="") as lines:
        theirs = [row["sentence"] for row in csv.DictReader(lines, delimiter="\t")]
    for path in sorted((shared / "bench" / "wire").glob("*.txt")):
        theirs += [row[2:] for row in path.read_text("utf-8").splitlines() if row.startswith("> ")]
    theirs += [s.text for r in reports(CORPUS) for s in r.sentences] + [e.text for e in examples]
    own = unmarked()
    assert len(own) > 3000 and len(own) == len(set(own))
    found = [(a, b) for a, b, _ in echoes([*theirs, *own]) if a < len(theirs) <= b]
    assert [own[b - len(theirs)] for _, b in found] == []
