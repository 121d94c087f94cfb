from __future__ import annotations

import json
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman import cli
from dragoman.cli import COMMANDS, dragoman
from dragoman.errors import DragomanError
from tests.conftest import ROOT, SAMPLES


def _run(*args: str | Path) -> Result:
    return CliRunner().invoke(dragoman, [str(a) for a in args])


def test_every_command_has_help_with_an_example_and_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    for name in COMMANDS:
        result = _run(name, "--help")
        assert result.exit_code == 0
        assert "Example" in result.stdout
        assert f"dragoman {name}" in readme


def test_code_prints_records_and_counts(tmp_path: Path) -> None:
    result = _run("code", SAMPLES / "undated-lavrov-plan.txt", "--format", "jsonl")
    assert result.exit_code == 0
    kinds = [json.loads(line)["record"] for line in result.stdout.splitlines()]
    assert kinds[0] == "report"
    assert "mention" in kinds
    assert "1 report coded" in result.stderr


def test_bad_input_changes_the_exit_status_and_costs_no_report(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    result = _run(
        "code", tmp_path / "empty.txt", SAMPLES / "undated-lavrov-plan.txt", tmp_path / "gone.txt", "--format", "jsonl"
    )
    assert result.exit_code == 1
    assert "1 report coded" in result.stderr and "2 refused" in result.stderr
    assert result.stderr.count("dragoman: ") == 2
    assert '"record":"report"' in result.stdout


def test_a_bad_date_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["dragoman", "code", str(SAMPLES), "--published", "2018-13-45"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 1
    assert capsys.readouterr().err.strip() == "dragoman: --published: '2018-13-45' is no date; write YYYY-MM-DD"


def test_case_timeline_briefing_and_export(tmp_path: Path) -> None:
    case, page, lines = tmp_path / "c", tmp_path / "b.html", tmp_path / "c.jsonl"
    assert _run("code", SAMPLES, "--case", case).exit_code == 0
    assert "Panmunjom" in _run("timeline", case).stdout
    assert _run("timeline", case, "--format", "jsonl").stdout.count("\n") > 50
    assert _run("briefing", case, page).exit_code == 0
    assert "<mark>" in page.read_text()
    assert _run("export", case, "--to", "jsonl", "--output", lines).exit_code == 0
    again = _run("code", SAMPLES, "--format", "jsonl").stdout
    assert lines.read_text().startswith(again)


def test_a_missing_case_is_said(tmp_path: Path) -> None:
    assert isinstance(_run("timeline", tmp_path / "c").exception, DragomanError)
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("event",),
        ("event", "consult"),
        ("act",),
        ("act", "deny"),
        ("status",),
        ("status", "planned"),
        ("actor",),
        ("actor", "prk"),
        ("actor", "Lavrov"),
        ("actor", "iaea"),
        ("actor", "sergei-lavrov"),
        ("schema",),
    ],
)
def test_ref(words: tuple[str, ...]) -> None:
    result = _run("ref", *words)
    assert result.exit_code == 0 and result.stdout


def test_explain_shows_entry_words_and_status() -> None:
    by_entries = _run("explain", SAMPLES / "undated-lavrov-plan.txt", "--extractor", "entries")
    assert by_entries.exit_code == 0
    assert "CONSULT.visit" in by_entries.stdout
    assert "planned, from 'plans'" in by_entries.stdout
    result = _run("explain", SAMPLES / "undated-lavrov-plan.txt")
    for line in ("types", "statuses", "alike", "trust"):
        assert re.search(rf"^  {line} +\S", result.stdout, re.MULTILINE), line
    record = next(line.split()[1] for line in result.stdout.splitlines() if line.startswith("mention"))
    assert record in _run("explain", SAMPLES / "undated-lavrov-plan.txt", "--id", record).stdout
    assert isinstance(_run("explain", SAMPLES / "undated-lavrov-plan.txt", "--id", "nothing").exception, DragomanError)


def test_hostile_text_does_not_reach_the_terminal_or_the_page(tmp_path: Path) -> None:
    case, page = tmp_path / "c", tmp_path / "b.html"
    source = tmp_path / "evil.jsonl"
    source.write_text(
        json.dumps(
            {
                "id": "<img src=x>",
                "title": "<script>alert(1)</script>",
                "text": 'Chad met \x1b[31m<b>Libya</b> & said "<script>x</script> is here today".',
            }
        )
        + "\n"
    )
    assert _run("code", source, "--case", case).exit_code == 0
    _run("briefing", case, page)
    html = page.read_text()
    assert "<script>" not in html and "<img" not in html and "<b>Libya" not in html
    assert "\x1b[31m" not in _run("timeline", case).stdout


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("samples") / "c")
    assert _run("code", str(ROOT / "samples"), "--extractor", "entries", "--case", path).exit_code == 0
    return path


