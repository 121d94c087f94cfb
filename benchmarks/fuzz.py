"""Six thousand spoilt reports, records, rows, plans, decisions and lists of people: none may end in a traceback, hold the
program for over ten seconds, or give a span that does not quote its text.

    python benchmarks/fuzz.py [--number 6000] [--extractor entries|model|both]
    python benchmarks/fuzz.py --seed plan:17        that one again, with the trace of its error

Reports are coded below the guard that costs an unforeseen error its own report alone, so that it is seen. The rest goes
through the command line, where DragomanError is one line and everything else is a traceback.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import click
import yaml

import noise
from dragoman.case import Case, checking
from dragoman.cli import dragoman
from dragoman.coding import code
from dragoman.directory import Directory
from dragoman.errors import DragomanError
from dragoman.importers import IMPORTERS
from dragoman.readers import read
from dragoman.records import to_json
from dragoman.report import Report

ROOT = Path(__file__).parent.parent
PATIENCE = 10  # seconds of the processor: a busy machine is no hang
DATES = (None, "2014-02-03", "1000-01-01", "2016-02-29", "2999-12-31")
LOOKS = (
    ["events"], ["visits"], ["timeline"], ["search", "talks"], ["case", "check"], ["case", "undecided"], ["case", "corrections"], ["plan", "draft"],
    *(["export", "--to", form, "--output", "out"] for form in ("csv", "jsonl", "html", "geojson", "gexf", "graphml", "ics", "timelinejs", "bibtex", "ris")),
)  # fmt: skip


class Hung(Exception):
    """It took longer than PATIENCE, or waited six times as long for something."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where things are tried: a folder that is emptied after each, and a case of the samples to try them on."""

    folder: Path
    extractor: str

    def case(self) -> Path:
        return Path(shutil.copy(_samples(self.folder.parent), self.folder / "c.dragoman"))

    def write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path


@lru_cache(maxsize=1)
def _samples(folder: Path) -> Path:
    path = folder / "samples.dragoman"
    with Case(path) as case:
        for made in code(_reports(), extractor="entries"):
            case.add(made.report, made.records)
    return path


def _reports() -> list[Report]:
    return [r for r in read([ROOT / "samples"]) if isinstance(r, Report)]


@lru_cache(maxsize=1)
def sentences() -> list[str]:
    """Own words alone: of training, of the specs and of the samples."""
    marked = [
        line
        for path in sorted((ROOT / "training" / "sentences").glob("*.txt"))
        for line in path.read_text("utf-8").splitlines()
    ]
    plain = [
        re.sub(r"[\[\]{}*~]|^@\w+ ?| // .*", "", line) for line in marked if line.strip() and not line.startswith("==")
    ]
    quoted = [
        t
        for path in sorted((ROOT / "specs").rglob("*.yaml"))
        for t in re.findall(r'text: "([^"]+)"', path.read_text("utf-8"))
    ]
    return plain + quoted + [report.text for report in _reports()]


@lru_cache(maxsize=1)
def lines() -> list[dict[str, Any]]:
    """The records of the samples, and decisions about them."""
    made: list[dict[str, Any]] = []
    for coded in code(_reports()[:6], extractor="entries"):
        made += [json.loads(to_json(record)) for record in coded.records]
    mention = next(r["id"] for r in made if r["record"] == "mention")
    review = {
        "record": "review",
        "number": 1,
        "target": mention,
        "verdict": "set",
        "field": "status",
        "value": "planned",
        "by": None,
        "note": None,
    }
    return [*made, review, review | {"number": 2, "verdict": "accept", "field": None, "value": None}]


def report(chance: Random, at: Bench) -> None:
    """A text, with a date or without."""
    text = noise.text(chance, sentences())
    head = {"published": chance.choice(DATES), "title": chance.choice((None, noise.text(chance, sentences())[:200]))}
    _coded(Report(text, f"fuzz {chance.random()}", **head), at)


