"""Texts that are deep, or endless in one sentence: read in bounded pieces, and never by a call for each level."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dragoman import parsing
from dragoman.cli import dragoman
from dragoman.coding import Coded, code
from dragoman.directory import directory
from dragoman.finders.actors import ActorFinder
from dragoman.finders.arguments import Parties, is_passive
from dragoman.link.names import ActorResolver
from dragoman.parsing import LONGEST_RUN, LONGEST_SENTENCE, parse
from dragoman.report import Report, clean
from dragoman.syntax import Token, Tree

DEEP = 1500


def chain(words: list[tuple[str, str, str, str]], times: int) -> Tree:
    """The words (text, pos, tag, dep) over and over in one sentence, each hanging on the one before it."""
    tokens: list[Token] = []
    at = 0
    for n, (text, pos, tag, dep) in enumerate(words * times):
        token = Token(n, text, text.lower(), text.lower(), pos, tag, dep if n else "ROOT", at, at + len(text), 0, "")
        token.head = tokens[-1] if tokens else token
        if tokens:
            tokens[-1].children.append(token)
        tokens.append(token)
        at += len(text) + 1
    return Tree(" ".join(t.text for t in tokens), tokens, [(0, len(tokens))], [])


@pytest.mark.parametrize(
    "words",
    [
        [("government", "NOUN", "NN", "pobj"), ("of", "ADP", "IN", "prep")],
        [("talks", "NOUN", "NNS", "compound")],
        [("envoy", "NOUN", "NN", "poss")],
        [("friend", "NOUN", "NN", "poss")],
        [("seen", "VERB", "VBN", "conj")],
    ],
    ids=["of the government", "compounds", "envoy's envoys", "friend's friends", "participles"],
)
def test_no_look_into_a_tree_goes_deep(words: list[tuple[str, str, str, str]]) -> None:
    tree = chain(words, DEEP)
    actors = ActorFinder(tree, directory())
    parties = Parties(actors)
    found = list(actors.all())
    ActorResolver(directory(), "2011-05-03").run(found)
    assert parties.of(tree.tokens[-1:]) is not None
    assert not is_passive(tree.tokens[-1])


@pytest.mark.parametrize(
    "piece", ["of the government ", "\N{GRINNING FACE}", "\N{COPYRIGHT SIGN}", "\N{REPLACEMENT CHARACTER}"]
)
def test_a_text_of_one_thing_is_read(piece: str) -> None:
    (coded,) = code([Report(piece * 1500, "a")], extractor="entries", fail_fast=True)
    assert isinstance(coded, Coded)


LONG = "The envoys came from " + ", ".join(["Kenya", "Chile", "Laos", "Chad"] * 100) + " and Peru on Monday."


def test_a_sentence_without_an_end_is_cut_at_commas_and_said_to_be() -> None:
    tree = next(parse([clean(f"Kenya met Chad. {LONG} Chad met Peru.")]))
    assert tree.cut == 1
    assert max(b - a for a, b in tree.sentences) <= LONGEST_SENTENCE
    assert [tree.tokens[b - 1].text for _, b in tree.sentences if b - 1 < len(tree.tokens)].count(",") >= 2
    assert all(t.head.sentence == t.sentence for t in tree.tokens)
    assert [t.dep for t in tree.tokens if t.head is t] == ["ROOT"] * sum(t.head is t for t in tree.tokens)
    assert sorted(t.i for t in tree.upwards()) == [t.i for t in tree.tokens]


def test_tokens_are_found_by_their_place() -> None:
    tree = next(parse([clean(LONG)]))
    for start in range(0, len(LONG), 7):
        for end in range(start, start + 30, 5):
            assert tree.within(start, end) == [t for t in tree.tokens if start <= t.start < end]
        assert tree.after(start) == next((t.i for t in tree.tokens if t.start >= start), len(tree.tokens))


def test_code_tells_of_cut_sentences(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text(LONG)
    result = CliRunner().invoke(
        dragoman, ["code", str(tmp_path / "long.txt"), "--extractor", "entries", "--format", "jsonl"]
    )
    assert result.exit_code == 0
    assert "long.txt: a sentence was longer than 300 words and read in pieces\n" in result.stderr
    assert "sentence was longer" not in result.stdout


def test_signs_reach_the_tokenizer_in_bounded_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = parsing.load()
    given_to: list[str] = []
    make = nlp.make_doc

    def told(text: str) -> Any:
        given_to.append(text)
        return make(text)

    monkeypatch.setattr(nlp, "make_doc", told)
    text = f"Chad (((met{'(' * 1000} Peru{'=' * 150}."
    tree = next(parse([clean(text)]))
    assert len(given_to) == 6
    assert max(len(t) for t in given_to[:-1]) <= LONGEST_RUN + len("Chad (((met")
    assert "".join(given_to) == text == tree.text
    assert all(tree.text[t.start : t.end] == t.text for t in tree.tokens)


@given(
    st.lists(st.sampled_from(["Chad ", "((", "“", "\N{FIRE}", "=====", "met ", ". ", "x(", "_"]), max_size=30),
    st.integers(1, 9),
)
def test_tokens_stand_where_they_say_however_short_the_rows(pieces: list[str], row: int) -> None:
    text = clean("".join(pieces)).text
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "_RUN", re.compile(rf"(?:[^\w\s]|_){{{row}}}"))
        doc = parsing._tokenized(parsing.load(), text)
    assert doc.text == text
    assert all(text[t.idx : t.idx + len(t)] == t.text for t in doc)