def test_events_are_found_by_party_period_and_status_and_the_last_line_tells_what_was_read(samples: str) -> None:
    asked = ("--party", "PRK", "--with", "RUS", "--from", "2018-04", "--status", "happened", "--format", "jsonl")
    result = _run("events", samples, *asked)
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert {e["earliest"] for e in events if e["mode"] == "visit"} == {"2018-05-31"}
    assert "reports published 2018-04-21 to 2018-06-19" in result.stderr
    nothing = _run("events", samples, "--from", "2014", "--to", "2015", "--format", "jsonl")
    assert nothing.stdout == ""
    assert "does not mean that nothing happened" in nothing.stderr


@pytest.mark.parametrize(
    ("option", "value", "some"),
    [
        ("--party", "sergei-lavrov", True),
        ("--type", "retreat", True),
        ("--mode", "visit", True),
        ("--place", "Panmunjom", True),
        ("--place", "TJK", False),
        ("--words", "liaison AND office", True),
        ("--words", '"no such words"', False),
        ("--speaker", "USA", True),
    ],
)
def test_each_filter_finds_something_and_not_everything(samples: str, option: str, value: str, some: bool) -> None:
    every = len(_run("events", samples, "--format", "jsonl").stdout.splitlines())
    found = _run("events", samples, option, value, "--format", "jsonl")
    assert found.exit_code == 0, found.stderr
    assert (0 < len(found.stdout.splitlines()) < every) == some


@pytest.mark.parametrize("words", ["(", '"', "a OR", "NEAR(", "AND", "title:x*", "-", "né*", "'; drop table report --"])
def test_no_search_breaks_the_index(samples: str, words: str) -> None:
    result = _run("search", samples, words)
    assert result.exit_code in (0, 1)
    assert result.exception is None or isinstance(result.exception, SystemExit | DragomanError)


def test_search_shows_the_words(samples: str) -> None:
    result = _run("search", samples, '"military exercise"')
    assert "Allies suspend August exercise" in result.stdout
    assert "1 report" in result.stderr


def test_journeys_and_what_was_never_seen(samples: str) -> None:
    found = [json.loads(line) for line in _run("visits", samples, "--format", "jsonl").stdout.splitlines()]
    chung = next(v for v in found if v["traveller"]["entity"] == "chung-eui-yong")
    assert [leg["stage"] for leg in chung["legs"]] == ["announced"]
    assert "no report tells" in chung["finding"]
    assert set(chung) >= {"traveller", "from", "purpose", "legs"}


def test_review_undo_remove_and_check(samples: str, tmp_path: Path) -> None:
    path = str(tmp_path / "c")
    shutil.copy(samples, path)
    event = json.loads(_run("events", path, "--format", "jsonl").stdout.splitlines()[0])
    assert _run("review", path, event["mentions"][0], "reject", "--by", "A").exit_code == 0
    assert event["id"] not in _run("events", path, "--format", "jsonl").stdout
    assert _run("case", "undo", path).exit_code == 0
    assert event["id"] in _run("events", path, "--format", "jsonl").stdout
    assert _run("review", path, event["id"], "set", "status").exit_code == 1
    report = json.loads(_run("export", path, "--to", "jsonl").stdout.splitlines()[0])
    assert _run("case", "remove", path, report["id"]).exit_code == 0
    assert _run("case", "check", path).stderr.startswith("20 reports")
    assert _run("case", "undecided", path).exit_code == 0


def test_check_finds_what_is_broken_and_repairs_what_is_derived(samples: str, tmp_path: Path) -> None:
    path = tmp_path / "c"
    shutil.copy(samples, path)
    with sqlite3.connect(path) as connection:
        connection.execute("delete from event_mention")
        connection.execute("delete from event where type = 'CONSULT'")
        connection.execute("insert into fulltext(fulltext) values ('delete-all')")
    broken = _run("case", "check", str(path))
    assert broken.exit_code == 1
    assert "event_mention: 117 more rows" in broken.stdout
    assert "full-text index" in broken.stdout
    assert _run("case", "check", str(path), "--repair").exit_code == 0
    with sqlite3.connect(path) as connection:
        connection.execute("update report set text = replace(text, 'Kim', 'Lee')")
    assert "does not quote its text" in _run("case", "check", str(path)).stdout