def file(chance: Random, at: Bench) -> None:
    """A file of reports, JSON Lines or text."""
    if chance.random() < 0.4:
        path = at.write("r.txt", noise.raw(chance, noise.text(chance, sentences())))
    else:
        rows = [
            noise.tree(
                chance,
                {"id": f"r{n}", "text": noise.text(chance, sentences()), "title": "A title", "published": "2014-02-03"},
                chance.randint(0, 2),
            )
            for n in range(3)
        ]
        path = at.write(
            "r.jsonl", noise.raw(chance, "\n".join(json.dumps(row, ensure_ascii=chance.random() < 0.5) for row in rows))
        )
    for outcome in read([path]):
        if isinstance(outcome, Report):
            _coded(outcome, at)


def _coded(source: Report, at: Bench) -> None:
    """Coded, its spans looked at, and kept in a case that must be sound."""
    for made in code([source], expressions=True, extractor=at.extractor, fail_fast=True):
        for record in made.records:
            _quotes(source.text, record.model_dump())
        with Case(at.folder / "one.dragoman") as case:
            case.add(made.report, made.records)
            case.events()
            if faults := list(checking.faults(case)):
                raise AssertionError(f"the case is not sound: {faults[0]}")


def _quotes(text: str, node: Any) -> None:
    if isinstance(node, dict):
        if "span" in node and "text" in node:
            start, end = node["span"]
            if not 0 <= start <= end <= len(text) or text[start:end] != node["text"]:
                raise AssertionError(f"{node['span']} does not quote {node['text']!r}")
        node = list(node.values())
    if isinstance(node, list | tuple):
        for inner in node:
            _quotes(text, inner)


def record(chance: Random, at: Bench) -> None:
    """Lines of records, of which a few are spoilt, into a new case; what came in is then looked at."""
    rows = list(lines())
    for _ in range(chance.randint(1, 5)):
        n = chance.randrange(len(rows))
        rows[n] = noise.tree(chance, rows[n], chance.randint(1, 2))
    if chance.random() < 0.3:
        rows.insert(chance.randrange(len(rows)), chance.choice(rows))
    path = at.write(
        "in.jsonl", noise.raw(chance, "\n".join(json.dumps(row, ensure_ascii=chance.random() < 0.7) for row in rows))
    )
    _imported(chance, at, "jsonl", path)


def row(chance: Random, at: Bench) -> None:
    """Another coder's rows, of which a few are spoilt."""
    form = chance.choice([name for name in IMPORTERS if name != "jsonl"])
    rows = [list(cells) for cells in _table(form) * 3]
    for _ in range(chance.randint(1, 6)):
        cells = rows[chance.randrange(len(rows))]
        n = chance.randrange(len(cells))
        deed = chance.randint(0, 4)
        if deed == 0:
            del cells[n:]
            cells.append("x")
        elif deed == 1:
            cells.insert(n, "")
        elif deed == 2:
            cells[n] = chance.choice("\"'") + cells[n]
        else:
            cells[n] = str(noise.value(chance))
    path = at.write("in.tab", noise.raw(chance, "\n".join("\t".join(cells) for cells in rows) + "\n"))
    _imported(chance, at, form, path)


def _table(form: str) -> list[list[str]]:
    """Two made-up rows in a format's columns, below their names where it has a header."""
    columns = yaml.safe_load((ROOT / "src/dragoman/importers/formats.yaml").read_text("utf-8"))[form]
    columns |= columns.pop("layouts", {}).get(61, {})
    told = {
        "date": "2014-02-06" if columns["header"] else "20140206", "code": "CONSULT" if columns["codes"] == "plover" else "042", "row": "7",
        "words": "Make a visit", "story": "77", "publisher": "A paper", "published": "2014-02-07", "mode": "visit", "contexts": "diplomatic",
        "url": "https://example.org/a", "source": {"name": "Kenya", "country": "KEN"}, "target": {"name": "Peru", "country": "PER"},
        "where": {"name": "Lima", "country": "PER", "lat": "-12.0", "lon": "-77.0", "geonames": "3936456"},
    }  # fmt: skip
    cells: dict[Any, str] = {}
    for key, column in columns.items():
        if isinstance(column, dict):
            cells |= {c: told[key][k] for k, c in column.items()}
        elif key in told:
            cells[column] = told[key]
    if columns["header"]:
        return [list(cells), list(cells.values()), list(cells.values())]
    return [[cells.get(n, "") for n in range(61)]] * 2


