"""The order of the steps: clean, parse, find, resolve, record. The only file that knows all of them."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from itertools import repeat, tee
from typing import Literal

from dragoman.candidates import (
    ActorCandidate,
    ConditionCandidate,
    DateCandidate,
    EventCandidate,
    PlaceCandidate,
    Sign,
    StatementCandidate,
)
from dragoman.codebook import codebook
from dragoman.confidence import confidence, features
from dragoman.directory import directory
from dragoman.errors import DragomanError, unforeseen
from dragoman.finders import charges, conditions, dates, places
from dragoman.finders.actors import ActorFinder
from dragoman.finders.arguments import Parties
from dragoman.finders.events import EventFinder
from dragoman.finders.plans import PlanCandidate, PlanFinder
from dragoman.finders.statements import StatementFinder
from dragoman.finders.statuses import StatusFinder, refuses
from dragoman.judge import NOT_YET, Arbiter, Decision, Opinion, Question
from dragoman.judge import load as load_judge
from dragoman.judge import status as judged_status
from dragoman.parsing import BATCH, BLOCK, LONGEST_SENTENCE, parse
from dragoman.parsing import load as load_parser
from dragoman.records import (
    ActorExpression,
    AnyRecord,
    ConditionExpression,
    Dated,
    DateExpression,
    Mention,
    Participant,
    Party,
    Passage,
    PlaceExpression,
    Plan,
    ReportRecord,
    Span,
    Statement,
    Status,
    Step,
    When,
    Where,
    content_id,
)
from dragoman.records import Content as ContentPassage
from dragoman.report import Cleaned, Report, clean
from dragoman.resolvers import dates as date_resolver
from dragoman.resolvers import report_date
from dragoman.resolvers.actors import ABSTAINED, FIRST, ActorResolver, Value
from dragoman.resolvers.places import Place, PlaceResolver
from dragoman.sketches import signature
from dragoman.spans import Spans
from dragoman.syntax import Token, Tree, characters, extent
from dragoman.workers import Died, in_order

Judging = Literal["rules", "model"]
PLACING = ("in", "at", "near", "outside", "inside", "aboard", "on")
ANNIVERSARY = re.compile(r"\bthis year (?:marks|is|sees) the (\d{1,3})(?:st|nd|rd|th) anniversary\b", re.IGNORECASE)
OUTSIDE = frozenset({"relcl", "acl", "appos", "conj", "cc", "punct", "prep"})
BACKGROUND_DAYS = 60  # an act dated this long before its report is history to it


@dataclass(frozen=True, slots=True)
class Coded:
    """A report, the records made of it, and what its reader should know, a line each."""

    report: Report
    records: list[AnyRecord]
    notices: tuple[str, ...] = ()


@dataclass(slots=True)
class Trace:
    """Why a record is as it is: for `dragoman explain`."""

    record: AnyRecord
    path: list[str] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    features: list[str] = field(default_factory=list)
    opinion: Opinion | None = None
    by: Literal["entry", "judge", "both"] = "entry"
    proposal: str | None = None


def judging(asked: Judging) -> tuple[Judging, DragomanError | None]:
    """Who is to judge: the model only where it can be loaded; else the rules, and what is wrong with the model."""
    if asked == "rules":
        return asked, None
    try:
        load_judge()
    except DragomanError as error:
        return "rules", error
    return asked, None


@dataclass(frozen=True, slots=True)
class Asked:
    """How reports are to be coded: the arguments of `code`."""

    expressions: bool = False
    candidates: bool = False
    judge: Judging = "model"
    fail_fast: bool = False


def code(
    reports: Iterable[Report | DragomanError],
    processes: int = 1,
    expressions: bool = False,
    candidates: bool = False,
    judge: Judging = "model",
    fail_fast: bool = False,
) -> Iterator[Coded | DragomanError]:
    """The records of each report, in the reports' order: first its own, then mentions, statements, plans and, where
    asked for, expressions; `candidates` adds mentions of a wide net (rule `candidate`) that nothing has judged. `judge`
    says what decides a mention's type: the codebook's rules alone, or with them the learned model; without its files the
    rules carry on, with a warning. The number of processes changes the time and nothing else.

    In the place of a report that can't be coded, whatever went wrong, comes a DragomanError, as also what `read` could
    not read passes through; `fail_fast` raises instead. Raises DragomanError where the parser or the data that all reports
    need is missing.
    """
    judge, error = judging(judge)
    if error:
        warnings.warn(error.line(), stacklevel=2)
    load_parser()
    codebook()
    directory()
    asked = Asked(expressions, candidates, judge, fail_fast)
    if processes <= 1:
        for batch in _batches(reports):
            yield from _coded(batch, asked)
        return
    given, kept = tee(reports)
    for outcome, answer in zip(kept, in_order(partial(_code_one, asked=asked), given, processes), strict=True):
        if isinstance(answer, Died):
            assert isinstance(outcome, Report)
            answer = DragomanError("not coded: the process that read it ended", _name(outcome), "read it by itself")
            if fail_fast:
                raise answer
        yield answer


def _batches(outcomes: Iterable[Report | DragomanError]) -> Iterator[list[Report | DragomanError]]:
    """As many reports as the parser takes at once, fewer where they are long."""
    batch: list[Report | DragomanError] = []
    blocks = 0
    for outcome in outcomes:
        batch.append(outcome)
        blocks += 1 + len(outcome.text) // BLOCK if isinstance(outcome, Report) else 0
        if blocks >= BATCH or len(batch) >= BATCH:
            yield batch
            batch, blocks = [], 0
    yield batch


def _coded(batch: list[Report | DragomanError], asked: Asked) -> Iterator[Coded | DragomanError]:
    parsed = _parsed([o for o in batch if isinstance(o, Report)])
    for outcome in batch:
        yield outcome if isinstance(outcome, DragomanError) else _guarded(outcome, next(parsed), asked)


def _parsed(reports: list[Report]) -> Iterator[tuple[Cleaned, Tree] | None]:
    """The reports cleaned and parsed together; None for each where one of them stops the parser."""
    try:
        copies = [clean(r.text) for r in reports]
        return iter(list(zip(copies, parse(copies), strict=True)))
    except Exception:
        return repeat(None, len(reports))


def _guarded(report: Report, parsed: tuple[Cleaned, Tree] | None, asked: Asked) -> Coded | DragomanError:
    """The one place where what nobody foresaw ends: it costs the report that it comes from."""
    try:
        copy, tree = parsed or _alone(report)
        reading = Reading(report, copy, tree, asked.candidates, asked.judge)
        return Coded(report, [t.record for t in reading.records(asked.expressions)], tuple(_notices(tree)))
    except Exception as error:
        if asked.fail_fast:
            raise
        return _refusal(report, error)


def _notices(tree: Tree) -> Iterator[str]:
    if tree.cut:
        some = "a sentence was" if tree.cut == 1 else f"{tree.cut} sentences were"
        yield f"{some} longer than {LONGEST_SENTENCE} words and read in pieces"


def _alone(report: Report) -> tuple[Cleaned, Tree]:
    copy = clean(report.text)
    return copy, next(parse([copy]))


def _refusal(report: Report, error: Exception) -> DragomanError:
    return error if isinstance(error, DragomanError) else unforeseen(error, "not coded", _name(report))


def _name(report: Report) -> str:
    return report.path or report.source_id


def _code_one(outcome: Report | DragomanError, asked: Asked) -> Coded | DragomanError:
    return next(_coded([outcome], asked))


def explain(
    report: Report, judge: Judging = "model", expressions: bool = False, fail_fast: bool = False
) -> list[Trace]:
    """The records of one report, each with the path and the signs that led to it. Raises DragomanError where it can't be
    coded, with `fail_fast` whatever went wrong."""
    judge = judging(judge)[0]
    try:
        return Reading(report, *_alone(report), judge=judge).records(expressions)
    except Exception as error:
        if fail_fast:
            raise
        raise _refusal(report, error) from error


@lru_cache(maxsize=1)
def _status_finder() -> StatusFinder:
    return StatusFinder(codebook())


class Reading:
    """One report being read: candidates, their values, and the records made of them."""

    def __init__(
        self, report: Report, copy: Cleaned, tree: Tree, candidates: bool = False, judge: Judging = "rules"
    ) -> None:
        self.report, self.copy, self.tree, self.judge = report, copy, tree, judge
        self.book, self.who = codebook(), directory()
        self.actors = ActorFinder(tree, self.who)
        self.parties = Parties(self.actors)
        self.candidates = list(self.actors.all())
        self.values = ActorResolver(self.who, report.published).run(self.candidates)
        self.dates = date_resolver.resolve_all(dates.find(tree), report.published)
        self.events = EventFinder(tree, self.book, self.actors).find(candidates or judge == "model")
        self.decisions: dict[int, Decision] = {}
        if judge == "model":
            self._judge(candidates)
        self.statements = StatementFinder(tree, self.book, self.parties, copy.breaks).find()
        self._speakers: dict[int, list[Party]] = {}
        self._spoken = self._speak([self._statement(s) for s in self.statements])
        self.dated = report_date.combine(self._clues())
        if report.published is None and (year := _one_year(self.dated)):
            self.dates = date_resolver.with_year(self.dates, year)
        self._journeys: dict[int, list[EventCandidate]] = {}
        for event in self.events:
            if event.mode == "visit":
                self._journeys.setdefault(event.token.i, []).append(event)
        self._sentence_contexts: dict[int, list[str]] = {}
        self._hosts = self._date_hosts()
        countries = frozenset(
            e.actor for c in self.candidates for e in c.entries if e.actor and e.kind in ("state", "demonym")
        )
        self._place_resolver = PlaceResolver(self.who, countries)
        self._toponyms: list[PlaceCandidate] | None = None
        self._places: dict[int, tuple[Span, Place]] | None = None

    # the judge

    def _judge(self, candidates: bool) -> None:
        """Keeps of the proposals what the judge upholds, as it reads them; `candidates`: the wide net too, unjudged."""
        asked = [c for c in self.events if c.near or c.rule != "candidate"]
        decisions = Arbiter(self.book, load_judge()).decide([(c, self.question(c)) for c in asked])
        self.decisions = {id(d.candidate): d for d in decisions}
        self.events = [d.candidate for d in decisions]
        if candidates:
            unasked = [c for c in EventFinder(self.tree, self.book, self.actors).find(True) if c.rule == "candidate"]
            taken = {(c.token.i, c.order) for c in self.events}
            self.events += [c for c in unasked if (c.token.i, c.order) not in taken]
            self.events.sort(key=lambda c: (c.token.i, c.order))

    def question(self, c: EventCandidate) -> Question:
        """The candidate's sentence with the phrases of its first parties, if they stand in it, and its trigger."""
        first, last = self.tree.sentences[c.token.sentence]
        start, end = characters(self.tree, first, last)

        def inside(token: Token | None) -> Span | None:
            if token is None or token.sentence != c.token.sentence:
                return None
            party = self.actors.at(token)
            a, b = characters(self.tree, party.first, party.last) if party else (token.start, token.end)
            return a - start, b - start

        source, target = (next(iter(side), None) for side in (c.sources, c.targets))
        return Question(self.tree.text[start:end], inside(source), inside(target), inside(c.token))

    # the report's own date

    def _clues(self) -> Iterator[report_date.Bound]:
        for c in self.candidates:
            value = self.values.get(c.token.i, [ABSTAINED])[0]
            if c.kind == "person" and c.post and value.entity and not c.former and len(c.entries) == 1:
                passage = self.report.passage(self._candidate_span(c))
                bound = report_date.office(self.who, value.entity, c.post, passage.text, passage.span)
                if bound:
                    yield bound
        yield from self._anniversaries()
        for event in self.events:
            if event.rule == "SANCTION.leave" and event.sources and _status_finder().find(event.token)[0] == "happened":
                yield from self._treaties_left(event)
        for candidate, r in self.dates:
            toward = date_resolver.proven(candidate) if candidate.kind != "spelled" else 0
            if r.anchor == "text" and r.earliest and r.latest and toward:
                passage = self.passage(candidate.start, candidate.end)
                yield report_date.told(r.earliest, r.latest, toward < 0, passage.text, passage.span)

    def _anniversaries(self) -> Iterator[report_date.Bound]:
        for match in ANNIVERSARY.finditer(self.tree.text):
            passage = self.passage(*match.span())
            here = self.tree.tokens[self.tree.after(match.start())]  # a word begins where the pattern does
            first, last = self.tree.sentences[here.sentence]
            named = {v.actor for i in range(first, last) for v in self.values.get(i, ()) if v.actor}
            bound = report_date.anniversary(self.who, int(match.group(1)), named, passage.text, passage.span)
            if bound:
                yield bound

    def _treaties_left(self, event: EventCandidate) -> Iterator[report_date.Bound]:
        for target in event.targets:
            for source in self.people(event.sources[0]):
                name = self.people(target)[0].text
                if source.actor:
                    passage = self._token(event.token)
                    bound = report_date.treaty_left(self.who, source.actor, name, passage.text, passage.span)
                    if bound:
                        yield bound

    # the whole

    def records(self, expressions: bool) -> list[Trace]:
        made = [Trace(self._report())]
        made += self._mentions(self._spoken)
        made += [Trace(s) for s, _ in self._spoken]
        finder = PlanFinder(self.tree, self.book, self.parties, self.events)
        found = list(conditions.find(self.tree, self.book))
        plans = {
            p.sentence: p for p in reversed(list(finder.find(found, self.statements)))
        }  # one a sentence: the first
        plans |= {p.sentence: p for p in finder.sequences(set(plans))}
        made += [Trace(self._plan(p)) for _, p in sorted(plans.items())]
        if expressions:
            made += [Trace(r) for r in self._expressions(found)]
        return made

    def _report(self) -> ReportRecord:
        r = self.report
        return ReportRecord(
            id=r.id,
            source_id=r.source_id,
            path=r.path,
            title=r.title,
            byline=r.byline,
            publisher=r.publisher,
            url=r.url,
            published=r.published,
            dated=self.dated,
            language=r.language,
            sha256=r.sha256,
            length=len(r.text),
            sketch=list(signature(r.text)),
        )

    # spans

    def original(self, start: int, end: int) -> Span:
        return self.copy.map.span(start, end)

    def passage(self, start: int, end: int) -> Passage:
        return self.report.passage(self.original(start, end))

    def _token(self, token: Token) -> Passage:
        return self.passage(token.start, token.end)

    def _sentence(self, index: int) -> Passage:
        first, last = self.tree.sentences[index]
        tokens = self.tree.tokens
        while last - first > 1 and tokens[last - 1].pos == "SPACE":
            last -= 1
        return self.passage(tokens[first].start, tokens[last - 1].end)

    # parties

    def _candidate_span(self, candidate: ActorCandidate) -> Span:
        return self.original(*characters(self.tree, candidate.first, candidate.last))

    def people(self, token: Token) -> list[Party]:
        """The parties that stand at a token, a value each; one without a value where it is not known."""
        candidate = self.actors.at(token)
        if candidate is None:
            first, last = extent(token, OUTSIDE)
            while first < token.i and self.tree.tokens[first].tag in ("DT", "PRP$"):
                first += 1
            span = self.original(*characters(self.tree, first, last))
            return [_party(ABSTAINED, self.report.passage(span))]
        passage = self.report.passage(self._candidate_span(candidate))
        if token.lower in FIRST and token.i in self._speakers:
            return [
                s.model_copy(update={"text": passage.text, "span": passage.span, "how": "pronoun"})
                for s in self._speakers[token.i]
            ]
        return [_party(v, passage) for v in self.values.get(token.i, [ABSTAINED])]

    def _participants(self, event: EventCandidate) -> list[Participant]:
        made: list[Participant] = []
        sides: tuple[tuple[Literal["source", "target"], list[Token]], ...] = (
            ("source", event.sources),
            ("target", event.targets),
        )
        for role, tokens in sides:
            for token in tokens:
                for party in self.people(token):
                    p = Participant(role=role, **party.model_dump())
                    if (
                        role == "target"
                        and token.lower in ("it", "them")
                        and "object" in self.book.events[event.type].keep
                    ):
                        continue  # "rejected it": a thing as often as a party
                    if p not in made and not (role == "target" and _is_source(p, made)):
                        made.append(p)
        return made

    # mentions

    def _mentions(self, spoken: list[tuple[Statement, StatementCandidate]]) -> list[Trace]:
        finder = _status_finder()
        told = Spans((*part, pair) for pair in spoken for part in pair[1].parts)
        orders: dict[int, int] = {}
        made: list[Trace] = []
        for event in self.events:
            decision = self.decisions.get(id(event))
            status, signs = (event.status, []) if event.status else finder.find(event.token)
            if decision and not event.status:
                status = judged_status(status, decision.opinion)
            if event.type in self.book.refusals and refuses(event.token):
                type_, entry = self.book.refusals[event.type]
                event = replace(event, type=type_, rule=entry.id, mode=None, reciprocal=False)
                status = "happened"
            word = charges.charge(event.token, self.book.charges)
            order = orders[event.token.i] = orders.get(event.token.i, -1) + 1
            trigger = self._token(event.token)
            when = self._when(event)
            mention = Mention(
                id=content_id(self.report.id, "mention", trigger.span, order),
                report=self.report.id,
                type=event.type,
                mode=event.mode,
                contexts=self._contexts(event.token.sentence),
                status=status,
                background=self._background(event, when),
                reciprocal=event.reciprocal,
                participants=self._participants(event),
                when=when,
                where=self._where(event),
                trigger=trigger,
                sentence=self._sentence(event.token.sentence),
                reported_by=self._charger(word) or self._reporter(event.token, told),
                inner=event.inner or (word is not None and word.dep not in charges.MARKS),
                alleged=word is not None,
                rule=event.rule,
                confidence=None,
            )
            seen = features(event, mention, signs, decision.trust if decision else None)
            mention = mention.model_copy(update={"confidence": confidence(seen, self.judge)})
            scopes = [self._scope(s, event.token) for s in signs]
            trace = Trace(mention, event.path, signs, scopes, seen)
            if decision:
                trace.opinion, trace.by, trace.proposal = decision.opinion, decision.by, decision.proposal
            made.append(trace)
        return made

    def _scope(self, sign: Sign, trigger: Token) -> str:
        """The words that a status cue rules: the phrase below it that holds the trigger."""
        below = next((t for t in (trigger, *trigger.ancestors()) if t.head is sign.token), sign.token.head)
        return self.passage(*characters(self.tree, *extent(below))).text

    def status_at(self, start: int, end: int) -> Status:
        """The status of whatever stands at `[start, end)` of the original text, asked without a codebook entry."""
        inside = [
            t
            for t in self.tree.tokens
            if self.original(t.start, t.end)[0] < end and self.original(t.start, t.end)[1] > start
        ]
        heads = [t for t in inside if t.head not in inside] or inside
        main = next((t for t in heads if t.is_verb or t.is_noun), heads[0] if heads else None)
        if main is None:
            return "happened"
        ruled = _status_finder().find(main)[0]
        if self.judge == "rules" or ruled not in NOT_YET:
            return ruled
        first, last = self.tree.sentences[main.sentence]
        a, b = characters(self.tree, first, last)
        question = Question(self.tree.text[a:b], None, None, (main.start - a, main.end - a))
        return judged_status(ruled, load_judge().opinions([question])[0])

    def _contexts(self, sentence: int) -> list[str]:
        if sentence not in self._sentence_contexts:
            first, last = self.tree.sentences[sentence]
            known = self.book.contexts
            found = {c for t in self.tree.tokens[first:last] for c in known.get(t.lemma, ()) + known.get(t.lower, ())}
            self._sentence_contexts[sentence] = sorted(found)
        return self._sentence_contexts[sentence]

    def _charger(self, word: Token | None) -> Party | None:
        return self._speaker(charges.charger(word)) if word is not None else None

    @staticmethod
    def _reporter(trigger: Token, told: Spans[tuple[Statement, StatementCandidate]]) -> Party | None:
        inside = [
            (sum(b - a for a, b in c.parts), s)
            for s, c in told.over(trigger.start, trigger.start + 1)
            if s.speaker and c.cue is not trigger
        ]
        return min(inside, key=lambda pair: pair[0])[1].speaker if inside else None

    def _background(self, event: EventCandidate, when: When | None) -> bool:
        if when is not None and when.latest and self.report.published:
            days = (date.fromisoformat(self.report.published) - date.fromisoformat(when.latest[:10])).days
            if days > BACKGROUND_DAYS:
                return True
        if event.background:
            return True
        helpers = {c.lower for c in event.token.children if c.dep == "aux"}
        return "had" in helpers and event.token.dep in ("relcl", "advcl")

    # dates

    def _date_hosts(self) -> dict[int, list[tuple[DateCandidate, date_resolver.Resolved]]]:
        """Dates by the verb or event noun that they hang on."""
        triggers = {e.token.i for e in self.events}
        hosts: dict[int, list[tuple[DateCandidate, date_resolver.Resolved]]] = {}
        for candidate, resolved in self.dates:
            if resolved.timex.type in ("SET", "DURATION") and resolved.earliest is None:
                continue
            for above in candidate.token.ancestors():
                if above.is_verb or above.i in triggers:
                    hosts.setdefault(above.i, []).append((candidate, resolved))
                    break
        return hosts

    def _when(self, event: EventCandidate) -> When | None:
        for token in (event.token, event.host, *self._sharing(event.token)):
            held = self._hosts.get(token.i)
            if held:
                candidate, r = max(held, key=lambda pair: (pair[1].earliest is not None, pair[1].precision == "day"))
                passage = self.passage(candidate.start, candidate.end)
                return When(
                    text=passage.text,
                    span=passage.span,
                    edtf=r.edtf,
                    earliest=r.earliest,
                    latest=r.latest,
                    precision=r.precision,
                    anchor=r.anchor,
                )
        return None

    @staticmethod
    def _sharing(token: Token) -> list[Token]:
        """Conjoined participles, whose date stands at the end of the row ("after meeting X and attending Y last week")."""
        if token.tag == "VBG":
            family = token.head.all("pcomp") if token.dep == "pcomp" else []
            return [t for t in [*token.conjuncts(), *family] if t.tag == "VBG" and t.i > token.i]
        return []

    # places

    def toponyms(self) -> list[PlaceCandidate]:
        if self._toponyms is None:
            self._toponyms = places.find(self.tree, self.who, self.actors)
        return self._toponyms

    def places(self) -> dict[int, tuple[Span, Place]]:
        """Places by the index of their head token: span in the original, and value."""
        if self._places is None:
            self._places = {}
            toponyms = self.toponyms()
            for c, place in zip(toponyms, self._place_resolver.resolve_all(toponyms), strict=True):
                if place is not None:
                    self._places[c.token.i] = (self.original(*characters(self.tree, c.first, c.last)), place)
        return self._places

    def _where(self, event: EventCandidate) -> Where | None:
        spots: list[Token] = []
        for host in dict.fromkeys((event.token, event.host)):
            for child in host.children:
                if child.dep == "prep" and child.lower in PLACING:
                    spots += child.all("pobj")
        for thing in event.host.all("dobj"):
            spots += [t for c in thing.children if c.dep == "prep" and c.lower in ("in", "at") for t in c.all("pobj")]
        if event.reciprocal:  # the parser hangs "in Moscow" on whom they met there
            whom = [t for target in event.targets for t in (target, target.head) if t.is_noun]
            spots += [
                t
                for w in whom
                for c in w.children
                if c.dep == "prep" and c.lower in ("in", "at")
                for t in c.all("pobj")
            ]
        if event.mode == "visit":
            spots += event.targets
        if event.token.dep == "advcl" and event.token.tag == "VB":  # "leaving for Dushanbe to meet"
            spots += [t for e in self._journeys.get(event.token.head.i, ()) for t in e.targets]
        for spot in spots:
            found = self.places().get(spot.i)
            if found and found[1].precision != "country":
                return _where(self.report.passage(found[0]), found[1])
        for spot in spots:
            found = self.places().get(spot.i)
            if found:
                return _where(self.report.passage(found[0]), found[1])
        return None

    # statements

    def _statement(self, s: StatementCandidate) -> tuple[Statement, StatementCandidate]:
        parts = [self.original(a, b) for a, b in s.parts]
        span = (parts[0][0], parts[-1][1])
        cue = self._token(s.cue) if s.cue else None
        anchor = cue.span if cue else span
        statement = Statement(
            id=content_id(self.report.id, "statement", anchor, span),
            report=self.report.id,
            speaker=self._speaker(s.speaker),
            addressee=self._speaker(s.addressee),
            cue=cue,
            content=ContentPassage(
                text=self.report.text[span[0] : span[1]], span=span, parts=[*parts] if len(parts) > 1 else None
            ),
            form=s.form,
            act=s.act,
            sentence=self._sentence(s.sentence),
            rule=s.rule,
            confidence=None,
        )
        return statement, s

    def _speaker(self, token: Token | None) -> Party | None:
        if token is None:
            return None
        inner = self.parties.one(token)
        found = self.people(inner[0] if inner else token)
        return found[0] if found else None

    def _speak(self, spoken: list[tuple[Statement, StatementCandidate]]) -> list[tuple[Statement, StatementCandidate]]:
        """The statements, each with its speaker: quotations without a cue go to the last one speaking. "We" and "I" in a
        quotation are from then on its speaker."""
        last: Party | None = None
        last_sentence = 0
        for index, (statement, candidate) in enumerate(spoken):
            if statement.speaker is None and candidate.cue is None and last and candidate.sentence - last_sentence <= 2:
                statement = statement.model_copy(update={"speaker": last})
                spoken[index] = (statement, candidate)
            elif statement.speaker is not None:
                last = statement.speaker
            if statement.speaker is not None:
                last_sentence = max(last_sentence, candidate.sentence)
                if candidate.form != "indirect":
                    for a, b in candidate.parts:
                        for t in self.tree.within(a, b):
                            if t.lower in FIRST:
                                self._speakers[t.i] = [statement.speaker]
        return spoken

    # plans

    def _plan(self, p: PlanCandidate) -> Plan:
        steps: list[Step] = []
        stages: dict[int, list[str]] = {}
        for s in p.steps:
            values = [v.actor for t in s.actors for v in self.people(t)] or [None]
            span = self.original(*(s.object or characters(self.tree, *extent(s.token))))
            for actor in values:
                for _ in range(s.copies):
                    step_id = f"s{len(steps) + 1}"
                    before = [stages[s.stage - 1]] if s.stage and s.stage - 1 in stages else []
                    steps.append(
                        Step(
                            id=step_id,
                            text=self._token(s.token).text,
                            span=self._token(s.token).span,
                            actor=actor,
                            act=s.act,
                            object=self.report.passage(span) if s.object else None,
                            requires=[list(b) for b in before],
                            force=s.force,
                        )
                    )
                    stages.setdefault(s.stage, []).append(step_id)
        name = self.passage(*p.name)
        sentence = self._sentence(p.sentence)
        endorsers = [q for s in p.endorsers for q in ([self._speaker(s.speaker)] if s.speaker else [])]
        return Plan(
            id=content_id(self.report.id, "plan", sentence.span),
            report=self.report.id,
            name=name.text,
            proposers=[q for t in p.proposers for q in self.people(t)],
            endorsers=[q for q in endorsers if q],
            steps=steps,
            sentence=sentence,
            rule="plan.condition",
            confidence=None,
        )

    # expressions

    def _expressions(self, found: list[ConditionCandidate]) -> Iterator[AnyRecord]:
        here: Counter[Span] = Counter()  # parties that stand at the same words: a pair, or a name found in two ways
        for c in self.candidates:
            span = self._candidate_span(c)
            for party in self.people(c.token):
                id_ = content_id(self.report.id, "actor", span, here[span])
                yield ActorExpression(id=id_, report=self.report.id, **party.model_dump())
                here[span] += 1
        for d, r in self.dates:
            passage = self.passage(d.start, d.end)
            yield DateExpression(
                id=content_id(self.report.id, "date", passage.span),
                report=self.report.id,
                text=passage.text,
                span=passage.span,
                timex=r.timex,
                edtf=r.edtf,
                earliest=r.earliest,
                latest=r.latest,
                precision=r.precision,
                anchor=r.anchor,
            )
        for p in self.toponyms():
            span = self.original(*characters(self.tree, p.first, p.last))
            value = self.places().get(p.token.i)
            where = _where(self.report.passage(span), value[1] if value else None)
            yield PlaceExpression(
                id=content_id(self.report.id, "place", span), report=self.report.id, **where.model_dump()
            )
        for f in found:
            whole = [f.antecedent, *([f.consequent] if f.consequent else [])]
            passage = self.passage(min(a for a, _ in whole), max(b for _, b in whole))
            yield ConditionExpression(
                id=content_id(self.report.id, "condition", self._token(f.cue).span),
                report=self.report.id,
                text=passage.text,
                span=passage.span,
                antecedent=self.passage(*f.antecedent),
                consequent=self.passage(*f.consequent) if f.consequent else None,
            )


