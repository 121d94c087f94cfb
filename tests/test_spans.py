from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dragoman.spans import Spans

PLACE = st.integers(0, 60)
STRETCH = st.tuples(PLACE, PLACE).map(lambda pair: (min(pair), max(pair) + 1))


@given(st.lists(STRETCH, max_size=30), STRETCH)
def test_over_finds_what_a_look_at_each_finds(stretches: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    held = Spans((a, b, n) for n, (a, b) in enumerate(stretches))
    assert held.over(*asked) == [n for n, (a, b) in enumerate(stretches) if a < asked[1] and asked[0] < b]
