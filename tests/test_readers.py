from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st

from dragoman.cli import dragoman
from dragoman.coding import code
from dragoman.errors import DragomanError
from dragoman.readers import LONGEST, read
from dragoman.records import to_json
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
        ("line.jsonl", b'{"id": "1", "text": "' + b"a" * 10_000_000 + b'"}', "longer than 8,000,000 bytes"),
        ("huge.txt", b"a" * 10_000_000, "longer than 8,000,000 bytes"),
        ("list.jsonl", b"[1]", '"text"'),
        ("noid.jsonl", b'{"text": "x"}', '"id"'),
        ("title.jsonl", b'{"id": 1, "text": "x", "title": 3}', '"title"'),
        ("date.jsonl", b'{"id": "1", "text": "Chad met Libya.", "published": "2018-13-45"}', "no date"),
        ("deep.jsonl", b'{"id": "1", "text": ' + b"[" * 100_000, "broken JSON"),
        ("digits.jsonl", b'{"id": "1", "text": "Chad met Libya.", "n": ' + b"9" * 5000 + b"}", "broken JSON"),
        ("id.jsonl", b'{"id": ' + b"9" * 5000 + b', "text": "Chad met Libya."}', "broken JSON"),
        ("nan.jsonl", b'{"id": "1", "text": "Chad met Libya.", "n": NaN}', "NaN is no number"),
        ("twice.jsonl", b'{"id": "1", "text": "Chad met Libya.", "id": "2"}', "'id' twice"),
        ("last.jsonl", b'{"id": "1", "text": "Chad met Libya.", "published": "9999-12-31x"}', "no date"),
        (
            "wide.jsonl",
            '{"id": "1", "text": "Chad met Libya."}'.encode("utf-16"),
            ":1: not UTF-8; convert it, for example with iconv -f utf-16",
        ),
        ("wide.txt", "Chad met Libya.".encode("utf-16"), "iconv -f utf-16"),
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


FIELDS = ("id", "title", "url", "byline", "publisher", "text")


@pytest.mark.parametrize("field", FIELDS)
def test_half_a_character_costs_no_report(tmp_path: Path, field: str) -> None:
    row = {"id": "1", "text": "Chad met Libya on Friday."}
    row[field] = f"a\ud83d {row.get(field, '')}"
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n" + json.dumps({**row, "id": "2"}) + "\n", "utf-8")
    reports = [r for r in read([tmp_path / "a.jsonl"]) if isinstance(r, Report)]
    assert len(reports) == 2
    for coded in code(reports, extractor="entries"):
        assert all(to_json(r).encode("utf-8") for r in coded.records)


def test_half_a_character_keeps_offsets_and_tells_names_apart() -> None:
    report = Report("a\ud83db", "x\ud83d", title="\ud83d\ude00")
    assert (report.text, report.source_id) == ("a?b", "x\\ud83d")


def test_names_of_files_that_are_not_utf8(tmp_path: Path) -> None:
    for byte in (b"\xe9", b"\xe8"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf" + byte + b".txt")).write_text("Chad met Libya on Friday.")
    reports = [r for r in read([tmp_path]) if isinstance(r, Report)]
    assert sorted(r.source_id for r in reports) == [r"caf\udce8.txt", r"caf\udce9.txt"]
    assert len({r.id for r in reports}) == 2
    told = CliRunner().invoke(dragoman, ["code", str(tmp_path), "--extractor", "entries", "--format", "jsonl"])
    assert told.exit_code == 0 and "2 reports coded" in told.stderr


@pytest.mark.parametrize(
    "name", ["", "a" * 300, "a" * 300 + ".txt", "a\0b.txt", "x" * 5000, "pipe.txt", "loop.txt", "a\x1b[31mb.txt"]
)
def test_a_name_that_names_nothing_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.txt").write_text("Chad met Libya on Friday.")
    os.mkfifo("pipe.txt")
    os.symlink("loop.txt", "loop.txt")
    for command in ("code", "explain"):
        told = CliRunner().invoke(dragoman, [command, name, "--extractor", "entries"])
        assert told.exit_code == 1 and isinstance(told.exception, SystemExit), told.exception
        lines = told.stderr.splitlines()
        assert (
            lines[0].startswith("dragoman: ")
            and lines[0].isprintable()
            and "0 reports" in "".join(lines[1:] or ["0 reports"])
        )


def _read(name: str, content: bytes) -> list[Report | DragomanError]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        outcomes = list(read([path]))
    for o in outcomes:
        if isinstance(o, DragomanError):
            assert o.line().startswith(str(path)) and o.line().isprintable() and len(o.line()) < 1000
        else:
            assert all(v.encode("utf-8") for v in (o.text, o.source_id, o.title, o.url, o.byline, o.publisher) if v)
    return outcomes


@given(st.binary() | st.text().map(str.encode), st.sampled_from(["a.txt", "a.md"]))
def test_any_bytes_are_a_report_or_one_line(content: bytes, name: str) -> None:
    assert len(_read(name, content)) == 1


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=4),
    max_leaves=8,
)
ROW = st.fixed_dictionaries(
    {}, optional={key: st.text(st.characters()) | JSON for key in (*FIELDS, "published", "other")}
).map(json.dumps)


@given(st.lists(st.binary(max_size=40) | JSON.map(json.dumps).map(str.encode) | ROW.map(str.encode), max_size=4))
def test_any_lines_are_reports_or_a_line_each(lines: list[bytes]) -> None:
    whole = [line.replace(b"\n", b" ") for line in lines]
    assume(not whole or not whole[0].startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")))
    outcomes = _read("a.jsonl", b"\n".join(whole))
    assert len(outcomes) == sum(bool(line.strip()) for line in whole)
