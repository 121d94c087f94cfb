"""The way of a text, one step after another: clean, parse, find names, extract, link, date and place, attribute, assemble."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dragoman.assemble import expressions, mentions, placing, plans, reports, timing
from dragoman.assemble.made_by import made_by
from dragoman.assemble.mentions import Assembled
from dragoman.assemble.rooted import rooted
from dragoman.attribute.sayings import attribute
from dragoman.codebook import Codebook
from dragoman.directory import Directory
from dragoman.document import Document
from dragoman.extract import Extractor
from dragoman.finders import conditions, dates
from dragoman.finders.actors import ActorFinder
from dragoman.finders.arguments import Parties
from dragoman.link.linked import link
from dragoman.records import AnyRecord, MadeBy
from dragoman.report import Cleaned
from dragoman.resolvers import dates as resolving
from dragoman.syntax import Tree

Parser = Callable[[Iterable[Cleaned]], Iterator[Tree]]


@dataclass(frozen=True, slots=True)
class Read:
    """All that was made of a report: its records in their order, the mentions with what they were made of, and how much the
    extractor was told that the text does not hold."""

    records: tuple[AnyRecord, ...]
    mentions: tuple[Assembled, ...]
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Coder:
    """The parts that a report goes through: a codebook, a directory, a parser and an extractor, one's own or the package's."""

    book: Codebook
    who: Directory
    parser: Parser
    extractor: Extractor

    @property
    def made_by(self) -> MadeBy:
        """What stands on the records of every report that goes through these parts."""
        return made_by(self.book, self.who, self.extractor.name, getattr(self.extractor, "digest", ""))

    def read(self, document: Document, with_expressions: bool = False) -> Read:
        """The records of one parsed report: its own, mentions, statements, plans and, if asked for, expressions."""
        report, tree = document.report, document.tree
        parties = Parties(ActorFinder(tree, self.who))
        found = self.extractor.extract(document, parties)
        linked = link(document, parties, self.who)
        spoken, linked = attribute(linked, found.sayings)
        acts = [act for a in found.acts if (act := rooted(a, linked, self.book))]
        days = resolving.resolve_all(dates.find(tree), report.published)
        dated = reports.dated(linked, days, acts, self.who)
        if report.published is None and (year := reports.one_year(dated)):
            days = resolving.with_year(days, year)
        when, where = timing.Timing(document, days, acts), placing.Placing(document, linked.toponyms, acts)
        made = tuple(mentions.mentions(acts, linked, spoken, when, where, self.book))
        ifs = list(conditions.find(tree, self.book))
        records = [
            reports.report_record(report, dated, self.made_by),
            *(m.mention for m in made),
            *(s.statement for s in spoken),
            *plans.plans(acts, linked, spoken, ifs, self.book),
            *(expressions.expressions(linked, days, linked.toponyms, found.conditions) if with_expressions else ()),
        ]
        return Read(tuple(records), made, found.dropped)
