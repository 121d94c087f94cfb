"""Plans that parties proposed, held against what happened: which step is met, by which sentences, and what would open the
next. A plan is a YAML file that a person writes or that is drafted from what the reports propose (`docs/plans.md`)."""

from dragoman.plans.acts import Act, supposed
from dragoman.plans.board import Assessment, Board, Verdict
from dragoman.plans.document import PlanDocument, load

__all__ = ["Act", "Assessment", "Board", "PlanDocument", "Verdict", "load", "supposed"]
