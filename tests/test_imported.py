"""A user's own people, many of them: from every format, found by their names in reports, and never guessed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from dragoman.cli import dragoman
from dragoman.coding import document
from dragoman.directory import Directory, directory
from dragoman.directory import importing as importing_module
from dragoman.directory.entities import office
from dragoman.directory.imported import Imported, indexed
from dragoman.directory.importing import Row, keep, read_rows
from dragoman.directory.peoplefile import Kept, in_memory
from dragoman.errors import DragomanError
from dragoman.finders.actors import ActorFinder
from dragoman.finders.arguments import Parties
from dragoman.link.linked import link
from dragoman.report import Report

CSV = """name,state,also,gender
Ben Banda,Malawi,Benjamin Banda,m
Ola Nordahl,NO,,f
Juan Quispel,PER,,m
Juan Quispel,CHL,,m
Sergei Lavrov,BLR,,m
Li Na,CHN,,f
U Nu,MMR,,m
President,PER,,
"""
ENTITIES = [
    {"id": "pos1", "schema": "Position", "properties": {"name": ["Minister of Foreign Affairs of Kiribati"], "country": ["ki"]}},
    {"id": "Q1", "schema": "Person", "caption": "Ada Nyasulu", "properties": {"name": ["Nyasulu, Ada", "Ада Ньясулу"], "alias": ["Ada M. Nyasulu"],
     "weakAlias": ["The Lion"], "nationality": ["ki"], "gender": ["female"]}},
    {"id": "Q2", "schema": "Person", "properties": {"name": ["Tom Tabane"], "country": ["ls"], "position": ["minister"]}},
    {"id": "o1", "schema": "Occupancy", "properties": {"holder": ["Q1"], "post": ["pos1"], "startDate": ["2015-02-01"], "endDate": ["2019"]}},
    {"id": "o2", "schema": "Occupancy", "properties": {"holder": ["Q2"], "post": ["elsewhere"], "startDate": ["2015"]}},
    {"id": "c1", "schema": "Company", "properties": {"name": ["Acme"]}},
    {"id": "Q3", "schema": "Person", "properties": {"name": ["Nobody Where"]}},
    {"id": "Q4", "schema": "Person", "properties": {"name": ["Имя"], "country": ["ru"]}},
]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DRAGOMAN_HOME", str(tmp_path / "home"))
    return tmp_path


def _import(path: Path) -> Result:
    return CliRunner().invoke(dragoman, ["directory", "import", str(path)])


def _written(home: Path, content: str, name: str = "p.csv") -> Path:
    (home / name).write_text(content, encoding="utf-8")
    return home / name


def _entities(*more: str) -> str:
    return "".join(f"{line}\n" for line in (*more, *map(json.dumps, ENTITIES)))


def linked(text: str, who: Directory, day: str | None = "2016-05-06") -> dict[str, tuple[object, ...]]:
    """Name of each person in the text -> (actor, sector, slug, post)."""
    read = document(Report(text, "a", published=day))
    found = link(read, Parties(ActorFinder(read.tree, who)), who)
    people = [c for c in found.candidates if c.kind == "person"]
    return {str(c.name): (v.actor, v.sector, v.entity, v.post) for c in people for v in found.values[c.token.i]}


SENTENCES = [
    ("Ben Banda praised Peru.", "Ben Banda", ("MWI", None, "ben-banda", None)),
    ("Benjamin Banda praised Peru.", "Benjamin Banda", ("MWI", None, "ben-banda", None)),
    ("Ben Banda arrived. Banda praised Peru.", "Banda", ("MWI", None, "ben-banda", None)),
    ("Malawi's foreign minister, Ben Banda, resigned.", "Ben Banda", ("MWI", "GOV", "ben-banda", "foreign-minister")),
    ("Juan Quispel visited Moscow.", "Juan Quispel", (None, None, None, None)),
    ("Chile's Juan Quispel visited Moscow.", "Juan Quispel", ("CHL", None, "juan-quispel-chl", None)),
    ("Peru protested after Juan Quispel left.", "Juan Quispel", ("PER", None, "juan-quispel-per", None)),
    ("Sergei Lavrov met Ben Banda.", "Sergei Lavrov", ("RUS", "GOV", "sergei-lavrov", "foreign-minister")),
    ("Belarusian activist Sergei Lavrov met him.", "Sergei Lavrov", ("BLR", None, "sergei-lavrov-blr", None)),
    ("Ada M. Nyasulu accused Peru.", "Ada M. Nyasulu", ("KIR", "GOV", "ada-nyasulu", "foreign-minister")),
    ("Kiribati's Foreign Minister Nyasulu left.", "Nyasulu", ("KIR", "GOV", "ada-nyasulu", "foreign-minister")),
    ("Tom Tabane accused Peru.", "Tom Tabane", ("LSO", None, "tom-tabane", None)),
]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    folder = tmp_path_factory.mktemp("known")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DRAGOMAN_HOME", str(folder / "home"))
        assert _import(_written(folder, CSV)).exit_code == 0
        assert _import(_written(folder, _entities(), "e.ftm.json")).exit_code == 0
        who = Directory()
        assert who.imported.digest
        return who


@pytest.mark.parametrize(("text", "name", "wanted"), SENTENCES)
def test_an_imported_person_is_who_the_report_means(
    known: Directory, text: str, name: str, wanted: tuple[object, ...]
) -> None:
    assert linked(text, known)[name] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "The lina of Na was on the president's list.",
        "Lina bought a tractor.",
        "Unu spoke.",
        "The President spoke.",
        "The Lion roared.",
        "Acme sold it.",
        "They met in Juan Ben Banda Square.",
    ],
)
def test_ordinary_words_are_nobody(known: Directory, text: str) -> None:
    read = document(Report(text, "a"))
    entries = [e for hit in ActorFinder(read.tree, known)._hits.values() for e in hit.entries if e.kind == "person"]
    assert entries == []


def test_an_undated_report_gives_nobody_an_office_of_a_day(known: Directory) -> None:
    assert linked("Ada Nyasulu accused Peru.", known, None)["Ada Nyasulu"] == ("KIR", "GOV", "ada-nyasulu", None)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Minister of Foreign Affairs of Peru", "foreign-minister"),
        ("minister of foreign affairs", "foreign-minister"),
        ("President of Peru", "president"),
        ("President of the Supreme Court of Peru", None),
        ("President of Chile", None),
        ("Assistant to the President of Peru", None),
        ("…", None),
    ],
)
def test_a_position_is_an_office_where_it_says_so_and_no_more(name: str, wanted: str | None) -> None:
    assert office(name, "PER", directory()) == wanted


def test_entities_are_read_line_by_line_and_a_bad_one_costs_no_other(home: Path) -> None:
    bad = ["{broken", '{"schema": "Person"}', '{"id": "x", "schema": "Person", "properties": {"name": "Ben"}}']
    told = _import(_written(home, _entities(*bad), "e.jsonl"))
    assert told.exit_code == 1 and told.stdout.startswith("2 rows added") and ", 3 refused" in told.stdout
    lines = told.stderr.splitlines()
    assert [line.split(": ")[1].rpartition(":")[2] for line in lines if "refused" not in line and "dragoman" in line] == ["1", "2", "3"]  # fmt: skip
    assert [line for line in lines if "skipped" in line] == [
        "1 skipped: Company",
        "1 skipped: Person without a name in Latin letters",
        "1 skipped: Person without a state",
    ]


def test_a_json_file_of_entities_is_told_from_a_query_result(home: Path) -> None:
    rows = [row.name for row in read_rows(_written(home, _entities(), "e.json"), directory()) if isinstance(row, Row)]
    assert rows == ["Ada Nyasulu", "Tom Tabane"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name,state\nAda Diaz,Atlantis\n", "no state 'Atlantis'"),
        ("name,state\nAda Diaz,\n", "neither an office .* nor a state"),
        ("name,state,since,source\nAda Diaz,PER,2015,x\n", "post: is missing"),
        ("name,state,until\nAda Diaz,PER,2015\n", "post: is missing"),
        ("name,state,gender\nAda Diaz,PER,w\n", "gender"),
        ("name,also\nAda Diaz,Eva\n", "a column is missing"),
    ],
)
def test_a_person_without_an_office_needs_a_state(home: Path, content: str, says: str) -> None:
    told = _import(_written(home, content))
    assert told.exit_code == 1
    line = told.exception.line() if isinstance(told.exception, DragomanError) else told.stderr
    assert re.search(says, line)


def test_a_long_query_result_is_read_row_by_row(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"personLabel": {"value": f"Ada Diaz{'x' * n}"}, "countryLabel": {"value": "Peru"}} for n in range(1, 40)]
    path = _written(home, json.dumps({"head": {"vars": []}, "results": {"bindings": rows}}), "w.json")
    whole = list(read_rows(path, directory()))
    monkeypatch.setattr(importing_module, "LONGEST", 10)
    monkeypatch.setattr("dragoman.intake.items.CHUNK", 64)
    assert list(read_rows(path, directory())) == whole and len(whole) == 39
    path.write_text(path.read_text()[:-200])
    with pytest.raises(DragomanError, match=r"w.json: row \d+: broken JSON"):
        list(read_rows(path, directory()))


def test_the_order_of_imports_changes_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    for number, files in enumerate((["a", "b"], ["b", "a", "b"])):
        monkeypatch.setenv("DRAGOMAN_HOME", str(home / str(number)))
        digests = [Directory().digest]
        for name in files:
            head, *rows = CSV.splitlines()
            some = rows[:4] if name == "a" else rows[4:]
            _import(_written(home, "\n".join([head, *some]) + "\n"))
            digests.append(Directory().digest)
        told.append((digests, Directory().imported.get("Juan Quispel")))
    assert told[0][0][-1] == told[1][0][-1] == told[1][0][-2] and told[0][1] == told[1][1]
    assert len(set(told[0][0])) == 3


def test_people_of_an_earlier_version_are_carried_over(home: Path) -> None:
    (home / "home").mkdir()
    row = {"name": "Ada Nyasulu", "post": "foreign-minister", "of": "KIR", "since": "2015", "until": None,
           "source": "notes", "gender": "f", "also": []}  # fmt: skip
    (home / "home" / "people.json").write_text(json.dumps([row]))
    before = Directory()
    assert before.posts_of("ada-nyasulu", None) and os.listdir(home / "home") == ["people.json"]
    digest = before.digest
    _import(_written(home, "name,state\n"))
    assert sorted(os.listdir(home / "home")) == ["people.json.old", "people.sqlite"]
    after = Directory()
    assert after.digest == digest and after.posts_of("ada-nyasulu", None) == before.posts_of("ada-nyasulu", None)


KILLED = """
import os, signal, sys
from pathlib import Path
from dragoman.directory import directory
from dragoman.directory.importing import Row, keep
def rows():
    for number in range(30_000):
        yield Row(name=f"Ada Diaz{number}", state=["PER"])
    os.kill(os.getpid(), signal.SIGKILL)
