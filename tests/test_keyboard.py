"""A person who corrects a case by keyboard alone: what is confirmed is written, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dragoman.case import Case
from dragoman.coding import Coded, code
from dragoman.report import Report
from tests.served import Watched, chromium, served, watched

MEETING = """Peruvian Foreign Minister Elmer Schialer met his Chilean counterpart Alberto van Klaveren in Lima on Monday.

Schialer said that Peru was ready for an agreement. He said that if Chile opens its border, Peru will withdraw its troops.
"""
AGAIN = "Peru's foreign minister met with Chile's foreign minister in Lima on Monday, officials said."
OTHER = "Peru and Chile held talks in Arica on Thursday."
Decision = tuple[str, str | None, str | None]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three reports: two of one meeting, with a statement and a plan, and one of another."""
    made = tmp_path / "c.dragoman"
    texts = (("meeting", MEETING, "2025-03-11"), ("again", AGAIN, "2025-03-11"), ("other", OTHER, "2025-03-14"))
    with Case(made) as case:
        for coded in code((Report(t, n, published=d) for n, t, d in texts), expressions=True, extractor="entries"):
            assert isinstance(coded, Coded)
            case.add(coded.report, coded.records)
    return made


@pytest.fixture
def seen(browser: Browser, path: Path) -> Iterator[Watched]:
    with served(path) as address, watched(browser, address) as found:
        yield found


def decisions(path: Path) -> list[Decision]:
    with Case(path) as case:
        return [(r.verdict, r.field, r.value) for r in case.reviews()]


def ids(path: Path) -> dict[str, str]:
    """Of the first report: its id, and its meeting's, statement's, plan's and event's."""
    with Case(path) as case:
        report = next(r.id for r in case.reports() if r.source_id == "meeting")
        found = {r.record: r.id for r in case.told(report) if r.record in ("statement", "plan")}
        meeting = next(m.id for m in case.mentions() if m.report == report and m.type == "CONSULT")
        event = next(e.id for e in case.events() if meeting in e.mentions)
        return {"report": report, "mention": meeting, "event": event, **found}


def opened(seen: Watched, address: str) -> Page:
    """A page with the panel open on a record, and the focus where a key is a shortcut."""
    seen.page.goto(seen.address + address)
    expect(seen.page.locator("#panel .verdicts").last).to_be_visible()
    seen.page.locator("#panel-title").focus()
    return seen.page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def lead(page: Page, key: str) -> None:
    """Press a key, which leads to its control."""
    page.locator("#panel-title").focus()
    page.keyboard.press(key)
    expect(page.locator(f"#panel .record [data-key={key}]")).to_be_focused()


def tab_to(page: Page, name: str) -> None:
    """Tab from the panel's title on until the focus is on this control."""
    page.locator("#panel-title").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == name:
            return
    raise AssertionError(f"no Tab leads to {name}")


def test_walking_the_list_and_looking_at_every_control_writes_nothing(seen: Watched, path: Path) -> None:
    page = opened(seen, f"/reports/{ids(path)['report']}?record={ids(path)['mention']}")
    marks = page.locator("#text [tabindex='0']").count()
    assert marks >= 3
    for _ in range(marks):
        press(page, "j", "Enter")
        expect(page.locator("#panel .verdicts").first).to_be_visible()
        for key in "tsedfonxap":
            press(page, key, "r", "e", "q", "ArrowDown", "ArrowUp", "p", "a", "x", "Escape")
    page.goto(f"{seen.address}/?event={ids(path)['event']}")
    expect(page.locator("#panel .verdicts").last).to_be_visible()
    page.locator("#panel-title").focus()
    for key in "tsedaxm":
        press(page, key, "ArrowDown", "x", "Escape", "Escape")
    press(page, "u", "j", "j", "k")
    assert decisions(path) == []
    seen.clean()


