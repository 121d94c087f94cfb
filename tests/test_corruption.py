"""Damage of every kind done to a case: the check notices it, and no command ends in anything but an answer or one line."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from dragoman.case import Case
from dragoman.cli import dragoman
from dragoman.coding import Coded, code
from dragoman.errors import DragomanError
from dragoman.records import Mention
from dragoman.report import Report
from dragoman.web.app import application

TEXTS = {
    "a": ("2011-03-02", "Foreign Minister Ana Ruiz of Chile met the president of Peru in Lima on Tuesday. "
          '"We will sign an agreement if Peru opens the border," Ruiz said.'),
    "b": ("2011-03-03", "Chile's foreign minister met Peru's president in Lima on Tuesday. Kenya condemned Somalia on Monday."),
    "c": ("2011-03-03", "Foreign Minister Ana Ruiz of Chile met the president of Peru in Lima on Tuesday. "
          '"We will sign an agreement if Peru opens the border," Ruiz said.'),
    "d": (None, "If Kenya withdraws its troops, Somalia will release the prisoners. Norway will visit Ghana."),
}  # fmt: skip
PLAN = """name: Border
version: "1"
proposed: {by: CHL, on: 2011-03-01}
steps:
  - {id: open, actor: PER, act: AGREE, object: [border]}
