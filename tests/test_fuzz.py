"""A small portion of `benchmarks/fuzz.py`, and that it would see what it looks for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from tests.conftest import ROOT


@pytest.fixture
def fuzz(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("DRAGOMAN_HOME", "")  # which each try sets anew
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import fuzz

    return fuzz


def test_spoilt_input_ends_in_no_traceback(fuzz: ModuleType, tmp_path: Path) -> None:
    """What fails is seen again with `python benchmarks/fuzz.py --seed KIND:NUMBER`."""
    at = fuzz.Bench(tmp_path / "one", "entries")
    faults = {seed: fuzz.place(fault) for seed in fuzz.seeds(150) if (fault := fuzz.tried(seed, at)[1])}
    assert faults == {}


def _spins(chance: Random, at: object) -> None:
    while True:
        pass


def _breaks(chance: Random, at: object) -> None:
    raise RecursionError("too deep")


def _misquotes(chance: Random, at: object) -> None:
    import fuzz

    fuzz._quotes("Peru met Chile.", [{"who": {"text": "Chile", "span": (0, 5)}}])


@pytest.mark.parametrize(
    ("deed", "told"),
    [(_spins, "Hung"), (_breaks, "RecursionError: 'too deep'"), (_misquotes, "does not quote 'Chile'")],
)
def test_a_fault_is_seen(
    fuzz: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    deed: Callable[[Random, object], None],
    told: str,
) -> None:
    monkeypatch.setattr(fuzz, "PATIENCE", 0.2)
    monkeypatch.setitem(fuzz.KINDS, "report", (1, deed))
    _, fault = fuzz.tried("report:0", fuzz.Bench(tmp_path / "one", "entries"))
    assert told in fuzz.place(fault)


def test_the_same_seed_is_the_same_text(fuzz: ModuleType) -> None:
    noise = sys.modules["noise"]
    one, two, other = (noise.text(Random(seed), fuzz.sentences()) for seed in ("report:1", "report:1", "report:2"))
    assert one == two != other
