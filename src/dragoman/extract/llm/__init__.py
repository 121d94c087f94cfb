"""A language model behind an OpenAI-compatible address as an extractor. It is asked for words, and only those that stand in
the text are believed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from dragoman.codebook import Codebook
from dragoman.digests import digest
from dragoman.document import Document
from dragoman.errors import DragomanError
from dragoman.extract.acts import Findings
from dragoman.extract.llm.address import Address
from dragoman.extract.llm.quoting import Quoting
from dragoman.extract.llm.told import Answer, Rows
from dragoman.finders.arguments import Parties
from dragoman.records import Span, content_id
from dragoman.yamls import load_yaml

FILE = Path(__file__).with_name("instructions.yaml")
AT_ONCE = 6  # sentences a question
TOKENS = 4096  # of an answer; a small model that repeats itself would not end
QUOTED = 2000  # characters of a bad answer that the model is shown again


class Answers(Protocol):
    """What models answered, by the hash of model and question; a dictionary is one."""

    def get(self, key: str, /) -> str | None: ...

    def __setitem__(self, key: str, value: str, /) -> None: ...


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """`model` is the name by which the address knows it. What is in `answers` is not asked again."""

    model: str
    book: Codebook
    address: Address = field(default_factory=Address)
    answers: Answers = field(default_factory=dict[str, str])

    @property
    def name(self) -> str:
        return f"llm:{self.model}"

    @property
    def digest(self) -> str:
        """Changes with the instructions."""
        return _hashed()

    def extract(self, document: Document, parties: Parties) -> Findings:
        """Raises DragomanError, with the report's name, where no answer comes, or twice one that is no JSON of the schema."""
        tree = document.tree
        spans = [(tree.tokens[a].start, tree.tokens[b - 1].end) for a, b in tree.sentences]
        spans = [(a, b) for a, b in spans if any(ch.isalnum() for ch in tree.text[a:b])]
        try:
            return Findings.of([self._read(document, spans[n : n + AT_ONCE]) for n in range(0, len(spans), AT_ONCE)])
        except DragomanError as error:
            name = document.report.path or document.report.source_id
            raise DragomanError(f"not coded: {error.where}: {error.what}", name, error.remedy) from None

    def _read(self, document: Document, spans: Sequence[Span]) -> Findings:
        quoting = Quoting(document, spans, self.name)
        return quoting.findings(self._rows("\n".join(f"{n}: {s}" for n, s in enumerate(quoting.sentences))))

    def _rows(self, sentences: str) -> Rows:
        question = self._question(sentences)
        key = content_id(json.dumps(question, sort_keys=True))
        rows = _rows(self.answers.get(key) or "")
        if rows is None:
            told, rows = self._asked(question)
            self.answers[key] = told
        return rows

    def _asked(self, question: dict[str, Any]) -> tuple[str, Rows]:
        """The model's JSON; asked for once more where it is none."""
        told = self.address.answer(question)
        if (rows := _rows(told)) is None:
            again = [{"role": "assistant", "content": told[:QUOTED]}, {"role": "user", "content": _words()["again"]}]
            told = self.address.answer({**question, "messages": [*question["messages"], *again]})
            rows = _rows(told)
        if rows is None:
            what = f"{self.model} twice answered no JSON of the schema"
            raise DragomanError(what, self.address.base, "a larger model may")
        return _braces(told), rows

    def _question(self, sentences: str) -> dict[str, Any]:
        types = "\n".join(f"{kind}: {file.definition}" for kind, file in sorted(self.book.events.items()))
        words = _words()
        system = "\n\n".join((words["instructions"], types, words["example"]))
        return {
            "model": self.model,
            "temperature": 0,
            "seed": 1,
            "max_tokens": TOKENS,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": sentences}],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "sentences", "schema": Answer.model_json_schema()},
            },
        }


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    loaded: dict[str, str] = load_yaml(FILE)
    return loaded


@lru_cache(maxsize=1)
def _hashed() -> str:
    return digest(FILE.parent, [FILE])


def _rows(told: str) -> Rows | None:
    """The rows of an answer; None where it is no JSON of their form."""
    try:
        return Rows.model_validate_json(_braces(told))
    except ValidationError:
        return None


def _braces(told: str) -> str:
    """The outermost braces of an answer that may stand in a fence or after a sentence."""
    return told[told.find("{") : told.rfind("}") + 1]
