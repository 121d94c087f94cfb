"""What 500,000 imported people cost: the import, the file, loading the directory, a report, memory.

  python benchmarks/imported.py [--people N] [--rounds N] [--seed N]

The people are made up from the first and last words of the directory's own names, which are those that reports hold, and of
syllables; a half has an office. They go into a DRAGOMAN_HOME that is gone at the end. What is timed with and without them is
timed in turn, in seconds of the processor, so that a neighbour on the machine hurts neither.
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from dragoman.codebook import codebook
from dragoman.coding import code
from dragoman.directory import Directory
from dragoman.directory.importing import keep, read_rows
from dragoman.extract import EXTRACTORS
from dragoman.parsing import parse
from dragoman.pipeline import Coder
from dragoman.readers import read
from dragoman.report import Report

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus" / "reports"
LENGTH, MOST = 2_000, 10  # characters and number of what is taken of the corpus's files beside the samples
LOADINGS = 6  # of the directory a round
SYLLABLES = "ba do ki ra mel tan sho vi lun gar est ol ane dri zu pha".split()
COLUMNS = "name state post of since until source gender also".split()


def people(number: int, seed: int) -> Iterator[list[str]]:
    chance, who = Random(seed), Directory()
    names = [p.name.split() for p in who.packaged.values() if " " in p.name]
    firsts, lasts = [n[0] for n in names], [n[-1] for n in names]
    states, posts = list(who.states), [p.slug for p in who.posts.values() if not p.organisation and not p.of]
    for at in range(number):
        made = "".join(chance.choices(SYLLABLES, k=3)).title()
        name = f"{chance.choice(firsts)} {chance.choice([made, made, chance.choice(lasts)])}"
        also = f"{name.split()[0][0]}. {made}an" if chance.random() < 0.5 else ""
        state, gender = chance.choice(states), chance.choice("fm")
        if at % 2:
            since = chance.randint(1950, 2020)
            yield [name, state, chance.choice(posts), state, str(since), str(since + 4), f"Q{at}", gender, also]
        else:
            yield [name, state, "", "", "", "", f"Q{at}", gender, also]


def write(path: Path, number: int, seed: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        out.writerows(people(number, seed))


def at_home(home: Path) -> Directory:
    """A directory with the people of that folder, loaded."""
    os.environ["DRAGOMAN_HOME"] = str(home)
    made = Directory()
    for one in (made.names, made.tenures, made.people, made.packaged, made.surnames, made.imported, made.digest):
        assert one is not None
    return made


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def turns(rounds: int, without: Callable[[], object], with_them: Callable[[], object]) -> tuple[float, float, str]:
    """Medians of both in seconds, and the ratios of rounds, whose order changes each time."""
    pairs = []
    for n in range(rounds):
        order = (without, with_them) if n % 2 else (with_them, without)
        took = {work: timed(work) for work in order}
        pairs.append((took[without], took[with_them]))
    ratios = [b / a for a, b in pairs]
    told = f"{statistics.median(ratios):.3f} (from {min(ratios):.3f} to {max(ratios):.3f})"
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs), told


def run(found: list[Report], coder: Coder) -> int:
    return sum(1 for _ in code(found, extractor=coder))


def child(what: str, path: Path) -> None:
    """Run by `measured`: seconds of the processor, and the peak of memory in MiB before and after."""
    if what == "import":
        who, before = Directory(), peak()
        start = time.process_time(), time.perf_counter()
        new = keep((row for row in read_rows(path, who) if not isinstance(row, Exception)), who)  # type: ignore[misc]
        print(
            f"{new} {time.process_time() - start[0]:.1f} {time.perf_counter() - start[1]:.1f} {before:.0f} {peak():.0f}"
        )
    else:
        own = Coder(codebook(), at_home(path), parse, EXTRACTORS["entries"](codebook()))
        before = peak()
        run(reports(), own)
        print(f"{before:.1f} {peak():.1f}")


def measured(what: str, path: Path, home: Path) -> list[float]:
    command = [sys.executable, __file__, "--child", what, str(path)]
    env = {**os.environ, "DRAGOMAN_HOME": str(home)}
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout
    return [float(word) for word in told.split()]


def peak() -> float:
    """MiB. What getrusage tells of a child begins with its parent's."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def reports() -> list[Report]:
    samples = [r for r in read([ROOT / "samples"]) if isinstance(r, Report)]
    files = sorted(CORPUS.glob("*.txt"))[:MOST]
    return samples + [Report(f.read_text(encoding="utf-8")[:LENGTH], f.stem, published="2018-04-11") for f in files]


def coded(name: str, rounds: int, without: Directory, with_them: Directory) -> None:
    """The cost of reports with an extractor; what is asked for the first time is timed apart."""
    found = reports()
    plain, full = (Coder(codebook(), who, parse, EXTRACTORS[name](codebook())) for who in (without, with_them))
    run(found, plain)
    cold = timed(lambda: run(found, full))
    a, b, told = turns(rounds, lambda: run(found, plain), lambda: run(found, full))
    each = 1000 / len(found)
    print(
        f"{len(found)} reports with {name}: {a * each:.1f} ms each without, {b * each:.1f} with ({cold * each:.1f} the "
        f"first time); ratio {told}",
        flush=True,
    )


def compare(folder: Path, number: int, rounds: int, seed: int) -> None:
    table, home, empty = folder / "people.csv", folder / "home", folder / "empty"
    write(table, number, seed)
    new, seconds, wall, before, after = measured("import", table, home)
    size = (home / "people.sqlite").stat().st_size / 2**20
    print(f"import: {new:.0f} new of {number} rows in {seconds:.0f} s of the processor ({wall:.0f} s), "
          f"{seconds / number * 1e6:.0f} µs a row; peak {before:.0f} MiB before, {after:.0f} after; file {size:.0f} MiB")  # fmt: skip
    a, b, told = turns(rounds * LOADINGS, lambda: at_home(empty), lambda: at_home(home))
    print(f"loading the directory: {a * 1000:.0f} ms without, {b * 1000:.0f} with; ratio {told}", flush=True)
    without, with_them = at_home(empty), at_home(home)
    for name in ("entries", "both"):
        coded(name, rounds, without, with_them)
    plain, full = measured("code", empty, empty), measured("code", home, home)
    print(
        f"memory: loaded {plain[0]:.1f} MiB without, {full[0]:.1f} with; after the reports {plain[1]:.1f} and {full[1]:.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.child[0], Path(args.child[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), args.people, args.rounds, args.seed)


if __name__ == "__main__":
    main()
