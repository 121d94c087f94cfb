"""How a large case behaves: file size, time to add a report as the case grows, load, search, filters, exports.

    python benchmarks/big_case.py [--reports 50000] [--folder DIR] [--sentences 4]

The reports are made of the samples' sentences, shuffled, with the records that the coder found in them, moved to where
the sentences now stand and to dates spread over ten years. So the parser, which would take an hour, runs once.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dragoman.case import Case, Query
from dragoman.coding import code
from dragoman.exporters import EXPORTERS
from dragoman.readers import read
from dragoman.records import AnyRecord, Mention, ReportRecord, Statement, content_id
from dragoman.report import Report

SAMPLES = Path(__file__).parent.parent / "samples"
START, DAYS = date(2010, 1, 1), 3650
WORDS = ["nuclear test*", "summit", '"foreign minister"', "sanctions AND council", "Panmunjom", "drills", "inspectors"]

Sentence = tuple[str, int, str | None, list[Mention | Statement]]


def sentences() -> list[Sentence]:
    """(text, start in its report, its report's date, its records) of every sentence of the samples that has records."""
    found: list[Sentence] = []
    for coded in code(r for r in read([SAMPLES]) if isinstance(r, Report)):
        by_span: dict[tuple[int, int], list[Mention | Statement]] = defaultdict(list)
        for r in coded.records:
            if isinstance(r, Mention | Statement):
                by_span[r.sentence.span].append(r)
        for (start, end), records in by_span.items():
            found.append((coded.report.text[start:end], start, coded.report.published, records))
    return found


def moved(value: Any, by: int, days: int) -> Any:
    """A dumped record with its spans and dates moved."""
    if isinstance(value, dict):
        return {
            k: tuple(n + by for n in v)
            if k == "span"
            else [(a + by, b + by) for a, b in v]
            if k == "parts" and v
            else _later(v, days)
            if k in ("earliest", "latest", "edtf") and v
            else moved(v, by, days)
            for k, v in value.items()
        }
    return [moved(v, by, days) for v in value] if isinstance(value, list) else value


def _later(iso: str, days: int) -> str:
    def one(day: str) -> str:
        try:
            return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
        except ValueError:
            return day

    return "/".join(map(one, iso.split("/")))


def generated(number: int, size: int) -> Iterator[tuple[Report, list[AnyRecord]]]:
    rows, chance = sentences(), random.Random(7)
    for n in range(number):
        published = START + timedelta(days=chance.randrange(DAYS))
        chosen = chance.sample(rows, size)
        source = Report(
            " ".join(text for text, *_ in chosen), str(n), title=f"Report {n}", published=published.isoformat()
        )
        yield source, list(records(source, chosen, published))


def records(source: Report, chosen: list[Sentence], published: date) -> Iterator[AnyRecord]:
    yield ReportRecord(
        id=source.id, source_id=source.source_id, path=None, title=source.title, byline=None, publisher=None, url=None,
        published=source.published, dated=None, language="en", sha256=source.sha256, length=len(source.text),
    )  # fmt: skip
    at = 0
    for text, start, old, inner in chosen:
        days = (published - date.fromisoformat(old)).days if old else 0
        for r in inner:
            values = moved(r.model_dump(), at - start, days)
            yield type(r).model_validate(values | {"id": content_id(source.id, at, r.id), "report": source.id})
        at += len(text) + 1


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    value = job()
    return time.perf_counter() - start, value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=50_000)
    parser.add_argument("--sentences", type=int, default=2, help="of the samples' sentences in each report")
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp())
    path = folder / "big.dragoman"
    spent: list[float] = []
    mentions = 0
    with Case(path) as case:
        for n, (source, made) in enumerate(generated(asked.reports, asked.sentences), 1):
            mentions += sum(isinstance(r, Mention) for r in made)
            spent.append(timed(lambda source=source, made=made: case.add(source, made))[0])
            if n % max(1, asked.reports // 10) == 0:
                last = spent[-max(1, asked.reports // 10) :]
                print(f"{n} reports, {mentions} mentions: add median {1e3 * statistics.median(last):.1f} ms, "
                      f"95 % under {1e3 * statistics.quantiles(last, n=20)[-1]:.1f} ms", flush=True)  # fmt: skip
    print(f"file {path.stat().st_size / 2**20:.0f} MiB, {path.stat().st_size / asked.reports / 1024:.1f} KiB a report")
    opening, case = timed(lambda: Case(path))
    loading, events = timed(case.events)
    print(f"open {1e3 * opening:.1f} ms; all {len(events)} events {loading:.2f} s")
    searches = [timed(lambda w=w: case.search(w))[0] for w in WORDS * 5]
    print(f"search median {1e3 * statistics.median(searches):.1f} ms, worst {1e3 * max(searches):.1f} ms")
    query = Query(party="PRK", other="RUS", since="2014-04", until="2014-06", status="happened")
    filters = [timed(lambda: case.events(query))[0] for _ in range(9)]
    print(f"events of two parties in three months: {1e3 * statistics.median(filters):.1f} ms")
    for name, write in sorted(EXPORTERS.items()):
        seconds, _ = timed(lambda write=write, name=name: write(case, folder / f"out.{name}"))
        size = (folder / f"out.{name}").stat().st_size / 2**20
        print(f"export {name}: {seconds:.1f} s, {size:.1f} MiB", flush=True)


if __name__ == "__main__":
    main()
