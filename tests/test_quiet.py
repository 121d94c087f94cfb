"""It never calls home, and writes nowhere but where it was told to: shown by what the kernel was asked for."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.case import Case
from tests.conftest import SAMPLES
from tests.traced import PROGRAM, Quiet, quiet

REPORT = SAMPLES / "undated-lavrov-plan.txt"

VISIT = """
import sys, httpx
with httpx.Client(base_url=sys.argv[1], timeout=60, trust_env=False) as visitor:
    def ask(method, path, **given):
        return visitor.request(method, path, **given).raise_for_status()
    for path in ("/", "/static/shell.js", "/api/case"):
        ask("GET", path)
    added = ask("POST", "/api/reports", files=[("files", ("peru.txt", "Peru accused Chile of spying on Tuesday."))])
    assert '"added"' in added.text, added.text
    event = ask("GET", "/api/events").json()["events"][0]["id"]
    ask("POST", "/api/reviews", json={"target": event, "verdict": "accept"})
    assert ask("GET", "/api/export?form=csv").content
"""

LIBRARY = """
import sys, time
import onnxruntime
from dragoman import code, read
assert any(coded.records for coded in code(read(sys.argv[1:])))
time.sleep(3)
"""


@pytest.fixture
def still(tmp_path: Path) -> Iterator[Quiet]:
    with quiet(tmp_path) as held:
        yield held


@pytest.fixture
def case(still: Quiet) -> Path:
    path = still.folder / "c.dragoman"
    still.run(*PROGRAM, "code", REPORT, "--case", path, "--extractor", "entries", traced=False)
    return path


@pytest.mark.parametrize("home", ["/dev/null", None, "/" + "long" * 2000])
def test_coding_is_quiet_whatever_the_home(still: Quiet, home: str | None) -> None:
    case = still.folder / "c.dragoman"
    assert "1 report coded" in still.run(*PROGRAM, "code", REPORT, "--case", case, home=home)
    assert still.faults(case) == []
    assert list(still.temporary.iterdir()) == []


def test_serving_is_quiet(still: Quiet, case: Path) -> None:
    server = still.start(*PROGRAM, "serve", case, "--port", "0")
    try:
        address = re.search(r"http://[\d.:]+", server.stdout.readline())  # type: ignore[union-attr]
        assert address
        still.run(sys.executable, "-c", VISIT, address[0], traced=False)
    finally:
        still.stop(server)
    assert "bind(" in still.trace.read_text()
    assert still.faults(case) == []
    assert list(still.temporary.iterdir()) == []


def test_reviewing_and_exporting_are_quiet(still: Quiet, case: Path) -> None:
    with Case(case) as held:
        event = held.events()[0].id
    out = still.folder / "out"
    for words, written in (
        (["review", case, event, "accept"], case),
        (["export", case, "--to", "csv", "--output", out], out),
        (["export", case, "--to", "html", "--output", out], out),
        (["briefing", case, out], out),
        (["case", "check", case], case),
    ):
        still.run(*PROGRAM, *words)
        assert still.faults(case, written) == [], words


def test_people_are_kept_in_the_home_alone(still: Quiet) -> None:
    rows = still.folder / "rows.csv"
    rows.write_text("name,post,of,since,source\nOla Nord,president,NOR,2016,a paper\n")
    home = still.folder / "home"
    assert "1 tenure added" in still.run(*PROGRAM, "directory", "import", rows, home=str(home))
    assert still.faults(home) == []
    assert [p.name for p in home.rglob("*") if p.is_file()] == ["people.sqlite"]


def test_a_program_that_imported_onnxruntime_first_is_quiet(still: Quiet) -> None:
    """Its own switch is read when it is imported, so that here the release alone must be silent."""
    still.run(sys.executable, "-c", LIBRARY, REPORT)
    assert still.faults() == []


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import socket; socket.socket().connect_ex(('127.0.0.1', 9))",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).bind(('0.0.0.0', 0))",
        "import socket; socket.socket().bind(('0.0.0.0', 0))",
        "open('elsewhere', 'w')",
        "import os; os.mkdir('elsewhere')",
        "import os; os.rename('nothing', 'elsewhere')",
    ],
)
def test_the_trace_shows_what_is_not_quiet(still: Quiet, deed: str) -> None:
    still.run(sys.executable, "-c", f"import contextlib\nwith contextlib.suppress(OSError):\n    {deed}")
    assert still.faults() != []
