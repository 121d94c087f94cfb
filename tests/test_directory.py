from __future__ import annotations

import csv
import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman.cli import dragoman
from dragoman.directory import FOLDER, Directory, directory, slug
from dragoman.directory.importing import Row, keep, read_rows
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
        (("foreign minister", "KIR", "2018-04-10"), "nobody is known"),
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


CSV = "name,post,of,since,until,source,gender,also\nAda Nyasulu,foreign-minister,KIR,2015-02,2017-06-01,my notes,f,A. Nyasulu;Ada M. Nyasulu\n"
YAML = "- {name: Ada Nyasulu, post: foreign-minister, of: KIR, since: 2015-02, source: my notes}\n"
WIKIDATA = {
    "results": {
        "bindings": [
            {
                "person": {"value": "http://www.wikidata.org/entity/Q1"},
                "personLabel": {"value": "Ada Nyasulu"},
                "positionLabel": {"value": "Minister of Foreign Affairs of Kiribati"},
                "countryLabel": {"value": "Kiribati"},
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
    assert [p.name for p in (home / "home").iterdir()] == ["people.sqlite"]
    assert {p.name: p.read_bytes() for p in FOLDER.glob("*.yaml")} == before
    fresh = Directory()
    assert [t.person for t in fresh.holders("foreign-minister", "KIR", "2016-01-01")] == ["ada-nyasulu"]


def outcomes(path: Path) -> tuple[list[str], list[str]]:
    """The names that a file gives, and what is refused in it."""
    found = list(read_rows(path, directory()))
    return [r.name for r in found if isinstance(r, Row)], [e.line() for e in found if isinstance(e, DragomanError)]


ROWS = [
    ("since", "Feb 2015", "since: 'Feb 2015' is no date"),
    ("since", "2015-13", "since: .* is no date"),
    ("since", "٢٠١٥", "since: .* is no date"),
    ("until", "9999-12-31", "until: .* is no date"),
    ("until", "2014-06-01", "ends .* before it begins"),
    ("of", "ZZZ", "no state"),
    ("post", "vizier", "no office"),
    ("name", " ", "name"),
    ("name", "...", "name: '...' is no name"),
    ("name", "안수진", "no Latin letter"),
    ("name", "A\x1b[2Jda", "a character that no text"),
    ("source", "  ", "source"),
    ("gender", "woman", "gender"),
    ("also", ";;;", "also.0"),
    ("also", "A. Nyasulu;;Ada M. Nyasulu", "also.1"),
    ("also", "A. Nyasulu; -", "also.1"),
    ("also", '"A. Nyasulu', "broken CSV"),
    ("also", "x" * 140_000, "broken CSV"),
    ("also", "a,b", "9 cells under 8 columns"),
]


@pytest.mark.parametrize(("column", "value", "says"), ROWS)
def test_a_bad_row_is_refused_with_its_line_and_the_rest_is_read(
    home: Path, column: str, value: str, says: str
) -> None:
    columns, cells = (line.split(",") for line in CSV.splitlines())
    good = ["Ben Banda", *cells[1:]]
    bad = [value if name == column else cell for name, cell in zip(columns, cells, strict=True)]
    path = home / "p.csv"
    path.write_text("\n".join(map(",".join, (columns, good, bad, ["Cleo Phiri", *cells[1:]]))) + "\n", "utf-8")
    read, refused = outcomes(path)
    assert read == ["Ben Banda", "Cleo Phiri"]
    assert len(refused) == 1 and refused[0].startswith(f"{path}:3: ") and re.search(says, refused[0])
    told = _run("import", path)
    assert told.exit_code == 1 and told.stdout.startswith("2 tenures added") and ", 1 refused" in told.stdout
    assert told.stderr.startswith(f"dragoman: {path}:3: ")


def test_a_cell_is_too_wide_whatever_others_set_as_the_limit(home: Path) -> None:
    before = csv.field_size_limit(10_000_000)
    try:
        (home / "p.csv").write_text(CSV.replace("Ada M. Nyasulu", "x" * 140_000), "utf-8")
        assert "broken CSV" in outcomes(home / "p.csv")[1][0]
    finally:
        csv.field_size_limit(before)


def test_a_trailing_semicolon_is_no_name(home: Path) -> None:
    (home / "p.csv").write_text(CSV.replace("Ada M. Nyasulu", "Ada M. Nyasulu;"))
    assert _run("import", home / "p.csv").exit_code == 0
    assert Directory().people["ada-nyasulu"].also == ("A. Nyasulu", "Ada M. Nyasulu")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("p.yaml", "a: b\n", "no list"),
        ("p.yaml", "- {name: [", "p.yaml:1: "),
        ("p.yaml", "[" * 100_000, "p.yaml:1: nested too deep"),
        ("p.yaml", "- &a {name: x}\n- *a\n", "p.yaml:1: an anchor"),
        ("p.json", "{}", "no Wikidata"),
        ("p.json", "[" * 100_000, "p.json:1: broken JSON"),
        ("p.json", "9" * 5000, "p.json:1: broken JSON"),
        ("p.json", '{"results": {"bindings": [],\n "bindings": []}}', "p.json:1: broken JSON .*twice"),
        ("p.txt", "x", "unknown kind"),
        ("p.csv", "", "the file is empty"),
        ("p.csv", CSV.replace("also", "colour"), "p.csv:1: column 'colour'"),
        ("p.csv", CSV.replace("also", "name"), "p.csv:1: column 'name'"),
        ("p.csv", CSV.replace("source", ""), "p.csv:1: a column is missing"),
        ("p.csv", CSV.encode("utf-16"), "p.csv:1: not UTF-8; .*iconv -f utf-16"),
        ("p.yaml", YAML.replace("Ada", "Adá").encode("latin-1"), "p.yaml:1: not UTF-8; .*iconv -f latin1"),
        ("p.json", json.dumps(WIKIDATA).encode("utf-16"), "p.json:1: not UTF-8"),
    ],
)
def test_a_file_that_is_none_of_tenures_is_one_clear_line(
    home: Path, name: str, content: str | bytes, says: str
) -> None:
    (home / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DragomanError, match=says) as error:
        outcomes(home / name)
    assert error.value.line().startswith(str(home / name))
    assert not (home / "home").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("- a\n", "p.yaml:2: write a mapping"),
        ("- [a, b]\n", "p.yaml:2: write a mapping"),
        ("-\n", "p.yaml:2: write a mapping"),
        (YAML.replace("source: my notes", "source: [a]"), "p.yaml:2: source: write a text"),
        (YAML.replace("my notes", "my notes, also: [Ada, '']"), "p.yaml:2: also.1"),
        (YAML.replace("my notes", "my notes, also: Ada"), "p.yaml:2: also: write a list"),
        (YAML.replace("2015-02", "0b_"), "p.yaml:2: since: '0b_' is no date"),
    ],
)
def test_a_bad_row_of_yaml_costs_no_other(home: Path, content: str, says: str) -> None:
    (home / "p.yaml").write_text(YAML.replace("Ada Nyasulu", "Ben Banda") + content)
    read, refused = outcomes(home / "p.yaml")
    assert read == ["Ben Banda"] and len(refused) == 1 and says in refused[0]


