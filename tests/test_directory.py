from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman.cli import dragoman
from dragoman.directory import FOLDER, Directory, directory, slug
from dragoman.directory.importing import read_rows
from dragoman.errors import DragomanError
from dragoman.yamls import load_yaml


def _run(*args: str | Path) -> Result:
    return CliRunner().invoke(dragoman, ["directory", *map(str, args)])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DRAGOMAN_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.mark.parametrize(
    ("title", "of", "day", "name"),
    [
        ("foreign minister", "PRK", "2018-04-10", "Ri Yong Ho"),
        ("minister of foreign affairs", "prk", "2018-04-10", "Ri Yong Ho"),
        ("top diplomat", "Russia", "2003-06-01", "Igor Ivanov"),
        ("secretary of state", "USA", "2005-01-26", "Condoleezza Rice"),
        ("director general", "iaea", "2003-01-10", "Mohamed ElBaradei"),
        ("secretary-general", "United Nations", "2006-12-31", "Kofi Annan"),
    ],
)
def test_who_names_person_tenure_and_source(title: str, of: str, day: str, name: str) -> None:
    result = _run("who", title, of, day)
    assert result.exit_code == 0
    assert result.stdout.startswith(name)
    assert "source: " in result.stdout
    assert result.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("foreign minister", "TCD", "2018-04-10"), "nobody is known"),
        (("grand vizier", "PRK", "2018-04-10"), "no office"),
        (("foreign minister", "Atlantis", "2018-04-10"), "no party"),
        (("foreign minister", "PRK", "2018-13-45"), "no date"),
    ],
)
def test_who_says_what_it_does_not_know(words: tuple[str, ...], says: str) -> None:
    result = _run("who", *words)
    assert result.exit_code == 1
    assert isinstance(result.exception, DragomanError)
    assert says in result.exception.line()


def test_on_the_day_an_office_changes_hands_it_is_the_new_holders() -> None:
    who = directory()
    assert [t.person for t in who.holders("president", "USA", "2017-01-20")] == ["donald-trump"]
    assert [t.person for t in who.holders("president", "USA", "2017-01-19")] == ["barack-obama"]
    assert who.holders("foreign-minister", "USA", "2018-04-10") == []  # nobody was sworn in


CSV = "name,post,of,since,until,source,gender,also\nAda Nyasulu,foreign-minister,MWI,2015-02,2017-06-01,my notes,f,A. Nyasulu;Ada M. Nyasulu\n"
YAML = "- {name: Ada Nyasulu, post: foreign-minister, of: MWI, since: 2015-02, source: my notes}\n"
WIKIDATA = {
    "results": {
        "bindings": [
            {
                "person": {"value": "http://www.wikidata.org/entity/Q1"},
                "personLabel": {"value": "Ada Nyasulu"},
                "positionLabel": {"value": "Minister of Foreign Affairs of Malawi"},
                "countryLabel": {"value": "Malawi"},
                "start": {"value": "2015-02-01T00:00:00Z"},
            }
        ]
    }
}


@pytest.mark.parametrize(("name", "content"), [("p.csv", CSV), ("p.yaml", YAML), ("p.json", json.dumps(WIKIDATA))])
def test_imported_people_are_known_and_kept_outside_the_package(home: Path, name: str, content: str) -> None:
    (home / name).write_text(content)
    before = {p.name: p.read_bytes() for p in FOLDER.glob("*.yaml")}
    assert "1 tenure added" in _run("import", home / name).stdout
    assert "0 tenures added" in _run("import", home / name).stdout
    assert (home / "home" / "people.json").is_file()
    assert {p.name: p.read_bytes() for p in FOLDER.glob("*.yaml")} == before
    fresh = Directory()
    assert [t.person for t in fresh.holders("foreign-minister", "MWI", "2016-01-01")] == ["ada-nyasulu"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("p.csv", CSV.replace("2015-02", "Feb 2015"), "row 1.*since"),
        ("p.csv", CSV.replace("MWI", "ZZZ"), "row 1.*no state"),
        ("p.csv", CSV.replace("foreign-minister", "vizier"), "row 1.*no office"),
        ("p.csv", CSV.replace("2017-06-01", "2014-06-01"), "ends .* before it begins"),
        ("p.yaml", "a: b\n", "no list"),
        ("p.yaml", "- {name: [", "p.yaml:"),
        ("p.json", "{}", "no Wikidata"),
        ("p.txt", "x", "unknown kind"),
    ],
)
def test_bad_imports_are_one_clear_line(home: Path, name: str, content: str, says: str) -> None:
    (home / name).write_text(content)
    with pytest.raises(DragomanError, match=says):
        read_rows(home / name, directory())
    assert not (home / "home").exists()


def test_a_damaged_file_of_imports_is_said(home: Path) -> None:
    (home / "home").mkdir()
    (home / "home" / "people.json").write_text("[{]")
    with pytest.raises(DragomanError, match="damaged"):
        _ = Directory().tenures


def test_treaties_and_relations_name_known_parties_and_real_dates() -> None:
    who, date = directory(), re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
    treaties = load_yaml(FOLDER / "treaties.yaml")
    assert list(treaties) == sorted(treaties)
    codes = set(who.states) | {o["code"] for o in who.organisations.values()}
    for key, t in treaties.items():
        assert t["parties"] == "open" or set(t["parties"]) <= codes, key
        assert date.fullmatch(str(t["signed"])) and t["source"], key
        assert t["force"] is None or str(t["signed"]) <= str(t["force"]), key
        assert all(a["actor"] in codes and str(a["date"]) >= str(t["signed"]) for a in t["acts"]), key
    rows = [(*r["pair"], r["kind"]) for r in load_yaml(FOLDER / "relations.yaml")]
    assert rows == sorted(rows) and len(rows) == len(set(rows))
    assert {a for r in rows for a in r[:2]} <= set(who.states)


def test_the_directory_is_as_large_as_it_says() -> None:
    who = directory()
    assert len(who.tenures) >= 600
    assert len(who.organisations) >= 150
    assert len(who.states) >= 197


@pytest.mark.parametrize(("name", "wanted"), [("Recep Tayyip Erdoğan", "recep-tayyip-erdogan"), ("Yıldırım Akbulut", "yildirim-akbulut"),
                                               ("Robert O'Brien", "robert-obrien"), ("H. D. Deve Gowda", "h-d-deve-gowda")])  # fmt: skip
def test_slugs_are_readable(name: str, wanted: str) -> None:
    assert slug(name) == wanted


@pytest.mark.parametrize(
    "name", ["Sergey Lavrov", "Sergei Lavrov", "Erdogan Recep", "Recep Tayyip Erdogan", "Ri Yong-ho", "Lee Yong-ho"]
)
def test_spellings_lead_to_one_person(name: str) -> None:
    found = {e.slug for e in directory().names.get(name)}
    assert len(found) == (0 if name == "Erdogan Recep" else 1)
