"""What silent, slow and greedy senders cost the workspace, and reports that take too long."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from dragoman.errors import DragomanError
from dragoman.web import desk, server, worker
from dragoman.web.api import keeping
from dragoman.web.worker import Worker
from tests.served import served

HALF = b"GET /api/case HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
TEXT = "Portugal and Angola signed a treaty in Lisbon on Monday."


def connect(address: str) -> socket.socket:
    return socket.create_connection((urlsplit(address).hostname, urlsplit(address).port or 0), timeout=15)


@pytest.fixture
def own() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


def test_work_that_dies_or_takes_too_long_costs_itself_alone(own: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    assert own.run(len, "four") == 4
    with pytest.raises(DragomanError, match="ended before it was done"):
        own.run(os.abort)
    monkeypatch.setattr(worker, "LONGEST", 0.5)
    with pytest.raises(DragomanError, match=r"took longer than .* minutes; cut it"):
        own.run(time.sleep, 60)
    monkeypatch.setattr(worker, "LONGEST", 60.0)
    assert own.run(len, "four") == 4
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        own.run(divmod, 1, 0)
    assert own.run(print, "a word between answers") is None


def test_work_is_ended_by_its_owner_alone(own: Worker) -> None:
    owner = object()
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(own.run, time.sleep, 60, owner=owner)
        while own._owner is not owner:
            time.sleep(0.01)
        own.end(object())
        assert not asked.done()
        own.end(owner)
        assert isinstance(asked.exception(timeout=20), DragomanError)


def test_the_worker_ends_with_the_program(own: Worker) -> None:
    own.run(len, "")
    process = own._process
    assert process is not None and process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=20) == 0


def test_a_sender_that_goes_away_frees_the_way_for_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = threading.Event()

    def slow(_: desk.Desk, __: object, owner: object) -> object:
        started.set()
        return worker.WORKER.run(time.sleep, 300, owner=owner)

    with served(tmp_path / "c.dragoman") as address:
        with monkeypatch.context() as patched:
            patched.setattr(desk.Desk, "coded", slow)
            body = f'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n{TEXT}\r\n--b--\r\n'
            head = f"POST /api/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\n\r\n"
            with connect(address) as sender:
                sender.sendall((head + body).encode())
                assert started.wait(20)
                busy = httpx.post(f"{address}/api/reports", files={"files": ("b.txt", TEXT)}, timeout=20)
                assert busy.status_code == 409
        with httpx.stream("POST", f"{address}/api/reports", files={"files": ("b.txt", TEXT)}, timeout=60) as answer:
            told = answer.read().decode()
        if answer.status_code == 409:  # the server has not heard yet that the first is gone
            told = httpx.post(f"{address}/api/reports", files={"files": ("b.txt", TEXT)}, timeout=60).text
        assert '"state":"added"' in told


def test_requests_that_do_not_come_to_an_end_are_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.Patient, "limits", dict.fromkeys(server.Patient.limits, 0.3))
    whole = b"GET /api/case HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    body = (
        b"POST /api/plans HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
    )
    with served(tmp_path / "c.dragoman") as address:
        for sent in (HALF, b"", body, whole + HALF):
            with connect(address) as silent:
                silent.sendall(sent)
                heard = b""
                try:
                    while more := silent.recv(65536):
                        heard += more
                except ConnectionResetError:
                    pass
            assert heard.startswith(b"HTTP/1.1 200") == sent.startswith(whole)


def test_four_hundred_silent_senders_and_few_open_files(tmp_path: Path) -> None:
    """None of them needs a token; the server goes on answering, and has nothing to complain about."""
    run = 'ulimit -n 256 && exec "$0" -c \'from dragoman.cli import main; main()\' serve "$1" --port 0'
    errors = tmp_path / "stderr"
    with errors.open("wb") as out:
        program = subprocess.Popen(["bash", "-c", run, sys.executable, str(tmp_path / "c.dragoman")], stderr=out)
    senders: list[socket.socket] = []
    try:
        until = time.monotonic() + 60
        while not (found := re.search(r"http://[\d.:]+", errors.read_text("utf-8"))) and time.monotonic() < until:
            time.sleep(0.1)
        assert found
        for _ in range(400):
            senders.append(connect(found[0]))
            senders[-1].sendall(HALF)
        for _ in range(5):
            assert httpx.get(f"{found[0]}/api/case", timeout=30).status_code == 200
        assert errors.stat().st_size < 2000, errors.read_text("utf-8")[:2000]
    finally:
        for one in senders:
            one.close()
        program.terminate()
        program.wait(timeout=30)


def test_long_questions_take_turns_and_others_are_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once: Counter[str] = Counter()
    most: list[int] = []
    lock = threading.Lock()

    def faults(*_: object) -> list[str]:
        with lock:
            at_once["now"] += 1
            most.append(at_once["now"])
        time.sleep(1.5)
        with lock:
            at_once["now"] -= 1
        return []

    monkeypatch.setattr(keeping.checking, "faults", faults)
    with served(tmp_path / "c.dragoman") as address, ThreadPoolExecutor(40) as pool:
        asked = [pool.submit(httpx.get, f"{address}/api/check", timeout=60) for _ in range(40)]
        while not most:
            time.sleep(0.01)
        assert httpx.get(f"{address}/api/events", timeout=60).status_code == 200
        assert at_once["now"]  # answered while the others were at work
        statuses = Counter(a.result().status_code for a in asked)
    assert set(statuses) == {200, 409}
    assert max(most) <= desk.HEAVY