@pytest.mark.parametrize("binding", ["x", [], {}, {"personLabel": "x"}, {"personLabel": {"value": ["x"]}}, None,
                                     {**WIKIDATA["results"]["bindings"][0], "personLabel": {"value": "\ud83d"}}])  # fmt: skip
def test_a_bad_binding_costs_no_other(home: Path, binding: object) -> None:
    (home / "p.json").write_text(json.dumps({"results": {"bindings": [binding, *WIKIDATA["results"]["bindings"]]}}))
    read, refused = outcomes(home / "p.json")
    assert read == ["Ada Nyasulu"] and len(refused) == 1 and "p.json: row 1: " in refused[0]


ADA = {"name": "Ada Nyasulu", "post": "foreign-minister", "of": "KIR", "since": "2015-02", "until": None, "source": "my notes",
       "gender": "f", "also": []}  # fmt: skip


@pytest.mark.parametrize(
    ("kept", "known"),
    [
        ("[{]", []), ("{}", []), ("", []), ("[" * 100_000, []), ("é".encode("latin-1"), []), ("[null, 3, []]", []),
        (json.dumps([ADA, {**ADA, "name": " "}]), ["foreign-minister"]),
        (json.dumps([{**ADA, "of": "ZZZ"}, ADA]), ["foreign-minister"]),
        (json.dumps([{**ADA, "post": "vizier"}, ADA]), ["foreign-minister"]),
        (json.dumps([{**ADA, "also": [""]}]), ["foreign-minister"]),
    ],
)  # fmt: skip
def test_a_damaged_file_of_people_never_stops_coding(
    home: Path, kept: str | bytes, known: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    (home / "home").mkdir()
    file = home / "home" / "people.json"
    file.write_bytes(kept if isinstance(kept, bytes) else kept.encode())
    fresh = Directory()
    assert fresh.names.get("Ada Nyasulu") is not None and fresh.surnames
    assert [t.post for t in fresh.posts_of("ada-nyasulu", None)] == known
    healed = "also" in str(kept) and '[""]' in str(kept)
    assert [r.message.startswith(f"dragoman: {file}") for r in caplog.records] == [True] * (not healed)
    before = file.read_bytes()
    (home / "p.csv").write_text(CSV)
    told = _run("import", home / "p.csv")
    if not healed:
        assert isinstance(told.exception, DragomanError) and "damaged" in told.exception.line()
        assert file.read_bytes() == before


def test_a_program_that_codes_says_once_that_people_are_missing(home: Path) -> None:
    (home / "home").mkdir()
    (home / "home" / "people.json").write_text("[{]")
    (home / "r.txt").write_text("Peru's envoy met Chile's on Friday.")
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from dragoman.cli import main; main()",
            "code",
            str(home / "r.txt"),
            "--extractor",
            "entries",
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "DRAGOMAN_HOME": str(home / "home")},
    )
    assert told.returncode == 0 and told.stdout.count("\n") > 1
    assert [line.split(":")[0] for line in told.stderr.splitlines() if "people" in line] == ["dragoman"]


