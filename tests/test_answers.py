"""The two real reports, where they are at hand: no fall below what was reached."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.coding import code
from dragoman.readers import read
from dragoman.records import to_json
from dragoman.report import Report
from dragoman.yamls import load_yaml


@pytest.mark.parametrize(("extractor", "mentions", "statements", "plan"), [("entries", 35, 11, 8), ("both", 24, 7, 6)])
def test_the_answer_key(
    shared: Path, tmp_path: Path, extractor: str, mentions: int, statements: int, plan: int
) -> None:
    """The key was in sight while the entries were written: they know these two reports better than any other."""
    lines = []
    for entry in load_yaml(shared / "reports" / "answers.yaml"):
        reports = [
            r for r in read([shared / "reports" / entry["report"]], str(entry["published"])) if isinstance(r, Report)
        ]
        lines += [to_json(r) for coded in code(reports, extractor=extractor) for r in coded.records]
    out = tmp_path / "records.jsonl"
    out.write_text("\n".join(lines) + "\n")
    scorer = shared / "bench" / "answers.py"
    printed = subprocess.run(
        [sys.executable, str(scorer), "score", str(out), "--quiet"], capture_output=True, text=True, check=True
    ).stdout
    found = {kind: int(n) for kind, n in re.findall(r"^(\w+) +found (\d+)/", printed, re.MULTILINE)}
    assert found["mentions"] >= mentions
    assert found["statements"] >= statements
    told = re.search(r"plans +found 1/1 +details right (\d)/8", printed)
    assert told and int(told.group(1)) >= plan


def test_undated_the_key_invents_no_date(shared: Path) -> None:
    report = next(iter(read([shared / "reports" / "000_bd3f740a87d3b4ff.txt"])))
    assert isinstance(report, Report)
    for coded in code([report], 1, True):
        for record in map(json.loads, map(to_json, coded.records)):
            if record["record"] == "expression" and record["kind"] == "date" and "Tuesday" in record["text"]:
                assert record["earliest"] is record["latest"] is record["edtf"] is None
