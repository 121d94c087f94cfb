"""The data that people edit: sorted, consistent, refused where it is wrong."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from dragoman.codebook import Codebook, codebook, parse_cue
from dragoman.directory import FOLDER, Directory, directory
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
    for slug, o in directory().organisations.items():
        if o["code"] in iso:
            assert o["sector"] != "IGO", slug


def test_tenures_name_known_offices_and_holders_and_run_forwards() -> None:
    who = directory()
    for t in who.tenures:
        assert t.post in who.posts, t
        assert t.of in who.states or t.of in who.organisations, t
        assert t.until is None or t.since <= t.until, t
        assert t.source, t


def test_an_office_with_one_holder_has_one_at_a_time() -> None:
    who = directory()
    held: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for t in who.tenures:
        if who.posts[t.post].unique:
            held.setdefault((t.post, t.of), []).append((t.since, t.until or "9999", t.person))
    for office, rows in held.items():
        rows.sort()
        for (_, until, first), (since, _, second) in itertools.pairwise(rows):
            assert since >= until[: len(since)] or first == second, (office, first, second)


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
