from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dragoman.finders.places import _repeated

WORDS = st.lists(st.sampled_from(["Port", "Sudan", "of", "Spain", "Oslo", "port"]), min_size=1, max_size=25)


@given(WORDS, st.data())
def test_names_are_found_again_wherever_they_stand_the_longer_first(words: list[str], data: st.DataObject) -> None:
    firsts = data.draw(st.sets(st.integers(0, len(words) - 1), max_size=4))
    found = {a: (a, min(len(words), a + data.draw(st.integers(1, 3)))) for a in firsts}
    taken = {i for span in found.values() for i in range(*span)}
    names = {tuple(words[a:b]) for a, b in found.values()}
    everywhere = [
        (index, index + len(name))
        for index in range(len(words))
        for name in sorted(names, key=len, reverse=True)
        if tuple(words[index : index + len(name)]) == name
    ]
    wanted = [(a, b) for a, b in everywhere if words[a][0].isupper() and a not in taken]
    assert list(_repeated(words, found, taken)) == wanted