def _imported(chance: Random, at: Bench, form: str, path: Path) -> None:
    case = at.folder / "new.dragoman"
    run("case", "import", case, path, "--from", form)
    if case.exists():
        run("case", "check", case)
        _look(chance, at, case)


def plan(chance: Random, at: Bench) -> None:
    """A plan file spoilt as a tree or as text, held against the samples and kept with them."""
    source = chance.choice(sorted((ROOT / "samples" / "plans").glob("*.yaml"))).read_text("utf-8")
    if chance.random() < 0.7:
        source = yaml.safe_dump(
            noise.tree(chance, yaml.safe_load(source), chance.randint(1, 4)),
            allow_unicode=chance.random() < 0.5,
            sort_keys=False,
        )
    else:
        for _ in range(chance.randint(1, 4)):
            source = chance.choice(noise.SPOILERS)(chance, source)
    case, path = at.case(), at.write("p.yaml", noise.raw(chance, source))
    day = chance.choice(("2018-06-30", "2012", "9999-12", "0000", str(noise.value(chance))))
    for words in (["check", "--as-of", day], ["check", "--json"], ["blockers"], ["sensitive"], ["keep"]):
        run("plan", words[0], case, path, *words[1:])
    run("plan", "diff", path, next((ROOT / "samples" / "plans").glob("*.yaml")))
    run("briefing", case, at.folder / "b.html", "--plan", path)


def decision(chance: Random, at: Bench) -> None:
    """Decisions of all kinds about all kinds of records, then a look, and some taken back."""
    case = at.case()
    with Case(case) as held:
        known = [*(e.id for e in held.events()), *(json.loads(to_json(r))["id"] for r in held.records())]
    fields = (
        "type",
        "mode",
        "status",
        "background",
        "source",
        "target",
        "when",
        "act",
        "speaker",
        "form",
        "name",
        "reliability",
        "credibility",
        "x",
    )
    values = (
        "CONSULT",
        "planned",
        "visit",
        "true",
        "Peru",
        "North Korea, Japan",
        "PER,ZZZ",
        "2014-02-03",
        "2014/2013",
        "A",
        "1",
        "demand",
        "",
        "none",
    )
    for _ in range(6):
        target = chance.choice(known) if chance.random() < 0.9 else str(noise.value(chance))
        verdict = chance.choice(("accept", "reject", "set", "set", "set", "merge", "split"))
        said = chance.choice(values) if chance.random() < 0.7 else str(noise.value(chance))
        rest = {"set": [chance.choice(fields), said], "merge": [chance.choice(known)]}.get(verdict, [])
        run("review", case, target, verdict, *rest, *(["--by", said] if chance.random() < 0.2 else []))
    _look(chance, at, case)
    run("case", "undo", case)
    with Case(case) as held:
        if faults := [f for f in checking.faults(held) if "it waits for one" not in f]:
            raise AssertionError(f"the case is not sound: {faults[0]}")


def people(chance: Random, at: Bench) -> None:
    """A list of people in one of its three forms, then the directory with what was taken."""
    rows = [
        {
            "name": "Jane Roe",
            "post": "foreign-minister",
            "of": "USA",
            "since": "2018-01-01",
            "until": "2019-01-01",
            "source": "a paper",
            "gender": "f",
            "also": ["J. Roe"],
        },
        {"name": "Ola Nord", "post": "president", "of": "NOR", "since": "2016", "source": "a paper"},
    ]
    spoilt = noise.tree(chance, rows, chance.randint(1, 3))
    form = chance.choice(("csv", "yaml", "json"))
    if form == "csv":
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(rows[0])
        for one in spoilt:
            cells = one.values() if isinstance(one, dict) else [one]
            writer.writerow([";".join(map(str, c)) if isinstance(c, list) else str(c) for c in cells])
        source = out.getvalue()
    elif form == "yaml":
        source = yaml.safe_dump(spoilt, allow_unicode=True)
    else:
        told = {
            "personLabel": "Jane Roe",
            "positionLabel": "foreign minister",
            "countryLabel": "Norway",
            "start": "2018-01-01T00:00:00Z",
            "person": "Q1",
        }
        source = json.dumps(
            noise.tree(
                chance, {"results": {"bindings": [{k: {"value": v} for k, v in told.items()}]}}, chance.randint(1, 3)
            )
        )
    if chance.random() < 0.2:
        source = chance.choice(noise.SPOILERS)(chance, source)
    run("directory", "import", at.write(f"p.{form}", noise.raw(chance, source)))
    fresh = Directory()
    for one in (fresh.people, fresh.names, fresh.titles, fresh.surnames):
        assert one


