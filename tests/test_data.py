"""The data that people edit: sorted, consistent, refused where it is wrong."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.codebook import Codebook, codebook, parse_cue
from dragoman.directory import FOLDER, Directory, Tenure, directory, slug, squeeze
from dragoman.errors import DragomanError
from dragoman.records import EVENT_TYPES
from dragoman.yamls import load_yaml


@pytest.mark.parametrize("name", ["states", "organisations", "people", "sites"])
def test_files_are_sorted_and_name_nothing_twice(name: str) -> None:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    keys = re.findall(r"^([^#\s][^:]*):", text, re.MULTILINE)
    assert len(keys) == len(set(keys))
    if name != "states":
        assert keys == sorted(keys)
    else:
        assert keys == sorted(keys) and all(re.fullmatch("[A-Z]{3}", k) for k in keys)


def test_no_organisation_has_a_states_code_unless_it_is_a_body_of_that_state() -> None:
    iso = set(directory().states)
    for key, o in directory().organisations.items():
        if o["code"] in iso:
            assert o["sector"] != "IGO", key
        assert o.get("state", "USA") in iso, key
        assert set(o) <= {"code", "name", "head", "also", "sector", "state", "forum"}, key


def _spells() -> Iterator[tuple[str, bool, list[tuple[str, str | None, str]]]]:
    """Each office of `tenures/` by a name for it, whether one holds it at a time, and its rows."""
    who = directory()
    for of, post, source, rows in who.offices():
        assert post in who.posts, (of, post)
        assert of in who.states or of in who.organisations, of
        assert source and rows, (of, post)
        yield f"{post} of {of}", who.posts[post].unique, rows


def _before(one: str, other: str) -> bool:
    """Whether a date comes before another, as far as both say."""
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


def test_tenures_name_known_offices_once_and_run_forwards() -> None:
    date = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
    offices = [office for office, _, _ in _spells()]
    assert len(offices) == len(set(offices))
    for office, _, rows in _spells():
        for since, until, name in rows:
            assert date.fullmatch(since) and (until is None or date.fullmatch(until)), (office, since, until)
            assert name == name.strip() and slug(name), (office, since)
            assert until is None or not _before(until, since), (office, name)
        for (since, _, name), (following, _, _) in itertools.pairwise(rows):
            assert not _before(following, since), (office, name, following)


def test_an_office_with_one_holder_has_one_at_a_time() -> None:
    for office, unique, rows in _spells():
        for (_, until, first), (since, _, second) in itertools.pairwise(rows):
            overlaps = unique and until is not None and _before(since, until) and _before(since[:7], until[:7])
            assert not overlaps or first == second, (office, first, second)


def test_the_files_of_tenures_are_sorted_and_share_no_holder() -> None:
    seen: set[str] = set()
    for path in sorted(FOLDER.glob("tenures/*.yaml")):
        keys = re.findall(r"^([^#\s][^:]*):$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert keys == sorted(set(keys)) and not seen & set(keys), path
        seen |= set(keys)
        assert all(list(posts) == sorted(posts) for posts in load_yaml(path).values()), path


def test_people_are_said_in_the_form_that_is_read() -> None:
    who = directory()
    for key, text in load_yaml(FOLDER / "people.yaml").items():
        assert re.fullmatch(r"[fm]( [A-Z]{3} [^|]+)?( \| [^|]+)*", text), key
        assert key in who.people, key
        assert who.people[key].of is None or who.people[key].of in who.states, key


def test_years_and_months_hold_all_of_theirs_and_an_office_passes_on_within_one() -> None:
    held = Tenure("a", "president", "XXX", "1990", "1992-03", "a source")
    assert [held.covers(day) for day in ("1989-12-31", "1990-01-01", "1992-03-31", "1992-04-01")] == [
        False,
        True,
        True,
        False,
    ]
    until_year = Tenure("a", "president", "XXX", "1990-05-02", "1991", "a source")
    assert [until_year.covers(day) for day in ("1990-05-01", "1991-12-31", "1992-01-01")] == [False, True, False]


def test_a_partys_leader_belongs_to_the_partys_state() -> None:
    who = directory()
    assert who.home(who.affiliations("recep-tayyip-erdogan")) == "TUR"
    assert who.home({"USA", "RUS"}) is None and who.home(set()) is None


def test_a_full_name_is_one_persons() -> None:
    bearers: dict[str, set[str]] = {}
    for name, entry in directory().entries():
        if entry.kind == "person":
            bearers.setdefault(squeeze(name), set()).add(str(entry.slug))
    assert {name: slugs for name, slugs in bearers.items() if len(slugs) > 1} == {}


def test_numerals_and_short_names_of_people() -> None:
    who = directory()
    assert not {"ii", "iii", "jr", "jr.", "de"} & set(who.surnames)
    assert "john-paul-ii" not in who.surnames.get("paul", ())
    assert all(e.kind != "person" for name in ("Maris", "Sisi", "Burhan") for e in who.names.get(name))


def test_a_noun_names_one_sector() -> None:
    lists = load_yaml(FOLDER / "nouns.yaml")
    nouns = [n for group in lists.values() for n in group]
    assert sorted(nouns) == sorted(set(nouns))


def test_the_codebook_has_every_type_and_ids_that_say_theirs() -> None:
    events = codebook().events
    assert tuple(events) == EVENT_TYPES
    for type_, file in events.items():
        assert all(e.id.startswith(type_ + ".") for e in file.entries)
    ids = [e.id for f in events.values() for e in f.entries]
    assert len(ids) == len(set(ids))


def test_an_unknown_key_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "consult.yaml").write_text(
        "type: CONSULT\ndefinition: x\ninclude: []\nexclude: []\nroles: {}\nentries: [{id: A, definition: x, verb: [meet]}]\n"
    )
    with pytest.raises(DragomanError, match=r"consult.yaml: entries.0.verb"):
        _ = Codebook(tmp_path).events


def test_broken_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "states.yaml").write_text("A: {\nB: ]")
    with pytest.raises(DragomanError, match=r"states.yaml:2"):
        _ = Directory(tmp_path).states


def test_a_cue_is_taken_apart() -> None:
    entry = codebook().entries["ACCUSE.law"]
    cue = parse_cue("file <lawsuit|suit> against", entry, "ACCUSE")
    assert (cue.lemma, cue.words, cue.objects, cue.own) == (
        "file",
        ("against",),
        frozenset({"lawsuit", "suit"}),
        "against",
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [("U.S.", "USA"), ("United States", "USA"), ("Seoul", "KOR"), ("Russians", "RUS"), ("IAEA", "IAE")],
)
def test_names_lead_to_codes(name: str, code: str) -> None:
    found = directory().names.longest(name.split(), 0)
    assert found is not None
    assert {e.actor for e in found[1]} == {code}


def test_us_the_pronoun_is_no_state() -> None:
    assert directory().names.longest(["us"], 0) is None
    assert directory().names.longest(["US"], 0) is not None
