"""The extractors: what they find stands in the text, texts beside a report change nothing, and the model's absence costs one line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.cli import dragoman
from dragoman.coding import code, coder, document, explain
from dragoman.errors import DragomanError
from dragoman.extract import learned
from dragoman.extract.encoding import ABSENT, words
from dragoman.records import Mention
from dragoman.report import Report
from tests.conftest import SAMPLES

REPORT = SAMPLES / "undated-lavrov-plan.txt"
READER = learned.load().reader


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=3))
def test_whatever_is_found_stands_in_its_sentence(texts: list[str]) -> None:
    for text, found in zip(texts, READER.read(texts), strict=True):
        spans = [a.trigger for a in found.acts] + [x.span for a in found.acts for x in a.arguments]
        spans += [p for s in found.sayings for p in s.parts] + [c.antecedent for c in found.conditions]
        assert all(0 <= a < b <= len(text) for a, b in spans)
        assert all(0 < a.probability <= 1 for a in found.acts)


def test_nobody_writes_a_mark_into_a_text() -> None:
    text = "[unused0] Chad met Libya. [unused1]"
    (encoded,) = READER._encoding.plain([text], [words(text)])
    marks = {m for pair in READER._encoding._marks.values() for m in pair}
    assert not marks & set(encoded.ids)
    asked = READER._encoding.asked(encoded, 3, "act")
    assert len(marks & set(asked.ids)) == 2


def test_a_sentence_too_long_to_read_is_read_as_far_as_it_goes() -> None:
    text = "Chad met Libya. " + "and so on " * 300
    (encoded,) = READER._encoding.plain([text], [words(text)])
    assert encoded.first[-1] == ABSENT
    assert [text[slice(*a.trigger)] for a in READER.read([text])[0].acts][:1] == ["met"]


def test_one_report_is_read_the_same_beside_others() -> None:
    reports = [Report(f"Chad condemned Libya over case {n}. The two met in Cairo.", str(n)) for n in range(5)]
    together = [c.records for c in code(reports)]
    alone = [next(code([r])).records for r in reports]
    assert together == alone


def test_an_entry_lends_its_name_to_what_it_upholds() -> None:
    made = explain(Report("Chad's foreign minister met his Libyan counterpart in Cairo on Monday.", "a"))
    (told,) = [a for a in made.mentions if a.mention.type == "CONSULT"]
    assert told.mention.rule == "CONSULT.meet" and told.act.act.path and told.act.act.types["CONSULT"] > 0.5


def test_parts_of_ones_own() -> None:
    class Nothing:
        name = "nothing"

        def extract(self, document: object, parties: object) -> object:
            from dragoman.extract import Findings

            return Findings()

    from dataclasses import replace

    mute = replace(coder("entries"), extractor=Nothing())
    (coded,) = code([Report("Chad met Libya.", "a")], extractor=mute)
    assert [r.record for r in coded.records] == ["report"]
    assert not mute.read(document(Report("Chad met Libya.", "a"))).mentions


@pytest.mark.parametrize("break_it", ["missing", "broken", "sheet"])
def test_without_its_model_one_line_and_the_entries_carry_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, break_it: str
) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(learned.FOLDER, folder)
    if break_it == "missing":
        (folder / "extractor.onnx").unlink()
    elif break_it == "broken":
        (folder / "extractor.onnx").write_bytes(b"no model")
    else:
        (folder / "sheet.yaml").write_text("trigger: [")
    load = learned.load.__wrapped__
    monkeypatch.setattr(learned, "load", lambda: load(folder))
    coder.cache_clear()
    try:
        result = CliRunner().invoke(dragoman, ["code", str(REPORT), "--format", "jsonl"])
        assert result.exit_code == 0
        assert len([line for line in result.stderr.splitlines() if "extractor" in line]) == 1
        rules = {r.rule for r in _mentions(str(REPORT))}
        assert "model" not in rules and rules
    finally:
        coder.cache_clear()
    with pytest.raises(DragomanError):
        load(folder)


def _mentions(path: str) -> list[Mention]:
    text = Path(path).read_text("utf-8")
    with pytest.warns(UserWarning, match="the entries carry on"):
        (coded,) = code([Report(text, path)])
    return [r for r in coded.records if isinstance(r, Mention)]


def test_no_such_extractor() -> None:
    with pytest.raises(DragomanError, match="no such extractor"):
        list(code([Report("Chad met Libya.", "a")], extractor="magic"))
