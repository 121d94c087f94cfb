"""A learned judge of what an act is, where it goes and whether it happened, beside the rules that propose it."""

from dragoman.judge.arbiter import NOT_YET, Arbiter, Decision, status
from dragoman.judge.model import Judge, Opinion, Question, load

__all__ = ["NOT_YET", "Arbiter", "Decision", "Judge", "Opinion", "Question", "load", "status"]