keep(rows(), directory())
"""


def test_a_killed_import_leaves_what_was_there(home: Path) -> None:
    _import(_written(home, CSV))
    before = (home / "home" / "people.sqlite").read_bytes()
    assert subprocess.run([sys.executable, "-c", KILLED]).returncode == -9
    assert os.listdir(home / "home") == ["people.sqlite"]
    assert (home / "home" / "people.sqlite").read_bytes() == before


def test_of_two_imports_at_once_the_later_is_told_to_begin_again(home: Path) -> None:
    _import(_written(home, CSV))

    def slow() -> list[Row]:
        keep([Row(name="Eva Diaz", state=["PER"])], directory())
        return [Row(name="Ada Diaz", state=["PER"])]

    with pytest.raises(DragomanError, match="another import has ended meanwhile"):
        keep((row for made in [slow] for row in made()), directory())
    fresh = Directory()
    assert fresh.imported.get("Eva Diaz") and not fresh.imported.get("Ada Diaz")


@pytest.mark.parametrize("spoilt", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_file_is_one_line_and_stops_no_report(
    home: Path, spoilt: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (home / "home").mkdir()
    (home / "home" / "people.sqlite").write_bytes(spoilt)
    assert linked("Ben Banda met Sergei Lavrov.", Directory())["Sergei Lavrov"][0] == "RUS"
    assert len(caplog.records) == 1 and str(home / "home" / "people.sqlite") in caplog.records[0].message
    told = _import(_written(home, CSV))
    assert isinstance(told.exception, DragomanError) and "nothing was changed" in told.exception.line()


def test_a_file_that_breaks_while_it_is_asked_is_said_once(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    _import(_written(home, CSV))
    who = Directory()
    assert who.imported.get("Ben Banda")
    who.imported._file._connection.close()  # type: ignore[union-attr]
    assert not who.imported.get("Ola Nordahl") and not who.imported.get("Li Na")
    assert len(caplog.records) == 1


# every name is found, and no other

LETTERS = st.text("abdeghilmnorstuvzéüñ", min_size=2, max_size=7).map(str.title)
NAMES = st.lists(LETTERS, min_size=2, max_size=4).map(" ".join).filter(lambda name: len(name) > 5)


def _knowing(names: list[str]) -> Imported:
    rows = [Kept(0, name, (), ("PER",), None, None, None, None, None, "") for name in names]
    return Imported(directory(), in_memory(indexed(row, directory()) for row in rows))


@given(st.lists(NAMES, min_size=1, max_size=6, unique=True), NAMES)
def test_every_imported_name_is_found_in_a_sentence_and_no_other(names: list[str], other: str) -> None:
    known = _knowing(names)
    for name in names:
        words = f"On Friday {name} met others".split()
        match = known.longest(words, 2)
        assert match is not None and match[0] >= 2 + len(name.split())
        assert {e.slug for e in match[1]} & {e.slug for e in known.get(name)}
    words = f"On Friday {other} met others".split()
    begins = {"".join(other.split()[:n]).lower() for n in range(2, 5)}
    if not any(k in begins for k in ("".join(n.split()).lower() for n in names)) and known.get(other) == ():
        match = known.longest(words, 2)
        assert match is None or match[0] < 2 + len(other.split())
    assert known.longest(words, 3 + len(other.split())) is None
