"""The case file: one SQLite database that holds reports and what was read in them."""

from dragoman.case.part import Part
from dragoman.case.reading import PlanFile
from dragoman.case.sayings import Saying
from dragoman.case.searching import MARKS, Coverage, Hit, Query
from dragoman.case.store import Case

__all__ = ["MARKS", "Case", "Coverage", "Hit", "Part", "PlanFile", "Query", "Saying"]
