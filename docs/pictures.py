"""Takes the pictures of docs/workspace.md anew, on a case of the samples.

python docs/pictures.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from dragoman.case import Case  # noqa: E402
from dragoman.coding import code  # noqa: E402
from dragoman.readers import read  # noqa: E402
from dragoman.report import Report  # noqa: E402
from tests.served import chromium, served, watched  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "samples.dragoman"
        with Case(path) as case:
            for coded in code((r for r in read([ROOT / "samples"]) if isinstance(r, Report)), expressions=True):
                case.add(coded.report, coded.records)
            plans = [
                case.keep(f.stem, f.read_text("utf-8")) for f in sorted((ROOT / "samples/plans").glob("dual*.yaml"))
            ]
            meeting = max(case.events(), key=lambda e: (e.type == "CONSULT", e.reports, len(e.mentions)))
            freeze = next(h.report.id for h in case.search("freeze"))
            told = next(r.id for r in case.told(freeze) if r.record == "mention" and r.status == "conditional")
        shots = {
            "timeline": (f"/?from=2018&to=2018-07&event={meeting.id}", 1280, "light"),
            "map": ("/map", 1280, "light"),
            "network": ("/network", 1280, "dark"),
            "statements": ("/statements?speaker=PRK", 1280, "light"),
            "plans": (f"/plans?plan={plans[1]}&as_of=2018-06-30", 1280, "light"),
            "reader": (f"/reports/{freeze}?record={told}", 1280, "dark"),
            "reader-narrow": (f"/reports/{freeze}", 390, "light"),
            "timeline-narrow": ("/?from=2018&to=2018-07", 390, "dark"),
        }
        with served(path, "model") as address, chromium() as browser:
            for name, (where, width, theme) in shots.items():
                with watched(browser, address, width, theme) as seen:
                    seen.page.goto(address + where)
                    seen.page.wait_for_load_state("networkidle")
                    seen.page.wait_for_timeout(700)
                    seen.page.screenshot(path=PICTURES / f"{name}.png")
                    print(name, seen.complaints or "")


if __name__ == "__main__":
    main()
