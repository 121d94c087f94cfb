"""A hundred and more files for `case import` with one thing wrong in each: that row is refused with its line, the rest is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dragoman.case import Case
from dragoman.cli import dragoman
from dragoman.records import Plan, Statement, content_id, to_json
from tests import made
from tests.test_importers import ICEWS, POLECAT, gdelt

DATES = (
    "soon",
    "0000-00-00",
    "9999-99-99",
    "9999-12-31",
    "2014-02-30",
    "٢٠١٤-٠٢-٠٦",
    "2014-2-6",
    "20140230",
    "2014-02-06x",
    "-",
)
NUMBERS = ("nan", "NaN", "inf", "-inf", "1e300", "1e999", "91", "x", "٣٩", "3_9", "0x1p3")


def _cells(header: str, row: str, changes: dict[str, str]) -> str:
    names = header.split("\t")
    return "\t".join(changes.get(name, cell) for name, cell in zip(names, row.split("\t"), strict=True))


def _table(text: str, changes: dict[str, str]) -> list[str]:
    """A header, a good row, the same changed, and another good one."""
    header, good = text.splitlines()[:2]
    rows = [_cells(header, good, {"Event ID": "g1"}), _cells(header, good, {"Event ID": "b", **changes})]
    return [header, *rows, _cells(header, good, {"Event ID": "g2"})]


def tables() -> Iterator[tuple[str, str, list[str], int]]:
    """(what is wrong, format, lines, which line of them)."""
    for value in DATES:
        yield f"a date {value}", "icews", _table(ICEWS, {"Event Date": value}), 3
        yield f"a date {value}", "polecat", _table(POLECAT, {"Event Date": value}), 3
        yield f"published {value}", "polecat", _table(POLECAT, {"Publication Date": value}), 3
        yield f"a date {value}", "gdelt", [gdelt("1"), gdelt("2", {1: value}), gdelt("3")], 2
    for value in NUMBERS:
        yield f"a latitude {value}", "icews", _table(ICEWS, {"Latitude": value}), 3
        yield f"a latitude {value}", "gdelt", [gdelt("1"), gdelt("2", {56: value}), gdelt("3")], 2
        if value != "91":
            yield f"a place {value}", "polecat", _table(POLECAT, {"GeoNames ID": value}), 3
    yield "a place by half", "polecat", _table(POLECAT, {"GeoNames ID": "1.5"}), 3
    yield "no date", "icews", _table(ICEWS, {"Event Date": ""}), 3
    yield "an id that stands above", "icews", _table(ICEWS, {"Event ID": "g1"}), 3
    yield "no id", "icews", _table(ICEWS, {"Event ID": ""}), 3
    yield "a type that does not exist", "polecat", _table(POLECAT, {"Event Type": "DANCE"}), 3
    yield "no type", "polecat", _table(POLECAT, {"Event Type": ""}), 3
    yield "a code that does not exist", "icews", _table(ICEWS, {"CAMEO Code": "99"}), 3
    yield "a cell too many", "icews", _table(ICEWS, {"City": "An\tkara"}), 3
    yield "a cell of a million", "icews", _table(ICEWS, {"City": "x" * 1_000_000}), 3
    yield "60 columns", "gdelt", [gdelt("1"), gdelt("2").rsplit("\t", 1)[0], gdelt("3")], 2


def _made(name: str) -> list[dict[str, Any]]:
    source = made.report(name, "2014-02-07", f"{name}: The ministers met for talks, they said.")
    mention = made.mention(source, 0, when=("2014-02-03", "2014-02-07"), words="The ministers met")
    statement = Statement(id=content_id(source.id, "s"), report=source.id, speaker=None, addressee=None, cue=None,
                          content={"text": "met", "span": (14, 17), "parts": [(14, 15), (16, 17)]}, form="indirect", act="assert",
                          sentence=mention.sentence, rule="r", confidence=0.5)  # fmt: skip
    step = {
        "id": "a",
        "text": "x",
        "span": (0, 1),
        "actor": "PRK",
        "act": "AID",
        "object": None,
        "requires": [],
        "force": "will",
    }
    plan = Plan(id=content_id(source.id, "p"), report=source.id, name="p", proposers=[], endorsers=[], steps=[step],
                sentence=mention.sentence, rule="r", confidence=None)  # fmt: skip
    return [json.loads(to_json(r)) for r in (made.head(source), mention, statement, plan)]


PLACE = {
    "text": "x",
    "span": [0, 1],
    "name": "x",
    "country": None,
    "lat": 1.0,
    "lon": 1.0,
    "geonames": 1,
    "precision": None,
}
STEP = {
    "id": "a",
    "text": "x",
    "span": [0, 1],
    "actor": None,
    "act": None,
    "object": None,
    "requires": [["z"]],
    "force": None,
}
CHANGES: list[tuple[str, int, Any]] = [
    *((f"published {value!r}", 0, {"published": value}) for value in (*DATES, "", "0", 5, "2014-02-07T00:00")),
    *((f"latitude {value}", 1, {"where": {**PLACE, "lat": value}}) for value in (float("nan"), float("inf"), 1e300, "1", True, 90.1)),
    *((f"longitude {value}", 1, {"where": {**PLACE, "lon": value}}) for value in (float("nan"), -1e300, -181)),
    *((f"geonames {value}", 1, {"where": {**PLACE, "geonames": value}}) for value in (-1, 10**30, 1.5, "1")),
    *((f"a span {value}", 1, {"trigger": {"text": "x", "span": value}}) for value in ([0, 10_000], [-1, 2], [5, 3], [1], [0, 10**40], ["0", "1"], None)),
    *((f"a {key} {value}", 1, {"when": {"text": "x", "span": [0, 1], "edtf": None, "earliest": "2014-02-03", "latest": "2014-02-07",
        "precision": "week", "anchor": "text"} | {key: value}}) for key, value in
        (("earliest", "2014-02-08"), ("latest", "9999-12-31"), ("earliest", "then"), ("precision", "eon"), ("anchor", "sea"), ("span", [0, 999]))),
    ("parts beyond the text", 2, {"content": {"text": "x", "span": [0, 1], "parts": [[0, 1], [1, 500]]}}),
    ("a status that does not exist", 1, {"status": "maybe"}),
    ("a type that does not exist", 1, {"type": "DANCE"}),
    ("a role that does not exist", 1, {"participants": [{**_made("x")[1]["participants"][0], "role": "friend"}]}),
    ("background as a word", 1, {"background": "no"}),
    ("too sure", 1, {"confidence": 1.5}),
    ("an act that does not exist", 2, {"act": "sing"}),
    ("a form that does not exist", 2, {"form": "garbage"}),
    ("a step that waits for none", 3, {"steps": [STEP]}),
    ("two steps of one name", 3, {"steps": [{**STEP, "requires": []}] * 2}),
    ("a field that does not exist", 1, {"colour": "red"}),
    ("another record", 1, {"record": "song"}),
    ("an id with a blank", 1, {"id": "a b"}),
    ("no id", 1, {"id": ""}),
    ("another report's", 1, {"report": "0" * 16}),
    ("half a character", 0, {"title": "\ud83d"}),
    ("a length below nothing", 0, {"length": -1}),
    ("a hash that is none", 0, {"sha256": "x"}),
    ("an id that stands above", 1, {"id": _made("good")[1]["id"]}),
    ("a report that stands above", 0, {"id": _made("good")[0]["id"]}),
]  # fmt: skip


def _lines(*records: Any) -> list[str]:
    return [json.dumps(r) for r in records]


def records() -> Iterator[tuple[str, str, list[str], int]]:
    for what, at, change in CHANGES:
        bad = _made("bad")
        bad[at] = {**bad[at], **change}
        kept = bad if at else bad[:1]  # records of a report that is refused would be refused too
        yield what, "jsonl", [*_lines(*_made("good")), *_lines(*kept), *_lines(*_made("last"))], 5 + at
    good, last = _lines(*_made("good")), _lines(*_made("last"))
    for what, line in {
        "brackets": "[" * 100_000,
        "5,000 digits": good[0][:-1] + f', "n": {"9" * 5000}}}',
        "a key twice": good[0][:-1] + ', "id": "x"}',
        "half a line": good[1][:40],
        "a word": "x",
        "nothing": "null",
        "not UTF-8": "\udcff",
    }.items():
        yield what, "jsonl", [*good, line, *last], 5
    mention, statement = _made("good")[1]["id"], _made("good")[2]["id"]
    for what, change in {
        "a review of a field that does not exist": {"field": "colour", "value": "red"},
        "a review without a value": {"field": "type", "value": None},
        "a review of a statement's form": {"target": statement, "field": "form", "value": "garbage"},
        "a review of a statement's act": {"target": statement, "field": "act", "value": "sing"},
        "a split of a statement": {"target": statement, "verdict": "split", "field": None, "value": None},
        "a merge with nothing": {"verdict": "merge", "field": None, "value": None},
        "a review number of 40 digits": {"number": "1" * 40},
        "a review of a number of 40 digits": {"number": int("1" * 40), "value": "DANCE"},
        "a party that nobody knows": {"field": "source", "value": "XYZ"},
        "a review with a type that does not exist": {"field": "type", "value": "DANCE"},
        "a review with a date that is none": {"field": "when", "value": "9999-99-99"},
        "a verdict that does not exist": {"verdict": "sing"},
        "a review by a number": {"by": 5},
    }.items():
        row = {
            "record": "review",
            "number": 1,
            "target": mention,
            "verdict": "set",
            "field": "type",
            "value": "AID",
            "by": None,
            "note": None,
        }
        yield what, "jsonl", [*good, json.dumps(row | change), *last], 5


FILES = [*tables(), *records()]


def test_there_are_a_hundred() -> None:
    assert len(FILES) >= 100


@pytest.mark.parametrize(("what", "form", "lines", "bad"), FILES, ids=[f"{form}: {what}" for what, form, _, _ in FILES])
def test_a_bad_row_is_refused_with_its_line_and_the_rest_is_read(
    what: str, form: str, lines: list[str], bad: int, tmp_path: Path
) -> None:
    path = tmp_path / "f"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape") + b"\n")
    told = CliRunner().invoke(dragoman, ["case", "import", str(tmp_path / "c"), str(path), "--from", form])
    assert isinstance(told.exception, SystemExit), told.exception
    refused = [line for line in told.stderr.splitlines() if line.startswith("dragoman: ")]
    assert len(refused) == 1 and refused[0].startswith(f"dragoman: {path}:{bad}: ") and refused[0].isprintable()
    with Case(tmp_path / "c") as case:
        assert {r.source_id.split(":")[1] if form != "jsonl" else r.source_id for r in case.reports()} >= GOOD[form]
        assert case.events() is not None
        sent = tmp_path / "out"
        assert (
            CliRunner()
            .invoke(dragoman, ["export", str(tmp_path / "c"), "--to", "jsonl", "--output", str(sent)])
            .exit_code
            == 0
        )


GOOD = {"icews": {"g1", "g2"}, "polecat": {"g1", "g2"}, "gdelt": {"1", "3"}, "jsonl": {"good", "last"}}
