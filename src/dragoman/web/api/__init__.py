"""The API: a file per kind of thing, each with its router."""

from dragoman.web.api import events, exports, finding, keeping, plans, reports, reviews, statements

ROUTERS = (
    events.router,
    reports.router,
    statements.router,
    reviews.router,
    plans.router,
    finding.router,
    exports.router,
    keeping.router,
)

__all__ = ["ROUTERS"]