"""
DERIVED = {
    "an event's type": "UPDATE event SET type = 'AID' WHERE rowid = 1",
    "an event's mode": "UPDATE event SET mode = 'phone' WHERE rowid = 1",
    "an event's status": "UPDATE event SET status = 'denied' WHERE rowid = 1",
    "an event's first day": "UPDATE event SET earliest = '1999-01-01' WHERE rowid = 1",
    "an event's last day": "UPDATE event SET latest = '1999-01-01' WHERE rowid = 1",
    "an event's day of knowing": "UPDATE event SET known = '1999-01-01' WHERE rowid = 1",
    "an event's day of telling": "UPDATE event SET told = '1999-01-01' WHERE rowid = 1",
    "an event's country": "UPDATE event SET country = 'FRA' WHERE rowid = 1",
    "an event's contexts": "UPDATE event SET contexts = 'military' WHERE rowid = 1",
    "an event's digest": "UPDATE event SET digest = 'none' WHERE rowid = 1",
    "an event's id": "UPDATE event SET id = 'none' WHERE rowid = 1",
    "an event's day as a number": "UPDATE event SET earliest = 7 WHERE rowid = 1",
    "an event's JSON by a word": "UPDATE event SET json = replace(json, '\"happened\"', '\"ongoing\"')",
    "an event's JSON cut": "UPDATE event SET json = substr(json, 1, 40) WHERE rowid = 1",
    "an event's JSON another record's": "UPDATE event SET json = (SELECT json FROM report LIMIT 1) WHERE rowid = 1",
    "an event's JSON a blob": "UPDATE event SET json = x'00ff80' WHERE rowid = 1",
    "an event's JSON an empty text": "UPDATE event SET json = ''",
    "an event gone": "DELETE FROM event WHERE rowid = 1",
    "all events gone": "DELETE FROM event",
    "an event that nobody tells of": "INSERT INTO event (id, digest, type, status, contexts, json) SELECT 'stray', digest, type, status, contexts, json FROM event WHERE rowid = 1",
    "a mention's event": "UPDATE event_mention SET event = 'stray' WHERE rowid = 1",
    "a mention's alias": "UPDATE event_mention SET alias = 'stray' WHERE rowid = 1",
    "a mention of no event": "DELETE FROM event_mention WHERE rowid = 1",
    "all mentions of no event": "DELETE FROM event_mention",
    "a mention that is none": "INSERT INTO event_mention SELECT 'stray', 'stray', event FROM event_mention WHERE rowid = 1",
    "a side gone": "DELETE FROM event_side WHERE rowid = 1",
    "all sides gone": "DELETE FROM event_side",
    "a side twice": "INSERT INTO event_side SELECT * FROM event_side WHERE rowid = 1",
    "a side's role": "UPDATE event_side SET role = 'target' WHERE rowid = 1",
    "a side's name": "UPDATE event_side SET name = 'FRA' WHERE rowid = 1",
    "a side's event": "UPDATE event_side SET event = 'stray' WHERE rowid = 1",
    "a side's name a blob": "UPDATE event_side SET name = x'ff' WHERE rowid = 1",
    "a frame gone": "DELETE FROM frame WHERE rowid = 1",
    "all frames gone": "DELETE FROM frame",
    "a frame's block": "UPDATE frame SET block = 'stray' WHERE rowid = 1",
    "a frame's report": "UPDATE frame SET report = 'stray' WHERE rowid = 1",
    "a frame settled": "UPDATE frame SET settled = NOT settled WHERE rowid = 1",
    "a frame's first day": "UPDATE frame SET first = 1 WHERE first IS NOT NULL",
    "a frame's last day a word": "UPDATE frame SET last = 'soon' WHERE last IS NOT NULL",
    "a frame's people": "UPDATE frame SET people = ' somebody ' WHERE rowid = 1",
    "a frame's likeness": "UPDATE frame SET likeness = 'none' WHERE rowid = 1",
    "a frame's home": "UPDATE frame SET home = 'stray' WHERE rowid = 1",
    "a frame's digest": "UPDATE frame SET digest = 'none' WHERE rowid = 1",
    "a frame's JSON": "UPDATE frame SET json = '{}' WHERE rowid = 1",
    "a frame's mention": "UPDATE frame_mention SET frame = 'stray' WHERE rowid = 1",
    "a frame's mentions gone": "DELETE FROM frame_mention",
    "a cluster gone": "DELETE FROM cluster WHERE rowid = 1",
    "a cluster's days": "UPDATE cluster SET first = first + 1, last = last + 1 WHERE rowid = 1",
    "a cluster's people": "UPDATE cluster SET people = ' somebody ' WHERE rowid = 1",
    "a cluster's JSON": "UPDATE cluster SET json = '[' WHERE rowid = 1",
    "a sketch gone": "DELETE FROM sketch WHERE rowid = 1",
    "a sketch's numbers": "UPDATE sketch SET numbers = x'00000000' WHERE rowid = 1",
    "a sketch's hash": "UPDATE sketch SET sha256 = 'none' WHERE rowid = 1",
    "a band gone": "DELETE FROM band WHERE value = (SELECT min(value) FROM band)",
    "a copy gone": "DELETE FROM twin",
    "a copy too many": "INSERT INTO twin SELECT min(id), 'stray' FROM report",
    "the full-text index emptied": "INSERT INTO fulltext(fulltext) VALUES ('delete-all')",
    "a text missing in the index": "INSERT INTO fulltext(fulltext, rowid, title, body) SELECT 'delete', added, title, body FROM prose WHERE added = 1",
    "the index of another text": "INSERT INTO fulltext(rowid, title, body) VALUES (99, 'walrus', 'walrus')",
    "no full-text index": "DROP TABLE fulltext",
    "no view": "DROP VIEW prose",
    "another view": "DROP VIEW prose; CREATE VIEW prose AS SELECT added, '' AS title, text AS body FROM report",
    "no table of events": "DROP TABLE event",
    "no table of sides": "DROP TABLE event_side",
    "no table of mentions": "DROP TABLE event_mention",
    "no table of frames": "DROP TABLE frame",
    "no table of clusters": "DROP TABLE cluster",
    "no table of copies": "DROP TABLE twin",
    "no index of sides": "DROP INDEX event_side_by_name",
    "no index of records": "DROP INDEX record_by_id",
    "no index of reports": "DROP INDEX report_by_added",
    "an index of another column": "DROP INDEX event_by_date; CREATE INDEX event_by_date ON event (latest)",
    "a column renamed": "ALTER TABLE event RENAME COLUMN status TO state",
    "a column of another name": "ALTER TABLE cluster ADD COLUMN more TEXT",
    "the schema's number a word": "UPDATE version SET number = 'three'",
    "the schema's number nought": "UPDATE version SET number = 0",
    "two schema numbers": "INSERT INTO version VALUES (2)",
    "no schema number": "DELETE FROM version",
    "no table of the schema's number": "DROP TABLE version",
    "a decision's verdict": "UPDATE review SET verdict = 'perhaps' WHERE number = 1",
    "a decision's target a blob": "UPDATE review SET target = x'ff' WHERE number = 1",
    "a decision's value a number": "UPDATE review SET value = x'00' WHERE number = 1",
}  # fmt: skip
KEPT = {
    "a report's JSON cut": "UPDATE report SET json = substr(json, 1, 40) WHERE added = 1",
    "a report's JSON a mention's": "UPDATE report SET json = (SELECT json FROM record WHERE kind = 'mention' LIMIT 1) WHERE added = 1",
    "a report's title": "UPDATE report SET json = json_set(json, '$.title', 7) WHERE added = 1",
    "a report's length": "UPDATE report SET json = json_set(json, '$.length', 7) WHERE added = 1",
    "a report's date by its column": "UPDATE report SET published = '1999-01-01' WHERE added = 1",
    "a report's date none": "UPDATE report SET published = 'soon', json = json_set(json, '$.published', 'soon') WHERE added = 1",
    "a report's date a blob": "UPDATE report SET published = x'ff' WHERE added = 1",
    "a report's date by its record": "UPDATE report SET json = json_set(json, '$.published', '1999-01-01') WHERE added = 1",
    "a report's text": "UPDATE report SET text = replace(text, 'Lima', 'Rome') WHERE added = 1",
    "a report's text a blob": "UPDATE report SET text = x'ff00' WHERE added = 1",
    "a report's number a word": "UPDATE report SET added = 'first' WHERE added = 1",
    "a report's number nought": "UPDATE report SET added = 0 WHERE added = 1",
    "a report's id": "UPDATE report SET id = 'stray' WHERE added = 1",
    "a report gone": "DELETE FROM report WHERE added = 1",
    "a record's JSON cut": "UPDATE record SET json = substr(json, 1, 40) WHERE kind = 'mention'",
    "a record's JSON a blob": "UPDATE record SET json = x'ff' WHERE kind = 'statement'",
    "a record's JSON an event's": "UPDATE record SET json = (SELECT json FROM event LIMIT 1) WHERE kind = 'mention' AND position < 3",
    "a record's kind": "UPDATE record SET kind = 'plan' WHERE kind = 'mention'",
    "a record's kind a blob": "UPDATE record SET kind = x'ff' WHERE kind = 'mention' AND position < 3",
    "a record's id": "UPDATE record SET id = 'stray' WHERE kind = 'mention' AND position < 2",
    "a record's place": "UPDATE record SET position = position + 100 WHERE position > 1",
    "a record gone": "DELETE FROM record WHERE kind = 'mention' AND position < 2",
    "a record's report": "UPDATE record SET report = 'stray' WHERE rowid = 1",
    "a record's report by its JSON": "UPDATE record SET json = json_set(json, '$.report', 'stray') WHERE kind = 'statement'",
    "a mention's status none": "UPDATE record SET json = json_set(json, '$.status', 'perhaps') WHERE kind = 'mention'",
    "a mention's status another": "UPDATE record SET json = json_set(json, '$.status', 'denied') WHERE kind = 'mention'",
    "a mention's span": "UPDATE record SET json = json_set(json, '$.trigger.span', json('[0,3]')) WHERE kind = 'mention'",
    "a statement's words": "UPDATE record SET json = json_set(json, '$.content.text', 'no') WHERE kind = 'statement'",
    "a decision's field": "UPDATE review SET field = 'colour' WHERE verdict = 'set'",
    "a decision's value": "UPDATE review SET value = 'perhaps' WHERE field = 'status'",
    "a decision's form": "UPDATE review SET verdict = 'set', field = 'form', value = 'garbage' WHERE number = 2",
    "a decision's date": "UPDATE review SET field = 'when', value = 'soon' WHERE field = 'status'",
    "a decision about nothing": "UPDATE review SET target = 'stray' WHERE number = 1",
    "a merge with nothing": "UPDATE review SET verdict = 'merge', value = NULL WHERE number = 1",
    "a plan's words": "UPDATE plan_file SET yaml = ':::{'",
    "a plan's text by a letter": "UPDATE plan_file SET yaml = replace(yaml, 'border', 'harbour')",
    "a plan's text a blob": "UPDATE plan_file SET yaml = x'ff'",
    "a plan's name a blob": "UPDATE plan_file SET name = x'ff'",
    "a plan's id": "UPDATE plan_file SET id = 'stray'",
    "a plan's number": "UPDATE plan_file SET number = 'one'",
    "an answer's words": "UPDATE answer SET text = substr(text, 1, 9)",
    "an answer a list": "UPDATE answer SET text = '[]'",
    "an answer a blob": "UPDATE answer SET text = x'ff'",
    "no table of reports": "DROP TABLE report",
    "no table of records": "DROP TABLE record",
    "no table of decisions": "DROP TABLE review",
    "no table of plan files": "DROP TABLE plan_file",
    "no table of answers": "DROP TABLE answer",
    "a trigger": "CREATE TRIGGER sly AFTER INSERT ON review BEGIN DELETE FROM report; END",
}  # fmt: skip
FIRST = re.compile(r"(UPDATE|FROM) (\w+)(.*?)WHERE rowid = 1")  # the first row that there is
ASKED = ("events", "visits", "search", "export", "briefing", "timeline", "review", "undecided", "corrections", "undo")
ADDRESSES = (
    "case", "weeks", "events", "events?party=CHL", "pairs", "places", "statements", "reports", "search?words=met", "plans",
    "reviews", "check", "find?q=lima", "reports/{report}", "events/{event}", "corrections", "export?form=csv", "visits",
)  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with copies, plans, statements, events of several reports, decisions, a plan file and an answer, in which nothing is wrong."""
    path = tmp_path_factory.mktemp("whole") / "c.dragoman"
    with Case(path) as case:
        for coded in code((Report(t, n, title=n, published=p) for n, (p, t) in TEXTS.items()), extractor="entries"):
            assert isinstance(coded, Coded)
            case.add(coded.report, coded.records)
        case.review(case.mentions()[0].id, "set", "status", "planned")
        case.review(case.statements()[0].id, "accept")
        case.review(case.reports()[0].id, "set", "reliability", "B")
        case.keep("border.yaml", PLAN)
        case.answers["0123456789abcdef"] = '{"acts": [], "statements": [], "conditions": []}'
        assert {type(r) for r in case.records()} >= {Mention}
        assert case.plans() and case.families()
    assert "0 faults" in CliRunner().invoke(dragoman, ["case", "check", str(path)]).stderr
    return path


