"""Many reports, one after another or spread over processes: what goes wrong with one costs no other."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import repeat, tee

from dragoman.assemble.made_by import made_by
from dragoman.codebook import codebook
from dragoman.directory import directory
from dragoman.document import Document
from dragoman.errors import DragomanError, unforeseen
from dragoman.extract import EXTRACTORS, Extractor, digest_of
from dragoman.parsing import BATCH, BLOCK, LONGEST_SENTENCE, parse
from dragoman.parsing import load as load_parser
from dragoman.pipeline import Coder, Read
from dragoman.records import AnyRecord, MadeBy
from dragoman.report import Cleaned, Report, clean
from dragoman.syntax import Tree
from dragoman.workers import Died, in_order

DEFAULT = "both"
WITHOUT_MODEL = "entries"


@dataclass(frozen=True, slots=True)
class Coded:
    """A report, the records made of it, what its reader should know, a line each, and how much the extractor was told that the
    text does not hold."""

    report: Report
    records: list[AnyRecord]
    notices: tuple[str, ...] = ()
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """How reports are to be coded: the arguments of `code`."""

    extractor: str = DEFAULT
    expressions: bool = False
    fail_fast: bool = False


def settled(extractor: str) -> tuple[str, DragomanError | None]:
    """The extractor that can be had: where the model can't be loaded the entries, and what is wrong with the model.
    Raises DragomanError where none has this name."""
    if extractor not in EXTRACTORS:
        raise DragomanError("no such extractor", extractor, f"there are {', '.join(EXTRACTORS)}")
    try:
        coder(extractor)
    except DragomanError as error:
        return WITHOUT_MODEL, error
    return extractor, None


@lru_cache(maxsize=4)
def coder(extractor: str = DEFAULT) -> Coder:
    """The package's parts with this extractor, loaded once a process. Raises DragomanError where one is missing."""
    load_parser()
    return around(EXTRACTORS[extractor](codebook()))


def parts(extractor: str | Coder = DEFAULT) -> MadeBy:
    """What a report that is coded now is made by. No model is loaded for it; where its files are missing, the entries make it."""
    if isinstance(extractor, Coder):
        return extractor.made_by
    hashed = digest_of(extractor)
    name = extractor if hashed else WITHOUT_MODEL
    return made_by(codebook(), directory(), name, hashed)


def around(extractor: Extractor) -> Coder:
    """The package's other parts around an extractor of one's own. Raises DragomanError where one is missing."""
    load_parser()
    return Coder(codebook(), directory(), parse, extractor)


def code(
    reports: Iterable[Report | DragomanError],
    processes: int = 1,
    expressions: bool = False,
    extractor: str | Coder = DEFAULT,
    fail_fast: bool = False,
) -> Iterator[Coded | DragomanError]:
    """The records of each report, in the reports' order: first its own, then mentions, statements, plans and, where
    asked for, expressions. `extractor` is the name of one that comes with the package, or a Coder of parts of one's own, which
    works in this process alone; without the model's files the entries carry on, with a warning. The number of processes
    changes the time and nothing else.

    In the place of a report that can't be coded, whatever went wrong, comes a DragomanError, as also what `read` could
    not read passes through; `fail_fast` raises instead. Raises DragomanError where the parser or the data that all reports
    need is missing.
    """
    if isinstance(extractor, Coder):
        for batch in _batches(reports):
            yield from _coded(batch, extractor, expressions, fail_fast)
        return
    name, error = settled(extractor)
    if error:
        warnings.warn(error.line(), stacklevel=2)
    asked = Asked(name, expressions, fail_fast)
    if processes <= 1:
        for batch in _batches(reports):
            yield from _coded(batch, coder(name), expressions, fail_fast)
        return
    given, kept = tee(reports)
    for outcome, answer in zip(kept, in_order(partial(_code_one, asked=asked), given, processes), strict=True):
        if isinstance(answer, Died):
            assert isinstance(outcome, Report)
            answer = DragomanError("not coded: the process that read it ended", _name(outcome), "read it by itself")
            if fail_fast:
                raise answer
        yield answer


def explain(
    report: Report, extractor: str | Coder = DEFAULT, fail_fast: bool = False, expressions: bool = False
) -> Read:
    """The records of one report, with what each mention was made of. Raises DragomanError where it can't be coded, with
    `fail_fast` whatever went wrong."""
    try:
        own = extractor if isinstance(extractor, Coder) else coder(settled(extractor)[0])
        return own.read(document(report), expressions)
    except Exception as error:
        if fail_fast:
            raise
        raise _refusal(report, error) from error


def document(report: Report) -> Document:
    """The report, cleaned and parsed alone."""
    copy = clean(report.text)
    return Document(report, copy, next(parse([copy])))


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


def _code_one(outcome: Report | DragomanError, asked: Asked) -> Coded | DragomanError:
    return next(_coded([outcome], coder(asked.extractor), asked.expressions, asked.fail_fast))


def _coded(
    batch: list[Report | DragomanError], coder: Coder, expressions: bool, fail_fast: bool
) -> Iterator[Coded | DragomanError]:
    parsed = _parsed(coder, [o for o in batch if isinstance(o, Report)])
    for outcome in batch:
        if isinstance(outcome, DragomanError):
            yield outcome
        else:
            yield _guarded(coder, outcome, next(parsed), expressions, fail_fast)


def _parsed(coder: Coder, reports: list[Report]) -> Iterator[tuple[Cleaned, Tree] | None]:
    """The reports cleaned and parsed together; None for each where one of them stops the parser."""
    try:
        copies = [clean(r.text) for r in reports]
        return iter(list(zip(copies, coder.parser(copies), strict=True)))
    except Exception:
        return repeat(None, len(reports))


def _guarded(
    coder: Coder, report: Report, parsed: tuple[Cleaned, Tree] | None, expressions: bool, fail_fast: bool
) -> Coded | DragomanError:
    """The one place where what nobody foresaw ends: it costs the report that it comes from."""
    try:
        copy, tree = parsed or _alone(coder, report)
        read = coder.read(Document(report, copy, tree), expressions)
        return Coded(report, list(read.records), tuple(_notices(tree)), read.dropped)
    except Exception as error:
        if fail_fast:
            raise
        return _refusal(report, error)


def _alone(coder: Coder, report: Report) -> tuple[Cleaned, Tree]:
    copy = clean(report.text)
    return copy, next(coder.parser([copy]))


def _notices(tree: Tree) -> Iterator[str]:
    if tree.cut:
        some = "a sentence was" if tree.cut == 1 else f"{tree.cut} sentences were"
        yield f"{some} longer than {LONGEST_SENTENCE} words and read in pieces"


def _refusal(report: Report, error: Exception) -> DragomanError:
    return error if isinstance(error, DragomanError) else unforeseen(error, "not coded", _name(report))


def _name(report: Report) -> str:
    return report.path or report.source_id
