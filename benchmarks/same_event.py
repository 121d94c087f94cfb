"""Event coreference on the samples, against the groups in samples_events.yaml: MUC, B3, CEAFe and their mean (CoNLL), for
the case's events, for mentions of one trigger word taken together, and for every mention alone.

    python benchmarks/same_event.py
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Hashable, Iterable
from pathlib import Path

import networkx

from dragoman.case import Case
from dragoman.coding import code
from dragoman.readers import read
from dragoman.report import Report
from dragoman.yamls import load_yaml

HERE = Path(__file__).parent
Groups = list[set[str]]


def muc(key: Groups, response: Groups) -> tuple[float, float]:
    where = {m: n for n, group in enumerate(response) for m in group}
    return sum(len(g) - len({where[m] for m in g}) for g in key), sum(len(g) - 1 for g in key)


def b3(key: Groups, response: Groups) -> tuple[float, float]:
    where = {m: group for group in response for m in group}
    return sum(len(g & where[m]) / len(g) for g in key for m in g), sum(map(len, key))


def ceafe(key: Groups, response: Groups) -> tuple[float, float]:
    pairs = networkx.Graph()
    for n, k in enumerate(key):
        for m, r in enumerate(response):
            if k & r:
                pairs.add_edge(("key", n), ("response", m), weight=2 * len(k & r) / (len(k) + len(r)))
    best = networkx.max_weight_matching(pairs)
    return sum(pairs.edges[edge]["weight"] for edge in best), len(key)


def show(name: str, key: Groups, response: Groups) -> None:
    total = 0.0
    figures = []
    for measure in (muc, b3, ceafe):
        (a, b), (c, d) = measure(key, response), measure(response, key)
        recall, precision = a / b if b else 0.0, c / d if d else 0.0
        f = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        figures.append(f"{measure.__name__} {precision:.3f}/{recall:.3f}/{f:.3f}")
        total += f / 3
    print(f"{name:<16} {'  '.join(figures)}  CoNLL {total:.3f}")


def grouped(pairs: Iterable[tuple[str, Hashable]]) -> Groups:
    groups: dict[Hashable, set[str]] = defaultdict(set)
    for mention, group in pairs:
        groups[group].add(mention)
    return list(groups.values())


def main() -> None:
    gold = [{": ".join(next(iter(m.items()))) for m in group} for group in load_yaml(HERE / "samples_events.yaml")]
    with Case(Path(tempfile.mkdtemp()) / "c") as case:
        for coded in code(r for r in read([HERE.parent / "samples"]) if isinstance(r, Report)):
            case.add(coded.report, coded.records)
        names = {r.id: r.source_id for r in case.reports()}
        mentions = {m.id: f"{names[m.report]}: {m.trigger.text}" for m in case.mentions()}
        named = {name: m for m, name in reversed(mentions.items())}
        missing = [m for group in gold for m in group if m not in named]
        print(f"{len(mentions)} mentions; of the groups the coder does not find: {missing or 'nothing'}")
        of = {named[m]: n for n, group in enumerate(gold) for m in group if m in named}
        key = grouped((m, of.get(m, m)) for m in mentions)
        events = grouped((m, e.id) for e in case.events() for m in e.mentions)
        words = {m.id: m.trigger.text.casefold() for m in case.mentions()}
    show("events", key, events)
    show("same word", key, grouped((m, words[m]) for m in mentions))
    show("each alone", key, grouped((m, m) for m in mentions))


if __name__ == "__main__":
    main()
