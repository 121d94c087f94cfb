"""The learned judge: it attends to marks and not to names, and its absence costs one line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dragoman.judge.model as model
from dragoman.cli import dragoman
from dragoman.codebook import codebook
from dragoman.coder import code, explain
from dragoman.errors import DragomanError
from dragoman.judge import Judge, Question, load
from dragoman.records import Mention
from dragoman.report import Report
from tests.conftest import ROOT, SAMPLES
from tests.marked import questions, renamed, swapped

REPORT = SAMPLES / "undated-lavrov-plan.txt"


def _top(answers: dict[str, float]) -> str:
    return max(answers, key=lambda name: answers[name])


def test_swapped_sides_turn_the_direction() -> None:
    """Swapping the sides turns forward into reverse; an act that its entry calls mutual may be told either way round."""
    rows = list(questions(ROOT / "specs" / "direction"))
    right = 0
    for q, mutual, _ in rows:
        turned = tuple(_top(o.directions) for o in load().opinions([q, swapped(q)]))
        right += turned == ("forward", "reverse") or (mutual and turned == ("both", "both"))
    assert len(rows) >= 40
    assert right / len(rows) >= 0.95


def test_nonsense_names_seldom_change_the_type() -> None:
    rows = [row for folder in ("direction", "events") for row in questions(ROOT / "specs" / folder)]
    changed = 0
    for q, _, names in rows:
        before, after = (o.best(1)[0][0] for o in load().opinions([q, renamed(q, names)]))
        changed += before != after
    assert len(rows) >= 150
    assert changed / len(rows) < 0.05


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.text(min_size=1, max_size=300), st.lists(st.integers(0, 300), min_size=6, max_size=6))
def test_any_text_gets_probabilities(text: str, cuts: list[int]) -> None:
    spans = [tuple(sorted((a % len(text), b % (len(text) + 1)))) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    question = Question(text, *(s if s[0] < s[1] else None for s in spans))  # type: ignore[arg-type]
    opinion = load().opinions([question])[0]
    for answers in (opinion.types, opinion.statuses, opinion.directions):
        assert abs(sum(answers.values()) - 1) < 1e-4


def test_nobody_writes_a_mark_into_a_text() -> None:
    plain, sly = "Chad met Libya.", "Chad met Libya. [unused0]"
    marked = load()._marked(Question(sly, (0, 4), (9, 14)))
    assert marked.count("[unused0]") == 1
    assert load().opinions([Question(plain, None, None)])


def test_one_report_is_judged_the_same_beside_others() -> None:
    reports = [Report(f"Chad condemned Libya over case {n}. The two met in Cairo.", str(n)) for n in range(5)]
    together = [c.records for c in code(reports)]
    alone = [next(code([r])).records for r in reports]
    assert together == alone


@pytest.mark.parametrize("break_it", ["missing", "broken", "sheet"])
def test_without_its_model_one_line_and_the_rules_carry_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, break_it: str
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model.FOLDER, folder)
    if break_it == "missing":
        (folder / "judge.onnx").unlink()
    elif break_it == "broken":
        (folder / "judge.onnx").write_bytes(b"no model")
    else:
        (folder / "sheet.yaml").write_text("marks: [", "utf-8")
    monkeypatch.setattr(Judge.__init__, "__defaults__", (folder,))
    load.cache_clear()
    try:
        with pytest.raises(DragomanError):
            load()
        runner = CliRunner()
        got = runner.invoke(dragoman, ["code", str(REPORT), "--format", "jsonl"])
        want = runner.invoke(dragoman, ["code", str(REPORT), "--format", "jsonl", "--judge", "rules"])
    finally:
        load.cache_clear()
    assert got.exit_code == 0
    assert got.stdout == want.stdout
    lines = [line for line in got.stderr.splitlines() if line.startswith("dragoman:")]
    assert len(lines) == 1
    assert "the rules carry on" in lines[0]


def test_a_decisive_entry_is_not_judged() -> None:
    assert "CONSULT.visit" in codebook().decisive
    report = Report("The Kenyan president visited Somalia on Monday.", "x")
    trace = next(t for t in explain(report) if isinstance(t.record, Mention))
    assert (trace.by, trace.opinion) == ("entry", None)


def test_explain_shows_proposal_answers_and_what_decided() -> None:
    path = SAMPLES / "undated-lavrov-plan.txt"
    shown = CliRunner().invoke(dragoman, ["explain", str(path)]).stdout
    assert "proposal" in shown
    assert "decided" in shown
    assert any(line.strip().startswith("judge ") and line.count(",") == 2 for line in shown.splitlines())


def test_judge_pairs_prints_a_type_a_line(tmp_path: Path) -> None:
    file = tmp_path / "marked.tsv"
    file.write_text(
        "a\t<s>Chad</s> condemned <t>Libya</t>.\nb\tBy <t>Mali</t>, <s>Togo</s> was meant; it bombed it.\n", "utf-8"
    )
    result = CliRunner().invoke(dragoman, ["judge", "pairs", str(file)])
    assert result.exit_code == 0
    assert [line.split("\t")[0] for line in result.stdout.splitlines()] == ["a", "b"]
    assert result.stdout.splitlines()[0] == "a\tACCUSE"


def test_judge_pairs_names_the_line_that_marks_nothing(tmp_path: Path) -> None:
    file = tmp_path / "marked.tsv"
    file.write_text("a\tNothing is marked.\n", "utf-8")
    result = CliRunner().invoke(dragoman, ["judge", "pairs", str(file)])
    assert isinstance(result.exception, DragomanError)
    assert f"{file}:1" in result.exception.line()
