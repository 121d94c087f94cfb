from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.coding import Coded, code
from dragoman.parsing import BLOCK, load
from dragoman.readers import read
from dragoman.records import DateExpression, Mention, ReportRecord, json_schema, parse_record, to_json
from dragoman.report import Report
from tests import spans
from tests.conftest import SAMPLES

WORDS = [
    "Kim",
    "Jong",
    "Un",
    "said",
    "Russia's",
    "envoy",
    "will",
    "not",
    "visit",
    "Pyongyang",
    "on",
    "Tuesday",
    "if",
    "talks...",
    ",...",
    "**",
    "(quote)",
    '"',
    "“",
    "”",
    "'",
    "he",
    "they",
    "2011",
    "last",
    "week",
    "U.S.",
    "🙂",
    "é",
    "\n",
    "\n\n",
    ",",
    ".",
    "!",
    "and",
    "of",
    "to",
    "with",
    "met",
    "halted",
]


def _lines(reports: list[Report], processes: int = 1) -> list[str]:
    return [to_json(r) for coded in code(reports, processes, True) for r in coded.records]


@pytest.fixture(scope="module")
def samples() -> list[Report]:
    return [r for r in read([SAMPLES]) if isinstance(r, Report)]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)))
def test_every_span_gives_back_its_words_on_any_text(text: str) -> None:
    records = next(code([Report(text, "x", published="2018-04-11")], 1, True)).records
    spans.check(text, records)


def test_every_span_of_the_samples(samples: list[Report]) -> None:
    for coded in code(samples, 1, True):
        assert spans.check(coded.report.text, coded.records) > 15


def test_lines_obey_the_schema_and_read_back(samples: list[Report]) -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    for line in _lines(samples):
        validator.validate(json.loads(line))
        assert to_json(parse_record(line)) == line


def test_same_bytes_whatever_the_processes_and_the_order(samples: list[Report]) -> None:
    once = _lines(samples)
    assert once == _lines(samples)
    assert once == _lines(samples, processes=2)
    assert sorted(once) == sorted(_lines(samples[::-1]))


def test_ids_are_unique_within_a_kind(samples: list[Report]) -> None:
    for coded in code(samples, 1, True):
        ids = [(r.record, getattr(r, "kind", ""), r.id) for r in coded.records]
        assert len(ids) == len(set(ids))


def test_no_date_is_invented_without_an_anchor(coded: Callable[..., Any]) -> None:
    records = coded("Chad's president met the Libyan envoy on Tuesday. Last week he was in Cairo.")
    dates = [r for r in records if isinstance(r, DateExpression)]
    assert {d.text for d in dates} == {"Tuesday", "Last week"}
    assert all(d.earliest is d.latest is d.edtf is None and d.anchor == "none" for d in dates)
    assert all(m.when is None or m.when.earliest is None for m in records if isinstance(m, Mention))


def test_a_later_date_of_the_report_changes_no_id(coded: Callable[..., Any]) -> None:
    text = "Chad's president met the Libyan envoy on Tuesday."
    first, second = coded(text, "2018-04-11"), coded(text, "2019-04-11")
    assert [r.id for r in first] == [r.id for r in second]
    assert next(r for r in first if isinstance(r, ReportRecord)).published == "2018-04-11"


def test_a_long_report_is_parsed_in_blocks() -> None:
    sentence = "Chad met Libya on Monday.\n"
    text = sentence * (BLOCK // len(sentence) * 2 + 5)
    records = next(code([Report(text, "long")])).records
    assert spans.check(text, records)
    assert sum(isinstance(r, Mention) for r in records) == text.count("\n")


def test_every_edtf_is_readable_by_its_library(samples: list[Report]) -> None:
    from edtf import parse_edtf

    for coded in code(samples, 1, True):
        for record in coded.records:
            if isinstance(record, DateExpression) and record.edtf:
                assert parse_edtf(record.edtf)


def test_the_parser_gives_a_text_the_same_bits_whatever_stands_beside_it(samples: list[Report]) -> None:
    nlp = load()
    texts = [r.text for r in samples]
    alone = [doc.tensor for doc in nlp.pipe(texts, batch_size=1)]
    for size in (3, 64):
        batched = [doc.tensor for doc in nlp.pipe(texts, batch_size=size)]
        assert all((a == b).all() for a, b in zip(alone, batched, strict=True))


def test_a_name_found_twice_at_one_place_has_two_ids() -> None:
    report = Report("It went to Togo.. to Togo.. to Chad.. to Peru.", "twice")
    (coded,) = code([report], expressions=True, extractor="entries", fail_fast=True)
    assert isinstance(coded, Coded)
    ids = [r.id for r in coded.records]
    assert len(set(ids)) == len(ids)
