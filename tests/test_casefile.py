"""The file under a case: whole by itself after every change, found by its inode, taken literally, read where it can't be
written."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner, Result
from fastapi.testclient import TestClient

from dragoman.case import Case, checking
from dragoman.case.file import CaseFile
from dragoman.cli import dragoman
from dragoman.errors import Busy, DragomanError, Gone, Unwritable
from dragoman.records import Review
from dragoman.web.app import application
from tests import made
from tests.test_corruption import PLAN

PROGRAM = "from dragoman.cli import main; main()"
TEXT = "Chad's president met the Libyan envoy on Tuesday."


def grown(path: Path | str, *names: str) -> Path:
    """A case with a report of each name."""
    with Case(path) as case:
        for name in names:
            source = made.report(name, "2018-04-12", f"The ministers met for talks. {name}")
            case.add(source, made.records(source, made.mention(source, 0, when=("2018-04-10", "2018-04-10"))))
    return Path(path)


def told(path: Path) -> list[str]:
    with Case(path) as case:
        return sorted(r.source_id for r in case.reports())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(dragoman, list(arguments))


def started(*arguments: str, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )  # type: ignore[call-overload]


def address(serving: subprocess.Popen[str]) -> str:
    assert serving.stderr is not None
    return serving.stderr.readline().split(" is open at ")[1].split()[0]


def decide(at: str, target: str) -> None:
    body = f'{{"target": "{target}", "verdict": "accept"}}'.encode()
    with urlopen(Request(f"{at}api/reviews", body, {"content-type": "application/json"})) as answer:
        assert answer.status == 201


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_copy_of_the_file_alone_has_every_answered_decision(tmp_path: Path, number: signal.Signals) -> None:
    path = grown(tmp_path / "c.dragoman", "a")
    with Case(path) as case:
        event = case.events()[0].id
    serving = started("serve", str(path), "--port", "0", "--extractor", "entries")
    at = address(serving)
    for n in range(3):
        decide(at, event)
        shutil.copy(path, tmp_path / f"{n}")
    serving.send_signal(number)
    _, said = serving.communicate(timeout=30)
    shutil.copy(path, tmp_path / "3")
    for n in range(4):
        with Case(tmp_path / f"{n}") as copy:
            assert len(copy.reviews()) == min(n + 1, 3)
            assert [f for f in checking.faults(copy) if "quote" not in f] == []
    if number != signal.SIGKILL:
        assert (serving.returncode, said.strip()) == (0, "closed")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("c.dragoman")] == ["c.dragoman"]


def test_an_answer_that_takes_long_does_not_hold_the_end_up(tmp_path: Path) -> None:
    path = grown(tmp_path / "c.dragoman", "a")
    serving = started("serve", str(path), "--port", "0", "--extractor", "entries")
    at = address(serving)

    def ask() -> None:
        with suppress(OSError):
            urlopen(f"{at}api/events").close()

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        threading.Thread(target=ask, daemon=True).start()
        time.sleep(0.5)
        begun = time.monotonic()
        serving.send_signal(signal.SIGTERM)
        serving.communicate(timeout=30)
        assert serving.returncode == 0
        assert time.monotonic() - begun < 20


def test_coding_that_is_ended_says_what_it_kept(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for n in range(400):
        (folder / f"{n}.txt").write_text(f"{TEXT} That was meeting {n}. " * 5)
    path = tmp_path / "c.dragoman"
    coding = started("code", str(folder), "--case", str(path), "--extractor", "entries")
    while not path.exists() or path.stat().st_size < 300_000:
        assert coding.poll() is None
        time.sleep(0.05)
    coding.send_signal(signal.SIGTERM)
    _, said = coding.communicate(timeout=30)
    assert coding.returncode == 128 + signal.SIGTERM
    assert said.count("\n") == 1
    assert len(told(path)) - int(said.split("ended after ")[1].split()[0]) in (0, 1)  # one may have been on its way
    assert run("case", "check", str(path)).exit_code == 0


def test_a_file_of_the_time_of_logs_is_brought_over(tmp_path: Path) -> None:
    path = grown(tmp_path / "c.dragoman", "a")
    with closing(sqlite3.connect(path)) as old:
        old.execute("PRAGMA journal_mode=WAL")
        old.execute("PRAGMA wal_autocheckpoint=0")
        old.execute("INSERT INTO review (number, target, verdict) SELECT 1, id, 'set' FROM report")
        old.commit()
        shutil.copy(path, tmp_path / "d.dragoman")
        shutil.copy(f"{path}-wal", tmp_path / "d.dragoman-wal")
        assert "c.dragoman-wal" in run("case", "check", str(path)).stdout  # the other program still has it open
        with Case(path) as case, pytest.raises(Busy):
            case.take_back()
    grown(tmp_path / "d.dragoman")
    shutil.copy(tmp_path / "d.dragoman", tmp_path / "e.dragoman")
    with Case(tmp_path / "e.dragoman") as case:
        assert len(case.reviews()) == 1
    assert not list(tmp_path.glob("d.dragoman-*"))


def test_a_copy_by_command(tmp_path: Path) -> None:
    path = grown(tmp_path / "c.dragoman", "a")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert run("case", "copy", str(path), str(tmp_path / "d")).exit_code == 0
    assert told(tmp_path / "d") == ["a"]
    again = run("case", "copy", str(path), str(tmp_path / "d"))
    assert isinstance(again.exception, DragomanError)
    assert "there is a file of this name" in again.exception.line()
    nowhere = run("case", "copy", str(path), str(tmp_path / "no" / "d"))
    assert isinstance(nowhere.exception, DragomanError)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c.dragoman", "d"]


def _moved(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))


def _replaced(path: Path) -> None:
    shutil.copy(path, path.with_name("backup"))
    path.with_name("backup").replace(path)


def _removed(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("do", [_moved, _replaced, _removed])
def test_a_file_that_is_no_longer_there_is_not_written(tmp_path: Path, do: object) -> None:
    path = grown(tmp_path / "c.dragoman", "a")
    with Case(path) as case:
        client = TestClient(application(case, extractor="entries"), base_url="http://127.0.0.1")
        event = client.get("/api/events").json()["events"][0]["id"]
        do(path)  # type: ignore[operator]
        there = path.exists()
        for answer in (
            client.get("/api/events"),
            client.post("/api/reviews", json={"target": event, "verdict": "accept"}),
            client.post("/api/plans", json={"yaml": PLAN}),
            client.delete("/api/reports/x"),
        ):
            assert (answer.status_code, answer.json()["remedy"]) == (410, "open it again"), answer.text
        added = client.post("/api/reports", files=[("files", ("b.txt", TEXT))])
        assert '"refused"' in added.text
        assert "moved, replaced or removed" in added.text
        with pytest.raises(Gone):
            case.remove(event)
        assert path.exists() == there
    for left in tmp_path.glob("[ce]*"):
        assert told(left) == ["a"]


def test_a_backup_written_over_the_open_file_is_read_and_written(tmp_path: Path) -> None:
    path = grown(tmp_path / "c.dragoman", "a")
    backup = grown(tmp_path / "backup", "a", "b")
    with Case(path) as case:
        event = case.events()[0].id
        case.review(event, "accept")
        shutil.copyfile(backup, path)
        assert sorted(r.source_id for r in case.reports()) == ["a", "b"]
        case.review(event, "accept")
    assert [f for f in checking.faults(Case(path)) if "quote" not in f] == []


NAMES = [
    "a%20b.dragoman",
    "a b.dragoman",
    "what?.dragoman",
    "a#b.dragoman",
    'it\'s "so".dragoman',
    "ж&=;.dragoman",
    "%",
    "a?mode=memory",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_path_is_taken_literally(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    grown(name, "a")
    assert os.listdir(tmp_path) == [name]
    assert run("events", name, "--format", "jsonl").stdout.count("\n") == 1
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("name", ["postgresql://joe:secret@host/d", "sqlite:///c", "foo://x", "file://c?mode=ro"])
def test_an_address_is_refused_without_its_password(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (
        ["events", name],
        ["code", str(tmp_path), "--case", name],
        ["serve", name],
        ["case", "check", name],
    ):
        (outcome,) = [run(*command).exception]
        assert isinstance(outcome, DragomanError)
        assert "a case is a file" in outcome.line()
        assert "secret" not in outcome.line()
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["nosuch.dragoman", "no/such", "c\0d", "x" * 300, "."])
def test_a_reading_command_makes_no_file(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("events", "visits", "timeline"):
        outcome = run(command, name)
        assert isinstance(outcome.exception, DragomanError), outcome.output
    assert os.listdir(tmp_path) == []


def test_another_program_s_database_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE mine (a)")
    before = path.read_bytes()
    with pytest.raises(DragomanError, match="no case file"):
        Case(path)
    assert path.read_bytes() == before


def _unprivileged(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run as somebody for whom the file's and the folder's permissions hold."""
    bound = ["setpriv", "--bounding-set", "-dac_override"] if os.getuid() == 0 else []
    if bound and shutil.which(bound[0]) is None:
        pytest.skip("nothing here that takes root's privileges away")
    return subprocess.run(
        [*bound, sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A case in a folder in which nothing can be written, and which can't be written itself."""
    folder = tmp_path / "closed"
    folder.mkdir()
    path = grown(folder / "c.dragoman", "a")
    path.chmod(0o444)
    folder.chmod(0o555)
    yield path
    folder.chmod(0o755)


def test_what_can_only_be_read_is_read(closed: Path) -> None:
    event = run("events", str(closed), "--format", "jsonl").stdout.split('"id":"')[1][:16]
    for command in (["events"], ["visits"], ["timeline"], ["search", str(closed), "met"], ["case", "check"]):
        given = command if str(closed) in command else [*command, str(closed)]
        outcome = _unprivileged(*given)
        assert "Traceback" not in outcome.stderr
        assert outcome.returncode == (1 if "check" in command else 0), outcome.stderr
    assert '"record":"event"' in _unprivileged("export", str(closed), "--to", "jsonl").stdout
    for command in (["review", str(closed), event, "accept"], ["case", "check", str(closed), "--repair"]):
        outcome = _unprivileged(*command)
        assert (outcome.returncode, outcome.stderr.count("\n")) == (1, 1), outcome.stderr
        assert "can only be read" in outcome.stderr or "lets nothing be written" in outcome.stderr


def test_an_old_file_in_a_folder_that_can_only_be_read(closed: Path) -> None:
    for there in (closed, closed.parent):
        there.chmod(0o755)
    with closing(sqlite3.connect(closed)) as old:
        old.execute("PRAGMA journal_mode=WAL")
    closed.chmod(0o444)
    closed.parent.chmod(0o555)
    assert _unprivileged("events", str(closed), "--format", "jsonl").stdout.count("\n") == 1


def test_a_case_that_another_program_holds_is_read_and_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dragoman.case.file.WAIT", 0.2)
    path = grown(tmp_path / "c.dragoman", "a")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM event")
        begun = time.monotonic()
        with Case(path) as case:
            event = case.events()[0].id
        assert run("export", str(path), "--to", "csv").exit_code == 0
        assert time.monotonic() - begun < 5
        for command in (["review", str(path), event, "accept"], ["case", "undo", str(path)]):
            refused = run(*command).exception
            assert isinstance(refused, Busy)
            assert refused.line().endswith("another program is writing this case; try again later")
    assert told(path) == ["a"]


def test_reading_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    path = grown(tmp_path / "c.dragoman", "a")
    before = path.read_bytes(), path.stat().st_mtime_ns
    for command in (["events"], ["visits"], ["timeline"], ["case", "check"], ["case", "undecided"]):
        run(*command, str(path))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_command_line_and_pages_write_at_once(tmp_path: Path) -> None:
    path = grown(tmp_path / "c.dragoman", "a")
    folder = tmp_path / "reports"
    folder.mkdir()
    for n in range(12):
        (folder / f"{n}.txt").write_text(f"{TEXT} That was meeting {n}.")
    with Case(path) as case:
        event = case.events()[0].id
        client = TestClient(application(case, extractor="entries"), base_url="http://127.0.0.1")
        coding = started("code", str(folder), "--case", str(path), "--extractor", "entries")
        answered = 0
        while coding.poll() is None:
            answer = client.post("/api/reviews", json={"target": event, "verdict": "accept"})
            assert answer.status_code in (201, 409)
            answered += answer.status_code == 201
        assert coding.returncode == 0, coding.communicate()
        assert len(case.reviews()) == answered > 0
        assert len(case.reports()) == 13
        assert [f for f in checking.faults(case) if "quote" not in f] == []


def test_forty_checks_at_once(tmp_path: Path) -> None:
    path = grown(tmp_path / "c.dragoman", *map(str, range(40)))
    with Case(path) as case:
        client = TestClient(application(case, extractor="entries"), base_url="http://127.0.0.1")
        with ThreadPoolExecutor(40) as many:
            answers = list(many.map(lambda _: client.get("/api/check"), range(40)))
    assert {a.status_code for a in answers} == {200}


def test_a_disk_that_fills_keeps_what_was_finished(tmp_path: Path) -> None:
    path, folder = tmp_path / "c.dragoman", tmp_path / "reports"
    folder.mkdir()
    for n in range(60):
        (folder / f"{n:02}.txt").write_text(f"{TEXT} That was meeting {n}. " * 60)
    coding = ("code", str(folder), "--case", str(path), "--extractor", "entries")
    run(
        "code", str(folder / "00.txt"), "--extractor", "entries"
    )  # its libraries write files of their own when they are loaded
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
    try:
        refused = run(*coding).exception
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert isinstance(refused, Unwritable), refused
    assert "what was finished stays" in refused.line()
    kept = told(path)
    assert 0 < len(kept) < 60
    assert run("case", "check", str(path)).exit_code == 0
    assert run(*coding).exit_code == 0
    assert told(path)[: len(kept)] == kept
    assert len(told(path)) == 60


def test_a_full_database_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = grown(tmp_path / "c.dragoman", "a")
    pages = sqlite3.connect(path).execute("PRAGMA page_count").fetchone()[0]
    monkeypatch.setattr("dragoman.case.file.LASTING", (f"max_page_count={pages}", "cache_spill=OFF"))
    with Case(path) as case:
        with pytest.raises(Unwritable, match="the disk is full; what was finished stays"):
            for n in range(99):
                case.keep(f"{n}", "x" * 5000 + str(n))
        with pytest.raises(Unwritable, match="make room"):
            case.review(case.events()[0].id, "accept", note="x" * 50_000)
        assert len(case.reports()) == 1
    assert [f for f in checking.faults(Case(path)) if "quote" not in f] == []


def test_a_nul_in_a_title_leaves_the_index_whole(tmp_path: Path) -> None:
    with Case(tmp_path / "c") as case:
        one = made.report("a", text="The first report.")
        object.__setattr__(one, "title", "a\0unicorn")
        other = made.report("b", text="The second report.")
        for source in (one, other):
            case.add(source, made.records(source))
        assert list(checking.faults(case)) == []
        case.remove(one.id)
        assert list(checking.faults(case)) == []
        assert case.search("unicorn") == []
        assert [h.report.source_id for h in case.search("second")] == ["b"]


def test_a_review_that_can_t_be_carried_out_is_not_imported_and_does_not_count(tmp_path: Path) -> None:
    path = grown(tmp_path / "c.dragoman", "a")
    with Case(path) as case:
        mention = case.mentions()[0]
        wrong = Review(number=1, target=mention.id, verdict="set", field="status", value="garbage", by=None, note=None)
        with pytest.raises(DragomanError, match="no status 'garbage'"):
            case.restore(wrong)
        assert case.reviews() == []
    with closing(sqlite3.connect(path)) as older:
        older.execute(
            "INSERT INTO review (number, target, verdict, field, value) VALUES (1, ?, 'set', 'status', 'garbage')",
            (mention.id,),
        )
        older.commit()
    with Case(path) as case:
        assert [m.status for m in case.mentions()] == ["happened"]
        assert any("no status 'garbage'" in f for f in checking.faults(case))


def test_two_records_of_one_id_are_refused(tmp_path: Path) -> None:
    path = grown(tmp_path / "c.dragoman", "a")
    with Case(path) as case:
        source = made.report("b")
        with pytest.raises(DragomanError, match="two records have the id"):
            case.add(source, made.records(source, made.mention(source, 1), made.mention(source, 1)))
        taken = case.mentions()[0].id
        with pytest.raises(DragomanError, match="two records have the id"):
            case.add(source, made.records(source, made.mention(source, 1, id=taken)))
        assert [r.source_id for r in case.reports()] == ["a"]


def test_words_that_are_no_text_are_one_line(tmp_path: Path) -> None:
    path = grown(tmp_path / "c.dragoman", "a")
    with Case(path) as case, pytest.raises(DragomanError, match="no text"):
        case.review(case.events()[0].id, "accept", by="\udcff")


def test_the_file_is_made_by_who_opens_it_first_alone(tmp_path: Path) -> None:
    one = CaseFile(tmp_path / "c")
    one.open()
    (tmp_path / "c").unlink()
    with pytest.raises(Gone), one.reading():
        pass
    assert not (tmp_path / "c").exists()
