"""What a day is, wherever one is given."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.coding import code
from dragoman.days import FIRST, LAST, iso_day, period
from dragoman.errors import DragomanError
from dragoman.readers import iso_date
from dragoman.records import DateExpression, ReportRecord
from dragoman.report import Report

NONE = ("", "0000-00-00", "9999-99-99", "2018-02-30", "2018-4-1", "20180401", "2018-04-01 ", "٢٠١٨-٠٤-٠١", "soon",
        "9999-12-31", "0999-12-31", "2018-04-01\n", "-018-04-01")  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_no_day(text: str) -> None:
    with pytest.raises(ValueError):
        iso_day(text)
    with pytest.raises(DragomanError):
        iso_date(text, "here")


@given(st.dates(date.fromisoformat(FIRST), date.fromisoformat(LAST)))
def test_every_day_between_the_bounds_is_one(day: date) -> None:
    assert iso_day(day.isoformat()) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2016", "2016-01-01", "2016-12-31"), ("2016-02", "2016-02-01", "2016-02-29"), ("2016-02-03",) * 3,
     ("1900-02", "1900-02-01", "1900-02-28"), ("9998-12", "9998-12-01", "9998-12-31")],
)  # fmt: skip
def test_a_period_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    assert period(text) == (first, last)


@pytest.mark.parametrize("text", [*NONE[:-1], "0000", "9999", "9999-12", "2018-00", "2018-13", "٢٠١٨", "201"])
def test_no_period(text: str) -> None:
    with pytest.raises(ValueError):
        period(text)


@pytest.mark.parametrize("time", ["T08:00:00Z", "T08:00", " 08:00:00+02:00", "T080000Z", " 08:00:00.123 UTC"])
def test_a_time_of_day_after_a_date_is_dropped(time: str) -> None:
    assert iso_date("2018-04-11" + time, "here") == "2018-04-11"


@pytest.mark.parametrize("rest", ["x", "T", "T8", " soon", "-01", "T08:00x1", "Z"])
def test_whatever_else_stands_after_a_date_is_refused(rest: str) -> None:
    with pytest.raises(DragomanError, match="no date"):
        iso_date("2018-04-11" + rest, "here")


@pytest.mark.parametrize("published", [FIRST, LAST])
@pytest.mark.parametrize("when", ["last year", "next month", "in the 100th century", "on 31 December", "a week ago"])
def test_no_date_told_leaves_the_bounds(published: str, when: str) -> None:
    coded = next(
        code(
            [Report(f"Peru's envoy met Chile's {when}.", "a", published=published)],
            expressions=True,
            extractor="entries",
        )
    )
    dates = [d for r in coded.records if isinstance(r, DateExpression) for d in (r.earliest, r.latest) if d]
    assert all(FIRST <= d <= LAST for d in dates)


def test_a_tenure_that_ends_in_a_month_ends_on_its_last_day() -> None:
    text = "Foreign Minister María Consuelo Araújo of Colombia said on Friday that Bogota would answer."
    (head,) = [r for r in next(code([Report(text, "a")], extractor="entries")).records if isinstance(r, ReportRecord)]
    assert head.dated is not None
    assert (head.dated.earliest, head.dated.latest) == ("2006-08-07", "2007-02-28")
