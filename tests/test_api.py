"""The API of the workspace, and what it answers to those who mean harm."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi import checks

from dragoman.case import Case
from dragoman.cli import main
from dragoman.errors import DragomanError
from dragoman.records import content_id
from dragoman.web.app import application
from tests.made import mention, records, report

TEXT = "Russian Foreign Minister Sergei Lavrov met his North Korean counterpart Ri Yong-ho in Moscow on Tuesday."
OTHER = "China will send an envoy to North Korea next week, officials in Beijing said on Friday."
HOME = {"host": "127.0.0.1"}


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case(tmp_path / "c.dragoman") as held:
        yield held


@pytest.fixture
def client(case: Case) -> TestClient:
    return TestClient(
        application(case, extractor="entries"), base_url="http://127.0.0.1", raise_server_exceptions=False
    )


def add(
    client: TestClient, *files: tuple[str, bytes | str], published: list[str] | None = None
) -> list[dict[str, object]]:
    answer = client.post(
        "/api/reports", files=[("files", (name, text)) for name, text in files], data={"published": published or []}
    )
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_reports_are_added_line_by_line_and_refusals_say_why(client: TestClient) -> None:
    lines = add(
        client,
        ("a.txt", TEXT),
        ("empty.txt", ""),
        ("b.bin", b"\x00\x01"),
        ("latin.txt", "Gespräche über die Lage".encode("latin-1")),
        ("two.jsonl", json.dumps({"id": "x", "text": OTHER}) + "\nno json\n"),
        ("a.txt", TEXT),
        published=["2018-04-11", "", "", "", "", "2018-04-11"],
    )
    assert [(p["name"], p["state"]) for p in lines] == [
        ("a.txt", "added"),
        ("empty.txt", "refused"),
        ("b.bin", "refused"),
        ("latin.txt:1", "refused"),
        ("x", "added"),
        ("two.jsonl:2", "refused"),
        ("a.txt", "same"),
    ]
    assert all(p["what"] for p in lines if p["state"] == "refused")
    assert client.get("/api/case").json()["reports"] == 2


def test_a_date_given_later_anchors_what_the_report_tells(client: TestClient) -> None:
    (added,) = add(client, ("a.txt", TEXT))
    name = added["report"]["id"]  # type: ignore[index]
    assert client.get("/api/weeks").json()["undated_events"] == 1
    assert (
        client.put(f"/api/reports/{name}/published", json={"published": "2018-04-11"}).json()["published"]
        == "2018-04-11"
    )
    (event,) = client.get("/api/events", params={"party": "PRK"}).json()["events"]
    assert (event["earliest"], event["latest"], event["place"]) == ("2018-04-10", "2018-04-10", "Moscow")
    client.put(f"/api/reports/{name}/published", json={"published": None})
    assert client.get("/api/events").json()["events"][0]["earliest"] is None


def test_a_decision_changes_the_event_and_is_taken_back(client: TestClient) -> None:
    add(client, ("a.txt", TEXT), published=["2018-04-11"])
    event = client.get("/api/events").json()["events"][0]
    made = client.post(
        "/api/reviews", json={"target": event["id"], "verdict": "set", "field": "status", "value": "denied"}
    )
    assert made.status_code == 201
    assert client.get("/api/events").json()["events"][0]["status"] == "denied"
    number, revision = made.json()["number"], made.json()["revision"]
    assert client.delete(f"/api/reviews/{number}", params={"revision": "another"}).status_code == 409
    assert client.delete(f"/api/reviews/{number}", params={"revision": revision}).json()["value"] == "denied"
    assert client.get("/api/events").json()["events"][0]["status"] == "happened"
    assert client.delete(f"/api/reviews/{number}", params={"revision": revision}).status_code == 404


def test_the_later_of_two_writers_is_told(client: TestClient) -> None:
    (added,) = add(client, ("a.txt", f"{TEXT} Lavrov said that he was ready."), published=["2018-04-11"])
    name = added["report"]["id"]  # type: ignore[index]
    event = client.get("/api/events").json()["events"][0]["id"]
    full = client.get(f"/api/events/{event}").json()
    text = client.get(f"/api/reports/{name}").json()
    seen = {r["record"]["id"]: r["revision"] for r in text["records"]} | {
        name: text["revision"],
        event: full["revision"],
    }
    account = full["accounts"][0]
    said = client.get("/api/statements").json()["statements"][0]
    assert account["revision"] == seen[account["mention"]["id"]]
    assert said["revision"] == seen[said["statement"]["id"]]

    def decide(target: str, field: str, value: str, by: str) -> tuple[int, str]:
        sent = {"target": target, "verdict": "set", "field": field, "value": value, "by": by, "seen": seen[target]}
        answer = client.post("/api/reviews", json=sent)
        return answer.status_code, answer.json().get("what", "")

    for target, field, one, other in (
        (name, "reliability", "B", "C"),
        (said["statement"]["id"], "act", "warn", "deny"),
        (account["mention"]["id"], "status", "planned", "denied"),
    ):
        assert decide(target, field, one, "Ada")[0] == 201
        told = f"changed by somebody else meanwhile: set {field} {one}, by Ada"
        assert decide(target, field, other, "Ben") == (409, told)
    assert decide(event, "type", "AGREE", "Ben")[0] == 409  # its account was changed
    late = client.put(f"/api/reports/{name}/published", json={"published": "2018-04-12", "seen": text["revision"]})
    assert late.status_code == 409
    assert client.get(f"/api/reports/{name}").json()["report"]["published"] == "2018-04-11"
    assert [r["by"] for r in client.get("/api/reviews").json()] == ["Ada"] * 3


def test_a_name_is_decided_for_the_whole_case(client: TestClient) -> None:
    add(client, ("a.txt", TEXT), published=["2018-04-11"])
    answer = client.post("/api/names", json={"name": "Lantern Front", "about": "of", "value": "Niger", "by": "Ada"})
    assert (answer.status_code, answer.json()["name"], answer.json()["value"]) == (201, "Lantern Front", "NER")
    refused = client.post("/api/names", json={"name": "Lantern Front", "about": "of", "value": "Atlantis"})
    assert refused.status_code == 400 and "Atlantis" in refused.json()["what"]


def test_a_rejected_event_is_no_longer_listed_but_stays_in_its_report(client: TestClient) -> None:
    (added,) = add(client, ("a.txt", TEXT), published=["2018-04-11"])
    name = added["report"]["id"]  # type: ignore[index]
    told = next(r for r in client.get(f"/api/reports/{name}").json()["records"] if r["record"]["record"] == "mention")
    client.post("/api/reviews", json={"target": told["record"]["id"], "verdict": "reject"})
    assert client.get("/api/events").json()["total"] == 0
    again = next(
        r for r in client.get(f"/api/reports/{name}").json()["records"] if r["record"]["id"] == told["record"]["id"]
    )
    assert again["state"] == "rejected"


def test_reasons_name_the_path(client: TestClient) -> None:
    (added,) = add(client, ("a.txt", TEXT), published=["2018-04-11"])
    found = client.get(f"/api/reports/{added['report']['id']}/reasons").json()  # type: ignore[index]
    assert any(r["rule"] == "CONSULT.meet" and r["path"] for r in found["reasons"])
    assert {e["kind"] for e in found["expressions"]} >= {"actor", "date", "place"}


def test_pairs_places_and_words(client: TestClient) -> None:
    add(client, ("a.txt", TEXT), ("b.txt", OTHER), published=["2018-04-11", "2018-04-14"])
    pairs = client.get("/api/pairs").json()["pairs"]
    assert {(p["source"], p["target"]) for p in pairs} & {("RUS", "PRK"), ("PRK", "RUS")}
    assert any(s["place"] == "Moscow" for s in client.get("/api/sites").json()["sites"])
    assert client.get("/api/names", params={"part": "North Korea"}).json()[0]["name"] == "PRK"
    assert client.get("/api/search", params={"words": "counterpart"}).json()[0]["snippet"]
    edge = pairs[0]
    told = client.get("/api/events", params={"source": edge["source"], "target": edge["target"]}).json()
    assert told["total"] == edge["events"]


def test_statements_are_paged_and_filtered_as_people_corrected_them(client: TestClient) -> None:
    add(
        client,
        ("a.txt", f"{OTHER} “We are ready,” Lavrov said. Lavrov warned that time was short."),
        published=["2018-04-14"],
    )
    every = client.get("/api/statements").json()
    paged = [
        client.get("/api/statements", params={"limit": 1, "offset": n}).json()["statements"]
        for n in range(every["total"])
    ]
    assert [s["statement"]["id"] for page in paged for s in page] == [s["statement"]["id"] for s in every["statements"]]
    warned = next(s["statement"]["id"] for s in every["statements"] if s["statement"]["act"] == "warn")
    client.post("/api/reviews", json={"target": warned, "verdict": "set", "field": "act", "value": "threaten"})
    assert client.get("/api/statements", params={"act": "warn"}).json()["total"] == 0
    assert (
        client.get("/api/statements", params={"act": "threaten"}).json()["statements"][0]["statement"]["id"] == warned
    )
    again = [
        client.get("/api/statements", params={"limit": 1, "offset": n}).json()["statements"]
        for n in range(every["total"])
    ]
    assert [s["statement"]["id"] for page in again for s in page] == [s["statement"]["id"] for s in every["statements"]]


def test_words_call_parties_or_the_nearest_are_offered(client: TestClient) -> None:
    add(client, ("a.txt", TEXT), published=["2018-04-11"])
    asked = client.get("/api/parties", params={"words": "chinese, Koreas, Chna, , zzqq, Kim"}).json()
    assert [(c["words"], [p["name"] for p in c["parties"]]) for c in asked[:2]] == [
        ("chinese", ["CHN"]),
        ("Koreas", ["KOR", "PRK"]),
    ]
    assert asked[2]["nearest"][0]["name"] == "CHN"
    assert (asked[3]["parties"], asked[3]["nearest"]) == ([], [])
    assert len(asked[4]["parties"]) > 1 and all(p["person"] for p in asked[4]["parties"])
    assert client.get("/api/events", params={"party": "North Korea"}).json()["total"] == 1
    refused = client.get("/api/events", params={"party": "Chna"})
    assert (refused.status_code, refused.json()["what"]) == (400, "no party 'Chna'")


def test_an_export_holds_what_is_shown(client: TestClient) -> None:
    add(client, ("a.txt", TEXT), ("b.txt", OTHER), published=["2018-04-11", "2018-04-14"])
    rows = client.get("/api/export", params={"form": "csv", "party": "RUS"}).text.splitlines()
    assert len(rows) == 2 and "Moscow" in rows[1]
    reports = client.get("/api/export", params={"form": "csv", "of": "reports", "party": "RUS"}).text.splitlines()
    assert len(reports) == 2
    assert client.get("/api/export", params={"form": "csv", "party": "AUT"}).text.count("\n") <= 1


def test_the_case_is_checked_and_decisions_become_gold(client: TestClient) -> None:
    (added,) = add(client, ("a.txt", TEXT), published=["2018-04-11"])
    told = client.get(f"/api/reports/{added['report']['id']}").json()["records"][0]["record"]  # type: ignore[index]
    assert client.get("/api/check").json() == []
    assert client.get("/api/corrections").text == ""
    client.post("/api/reviews", json={"target": told["id"], "verdict": "accept"})
    assert "met" in client.get("/api/corrections").text


def test_plans_are_kept_drafted_held_and_forgotten(client: TestClient) -> None:
    add(
        client,
        ("a.txt", "Lavrov said that if North Korea halts its tests, the United States will halt its drills."),
        published=["2018-04-11"],
    )
    (draft,) = client.get("/api/plans").json()["drafts"]
    sheet = client.get(f"/api/plans/drafts/{draft['id']}").json()
    kept = client.post("/api/plans", json={"yaml": sheet["yaml"]}).json()
    board = client.get(
        f"/api/plans/{kept['id']}/board", params={"as_of": "2018-05", "suppose": "PRK RETREAT tests 2018-04-20"}
    ).json()
    assert board["as_of"] == "2018-05-31"
    assert board["steps"][0]["supporting"][0]["event"] is None
    assert client.get(f"/api/plans/{kept['id']}/difference/{kept['id']}").json()[0]["fields"] == []
    page = client.get("/api/export", params={"form": "html", "plan": kept["id"], "as_of": "2018-05"})
    assert "as of 2018-05-31" in page.text
    assert client.delete(f"/api/plans/{kept['id']}").status_code == 200
    assert client.get(f"/api/plans/{kept['id']}").status_code == 404


def test_a_second_upload_waits_its_turn_and_a_writer_elsewhere_is_named(
    client: TestClient, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(client, ("a.txt", TEXT), published=["2018-04-11"])
    with client.app.state.desk.adding:  # type: ignore[attr-defined]
        busy = client.post("/api/reports", files=[("files", ("b.txt", OTHER))])
        assert (busy.status_code, busy.json()["remedy"]) == (409, "try again when that is done")
    event = client.get("/api/events").json()["events"][0]["id"]
    with closing(sqlite3.connect(case.where, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = client.post("/api/reviews", json={"target": event, "verdict": "accept"})
    assert answer.status_code == 409
    assert answer.json()["what"] == "another program is writing this case"


def test_two_readers_correct_at_once_and_nothing_is_lost(client: TestClient) -> None:
    add(client, ("a.txt", TEXT), ("b.txt", OTHER), published=["2018-04-11", "2018-04-14"])
    ids = [e["id"] for e in client.get("/api/events").json()["events"]]
    answers: list[int] = []

    def decide(name: str) -> None:
        answers.append(client.post("/api/reviews", json={"target": name, "verdict": "accept"}).status_code)

    threads = [threading.Thread(target=decide, args=(name,)) for name in ids * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [201] * len(threads)
    numbers = [r["number"] for r in client.get("/api/reviews").json()]
    assert numbers == list(range(1, len(threads) + 1))


@given(st.text(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_searched_for_or_refused(case: Case, words: str) -> None:
    try:
        assert case.search(words) == []
    except DragomanError as error:
        assert error.what == "no words to look for"


# hostile input: (what is sent, status, words of the answer)

BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)
HOSTILE = [
    ("a 30 MB upload", ("POST", "/api/reports", {"files": [("files", ("big.txt", b"x" * 30_000_000))]}), 413, "at most 24 MB"),
    ("an upload without a length", ("POST", "/api/reports", {"content": iter([b"x"])}), 411, "length"),
    ("an upload that is no form", ("POST", "/api/reports", {"content": b"files=x"}), 422, ""),
    ("a date that is none", ("POST", "/api/reports", {"files": [("files", ("a.txt", TEXT))], "data": {"published": ["2018-99-99"]}}), 400, "is no date"),
    ("a write from another site", ("DELETE", "/api/reviews/1?revision=x", {"headers": {"origin": "http://evil.example"}}), 403, "another site"),
    ("a write that the browser calls cross-site", ("POST", "/api/reviews", {"json": {}, "headers": {"sec-fetch-site": "cross-site"}}), 403, "another site"),
    ("an origin that is no address", ("POST", "/api/reviews", {"json": {}, "headers": {"origin": "http://["}}), 403, "another site"),
    ("what another site's page asks for in passing", ("GET", "/api/check", {"headers": {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}}), 403, "another site"),
    ("a page of another port that reads the case", ("GET", "/api/events", {"headers": {"origin": "http://127.0.0.1:3000", "sec-fetch-site": "same-site"}}), 403, "another site"),
    ("a link from another site to the API", ("GET", "/api/check", {"headers": {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}}), 403, "another site"),
    ("a page within another site's page", ("GET", "/map", {"headers": {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}}), 403, "another site"),
    ("a link from another site to a page", ("GET", "/map", {"headers": {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}}), 200, "<h1>Map</h1>"),
    ("a name that resolves to this machine", ("GET", "/api/case", {"headers": {"host": "evil.example"}}), 421, "localhost alone"),
    ("a lone surrogate", ("POST", "/api/reviews", {"content": b'{"target": "\\ud800", "verdict": "accept"}', "headers": {"content-type": "application/json"}}), 422, ""),
    ("a record that is not there", ("POST", "/api/reviews", {"json": {"target": "' OR 1=1 --", "verdict": "accept"}}), 404, "no record"),
    ("a field that no record has", ("POST", "/api/reviews", {"json": {"target": "x", "verdict": "set", "field": "__class__", "value": "x"}}), 404, "no record"),
    ("a verdict that is none", ("POST", "/api/reviews", {"json": {"target": "x", "verdict": "drop"}}), 422, ""),
    ("words that are only signs", ("GET", "/api/search", {"params": {"words": '"*" AND ('}}), 400, "no words"),
    ("a query for the index's own columns", ("GET", "/api/search", {"params": {"words": "title:{x} NEAR(a b)"}}), 200, "[]"),
    ("offsets out of all bounds", ("GET", "/api/events", {"params": {"offset": 10**30}}), 422, "less than or equal"),
    ("a negative limit", ("GET", "/api/reports", {"params": {"limit": -1}}), 422, "greater than or equal"),
    ("a year that is none", ("GET", "/api/events", {"params": {"from": "year of the rat"}}), 400, "no date"),
    ("a path upwards", ("GET", "/static/..%2f..%2fapp.py", {}), 404, ""),
    ("a report's id with markup", ("GET", "/reports/%3Cscript%3Ealert(1)", {}), 404, "&lt;script&gt;"),
    ("a plan file full of aliases", ("POST", "/api/plans", {"json": {"yaml": BOMB}}), 400, "an anchor or alias"),
    ("a plan file nested very deep", ("POST", "/api/plans", {"json": {"yaml": "[" * 90_000}}), 400, "nested too deep"),
    ("a plan file that overflows a stack", ("POST", "/api/plans", {"json": {"yaml": "name:\tn\nsteps: " + "[" * 180_000}}), 400, "plan:1"),
    ("a plan file that runs Python", ("POST", "/api/plans", {"json": {"yaml": "!!python/object/apply:os.system [id]"}}), 400, "plan:1"),
    ("a plan file of a megabyte", ("POST", "/api/plans", {"json": {"yaml": "x" * 1_000_000}}), 422, "at most"),
    ("an export that there is not", ("GET", "/api/export", {"params": {"form": "../../etc/passwd"}}), 422, ""),
    ("another method", ("PATCH", "/api/events", {}), 405, ""),
]  # fmt: skip


@pytest.mark.parametrize(("what", "sent", "status", "says"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_hostile_input_gets_a_plain_answer(
    what: str, sent: tuple[str, str, dict[str, object]], status: int, says: str, client: TestClient
) -> None:
    method, path, values = sent
    answer = client.request(method, path, **values)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.text[:300]
    assert says in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    if answer.headers["content-type"] == "application/json" and status >= 400:
        assert set(answer.json()) == {"what", "where", "remedy"}


def test_a_script_in_a_title_is_words(client: TestClient) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    line = json.dumps(
        {"id": "e", "text": f"{TEXT} {evil}", "title": evil, "publisher": evil, "url": "javascript:alert(3)"}
    )
    (added,) = add(client, ("e.jsonl", line))
    page = client.get(f"/reports/{added['report']['id']}")  # type: ignore[index]
    assert "<script>alert" not in page.text and "<img" not in page.text
    assert "&lt;script&gt;" in page.text
    exported = client.get("/api/export", params={"form": "html"})
    assert "<script>alert" not in exported.text
    assert "attachment" in exported.headers["content-disposition"]


def test_records_with_offsets_outside_their_text_are_shown(client: TestClient, case: Case) -> None:
    source = report("odd", "2018-04-11", "Short.")
    odd = mention(
        source,
        1,
        trigger={"text": "met", "span": (900, 903)},
        sentence={"text": "The ministers met.", "span": (0, 10**9)},
    )
    case.add(source, records(source, odd))
    found = client.get(f"/api/reports/{source.id}")
    assert found.status_code == 200
    assert client.get(f"/api/events/{content_id('event', odd.id)}").status_code in (200, 404)
    assert client.get("/api/export", params={"form": "html"}).status_code == 200


def test_a_case_from_a_newer_version_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new.dragoman"
    Case(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE version SET number = 99")
    monkeypatch.setattr("sys.argv", ["dragoman", "serve", str(path)])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 1
    assert "a newer version of Dragoman wrote this case (schema 99); update Dragoman" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--host", "0.0.0.0"], "give them a --token"),
        (["--host", "0.0.0.0", "--token", "short"], "too easily guessed"),
        *[
            (["--host", "203.0.113.7", "--token", easy], "too easily guessed")
            for easy in (
                "1" * 16,
                "1234567890" * 2,
                "abcdefghijklmnopq",
                "Tuesday2Tuesday2",
                "x" * 15,
                "läßtsichnichtraten",
            )
        ],
        (["--host", "203.0.113.7", "--token", "f0b1c9d27a5e8346", "--port", "0"], "give another --port"),
    ],
)
def test_serving_others_takes_a_token(
    arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["dragoman", "serve", str(tmp_path / "c"), *arguments])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 1
    assert says in capsys.readouterr().err


def test_with_a_token_nothing_is_answered_without_it(case: Case) -> None:
    app = application(case, "secretsecretsecret", "entries")
    with TestClient(app, base_url="http://198.51.100.4") as client:
        assert client.get("/api/case").status_code == 401
        assert client.get("/static/shell.js").status_code == 401
        assert client.get("/api/case", headers={"authorization": "Bearer wrong"}).status_code == 401
        assert client.get("/api/case", headers={"authorization": "Bearer secretsecretsecret"}).status_code == 200
        page = client.get("/map", params={"token": "secretsecretsecret"})
        assert (page.status_code, page.url.path, page.url.query) == (200, "/map", b"")
        assert client.get("/api/case").status_code == 200  # by the cookie
        assert client.delete("/api/reviews/1?revision=x", headers={"origin": "http://evil.example"}).status_code == 403


def test_the_token_leaves_the_address_and_nothing_else_does(case: Case) -> None:
    app = application(case, "secretsecretsecret", "entries")
    with TestClient(app, base_url="http://198.51.100.4", follow_redirects=False) as client:

        def led(address: str) -> str:
            answer = client.get(f"http://198.51.100.4{address}")
            assert (answer.status_code, "dragoman=" in answer.headers["set-cookie"]) == (303, True)
            return answer.headers["location"]

        token = "token=secretsecretsecret"
        assert led(f"//evil.example/x?{token}") == "/evil.example/x"
        assert led(f"/%5C/evil.example/x?{token}") == "/evil.example/x"
        assert led(f"/?party=PRK&{token}&from=2018-04&words=a%26b") == "/?party=PRK&from=2018-04&words=a%26b"
        assert led(f"/reports/a%3Fb?{token}") == "/reports/a%3Fb"


def test_troubles_name_the_case_and_not_its_folders(client: TestClient, case: Case) -> None:
    for answer in (
        client.get("/api/events/none"),
        client.get("/api/plans/none"),
        client.delete("/api/reviews/9?revision=x"),
    ):
        assert (answer.status_code, answer.json()["where"]) == (404, "c.dragoman")


def test_what_nobody_foresaw_is_a_trouble_too(client: TestClient, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(case), "count", lambda *_: 1 // 0)
    answer = client.get("/api/events")
    assert (answer.status_code, answer.json()["what"]) == (500, "the program failed at this request")
    assert "ZeroDivision" not in answer.text


# every operation of the description, with whatever fits its types


def _described() -> schemathesis.BaseSchema:
    from tempfile import mkdtemp

    case = Case(Path(mkdtemp()) / "c.dragoman")
    client = TestClient(application(case, extractor="entries"), base_url="http://127.0.0.1")
    add(client, ("a.txt", TEXT), ("b.txt", OTHER), published=["2018-04-11", "2018-04-14"])
    found = schemathesis.openapi.from_asgi("/api/openapi.json", client.app, headers=HOME)
    return found


described = _described()
EXAMPLES = 300 if os.environ.get("HYPOTHESIS_PROFILE") == "explore" else 20


@described.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_request_that_fits_the_description_breaks_the_server(case: schemathesis.Case) -> None:
    # What fits the types can still mean nothing, such as the 99th of May: a 400 says so. Where a path has two methods,
    # Starlette's "Allow" names that of the first route alone; in a form every number is words.
    unasked = [checks.positive_data_acceptance, checks.negative_data_rejection, checks.allow_header_conformance]
    case.call_and_validate(headers=HOME, excluded_checks=unasked)
