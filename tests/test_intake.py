"""What people hand in: whatever the bytes, one clear line or what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import DragomanError
from dragoman.exporters.drawing import draw
from dragoman.intake.texts import lines_of, text_of
from dragoman.intake.trees import DEEPEST, parse_yaml
from dragoman.intake.values import parse_json
from dragoman.plans import Board, load
from dragoman.plans.document import parse
from dragoman.plans.questions import blockers, sensitive
from tests import hostile

PLANS = list(hostile.plans())
REFUSED = ("tag", "alias", "anchor", "half a character", "no character", "zero byte", "lists", "other digits", "twice",
           "Latin-1", "UTF-", "wait for each other", "600 steps", "300 deep", "circle", "longer", "tab", "many values")  # fmt: skip


def clear(error: DragomanError, where: str) -> None:
    """One line that says where, and nothing that a terminal would obey."""
    line = error.line()
    assert line.startswith(where) and line.isprintable() and len(line) < len(where) + 800


def test_there_are_190_hostile_plans() -> None:
    assert len(PLANS) >= 190 and len({content for _, content in PLANS}) >= 190


@pytest.mark.parametrize(("what", "content"), PLANS, ids=[what for what, _ in PLANS])
def test_a_hostile_plan_is_a_plan_or_one_line(what: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(content)
    try:
        plan = load(path)
    except DragomanError as error:
        clear(error, str(path))
        return
    assert not any(word in what for word in REFUSED if word not in ("other digits", "tab"))
    board = Board(plan, [])
    assert draw(board.assess()).boxes and blockers(board) is not None and sensitive(board) == []


def test_the_table_of_plans_begins_with_one_that_is_read() -> None:
    assert parse(hostile.plan(), "p").step("b").halt is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: !!int x", "p:1: a tag"),
        ("b: c\na: &x [1]\n", "p:2: an anchor or alias"),
        ("a: 1\nb: 2\na: 3\n", "p:3: 'a' twice"),
        ("a:\n  - {b: 1, b: 2}\n", "p:2: 'b' twice"),
        ("a: x\nb: " + "[" * 90_000, "p:2: nested too deep"),
        ('a: x\nb: "\\ud83d"', "p:2: a character"),
        ('a: x\nb: "\\UFFFFFFFF"', "p:2: a character"),
        ("a: x\nb: \0", "p:2: a character"),
        ("? [a]\n: b\n", "p:1: a key that is no word"),
        ("[" + "a, " * 31 + "]", "p:1: more values"),
    ],
)
def test_what_is_refused_in_yaml(text: str, says: str) -> None:
    with pytest.raises(DragomanError) as error:
        parse_yaml(text, "p", 30)
    assert error.value.line().startswith(says)


def test_every_scalar_is_the_text_that_stands_there() -> None:
    text = "{a: 010, b: no, c: 1:30, d: 2018-04-10, e: ~, f: '', g: '~', h: 1e5, i: 0b_, j: null}"
    wanted = {
        "a": "010",
        "b": "no",
        "c": "1:30",
        "d": "2018-04-10",
        "e": None,
        "f": "",
        "g": "~",
        "h": "1e5",
        "i": "0b_",
    }
    assert parse_yaml(text, "p", 100).data == {**wanted, "j": None}


def test_the_deepest_that_is_read() -> None:
    def nested(depth: int) -> str:
        return "[" * depth + "]" * depth

    assert parse_yaml(nested(DEEPEST), "p", 100).data
    with pytest.raises(DragomanError, match="too deep"):
        parse_yaml(nested(DEEPEST + 1), "p", 100)


@given(
    st.text()
    | st.binary().map(lambda raw: raw.decode("utf-8", "replace"))
    | st.text(alphabet="[]{}:,-?&*!|>'\"%@`# \t\nab0\\xuU")
)
def test_any_text_is_yaml_or_one_line(text: str) -> None:
    try:
        parse_yaml(text, "p", 1000)
    except DragomanError as error:
        clear(error, "p:")


@given(st.text(alphabet='[]{}:,"\\ud83defnulltrsNaI0123456789.-+ \n'))
def test_any_text_is_json_or_one_line(text: str) -> None:
    try:
        parse_json(text, "j")
    except DragomanError as error:
        clear(error, "j:")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * 100_000, "nested too deep"),
        ("9" * 5000, "broken JSON"),
        ('{"a": 1,\n "b": NaN}', "NaN is no number"),
        ('{"a": 1, "b": 2, "a": 3}', "'a' twice"),
        ('{"a": 1,\n "b": }', "j:2:"),
    ],
)
def test_what_is_refused_in_json(text: str, says: str) -> None:
    with pytest.raises(DragomanError) as error:
        parse_json(text, "j")
    assert says in error.value.line()
    clear(error.value, "j:")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("aé\nb".encode("latin-1"), ":1: not UTF-8; convert it, for example with iconv -f latin1"),
        ("a\nbé".encode("latin-1"), ":2: not UTF-8"),
        ("a".encode("utf-16"), ":1: not UTF-8; convert it, for example with iconv -f utf-16"),
        ("a".encode("utf-32"), ":1: not UTF-8; convert it, for example with iconv -f utf-32"),
        (b"a" * 101, ": the file is longer than 100 bytes"),
    ],
)
def test_what_is_no_text_says_how_to_convert_it(raw: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "t"
    path.write_bytes(raw)
    with pytest.raises(DragomanError) as error:
        text_of(path, 100)
    assert error.value.line().startswith(f"{path}{says}")


def test_a_bad_line_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "t"
    path.write_bytes(b"\xef\xbb\xbfa\r\n\n\xff\n" + b"x" * 30 + b"\nz")
    outcomes = [(n, str(line)) for n, line in lines_of(path, 20)]
    assert outcomes[0] == (1, "a") and outcomes[-1] == (5, "z")
    assert [line.split("t:")[1][:11] for n, line in outcomes[1:-1]] == ["3: not UTF-", "4: the line"]


def test_messages_obey_nobody_and_end() -> None:
    line = DragomanError("no date '\x1b[2J\ud83d'" + "x" * 10_000, "a\x1b]0;b\x07\n.txt").line()
    assert line.startswith(r"a\x1b]0;b\x07 .txt: no date '\x1b[2J\ud83d'") and line.isprintable() and len(line) < 500
