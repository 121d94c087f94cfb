"""The corpus: annotated reports read, checked, counted, split, compared, and laid out for other programs."""

from dragoman.corpus.form import Fault, read
from dragoman.corpus.marks import Annotated, Sentence

__all__ = ["Annotated", "Fault", "Sentence", "read"]
