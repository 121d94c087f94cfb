"""How the workspace behaves on a large case: first paint, filter, search, plan check, and the server's memory.

    python benchmarks/workspace.py [--reports 50000] [--case FILE] [--rounds 5]

Everything is timed in Debian's Chromium, as a person sees it, and beside it the same on a case of the samples: the
last column is what the size costs. Without --case the large one is made as benchmarks/big_case.py makes it.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from big_case import SAMPLES, generated
from dragoman.case import Case
from dragoman.coding import code
from dragoman.readers import read
from dragoman.report import Report

PLAN = SAMPLES / "plans" / "dual-freeze-2018.yaml"
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"

SEEN = """([selector, words]) => new Promise((done) => {
  const look = () => {
    const there = [...document.querySelectorAll(selector)].some((e) => e.getClientRects().length && e.textContent.includes(words));
    if (there) done();
    else requestAnimationFrame(look);
  };
  look();
})"""  # Playwright's own waiting looks half a second apart
WATCH = """() => {
  window.gaps = []; window.stopped = false; let last = performance.now();
  const next = (now) => { window.gaps.push(now - last); last = now; if (!window.stopped) requestAnimationFrame(next); };
  requestAnimationFrame(next);
}"""


def small(path: Path) -> None:
    with Case(path) as case:
        for coded in code(r for r in read([SAMPLES]) if isinstance(r, Report)):
            case.add(coded.report, coded.records)


def large(path: Path, reports: int) -> None:
    with Case(path) as case:
        for source, records in generated(reports, 4):
            case.add(source, records)


@contextmanager
def serving(path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """(address, process) of `dragoman serve`, as a person starts it."""
    dragoman = Path(sys.executable).with_name("dragoman")
    process = subprocess.Popen([dragoman, "serve", path, "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        while not (found := re.search(r"http://\S+", line := process.stderr.readline())):
            if not line:
                raise SystemExit("the server did not start")
        yield found[0].rstrip("/"), process
    finally:
        process.terminate()
        process.wait()


def memory(process: subprocess.Popen[str], key: str) -> int:
    """MiB that the server holds now (VmRSS) or held at most (VmHWM)."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(rf"{key}:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def acts(page: Page, address: str, plan: str, n: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """What a person does, in its order, with other dates and words in each round."""
    month, day = f"201{n % 8}-0{1 + n % 9}", f"2018-0{1 + n % 9}-15"
    word = ("lavrov", "missile", "summit", "drills", "inspectors")[n % 5]

    def seen(selector: str, words: str = "") -> None:
        page.evaluate(SEEN, [selector, words])

    def go(path: str, selector: str, words: str = "") -> Callable[[], object]:
        def act() -> None:
            page.goto(address + path, wait_until="commit")
            seen(selector, words)

        return act

    def zoom() -> None:
        page.locator("#events").evaluate("list => list.replaceChildren()")
        page.locator("#zoom-in").click()
        seen("#events button.event")

    def find() -> None:
        page.locator("#find").press_sequentially(word)
        seen("#found li")

    def slide() -> None:
        with page.expect_response("**/board?**"):
            page.locator("#as-of-date").fill(day)
            page.locator("#as-of-date").blur()

    yield "timeline, until events are listed", go("/", "#events button.event")
    yield "zoom in, until the new window's are", zoom
    yield "find box, from the first key to the list (120 ms of it waiting)", find
    yield (
        "filter by two parties and a month",
        go(f"/?party=PRK&with=RUS&from={month}&to={month}", "#count", "in this window"),
    )
    yield "find page", go("/find?words=nuclear+test*", "#results .hits li")
    yield "network of everything", go("/network", "#pairs tr")
    yield "map of a month", go(f"/map?from={month}&to={month}", "#count", "with a place")
    yield "statements", go("/statements", "#statements .said")
    yield "plan board", go(f"/plans?plan={plan}", "#boards .step")
    yield "plan as of another day", slide


def frames(page: Page, address: str) -> tuple[float, float]:
    """(median, longest) milliseconds between frames while the timeline is dragged to and fro, windows loading."""
    page.goto(address)
    page.locator("#events button.event").first.wait_for(timeout=60_000)
    page.evaluate(WATCH)
    box = page.locator("#timeline .vis-center").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for by in (-300, 300, -200, 200):
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(25):
            page.mouse.move(x + by * step / 25, y)
        page.mouse.up()
        page.wait_for_timeout(250)
    gaps = page.evaluate("() => { window.stopped = true; return window.gaps; }")
    return statistics.median(gaps), max(gaps)


def measured(page: Page, address: str, plan: str, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each act, a list of the rounds; the first of each is cold."""
    found: dict[str, list[float]] = {"first paint": []}
    for n in range(rounds):
        for name, act in acts(page, address, plan, n):
            found.setdefault(name, []).append(timed(act))
            if name.startswith("timeline"):
                found["first paint"].append(float(page.evaluate(PAINT)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=50_000)
    parser.add_argument("--case", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    rows: dict[str, dict[str, list[float]]] = {}
    held: dict[str, tuple[int, int, int]] = {}
    moving: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        paths = {"samples": Path(folder) / "samples", "large": asked.case or Path(folder) / "large"}
        small(paths["samples"])
        if asked.case is None:
            large(paths["large"], asked.reports)
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, path in paths.items():
            with Case(path) as case:
                plan = case.keep("plan", PLAN.read_text("utf-8"))
                print(f"{name}: {case.report_count():,} reports, {case.count():,} events")
            with serving(path) as (address, process):
                begun = memory(process, "VmRSS")
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                rows[name] = measured(page, address, plan, asked.rounds)
                moving[name] = frames(page, address)
                held[name] = (begun, memory(process, "VmRSS"), memory(process, "VmHWM"))
                page.close()
        browser.close()
    print(
        "\n| act | samples, median ms | large, first ms | large, median ms | ratio of medians |\n|---|---|---|---|---|"
    )
    for act, few in rows["samples"].items():
        many = rows["large"][act]
        one, other = statistics.median(few), statistics.median(many)
        print(f"| {act} | {one:.0f} | {many[0]:.0f} | {other:.0f} | {other / one:.1f} |")
    for name, (usual, worst) in moving.items():
        print(f"dragging the timeline of {name}: a frame every {usual:.0f} ms, the longest {worst:.0f} ms")
    for name, (begun, now, most) in held.items():
        print(f"server on {name}: {begun} MiB at the start, {now} afterwards, {most} at most")


if __name__ == "__main__":
    main()
