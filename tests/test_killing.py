"""A few kills of the hundred in `benchmarks/killing.py`."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.killing import WAYS, Answered, kill


def test_what_was_answered_is_in_a_copy_of_the_file_alone(tmp_path: Path) -> None:
    """By `kill -9` over adding, reviewing and serving."""
    chance, done = random.Random(14), Answered()
    found = [kill(WAYS[n % len(WAYS)], tmp_path / "c.dragoman", done, chance) for n in range(6)]
    assert [(o.lost, o.doubled, o.faults) for o in found] == [(0, 0, [])] * 6
    assert done.reports and done.notes
