"""A report with its cleaned copy and its tree, and the way from the tree's words to passages of the report."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.records import Passage, Span
from dragoman.report import Cleaned, Report
from dragoman.syntax import Token, Tree, characters


@dataclass(frozen=True, slots=True)
class Document:
    """Spans that go in are of the cleaned copy, those of passages of the report."""

    report: Report
    copy: Cleaned
    tree: Tree

    def original(self, start: int, end: int) -> Span:
        return self.copy.map.span(start, end)

    def passage(self, start: int, end: int) -> Passage:
        return self.report.passage(self.original(start, end))

    def word(self, token: Token) -> Passage:
        return self.passage(token.start, token.end)

    def phrase(self, first: int, last: int) -> Passage:
        """The words of tokens `[first, last)`."""
        return self.passage(*characters(self.tree, first, last))

    def sentence(self, index: int) -> Passage:
        first, last = self.tree.sentences[index]
        tokens = self.tree.tokens
        while last - first > 1 and tokens[last - 1].pos == "SPACE":
            last -= 1
        return self.passage(tokens[first].start, tokens[last - 1].end)

    def heads(self, span: Span) -> list[Token]:
        """The words of a cleaned span that hang on none of its others; those that are no punctuation, if any is none."""
        inside = [t for t in self.tree.within(*span) if t.end <= span[1]]
        if not inside:
            inside = self.tree.within(max(0, span[0] - 1), span[1])[:1]
        numbers = {t.i for t in inside}
        found = [t for t in inside if t.head is t or t.head.i not in numbers]
        return [t for t in found if t.pos not in ("PUNCT", "SPACE")] or found
