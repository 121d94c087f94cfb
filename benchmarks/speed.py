"""Reports per second of the whole coder against the bare spaCy pipeline, on the same texts in the same run, and the
peak memory of streaming many reports.

  python benchmarks/speed.py [FOLDER] [--rounds N] [--stream N]

FOLDER holds reports (default: samples/). The two are timed in turn, in seconds of the processor, so that a neighbour on the machine hurts neither.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from dragoman.coding import code
from dragoman.parsing import load
from dragoman.readers import read
from dragoman.report import Report

SAMPLES = Path(__file__).parent.parent / "samples"


def reports(folder: Path) -> list[Report]:
    return [r for r in read([folder]) if isinstance(r, Report)]


def timed(work: object) -> float:
    start = time.process_time()
    for _ in work:  # type: ignore[attr-defined]
        pass
    return time.process_time() - start


def compare(found: list[Report], rounds: int) -> None:
    nlp = load()
    timed(code(found))
    ratios, bare_rates, own_rates = [], [], []
    for _ in range(rounds):
        bare = timed(nlp.pipe(r.text for r in found))
        own = timed(code(found))
        ratios.append(bare / own)
        bare_rates.append(len(found) / bare)
        own_rates.append(len(found) / own)
    size = statistics.mean(len(r.text) for r in found)
    print(f"{len(found)} reports of {size:.0f} characters on average, {rounds} rounds")
    print(f"bare spaCy    {statistics.median(bare_rates):.1f} reports/s")
    print(f"whole coder   {statistics.median(own_rates):.1f} reports/s")
    print(f"ratio         {statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")


def stream(folder: Path, number: int) -> None:
    """Peak memory in MiB after coding `number` reports, each in a process of its own."""
    for size in (number // 10, number):
        command = [sys.executable, __file__, str(folder), "--child", str(size)]
        print(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())


def child(folder: Path, number: int) -> None:
    found = reports(folder)
    endless = (Report(f"{found[n % len(found)].text}\n{n}", str(n)) for n in range(number))
    timed(code(endless))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{number} reports streamed: peak {peak:.0f} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLES)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--stream", type=int, default=0)
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.folder, args.child)
        return
    compare(reports(args.folder), args.rounds)
    if args.stream:
        stream(args.folder, args.stream)


if __name__ == "__main__":
    main()