# where, the field's name, the keys that lead to it, what is typed, and what is written
FIELDS = [
    ("mention", "type", "t", "REQ", "REQUEST"),
    ("mention", "status", "s", "pl", "planned"),
    ("mention", "mode", "e", "phone", "phone"),
    ("mention", "when", "d", "2025-03-09/2025-03-10", "2025-03-09/2025-03-10"),
    ("mention", "source", "f", "Bolivia, Peru", "BOL,PER"),
    ("mention", "target", "o", "ARG", "ARG"),
    ("mention", "background", None, "t", "true"),
    ("mention", "alleged", None, "t", "true"),
    ("event", "type", "t", "AG", "AGREE"),
    ("event", "status", "s", "den", "denied"),
    ("event", "mode", "e", "none", "none"),
    ("event", "when", "d", "2025-03-09", "2025-03-09"),
    ("event", "credibility", None, "3", "3"),
    ("statement", "act", "t", "prom", "promise"),
    ("statement", "speaker", "f", "Chile", "CHL"),
    ("statement", "form", None, "d", "direct"),
    ("plan", "name", None, "The border", "The border"),
    ("report", "reliability", None, "b", "B"),
    ("report", "credibility", None, "2", "2"),
]


@pytest.mark.parametrize(("kind", "field", "key", "typed", "value"), FIELDS, ids=[f"{k} {f}" for k, f, *_ in FIELDS])
def test_a_field_is_written_when_it_is_confirmed(
    kind: str, field: str, key: str | None, typed: str, value: str, seen: Watched, path: Path
) -> None:
    name = ids(path)[kind]
    report = ids(path)["report"]
    page = opened(
        seen,
        f"/?event={name}"
        if kind == "event"
        else f"/reports/{report}?record={ids(path)['mention' if kind == 'report' else kind]}",
    )
    control = page.locator(f"#set-{name}-{field}")
    if kind == "report":
        page.locator("#about summary").focus()
        press(page, "Enter", *(["Tab"] if field == "reliability" else ["Tab"] * 3))
    elif key:
        expect(control).to_be_visible()
        press(page, key)
    else:
        tab_to(page, control.get_attribute("id") or "")
    expect(control).to_be_focused()
    before = control.input_value()
    press(page, "Control+a")
    page.keyboard.type(typed)
    assert decisions(path) == []
    press(page, "Escape")
    expect(control).to_have_value(before)
    assert decisions(path) == []
    control.focus()
    press(page, "Control+a")
    page.keyboard.type(typed)
    press(page, "Enter")
    expect(page.locator("#notes")).to_contain_text(f"Written: set {field} {value}.")
    assert decisions(path) == [("set", field, value)]
    press(page, "j", "k", "r", "e", "q")
    assert decisions(path) == [("set", field, value)]
    seen.clean()


def test_verdicts_merge_split_note_and_undo_by_keyboard(seen: Watched, path: Path) -> None:
    own = ids(path)
    page = opened(seen, f"/reports/{own['report']}?record={own['mention']}")
    written = page.locator("#notes")
    press(page, "n")
    page.keyboard.type("nobody went")
    press(page, "Escape")
    lead(page, "x")
    assert decisions(path) == []
    press(page, "Enter")
    expect(written).to_contain_text("Written: reject.")
    with Case(path) as case:
        assert [(r.verdict, r.note) for r in case.reviews()] == [("reject", "nobody went")]
    press(page, "u", "Enter")
    expect(written).to_contain_text("Taken back: reject.")
    assert decisions(path) == []
    lead(page, "a")
    press(page, "Enter")
    expect(written).to_contain_text("Written: accept.")
    expect(page.locator("#panel-title")).to_be_focused()
    lead(page, "p")
    press(page, "Enter")
    expect(written).to_contain_text("Written: split.")
    expect(page.locator("#panel-title")).to_be_focused()
    with Case(path) as case:
        other = next(e.id for e in case.events() if e.type == "CONSULT" and own["mention"] not in e.mentions)
        events = len(case.events())
    press(page, "m")
    expect(page.locator(".merging")).to_be_visible()
    typed = page.locator(f"#merge-{own['mention']}")
    typed.focus()
    page.keyboard.type(other)
    expect(page.locator(".merging li").first).to_be_visible()
    expect(typed).to_be_focused()
    press(page, "Enter")
    expect(written).to_contain_text(f"Written: merge {other}.")
    assert decisions(path) == [("accept", None, None), ("split", None, None), ("merge", None, other)]
    with Case(path) as case:
        assert len(case.events()) == events - 1
    seen.clean()


def test_a_report_is_dated_when_it_is_confirmed(seen: Watched, path: Path) -> None:
    page = opened(seen, f"/reports/{ids(path)['report']}?record={ids(path)['mention']}")
    page.locator("#published").focus()
    page.keyboard.type("03122025")
    with Case(path) as case:
        assert case.reports()[0].published == "2025-03-11"
    press(page, "Enter")
    expect(page.locator("#notes")).to_contain_text("Dated 2025-03-12.")
    with Case(path) as case:
        assert "2025-03-12" in {r.published for r in case.reports()}
    seen.clean()


