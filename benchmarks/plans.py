"""Seconds to hold a plan of 200 steps against 10,000 events, to find its blockers and its sensitive sentences.

python benchmarks/plans.py [--steps 200] [--events 10000]
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import date, timedelta

from dragoman.plans import Act, Board, PlanDocument
from dragoman.plans.acts import Account, stems
from dragoman.plans.questions import blockers, sensitive


def made(steps: int, events: int) -> tuple[PlanDocument, list[Act]]:
    """Each step is a halt that waits for the one before it; each event halts one or is contrary to it."""
    document = PlanDocument.model_validate(
        {
            "name": "large",
            "version": "1",
            "proposed": {"by": ["RUS"], "on": "2015-01-01"},
            "accepted": [{"by": "PRK", "on": "2015-01-02"}],
            "steps": [
                {
                    "id": f"s{n}",
                    "actor": "PRK",
                    "act": "RETREAT",
                    "object": f"{n:04}x",
                    "halt": {},
                    "contrary": [{"actor": "PRK", "act": "MOBILIZE", "object": f"{n:04}x"}],
                    "requires": [[f"s{n - 1}"]] if n else [],
                }
                for n in range(steps)
            ],
        }
    )
    happened = []
    for n in range(events):
        day = (date(2015, 1, 1) + timedelta(days=n % 1500)).isoformat()
        words = f"the act on {n % steps:04}x"
        account = Account(f"m{n}", words, "happened", day, stems(words))
        kind = "MOBILIZE" if n % 7 == 0 else "RETREAT"
        happened.append(Act(f"e{n}", kind, None, frozenset(["PRK"]), frozenset(), day, day, (account,)))  # type: ignore[arg-type]
    return document, happened


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--events", type=int, default=10_000)
    asked = parser.parse_args()
    document, happened = made(asked.steps, asked.events)
    spent = []
    for _ in range(7):
        start = time.perf_counter()
        Board(document, happened).assess()
        spent.append(time.perf_counter() - start)
    print(f"{asked.steps} steps, {asked.events} events: checked in {statistics.median(spent):.2f} s")
    start = time.perf_counter()
    blockers(Board(document, happened))
    print(f"blockers {time.perf_counter() - start:.2f} s")
    start = time.perf_counter()
    few = Board(
        PlanDocument.model_validate(document.model_dump() | {"steps": document.model_dump()["steps"][:4]}),
        happened[:400],
    )
    print(f"sensitive, 4 steps and 400 events: {len(sensitive(few))} sentences, {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
