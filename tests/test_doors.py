"""Whatever is asked of the command line, it answers: no traceback, no fault of its own, one line for what is wrong."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click
import pytest
import uvicorn

from dragoman import cli
from dragoman.case import Case
from dragoman.cli import dragoman
from dragoman.errors import DragomanError
from dragoman.outputs import replaced
from tests import made

TEXT = "Peru criticised Chile on 3 May 2011. Łukasz Nowak of Poland met officials in Lithuania."
WORDS = {
    "nothing": "",
    "a space": " ",
    "bytes": "\udcff",
    "an escape code": "a\x1b[2Jb",
    "nowhere": "/nonexistent/folder/x",
    "a folder": ".",
    "digits": "9" * 400,
    "below nothing": "-1",
    "no number": "nan",
    "no date": "0000-00-00",
    "a far day": "9999-12",
    "a long word": "x" * 5000,
    "right to left": "\u202eabc",
    "a quotation mark": "\"'; --",
    "open": "{[(",
    "text": "report.txt",
    "a case": "c.dragoman",
    "an empty file": "empty",
    "another encoding": "latin.csv",
}
OUTPUTS = {("briefing", "output"), ("export", "output"), ("case corrections", "file"), ("plan draft", "output")}
GIVEN = {
    "reports": ["report.txt"], "report": ["report.txt"], "case": ["c.dragoman"], "words": ["talks"], "record": ["MENTION"],
    "verdict": ["accept"], "file": ["plan.yaml"], "old": ["plan.yaml"], "new": ["plan.yaml"], "output": ["out"],
    "title": ["foreign minister"], "of": ["PRK"], "date": ["2018-04-10"], "gold": ["report.txt"], "first": ["report.txt"],
    "second": ["report.txt"], "files": ["report.txt"], "kind": ["event"], "form": ["jsonl"],
}  # fmt: skip
PLAN = "name: Dam\nversion: '1'\nproposed: {by: [PER], on: 2011-01-01}\nsteps: [{id: a, act: ACCUSE, actor: PER}]\n"


def _leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        if isinstance(command, click.Group):
            yield from _leaves(command, (*path, name))
        elif command is not None:
            yield (*path, name), command


COMMANDS = dict(_leaves(dragoman))


@pytest.fixture()
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a case, a report, a plan, and files that are none of these."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRAGOMAN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets: None)
    source = made.report("r", "2011-05-04", TEXT)
    with Case("c.dragoman") as case:
        case.add(source, made.records(source, made.mention(source, 1, by="PER", to="CHL")))
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(PLAN)
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "latin.csv").write_bytes("name,post\nJosé,präsident\n".encode("latin-1"))
    return tmp_path


def _run(
    args: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[object, str, str]:
    monkeypatch.setattr("sys.argv", ["dragoman", *args])
    capsys.readouterr()
    with pytest.raises(SystemExit) as end:
        cli.main()
    told = capsys.readouterr()
    return end.value.code, told.out, told.err


def _asked(command: click.Command, wrong: click.Parameter, word: str) -> list[str]:
    """The command with sane values for what it must have, and the word in the place of one."""
    args, mention = [], made.mention(made.report("r", "2011-05-04", TEXT), 1).id
    for p in command.params:
        values = [word] if p is wrong else [mention if v == "MENTION" else v for v in GIVEN.get(p.name or "", ["x"])]
        if isinstance(p, click.Option):
            if p is wrong and not p.is_flag:
                args.append(f"{p.opts[0]}={word}")
            elif p.required:
                args += [p.opts[0], *values]
            elif p.name == "extractor":
                args += [p.opts[0], "entries"]
    for p in command.params:
        if isinstance(p, click.Argument) and (p.required or p is wrong):
            args += ["--", word] if p is wrong else GIVEN.get(p.name or "", ["x"])
    return [mention if a == "MENTION" else a for a in args]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_no_argument_breaks_a_command(
    path: tuple[str, ...], here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = COMMANDS[path]
    case = (here / "c.dragoman").read_bytes()
    for wrong in command.params:
        if isinstance(wrong, click.Option) and wrong.is_flag:
            continue
        full = {"a full disk": "/dev/full"} if (" ".join(path), wrong.name) in OUTPUTS else {}  # read, it never ends
        for name, word in {**WORDS, **full}.items():
            args = [*path, *_asked(command, wrong, word)]
            status, _, told = _run(args, monkeypatch, capsys)
            assert status in (0, 1, 2), (name, args, told)
            assert "Traceback" not in told and "fault of Dragoman's" not in told, (name, args, told)
            assert all(line.isprintable() for line in told.splitlines()), (name, args, told)
            assert status == 0 or told, (name, args)
            assert (here / "c.dragoman").is_file() and (here / "c.dragoman").read_bytes()[:16] == case[:16], (
                name,
                args,
            )
    assert sorted(os.listdir(here / "home")) in ([], ["people.sqlite"]) if (here / "home").exists() else True
    assert not list(here.rglob(".dragoman-*"))


# a program of its own: what streams, pipes, disks and signals do


def _program(args: list[str], **given: object) -> subprocess.Popen[bytes]:
    start = [sys.executable, "-c", "from dragoman.cli import main; main()", *args]
    return subprocess.Popen(start, stderr=subprocess.PIPE, **given)  # type: ignore[call-overload]


def _ended(args: list[str], **given: object) -> tuple[int, bytes, bytes]:
    program = _program(args, stdout=subprocess.PIPE, **given)
    out, told = program.communicate(timeout=120)
    return program.returncode, out, told


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "args",
    [
        ["events", "c.dragoman"],
        ["events", "c.dragoman", "--format", "jsonl"],
        ["code", "report.txt", "--extractor", "entries"],
        ["export", "c.dragoman", "--to", "jsonl"],
        ["export", "c.dragoman", "--to", "xlsx"],
        ["ref", "schema"],
    ],
    ids=" ".join,
)
def test_a_full_disk_behind_standard_output_is_one_line(here: Path, args: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        program = _program(args, stdout=full)
        told = program.communicate(timeout=120)[1].decode()
    assert program.returncode == 1
    assert [line for line in told.splitlines() if line.startswith("dragoman: ")] == [
        "dragoman: No space left on device; make room and try again"
    ]
    assert "Error" not in told and "Exception" not in told


def test_a_reader_that_leaves_is_no_error(here: Path) -> None:
    program = _program(["ref", "schema"], stdout=subprocess.PIPE)
    assert program.stdout and program.stderr
    program.stdout.close()
    assert program.stderr.read() == b""
    assert program.wait(60) == 0


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_closed_streams_are_no_error(here: Path, closed: int) -> None:
    status, out, told = _ended(["events", "c.dragoman", "--format", "jsonl"], preexec_fn=lambda: os.close(closed))
    assert status == 0
    assert bool(out) == (closed != 1) and b"Traceback" not in told


def test_ctrl_c_is_one_line(here: Path) -> None:
    Path("many.jsonl").write_text(
        "".join(json.dumps({"id": str(n), "text": TEXT, "published": "2011-05-04"}) + "\n" for n in range(3000))
    )
    for more in ([], ["--processes", "2"]):
        args = ["code", "many.jsonl", "--extractor", "entries", "--format", "jsonl", *more]
        program = _program(args, stdout=subprocess.PIPE, start_new_session=True)
        assert program.stdout and program.stdout.readline()
        os.killpg(program.pid, signal.SIGINT)
        assert program.communicate(timeout=60)[1] == b"dragoman: stopped\n"
        assert program.returncode == 130


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8", "latin-1:strict"])
@pytest.mark.parametrize("form", ["table", "jsonl"])
def test_output_to_a_pipe_is_utf_8_whatever_the_system_s_encoding(here: Path, encoding: str, form: str) -> None:
    args = ["code", "report.txt", "--extractor", "entries", "--format", form, "--published", "2011-05-04"]
    status, out, told = _ended(args, env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert status == 0, told
    assert "Łukasz Nowak" in out.decode()


def test_bytes_that_are_no_text_are_refused_unless_a_file_is_called_so(here: Path) -> None:
    mention = made.mention(made.report("r", "2011-05-04", TEXT), 1).id
    for args in (
        ["review", "c.dragoman", mention, "accept", "--by", "\udcff"],
        ["events", "c.dragoman", "--party=\udcff"],
    ):
        status, _, told = _ended(args)
        assert (status, told.count(b"\n"), b"no text in UTF-8" in told) == (1, 1, True), told
    with Case("c.dragoman") as case:
        assert case.reviews() == []
    os.link("report.txt", b"caf\xe9.txt")
    status, _, told = _ended(["code", "caf\udce9.txt", "--extractor", "entries"])
    assert b"Traceback" not in told and b"fault of" not in told


def _terminal(args: list[str]) -> bytes:
    """What a terminal gets as standard error."""
    ours, theirs = pty.openpty()
    start = [sys.executable, "-c", "from dragoman.cli import main; main()", *args]
    program = subprocess.Popen(start, stderr=theirs, stdout=subprocess.DEVNULL)
    os.close(theirs)
    told = b""
    with suppress(OSError):  # the end of a terminal, on Linux
        while more := os.read(ours, 4096):
            told += more
    os.close(ours)
    assert program.wait(60) in (0, 1, 2) and told
    return told


def test_names_of_files_do_not_steer_the_terminal(here: Path) -> None:
    os.link("report.txt", "a\x1b[31mb.txt")
    os.link("c.dragoman", "a\x1b[31mb.dragoman")
    Path("a\x1b[31mb.jsonl").write_text("{")
    for args in (
        ["code", "a\x1b[31mb.txt", "a\x1b[31mb.jsonl", "--extractor", "entries", "--case", "new\x1b[31m.dragoman"],
        ["case", "corrections", "c.dragoman", "a\x1b[31mb"],
        ["plan", "keep", "c.dragoman", "no\x1b[31m.yaml"],
        ["no\x1b[31mcommand"],
    ):
        assert b"\x1b[31m" not in _terminal(args), args


def test_a_fault_of_its_own_is_one_line_and_shown_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a thing\nwith lines")

    monkeypatch.setattr("dragoman.cli.reference.json_schema", broken)
    status, _, told = _run(["ref", "schema"], monkeypatch, capsys)
    assert status == 70
    assert told == (
        "dragoman: stopped (KeyError: 'a thing\\nwith lines'); this is a fault of Dragoman's; "
        "DRAGOMAN_TRACE=1 shows its place\n"
    )
    monkeypatch.setenv("DRAGOMAN_TRACE", "1")
    assert "in broken" in _run(["ref", "schema"], monkeypatch, capsys)[2]


def test_nothing_is_not_the_working_folder(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("code", "explain"):
        status, out, told = _run([command, "", "--extractor", "entries"], monkeypatch, capsys)
        assert status == 1 and not out and "no name of a file or folder" in told


# what is written


def test_a_file_is_replaced_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("old")
    path.chmod(0o640)
    with pytest.raises(ZeroDivisionError), replaced(path) as draft:
        draft.write_text("half")
        raise ZeroDivisionError
    assert path.read_text() == "old"
    with pytest.raises(DragomanError, match="x: No space left"), replaced(path) as draft:
        raise OSError(28, "No space left on device")
    with replaced(path) as draft:
        draft.write_text("new")
        assert path.read_text() == "old"
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)
    (tmp_path / "link").symlink_to(path)
    with replaced(tmp_path / "link") as draft:
        draft.write_text("newer")
    assert path.read_text() == "newer" and (tmp_path / "link").is_symlink()
    assert sorted(os.listdir(tmp_path)) == ["link", "x"]


def test_what_is_no_file_gets_the_whole(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = subprocess.Popen(["cat", str(tmp_path / "pipe")], stdout=subprocess.PIPE)
    with replaced(tmp_path / "pipe") as draft:
        draft.write_text("all of it")
    assert reader.communicate(timeout=60)[0] == b"all of it"
    for path in (tmp_path, tmp_path / "no" / "x", Path("")):
        with pytest.raises(DragomanError), replaced(path) as draft:
            draft.write_text("x")


def test_a_failed_export_leaves_the_file_that_stood_there(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def torn(_: Case) -> Iterator[dict[str, int]]:
        yield {"a": 1}
        raise DragomanError("torn")

    Path("out").write_text("old")
    monkeypatch.setattr("dragoman.exporters.tables.TABLES", {"events": torn})
    for form in ("csv", "parquet", "xlsx"):
        status, _, told = _run(["export", "c.dragoman", "--to", form, "--output", "out"], monkeypatch, capsys)
        assert (status, told) == (1, "dragoman: torn\n")
        assert Path("out").read_text() == "old"
    assert sorted(f for f in os.listdir() if "out" in f or "dragoman-" in f) == ["out"]


def test_nothing_is_written_over_a_case(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path("c.dragoman").read_bytes()
    for args in (
        ["export", "c.dragoman", "--to", "csv", "--output", "c.dragoman"],
        ["briefing", "c.dragoman", "c.dragoman"],
        ["case", "corrections", "c.dragoman", "c.dragoman"],
    ):
        status, _, told = _run(args, monkeypatch, capsys)
        assert status == 1 and "this is a case file" in told
    assert Path("c.dragoman").read_bytes() == before
