"""Kill -9 at random points while a case grows: what is left, and what a run after it makes of it.

    python benchmarks/killing.py [--kills 50] [--reports 500]

A process adds reports to a case and is killed at a random moment; the file must open, hold every report that was said to
be finished, and pass `dragoman case check`; the next process begins where it stopped. At the end the case must be what an
undisturbed run makes.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dragoman.case import Case, checking
from dragoman.records import to_json

WRITER = """
import sys
sys.path.insert(0, {folder!r})
from big_case import generated
from dragoman.case import Case
case = Case(sys.argv[1])
for source, records in generated({reports}, 2):
    if source.id not in case:
        case.add(source, records)
    print(source.id, flush=True)
"""


def run(path: Path, reports: int, patience: float | None) -> tuple[set[str], bool]:
    """(the reports that the writer said were finished, whether it came to its end) within so many seconds after its first."""
    script = WRITER.format(folder=str(Path(__file__).parent), reports=reports)
    process = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = process.stdout.readline().strip()
    if patience is not None:
        time.sleep(patience)
        os.kill(process.pid, signal.SIGKILL)
    finished = {first, *process.stdout.read().split()} - {""}
    return finished, process.wait() == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--reports", type=int, default=500)
    asked = parser.parse_args()
    chance, folder = random.Random(3), Path(tempfile.mkdtemp())
    path, killed = folder / "killed", 0
    while killed < asked.kills:
        finished, ended = run(path, asked.reports, chance.uniform(0, 0.15))
        killed += not ended
        with Case(path) as case:
            held = {r.id for r in case.reports()}
            lost = {f for f in finished if f not in held}
            faults = [f for f in checking.faults(case) if "quote" not in f]
        print(f"kill {killed}: {len(held)} reports held, {len(lost)} lost, {len(faults)} faults", flush=True)
        if lost or faults:
            sys.exit(f"lost {sorted(lost)[:3]}, faults {faults[:3]}")
        if ended:
            print("all reports are in: starting anew")
            path = folder / f"killed-{killed}"
    run(path, asked.reports, None)
    run(folder / "whole", asked.reports, None)
    with Case(path) as one, Case(folder / "whole") as whole:
        same = [to_json(e) for e in one.events()] == [to_json(e) for e in whole.events()]
        doubled = len(one.reports()) - len({r.id for r in one.reports()})
    print(
        f"{killed} kills; resumed to {asked.reports} reports, {doubled} doubled; events the same as undisturbed: {same}"
    )
    sys.exit(not same or doubled > 0)


if __name__ == "__main__":
    main()
