from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import settings

from dragoman.coding import code
from dragoman.records import AnyRecord
from dragoman.report import Report

# The same examples on every machine; `HYPOTHESIS_PROFILE=explore` looks for new ones.
settings.register_profile("repeat", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=5000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
SHARED = ROOT.parent / "shared"


@lru_cache(maxsize=2048)
def _coded(text: str, published: str | None) -> tuple[AnyRecord, ...]:
    report = Report(text, source_id="spec", published=published)
    return tuple(next(code([report], 1, True, extractor="entries")).records)


@pytest.fixture(scope="session")
def coded() -> Callable[..., tuple[AnyRecord, ...]]:
    """Code a text as a report of its own; the same text is coded once a session."""

    def run(text: str, published: str | None = None) -> tuple[AnyRecord, ...]:
        return _coded(text, published)

    return run


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not here")
    return SHARED