def _one_year(dated: Dated | None) -> int | None:
    """The year, where the text proves that it was written within one."""
    if dated is None or not dated.earliest or not dated.latest or dated.earliest[:4] != dated.latest[:4]:
        return None
    return int(dated.earliest[:4])


def _is_source(target: Participant, made: list[Participant]) -> bool:
    """Whether a pronoun or a bare state on the target's side is the source again ("his" in "praised his team")."""
    if target.how not in ("pronoun", "nominal") or not target.actor:
        return False
    return any(p.role == "source" and (p.actor, p.entity) == (target.actor, target.entity) for p in made)


def _party(value: Value, passage: Passage) -> Party:
    return Party(
        actor=value.actor,
        sector=value.sector,
        entity=value.entity,
        post=value.post,
        text=passage.text,
        span=passage.span,
        how=value.how,
    )


def _where(passage: Passage, place: Place | None) -> Where:
    if place is None:
        return Where(
            text=passage.text,
            span=passage.span,
            name=None,
            country=None,
            lat=None,
            lon=None,
            geonames=None,
            precision=None,
        )
    return Where(
        text=passage.text,
        span=passage.span,
        name=place.name,
        country=place.country,
        lat=place.lat,
        lon=place.lon,
        geonames=place.geonames,
        precision=place.precision,
    )