def test_what_was_not_written_stays_with_the_reason_beside_it(seen: Watched, path: Path) -> None:
    own = ids(path)["mention"]
    page = opened(seen, f"/reports/{ids(path)['report']}?record={own}")
    source, date = page.locator(f"#set-{own}-source"), page.locator(f"#set-{own}-when")
    press(page, "f", "Control+a")
    page.keyboard.type("Bolvia")
    form = page.locator("form.field", has=source)
    expect(form).to_contain_text("no party “Bolvia”; the nearest: Bolivia")
    press(page, "Enter")
    expect(form.get_by_role("alert")).to_contain_text("no party 'Bolvia'")
    expect(source).to_have_value("Bolvia")
    lead(page, "d")
    press(page, "Control+a")
    page.keyboard.type("last week")
    press(page, "Enter")
    expect(page.locator("form.field", has=date).get_by_role("alert")).to_contain_text("no date 'last week'")
    assert decisions(path) == []
    lead(page, "a")
    press(page, "Enter")  # draws the panel anew
    expect(page.locator("#notes")).to_contain_text("Written: accept.")
    expect(source).to_have_value("Bolvia")
    expect(date).to_have_value("last week")
    source.focus()
    press(page, "Control+a")
    page.keyboard.type("Bolvia ")
    form.get_by_role("button", name="Bolivia").click()
    expect(source).to_have_value("BOL")
    press(page, "Enter")
    expect(page.locator("#notes")).to_contain_text("Written: set source BOL.")


def test_the_later_of_two_tabs_is_told_and_undo_takes_back_its_own(browser: Browser, seen: Watched, path: Path) -> None:
    own = ids(path)
    address = f"/reports/{own['report']}?record={own['mention']}"
    with watched(browser, seen.address) as other:
        one, two = opened(seen, address), opened(other, address)
        two.evaluate("localStorage.setItem('dragoman-name', 'Ada')")
        press(two, "s")
        two.keyboard.type("pl")
        press(two, "Enter")
        expect(two.locator("#notes")).to_contain_text("Written: set status planned.")
        press(one, "s")
        one.keyboard.type("den")
        press(one, "Enter")
        status = one.locator(f"#set-{own['mention']}-status")
        form = one.locator("form.field", has=status)
        expect(form.get_by_role("alert")).to_contain_text(
            "changed by somebody else meanwhile: set status planned, by Ada"
        )
        expect(status).to_have_value("denied")
        assert decisions(path) == [("set", "status", "planned")]
        press(one, "Escape", "u", "Enter")
        expect(one.locator("#notes")).to_contain_text("This page has written nothing that it could take back")
        assert decisions(path) == [("set", "status", "planned")]

        one.locator("#panel-title").focus()
        press(one, "s")
        one.keyboard.type("den")
        press(one, "Enter")
        form.get_by_role("button", name="Show it as it is now").press("Enter")
        expect(status).to_have_value("denied")
        expect(form).to_contain_text("Esc goes back to planned")
        expect(status).to_be_focused()
        press(one, "Enter")
        expect(one.locator("#notes")).to_contain_text("Written: set status denied.")
        press(two, "u", "Enter")
        expect(two.locator("#notes")).to_contain_text("Taken back: set status planned.")
        assert decisions(path) == [("set", "status", "denied")]


def test_a_filter_that_calls_nobody_is_told_where_it_is_typed(seen: Watched, path: Path) -> None:
    page = seen.page
    page.goto(seen.address)
    page.locator("#filters summary").press("Enter")
    box = page.locator("#filter-party")
    box.fill("Boliva")
    form = page.locator("#filter-form")
    expect(form).to_contain_text("no party “Boliva”; the nearest: Bolivia")
    page.locator("#filter-from").fill("2025-99")
    box.press("Enter")
    expect(form.get_by_role("alert")).to_be_visible()
    assert "party" not in page.url
    box.fill("chile")
    page.locator("#filter-from").press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("no date '2025-99'")
    page.locator("#filter-from").fill("2025-03")
    box.press("Enter")
    expect(page.get_by_role("button", name="Take away the filter party chile")).to_be_visible()
    expect(page.locator("#events button.event").first).to_contain_text("CHL")