@pytest.fixture
def damaged(whole: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    path = tmp_path / "c.dragoman"
    shutil.copy(whole, path)
    with closing(sqlite3.connect(path)) as connection:
        before = connection.total_changes, connection.execute("SELECT group_concat(sql) FROM sqlite_master").fetchone()
        connection.executescript(FIRST.sub(r"\1 \2\3WHERE rowid = (SELECT min(rowid) FROM \2)", request.param))
        connection.commit()
        after = connection.total_changes, connection.execute("SELECT group_concat(sql) FROM sqlite_master").fetchone()
        assert before != after
    yield path


def _line(*arguments: str) -> tuple[int, str]:
    """(exit status, what is said) of a command that must not end in a traceback."""
    outcome = CliRunner().invoke(dragoman, list(arguments))
    if isinstance(outcome.exception, DragomanError):
        return 1, outcome.exception.line()
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), (arguments, outcome.exc_info)
    return outcome.exit_code, outcome.output


EVERY = DERIVED | KEPT


@pytest.mark.parametrize("damaged", EVERY.values(), ids=EVERY.keys(), indirect=True)
def test_the_check_notices_it(damaged: Path) -> None:
    status, said = _line("case", "check", str(damaged))
    assert status == 1
    assert said.strip()


@pytest.mark.parametrize("damaged", DERIVED.values(), ids=DERIVED.keys(), indirect=True)
def test_what_is_derived_is_made_anew(damaged: Path, whole: Path) -> None:
    status, said = _line("case", "check", str(damaged), "--repair")
    assert (status, "0 faults" in said) == (0, True), said
    with Case(damaged) as case, Case(whole) as sound:
        assert list(case.records()) == list(sound.records())


@pytest.mark.parametrize("damaged", EVERY.values(), ids=EVERY.keys(), indirect=True)
def test_no_command_and_no_page_ends_in_a_traceback(damaged: Path, whole: Path, tmp_path: Path) -> None:
    with Case(whole) as case:
        names = {"report": case.reports()[0].id, "event": case.events()[0].id}
    given = {
        "search": ["met"], "export": ["--to", "jsonl"], "briefing": [str(tmp_path / "b.html")],
        "review": [names["event"], "accept"], "corrections": [str(tmp_path / "gold")],
    }  # fmt: skip
    for name in ASKED:
        group = ["case"] if name in ("undecided", "corrections", "undo") else []
        _line(*group, name, str(damaged), *given.get(name, []))
    try:
        case = Case(damaged)
    except DragomanError:
        return
    with case:
        client = TestClient(application(case, extractor="entries"), base_url="http://127.0.0.1")
        for address in ADDRESSES:
            answer = client.get("/api/" + address.format(**names))
            assert answer.status_code in (200, 400, 404, 422, 503), (address, answer.text)
        decided = client.post("/api/reviews", json={"target": names["event"], "verdict": "accept"})
        assert decided.status_code in (201, 400, 404, 503), decided.text
