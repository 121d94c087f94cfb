from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.errors import DragomanError
from dragoman.readers import LONGEST, read
from dragoman.report import Report

FRENCH = "Le ministre des affaires étrangères a rencontré son homologue à Paris. " * 6


def _one(path: Path, **given: str) -> Report | DragomanError:
    return next(iter(read([path], **given)))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"  \n", "empty"),
        ("latin.txt", "Fin\nde l'été".encode("latin-1"), "not UTF-8"),
        ("broken.jsonl", b'{"id": "1", "text": \n', "broken JSON"),
        ("french.txt", FRENCH.encode(), "not English"),
        ("long.txt", b"a " * (LONGEST // 2 + 1), "longer"),
        ("line.jsonl", b'{"id": "1", "text": "' + b"a" * 10_000_000 + b'"}', "too long"),
        ("huge.txt", b"a" * 10_000_000, "too large"),
        ("list.jsonl", b"[1]", '"text"'),
        ("noid.jsonl", b'{"text": "x"}', '"id"'),
        ("title.jsonl", b'{"id": 1, "text": "x", "title": 3}', '"title"'),
        ("date.jsonl", b'{"id": "1", "text": "Chad met Libya.", "published": "2018-13-45"}', "no date"),
        ("deep.jsonl", b'{"id": "1", "text": ' + b"[" * 100_000, "broken JSON"),
        ("picture.png", b"", "unknown kind"),
    ],
)
def test_bad_input_is_one_clear_line(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    outcome = _one(tmp_path / name)
    assert isinstance(outcome, DragomanError)
    assert says in outcome.line()
    assert str(tmp_path / name) in outcome.line()
    assert "\n" not in outcome.line()


def test_a_bad_line_costs_no_other(tmp_path: Path) -> None:
    file = tmp_path / "reports.jsonl"
    file.write_bytes(b'{"id":"1","text":"Chad met Libya."}\nbroken\n\xff\n{"id":"2","text":"Libya met Chad."}\n')
    outcomes = list(read([tmp_path / "missing.txt", file]))
    assert [o.source_id for o in outcomes if isinstance(o, Report)] == ["1", "2"]
    assert [o.where.rsplit("/", 1)[1] for o in outcomes if isinstance(o, DragomanError)] == [
        "missing.txt",
        "reports.jsonl:2",
        "reports.jsonl:3",
    ]


def test_dates_come_from_the_input_and_never_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Chad met Libya.")
    file = tmp_path / "b.jsonl"
    file.write_text('{"id":"1","text":"Chad met Libya.","published":"2003-01-13T08:00:00Z"}\n')
    plain, dated = (o for o in read([tmp_path]) if isinstance(o, Report))
    assert (plain.published, dated.published) == (None, "2003-01-13")
    assert _one(tmp_path / "a.txt", published="2011-05-04").published == "2011-05-04"


def test_a_bad_date_for_all_is_refused() -> None:
    with pytest.raises(DragomanError, match="YYYY-MM-DD"):
        list(read([], published="2018-13-45"))


def test_short_texts_are_read_without_a_language(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Bonjour à tous.")
    report = _one(tmp_path / "a.txt")
    assert isinstance(report, Report)
    assert report.language is None


def test_a_folder_without_reports_says_so(tmp_path: Path) -> None:
    assert "no reports" in str(_one(tmp_path))