@pytest.mark.parametrize("trouble", ["disk", "folder"])
def test_a_failed_import_loses_nobody(home: Path, trouble: str) -> None:
    (home / "p.csv").write_text(CSV)
    assert _run("import", home / "p.csv").exit_code == 0
    file = home / "home" / "people.sqlite"
    before = file.read_bytes()
    (home / "q.csv").write_text(CSV.replace("Ada", "Ben"))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    if trouble == "disk":
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, limits[1]))
    else:
        os.environ["DRAGOMAN_HOME"] = str(home / "p.csv")  # a file where a folder is wanted
    try:
        told = _run("import", home / "q.csv")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert isinstance(told.exception, DragomanError) and "nothing was changed" in told.exception.line()
    assert file.read_bytes() == before and [p.name for p in file.parent.iterdir()] == ["people.sqlite"]


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
    assert len(who.tenures) >= 9000
    assert len(who.organisations) >= 1700
    assert len(who.states) >= 200


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


def test_where_nobody_has_a_home_no_folder_is_made_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DRAGOMAN_HOME", "HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)  # as it is where the system does not know the user
    monkeypatch.chdir(tmp_path)
    row = Row(name="Ola Nord", post="president", of="NOR", since="2016", source="a paper")
    with pytest.raises(DragomanError, match="no home"):
        keep([row], directory())
    assert list(tmp_path.iterdir()) == []
