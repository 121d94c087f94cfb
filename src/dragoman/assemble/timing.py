"""When an act was: the dates of a report by the words that they hang on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dragoman.assemble.rooted import Rooted
from dragoman.candidates import DateCandidate
from dragoman.document import Document
from dragoman.records import When
from dragoman.resolvers.dates import Resolved
from dragoman.spans import Spans
from dragoman.syntax import Token

Dates = Sequence[tuple[DateCandidate, Resolved]]


class Timing:
    """The dates that may be an act's."""

    def __init__(self, document: Document, dates: Dates, acts: Iterable[Rooted]) -> None:
        self._document = document
        usable = [(c, r) for c, r in dates if r.timex.type not in ("SET", "DURATION") or r.earliest is not None]
        self._by_words = Spans((c.start, c.end, (c, r)) for c, r in usable)
        triggers = {a.token.i for a in acts}
        self._hosts: dict[int, list[tuple[DateCandidate, Resolved]]] = {}
        for candidate, resolved in usable:
            host = next((a for a in candidate.token.ancestors() if a.is_verb or a.i in triggers), None)
            if host is not None:
                self._hosts.setdefault(host.i, []).append((candidate, resolved))

    def of(self, act: Rooted) -> When | None:
        """The date among the words that the extractor takes for the act's, those words without a value where they are no
        date that is known, else the date that hangs on its trigger."""
        spans = act.act.spans("date")
        told = [found for span in spans for found in self._by_words.over(*span)]
        if told:
            return self._when(told)
        if spans:
            passage = self._document.passage(*spans[0])
            return When(
                text=passage.text,
                span=passage.span,
                edtf=None,
                earliest=None,
                latest=None,
                precision="vague",
                anchor="none",
            )
        for token in (act.token, act.carrier, *_sharing(act.token)):
            if held := self._hosts.get(token.i):
                return self._when(held)
        return None

    def _when(self, held: Dates) -> When:
        candidate, r = max(held, key=lambda pair: (pair[1].earliest is not None, pair[1].precision == "day"))
        passage = self._document.passage(candidate.start, candidate.end)
        return When(
            text=passage.text,
            span=passage.span,
            edtf=r.edtf,
            earliest=r.earliest,
            latest=r.latest,
            precision=r.precision,
            anchor=r.anchor,
        )


def _sharing(token: Token) -> list[Token]:
    """Conjoined participles, whose date stands at the end of the row ("after meeting X and attending Y last week")."""
    if token.tag == "VBG":
        family = token.head.all("pcomp") if token.dep == "pcomp" else []
        return [t for t in [*token.conjuncts(), *family] if t.tag == "VBG" and t.i > token.i]
    return []
