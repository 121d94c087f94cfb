"""Phrases that name nobody, and the parties of their report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.coding import document
from dragoman.directory import directory
from dragoman.finders.actors import ActorFinder
from dragoman.finders.arguments import Parties
from dragoman.link.linked import Linked, link
from dragoman.link.referents import Answer, Weights, weights
from dragoman.report import Report

FEATURES = st.dictionaries(st.sampled_from(["here", "before", "home", "often"]), st.floats(0, 1), max_size=4)
ANSWERS = st.lists(FEATURES, min_size=1, max_size=6)


def linked(text: str, day: str | None = "2019-05-06") -> Linked:
    read = document(Report(text, "a", published=day))
    return link(read, Parties(ActorFinder(read.tree, directory())), directory())


def codes(read: Linked, words: str) -> set[str | None]:
    at = read.document.tree.text.index(words)
    return {p.actor for t in read.named([(at, at + len(words))]) for p in read.at(t)}


@given(ANSWERS)
def test_the_shares_of_all_answers_are_one(features: list[dict[str, float]]) -> None:
    answers = [Answer((str(n),) if n else (), f) for n, f in enumerate(features)]
    some = Weights({"it": {"here": 2.0, "often": -1.0}}, 0.6)
    assert sum(some.shares("it", answers)) == pytest.approx(1)
    best = some.best("it", answers)
    assert best is None or max(some.shares("it", answers)) >= 0.6


def test_every_kind_of_question_has_weights() -> None:
    kinds = {"it", "they", "pair", "title", "person", "unknown", "state", "forces", "people", "rebels", "body", "other"}
    assert set(weights().of) == kinds


def test_a_report_of_one_state_gives_it_its_police() -> None:
    read = linked(
        "NAIROBI, May 6 (Wire) - Kenya banned rallies on Monday.\nKenya's president asked for calm.\n"
        "Police arrested forty marchers in Kisumu, and Kenya said it would try them."
    )
    assert codes(read, "Police") == {"KEN"}


def test_what_qualifies_a_noun_says_whose_it_is() -> None:
    read = linked("A Spanish trawler sank off Chile. Sudanese rebels fled. Troops of Kenya, Uganda and Chad left.")
    assert codes(read, "A Spanish trawler") == {"ESP"}
    assert codes(read, "Troops of Kenya, Uganda and Chad") == {"KEN", "UGA", "TCD"}


def test_rebels_have_a_state_and_are_not_its_government() -> None:
    read = linked("Sudanese rebels attacked a convoy of Chad.")
    (rebels,) = [p for t in read.named([(0, 15)]) for p in read.at(t)]
    assert (rebels.actor, rebels.sector, rebels.state) == (None, "REB", "SDN")


def test_a_town_stands_for_its_state() -> None:
    assert codes(linked("Shells fell on the port. Istanbul answered."), "Istanbul") == {"TUR"}


def test_nobody_is_made_up_where_no_party_is_named() -> None:
    assert codes(linked("Police fired on a crowd. The two sides met."), "Police") == {None}