def _look(chance: Random, at: Bench, case: Path) -> None:
    group, *words = chance.choice(LOOKS)
    if group in ("case", "plan"):
        group, words = f"{group} {words[0]}", words[1:]
    run(*group.split(), case, *(at.folder / w if w == "out" else w for w in words))


def run(*words: str | Path) -> None:
    """A command in this process; what a person would see as a line or as help is none of our business here."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        contextlib.suppress(DragomanError, click.ClickException, SystemExit),
    ):
        dragoman.main([str(w) for w in words], standalone_mode=False)


KINDS: dict[str, tuple[int, Callable[[Random, Bench], None]]] = {
    "report": (6, report), "file": (1, file), "record": (3, record), "row": (1, row), "plan": (1, plan), "decision": (1, decision), "people": (1, people),
}  # fmt: skip


def seeds(number: int) -> Iterator[str]:
    """So many, by the shares of the kinds."""
    whole = sum(share for share, _ in KINDS.values())
    for kind, (share, _) in KINDS.items():
        yield from (f"{kind}:{n}" for n in range(round(number * share / whole)))


def tried(seed: str, at: Bench) -> tuple[float, BaseException | None]:
    """(seconds of the processor, what went wrong) of one; the same for the same seed."""
    kind, _, _ = seed.partition(":")
    at.folder.mkdir()
    os.environ["DRAGOMAN_HOME"] = str(at.folder / "home")
    begun, fault = time.process_time(), None
    signal.signal(signal.SIGPROF, _hung)
    signal.signal(signal.SIGALRM, _hung)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    signal.setitimer(signal.ITIMER_REAL, 6 * PATIENCE)
    try:
        KINDS[kind][1](Random(seed), at)
    except Exception as error:
        fault = error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        shutil.rmtree(at.folder)
    took = time.process_time() - begun
    return took, fault or (Hung() if took > PATIENCE else None)


def _hung(*_: Any) -> None:
    raise Hung


def place(fault: BaseException) -> str:
    """The error and the last line of this program that it came through."""
    frames = [f for f in traceback.extract_tb(fault.__traceback__) if "dragoman" in f.filename or "fuzz" in f.filename]
    last = f"{Path(frames[-1].filename).name}:{frames[-1].lineno} {frames[-1].name}" if frames else ""
    return f"{type(fault).__name__}: {str(fault)[:100]!r} at {last}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=6000)
    parser.add_argument("--extractor", choices=["entries", "model", "both"], default="entries")
    parser.add_argument("--kind", choices=list(KINDS), nargs="+", default=list(KINDS))
    parser.add_argument("--seed", help="KIND:NUMBER, to see one again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        at = Bench(Path(folder) / "one", asked.extractor)
        _samples(Path(folder)), sentences(), lines()
        chosen = [asked.seed] if asked.seed else [s for s in seeds(asked.number) if s.split(":")[0] in asked.kind]
        times: list[tuple[float, str]] = []
        faults: list[str] = []
        for seed in chosen:
            took, fault = tried(seed, at)
            times.append((took, seed))
            if fault is not None:
                faults.append(seed)
                print(f"{seed}: {place(fault)}", flush=True)
                if asked.seed:
                    traceback.print_exception(fault)
    print(", ".join(f"{n} {kind}" for kind, n in Counter(s.split(":")[0] for _, s in times).items()))
    print("slowest: " + ", ".join(f"{seed} {took:.1f} s" for took, seed in sorted(times, reverse=True)[:3]))
    print(f"{len(faults)} of {len(times)} failed")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
