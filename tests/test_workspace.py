"""A person at the workspace, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from dragoman.case import Case
from dragoman.coding import code
from dragoman.readers import read
from dragoman.records import ReportRecord
from dragoman.report import Report
from tests import made
from tests.conftest import SAMPLES, SHARED
from tests.served import Watched, chromium, served, watched

MEETING = """MOSCOW -- Russian Foreign Minister Sergei Lavrov met with his North Korean counterpart Ri Yong-ho in Moscow on Tuesday. \
The two ministers discussed the Korean peninsula for three hours.

Ri said that Pyongyang was ready for dialogue. He invited Lavrov to visit Pyongyang, and Lavrov accepted the invitation.
"""
ENVOY = """Russian President Vladimir Putin will send a special envoy to North Korea this week, Foreign Minister Igor Ivanov said \
on Monday. The envoy will travel to Pyongyang and Beijing. Inspectors of the International Atomic Energy Agency left North Korea last month.
"""
PLAN = """name: Talks in Moscow
version: "2018-04"
proposed: {by: [RUS], on: 2018-04-01}
steps:
  - id: meeting
    text: The foreign ministers meet
    actor: PRK
    act: CONSULT
    with: RUS
    object: [Moscow]
"""
LIGHT, DARK = "rgb(82, 93, 107)", "rgb(170, 179, 190)"  # of notes
DROP = """async (files) => {
  const held = new DataTransfer();
  for (const [name, text] of files) held.items.add(new File([text], name, {type: "text/plain"}));
  document.body.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: held}));
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples with their plan files, as `make demo` leaves them."""
    path = tmp_path_factory.mktemp("workspace") / "samples.dragoman"
    with Case(path) as case:
        for coded in code((r for r in read([SAMPLES]) if isinstance(r, Report)), expressions=True, extractor="entries"):
            case.add(coded.report, coded.records)
        for file in sorted((SAMPLES / "plans").glob("*.yaml")):
            case.keep(file.stem, file.read_text("utf-8"))
    return path


def _reports(which: str) -> list[tuple[str, str, str]]:
    """(file name, text, date) of two reports: our own, or the two that started this project."""
    if which == "own":
        return [("moscow.txt", MEETING, "2018-04-11"), ("envoy.txt", ENVOY, "2003-01-13")]
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not here")
    files = sorted((SHARED / "reports").glob("*.txt"))
    return [(f.name, f.read_text("utf-8"), day) for f, day in zip(files, ("2018-04-11", "2003-01-13"), strict=True)]


@pytest.mark.parametrize("which", ["own", "shared"])
def test_a_session_from_an_empty_case(which: str, browser: Browser, tmp_path: Path) -> None:
    reports = _reports(which)
    with served(tmp_path / "new.dragoman") as address, watched(browser, address) as seen:
        page = seen.page
        page.goto(address)
        expect(page.get_by_role("heading", name="This case holds no report yet")).to_be_visible()

        page.evaluate(DROP, [[name, text] for name, text, _ in reports])
        for name, _, day in reports:
            page.get_by_label(f"Date of {name}").fill(day)
        page.get_by_role("button", name="Add 2 files").click()
        expect(page.locator("#add-outcome [role=status]")).to_have_text("2 reports added.", timeout=60_000)
        page.locator("#adding [data-close]").click()

        page.goto(f"{address}/?from=2018-04&to=2018-04")
        expect(page.locator("#timeline .vis-item").first).to_be_visible()
        meeting = _meeting(page)
        expect(meeting).to_be_visible()
        meeting.click()
        panel = page.locator("#panel")
        expect(panel.locator(".account q").first).to_contain_text("met with his")
        expect(panel.locator("mark").first).to_have_text("met")

        _keep_the_plan(page, address)
        expect(page.locator("#steps .verdict")).to_have_text("✓ met")
        board = page.url

        page.goto(f"{address}/?from=2018-04&to=2018-04")
        _meeting(page).click()
        status = panel.locator(".record select[data-key=s]")
        expect(status).to_be_visible()
        page.keyboard.press("s")
        expect(status).to_be_focused()
        status.select_option("planned")
        page.keyboard.press("Enter")
        expect(page.locator("#notes")).to_contain_text("Written: set status planned.")
        expect(page.locator("#events button.event.s-planned", has_text="CONSULT").first).to_be_visible()

        page.goto(board)
        expect(page.locator("#steps .verdict")).not_to_have_text("✓ met")
        page.locator("h1").click()
        page.keyboard.press("u")
        page.keyboard.press("Enter")
        expect(page.locator("#notes")).to_contain_text("Taken back: set status planned.")
        expect(page.locator("#steps .verdict")).to_have_text("✓ met")

        page.goto(f"{address}/?from=2018-04&to=2018-04")
        page.locator("#export summary").click()
        with page.expect_download() as started:
            page.get_by_role("link", name="JSON Lines").click()
        lines = [json.loads(line) for line in started.value.path().read_text("utf-8").splitlines()]
        events = [r for r in lines if r["record"] == "event"]
        assert events and all((e["latest"] or e["earliest"] or "2018-04") >= "2018-04" for e in events)
        assert {r["published"] for r in lines if r["record"] == "report"} == {"2018-04-11"}
        seen.clean()


def _meeting(page: Page) -> Locator:
    """The meeting of the ministers in Moscow, in the list under the timeline."""
    rows = (
        page.locator("#events button.event", has_text="2018-04-10").filter(has_text="CONSULT").filter(has_text="Moscow")
    )
    return rows.first


def _keep_the_plan(page: Page, address: str) -> None:
    page.goto(f"{address}/plans")
    page.locator("#new > summary").click()
    page.get_by_label("A plan file (YAML)").fill(PLAN)
    page.get_by_role("button", name="Keep it with the case").click()
    expect(page.locator("#boards .step")).to_have_count(1)


def test_adding_can_be_stopped_and_what_was_added_stays(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path / "c.dragoman") as address, watched(browser, address) as seen:
        page = seen.page
        page.goto(address)
        page.evaluate(DROP, [[f"{n}.txt", f"{MEETING} It was the talk number {n}." * 4] for n in range(60)])
        page.get_by_role("button", name="Add 60 files").click()
        expect(page.locator("#add-outcome li.added").first).to_be_visible(timeout=30_000)
        page.locator("#add-stop").click()
        expect(page.locator("#add-outcome [role=status]")).to_contain_text("Stopped")
        added = page.locator("#add-outcome li.added").count()
        assert added < 60
        page.locator("#adding [data-close]").click()
        page.evaluate(DROP, [["last.txt", ENVOY]])
        page.get_by_role("button", name="Add 1 file").click()
        expect(page.locator("#add-outcome [role=status]")).to_have_text("1 report added.", timeout=30_000)
        with Case(tmp_path / "c.dragoman") as case:
            assert added < case.report_count() < 60
        seen.clean()


def test_a_bar_of_the_timeline_opens_its_event_and_the_address_brings_it_back(browser: Browser, samples: Path) -> None:
    with served(samples) as address, watched(browser, address) as seen:
        page = seen.page
        page.goto(f"{address}/?party=PRK&from=2018&to=2018")
        page.locator("#timeline .vis-item").first.click()
        title = page.locator("#panel-title").inner_text()
        assert "event=" in page.url
        page.goto(page.url)
        expect(page.locator("#panel-title")).to_have_text(title)
        page.keyboard.press("Escape")
        expect(page.locator("#panel")).to_be_hidden()
        page.get_by_role("button", name="Take away the filter party PRK").click()
        assert "party" not in page.url
        page.go_back()
        expect(page.get_by_role("button", name="Take away the filter party PRK")).to_be_visible()
        seen.clean()


def test_the_reader_marks_explains_and_corrects_by_keyboard_alone(
    browser: Browser, samples: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.dragoman"
    copy.write_bytes(samples.read_bytes())
    with Case(copy) as case:
        name = next(h.report.id for h in case.search("freeze"))
    with served(copy) as address, watched(browser, address) as seen:
        page = seen.page
        page.goto(f"{address}/reports/{name}")
        expect(page.locator("#text .m-mention").first).to_be_visible()
        assert page.locator("#text .m-date").count() and page.locator("#text .m-actor").count()
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        panel = page.locator("#panel")
        expect(panel.locator(".why dl")).to_be_visible()
        expect(panel.locator(".why")).to_contain_text("trust")
        page.keyboard.press("x")
        page.keyboard.press("Enter")
        expect(page.locator("#text .d-rejected").first).to_be_visible()
        page.keyboard.press("u")
        page.keyboard.press("Enter")
        expect(page.locator("#text .d-rejected")).to_have_count(0)
        page.keyboard.press("t")
        expect(panel.locator("select[data-key=t]").first).to_be_focused()
        page.keyboard.press("Escape")
        page.locator("#text").evaluate(
            "box => { const r = document.createRange(); r.selectNodeContents(box); getSelection().removeAllRanges(); getSelection().addRange(r); box.dispatchEvent(new MouseEvent('mouseup', {bubbles: true})); }"
        )
        expect(page.locator("#panel-title")).to_contain_text("In the selected words")
        seen.clean()


def test_two_events_are_merged_and_split_again(browser: Browser, samples: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.dragoman"
    copy.write_bytes(samples.read_bytes())
    with Case(copy) as case:
        before = len(case.events())
        named = {e.id: {p.actor for p in e.participants} - {None} for e in case.events()}
        one, other = next(
            (one, other)
            for one, other in combinations(case.events(), 2)
            if one.type == other.type
            and len(one.mentions) == len(other.mentions) == 1
            and named[one.id] & named[other.id]
        )
    with served(copy) as address, watched(browser, address) as seen:
        page = seen.page
        page.goto(f"{address}/?event={one.id}")
        box = page.locator(f"#panel .corrections[data-target='{one.id}']").last
        box.get_by_role("button", name="Merge with").click()
        box.get_by_label("or by its id").fill(other.id)
        box.get_by_role("button", name="Merge", exact=True).click()
        expect(page.locator("#panel h3").first).to_have_text("2 accounts")
        page.locator("#panel .account details summary").first.click()
        page.locator("#panel .account").first.get_by_role("button", name="Split off").click()
        expect(page.locator("#panel h3").first).to_have_text("The account")
        with Case(copy) as case:
            assert len(case.events()) == before
        seen.clean()


def test_the_plan_board_moves_supposes_and_compares(browser: Browser, samples: Path) -> None:
    with Case(samples) as case:
        ids = {p.name: p.id for p in case.kept()}
    with served(samples) as address, watched(browser, address) as seen:
        page = seen.page
        page.goto(f"{address}/plans?plan={ids['dual-freeze-2018']}&as_of=2018-03-31")
        verdicts = page.locator("#steps .verdict")
        expect(verdicts.nth(0)).to_have_text("✕ not met")
        page.locator("#as-of").focus()
        page.keyboard.press("End")
        expect(verdicts.nth(0)).to_have_text("✓ met")
        page.get_by_label("who").fill("PRK")
        page.locator("#suppose-type").select_option("MOBILIZE")
        page.get_by_label("with the words").fill("missile")
        page.get_by_label("on", exact=True).fill("2018-07-01")
        page.get_by_role("button", name="Suppose it").click()
        expect(verdicts.nth(0)).to_have_text("✕ not met")
        page.get_by_role("button", name="As it is").click()
        expect(verdicts.nth(0)).to_have_text("✓ met")
        page.locator("#boards .step").first.press("Enter")
        expect(page.locator("#panel h3").first).to_contain_text("For (")
        page.locator("#versus").select_option(ids["dual-freeze-2017"])
        expect(page.locator("#boards figure")).to_have_count(2)
        expect(page.get_by_role("heading", name="Where the versions differ")).to_be_visible()
        page.get_by_role("button", name="Which single sentence").click()
        expect(page.locator("#deciding q").first).to_be_visible()
        seen.clean()


def test_an_edge_a_journey_and_a_speaker_lead_to_their_sentences(browser: Browser, samples: Path) -> None:
    with served(samples) as address, watched(browser, address) as seen:
        page, panel = seen.page, seen.page.locator("#panel")
        page.goto(f"{address}/network")
        row = page.locator("#pairs tr").first
        events = int(row.locator("td").first.inner_text())
        row.get_by_role("button").click()
        expect(panel.locator("button.event")).to_have_count(events)
        panel.locator("button.event").first.click()
        expect(panel.locator("q").first).to_be_visible()

        page.goto(f"{address}/map")
        expect(page.locator("#map .leg.ahead").first).to_be_attached()
        expect(page.locator("#map .leg.done").first).to_be_attached()
        page.locator("#journeys button").first.click()
        expect(panel.locator("q").first).to_be_visible()
        assert "journey=" in page.url
        page.locator("#map .site .steady").first.focus()
        page.keyboard.press("Enter")
        expect(panel.locator("button.event").first).to_be_visible()

        page.goto(f"{address}/statements")
        page.get_by_role("button", name="propose", exact=True).first.click()
        expect(page.locator("#statements .act", has_text="propose").first).to_be_visible()
        expect(page.locator("#statements .act", has_not_text="propose")).to_have_count(0)
        page.goto(f"{address}/statements?speaker=PRK")
        expect(page.locator("#over-time .dot").first).to_be_visible()
        page.locator("#statements .quote").first.click()
        expect(panel.locator("q mark").first).to_be_visible()
        seen.clean()


def test_a_printed_page_says_what_it_shows_and_where_it_is_from_in_ink_on_paper(
    browser: Browser, samples: Path
) -> None:
    with served(samples) as address, watched(browser, address) as seen:
        page = seen.page
        page.add_init_script("localStorage.setItem('dragoman-theme', 'dark')")
        page.goto(f"{address}/?party=RUS&from=2018")
        expect(page.locator("#events button.event").first).to_be_visible()
        expect(page.locator("#read")).to_have_css("color", DARK)
        page.emulate_media(media="print")
        expect(page.locator("#read")).to_have_css("color", LIGHT)
        expect(page.locator("#printed")).to_contain_text(
            f"party RUS; from 2018. {address}/?party=RUS&from=2018, printed"
        )
        expect(page.locator("header.top")).to_be_hidden()
        seen.clean()


def test_when_the_program_has_ended_the_page_says_so(browser: Browser, samples: Path) -> None:
    with served(samples) as address, watched(browser, address) as seen:
        seen.page.goto(f"{address}/statements")
        expect(seen.page.locator("#statements .said").first).to_be_visible()
        seen.page.route("**/api/**", lambda route: route.abort())
        seen.page.get_by_role("button", name="propose", exact=True).first.click()
        expect(seen.page.get_by_role("alert")).to_contain_text(
            "the program does not answer. Is dragoman serve still running?"
        )
        seen.page.unroute("**/api/**")
        seen.page.get_by_role("button", name="Try again").click()
        expect(seen.page.locator("#statements .act", has_text="propose").first).to_be_visible()


def test_find_leads_to_names_and_words(browser: Browser, samples: Path) -> None:
    with served(samples) as address, watched(browser, address) as seen:
        page = seen.page
        page.goto(address)
        page.keyboard.press("/")
        page.keyboard.type("Lavrov")
        expect(page.locator("#found li").first).to_contain_text("Sergei Lavrov")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Take away the filter party sergei-lavrov")).to_be_visible()
        page.goto(f"{address}/find?words=missile*")
        expect(page.locator("#results mark").first).to_be_visible()
        seen.clean()


PAGES = (
    "/",
    "/map",
    "/network",
    "/statements?speaker=PRK",
    "/plans",
    "/reports",
    "/find?words=missile",
    "/reports/{report}",
    "/plans?plan={plan}",
    "/?event={event}",
    "/reports/{report}?record={mention}",
    "/nothing",
)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_accessible(browser: Browser, samples: Path, theme: str, width: int) -> None:
    with Case(samples) as case:
        ids = {
            "report": case.reports()[0].id,
            "mention": next(m.id for m in case.mentions() if m.report == case.reports()[0].id),
            "plan": case.kept()[0].id,
            "event": next(e.id for e in case.events() if e.reports > 1),
        }
    with served(samples) as address, watched(browser, address, width, theme) as seen:
        for path in PAGES:
            seen.page.goto(address + path.format(**ids))
            _settled(seen)
            found = Axe().run(seen.page).response["violations"]
            told = [(v["id"], n["html"][:160], n["failureSummary"]) for v in found for n in v["nodes"]]
            assert told == [], f"{path}, {theme}, {width}"
            wide = seen.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} is {wide} pixels wide"
        seen.page.goto(address)
        seen.page.locator("#add").click()
        assert Axe().run(seen.page, "#adding").response["violations"] == []
        assert seen.outside == []


def _settled(seen: Watched) -> None:
    seen.page.wait_for_load_state("networkidle")
    expect(seen.page.locator("[role=status]", has_text="Reading")).to_have_count(0)
    expect(seen.page.locator("[aria-busy=true]")).to_have_count(0)
    seen.page.evaluate("() => new Promise(done => setTimeout(() => requestAnimationFrame(done), 150))")


CONTRAST = """box => {
  const light = rgb => rgb.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const seen = colour => colour.match(/[\\d.]+/g).map(Number);
  const behind = e => { const c = seen(getComputedStyle(e).backgroundColor); return c[3] === 0 ? behind(e.parentElement) : c; };
  return Math.min(...[box, ...box.querySelectorAll('*')].map(e => {
    const [a, b] = [seen(getComputedStyle(e).color).slice(0, 3), behind(e).slice(0, 3)].map(light).sort();
    return (b + 0.05) / (a + 0.05);
  }));
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_notes_at_the_foot_of_the_page_can_be_read(browser: Browser, samples: Path, theme: str) -> None:
    with served(samples) as address, watched(browser, address, theme=theme) as seen:
        seen.page.goto(f"{address}/reports")
        seen.page.locator("#undo").click()
        expect(seen.page.locator(".note-box")).to_contain_text("written nothing")
        assert seen.page.locator(".note-box").evaluate(CONTRAST) >= 4.5
        seen.page.route("**/api/reviews/**", lambda route: route.abort())
        seen.page.evaluate("sessionStorage.setItem('dragoman-written', JSON.stringify([{number: 1, revision: 'x'}]))")
        seen.page.locator("#undo").click()
        expect(seen.page.locator(".note-box")).to_contain_text("does not answer")
        assert seen.page.locator(".note-box").evaluate(CONTRAST) >= 4.5


def test_what_is_alleged_undated_or_waiting_is_shown_as_such(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "c.dragoman"
    with Case(path) as case:
        source = made.report("a", text="The ministers met for talks.")
        dated = made.head(source).model_copy(
            update={"dated": {"earliest": "2018-03-01", "latest": "2018-05-31", "basis": []}}
        )
        head = ReportRecord.model_validate(dict(dated))
        charge = made.mention(source, 1, type="ASSAULT", alleged=True)
        aside = made.mention(source, 2, rule="model", confidence=0.1, trigger={"text": "talks", "span": (22, 27)})
        case.add(source, [head, charge, aside])
    with served(path) as address, watched(browser, address) as seen:
        page = seen.page
        page.goto(f"{address}/?start=2018-01-01&end=2018-12-31")
        row = page.locator("#events button.event")
        expect(row).to_have_count(1)
        expect(row).to_contain_text("told 2018-03-01 – 2018-05-31")
        expect(row).to_contain_text("alleged")
        bar = page.locator("#timeline .vis-item.told-only.alleged").first
        wide = page.locator("#timeline .vis-panel.vis-center").bounding_box()
        box = bar.bounding_box()
        assert box and wide and 0.2 < box["width"] / wide["width"] < 0.3  # three months of twelve
        page.goto(f"{address}/reports/{source.id}")
        expect(page.locator("#text .m.alleged")).to_have_text("met")
        page.locator("#text .m.d-waiting").click()
        expect(page.locator("#panel")).to_contain_text("waits: it counts nowhere until a person accepts it")
        page.locator("#panel [data-key=a]").click()
        expect(page.locator("#text .d-waiting")).to_have_count(0)
        seen.clean()
