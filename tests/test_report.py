from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dragoman.report import _DATELINE, Report, clean

BREATH = st.sampled_from(
    [
        "...",
        ",...",
        "…",
        "**",
        "(quote)",
        "(unquote)",
        "\n",
        "\n\n",
        " ",
        "\t",
        "\u200b",
        '"',
        ".",
        ",",
        "word",
        "Kim",
        "é",
        "🙂",
        "漢",
    ]
)
WORD = st.sampled_from(["word", "Kim", "U.S.", "é", "🙂", "漢", "2,000", "said"])
MARK = st.sampled_from(
    ["...", ",...", "…", "....", "**", " ** ", "(quote)", " (unquote) ", "\n", "\n\n", " ", ". ", "\t", "\u200b"]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(BREATH, max_size=40).map("".join))


@given(TEXTS)
def test_every_cleaned_character_leads_back(text: str) -> None:
    copy = clean(text)
    for i, character in enumerate(copy.text):
        start, end = copy.map.span(i, i + 1)
        assert 0 <= start < end <= len(text)
        original = text[start:end]
        assert character == original or character in " ,.", (character, original)


@given(TEXTS)
def test_the_way_back_keeps_the_order(text: str) -> None:
    copy = clean(text)
    starts = [copy.map.start(i) for i in range(len(copy.text))]
    assert starts == sorted(starts)


@given(st.lists(st.tuples(WORD, MARK), max_size=30))
def test_cleaning_twice_changes_nothing_more(spoken: list[tuple[str, str]]) -> None:
    """Marks that touch each other can spell a new one (`..` and `…`), so each stands between words, as in speech."""
    once = clean("".join(word + mark for word, mark in spoken)).text
    assert clean(once).text == once


def test_breath_marks_become_commas_and_keep_the_condition_whole() -> None:
    copy = clean(
        'The plan says,... if Laos agrees,... **and Chad pays,... then talks (quote)"may" begin...\nNext line.'
    )
    assert copy.text == 'The plan says, if Laos agrees, and Chad pays, then talks "may" begin. Next line.'
    assert sorted(copy.breaks) == [copy.text.index("Next")]


def test_a_wrapped_line_goes_on_and_a_short_line_ends() -> None:
    wrapped = "The delegation that had come from the capital in the morning\nleft again at night. A title\n\nText."
    assert clean(wrapped).breaks == {clean(wrapped).text.index("Text")}
    assert clean("Envoy due\nMoscow sends an envoy.").breaks == {10}


def test_ids_depend_on_source_and_text_alone() -> None:
    assert Report("a", "1", published="2003-01-01").id == Report("a", "1", path="x", title="t").id
    assert len({Report("a", "1").id, Report("a", "2").id, Report("b", "1").id}) == 3


LINE = st.sampled_from(
    ["SUVA, Fiji (XP) -- ", "LIMA - ", "Oslo: The", " OSLO ", "--", "(", "talks", " ", "\t", "\r", ":", ""]
)


@given(st.lists(st.lists(LINE, max_size=4).map("".join), max_size=8))
def test_a_dateline_is_one_line_s_own(lines: list[str]) -> None:
    starts = [sum(len(before) + 1 for before in lines[:n]) for n in range(len(lines))]
    alone = [(start, _DATELINE.match(line)) for start, line in zip(starts, lines, strict=True)]
    assert [m.end() for m in _DATELINE.finditer("\n".join(lines))] == [start + m.end() for start, m in alone if m]


def test_a_town_after_blank_lines_opens_a_sentence() -> None:
    copy = clean("\n\n  \n\tSUVA, Fiji (XP) -- Talks began.")
    assert sorted(copy.breaks) == [0, copy.text.index("Talks")]
