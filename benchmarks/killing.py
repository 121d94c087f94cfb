"""Kill -9 at random moments over the three ways of writing: what is left in the file alone, and whether it is whole.

    python benchmarks/killing.py [--kills 100] [--seed 3]

`dragoman code --case`, `dragoman review` and `dragoman serve` (decisions and uploads over HTTP) are killed in turn. After
each kill the file alone is copied, without anything that lies beside it. The copy must hold all that was answered, once, and
pass `dragoman case check`; so must the case itself, with which the next run goes on. A copy may be torn, and is counted, where
the kill fell within the last writes of a change that was not answered: its journal then lies beside the file.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

from dragoman.case import Case, checking

PROGRAM = (sys.executable, "-u", "-c", "from dragoman.cli import main; main()")
SIZE = 60  # reports of which a run of coding has to get through as many as it can
LONGEST = 1.0  # seconds after its first answer that a run may live
WORDS = (
    "Foreign Minister Ana Ruiz of Chile met the president of Peru in Lima on day {n}. "
    "Kenya condemned Somalia for the {n}th time. "
    '"We will open the border if Peru signs the treaty," Ruiz said.\n'
)


@dataclass(slots=True)
class Answered:
    """What was said to be done: reports by their ids, decisions by their notes."""

    reports: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one kill left: `lost`, `doubled` and `faults` in a copy of the file alone and in the case. `amid`: a change was
    within its last writes, and its journal lay beside the file; only then may the copy be `torn`."""

    way: str
    amid: bool
    torn: bool
    lost: int
    doubled: int
    faults: list[str]


def _started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _kill(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def adding(path: Path, done: Answered, chance: random.Random) -> None:
    """Kill a run of coding."""
    folder = Path(tempfile.mkdtemp())
    first = chance.randrange(10**9)
    for n in range(first, first + SIZE):
        (folder / f"{n}.txt").write_text(WORDS.format(n=n), "utf-8")
    process = _started("code", str(folder), "--case", str(path), "--format", "jsonl", "--extractor", "entries")
    timer: threading.Timer | None = None
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith('{"record":"report"') and line.endswith("\n"):
            done.reports.add(json.loads(line)["id"])
            if timer is None:
                timer = threading.Timer(chance.uniform(0, LONGEST), _kill, (process,))
                timer.start()
    process.wait()
    if timer:
        timer.cancel()
    shutil.rmtree(folder)


def reviewing(path: Path, done: Answered, chance: random.Random) -> None:
    """Kill `dragoman review` between the opening of the case and its end."""
    with Case(path) as case:
        mention = chance.choice(case.mentions()).id
    note = f"review {chance.random()}"
    verdict = chance.choice((("accept",), ("set", "status", chance.choice(("planned", "happened"))), ("reject",)))
    process = _started("review", str(path), mention, *verdict, "--note", note)
    begun = time.monotonic()
    opened = f"/proc/{process.pid}/fd"
    while process.poll() is None and time.monotonic() - begun < 30 and not _open(opened, path):
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.06))
    _kill(process)
    assert process.stderr is not None
    if "written" in process.stderr.read():
        done.notes.add(note)


def _open(folder: str, path: Path) -> bool:
    try:
        return any(os.readlink(f"{folder}/{fd}") == str(path) for fd in os.listdir(folder))
    except OSError:
        return False


def serving(path: Path, done: Answered, chance: random.Random) -> None:
    """Kill a workspace to which decisions and reports are sent."""
    process = _started("serve", str(path), "--port", "0", "--extractor", "entries")
    assert process.stderr is not None
    found = re.search(r"http://\S+?/", process.stderr.readline())
    assert found
    with Case(path) as case:
        mention = chance.choice(case.mentions()).id
    timer = threading.Timer(chance.uniform(0, 2 * LONGEST), _kill, (process,))
    timer.start()
    while process.poll() is None:
        n = chance.randrange(10**9)
        try:
            if n % 4:
                body = {"target": mention, "verdict": "accept", "note": f"served {n}"}
                _sent(f"{found[0]}api/reviews", json.dumps(body).encode(), "application/json")
                done.notes.add(f"served {n}")
            else:
                answer = _sent(f"{found[0]}api/reports", *_form(f"{n}.txt", WORDS.format(n=n)))
                done.reports.update(
                    p["report"]["id"] for p in map(json.loads, answer.splitlines()) if p["state"] == "added"
                )
        except (HTTPException, OSError, ValueError):  # the answer broke off
            break
    timer.join()


def _sent(address: str, body: bytes, kind: str) -> str:
    with urlopen(Request(address, body, {"content-type": kind}), timeout=60) as answer:
        return str(answer.read().decode())


def _form(name: str, text: str) -> tuple[bytes, str]:
    head = f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
    return f"{head}{text}\r\n--b--\r\n".encode(), "multipart/form-data; boundary=b"


WAYS: tuple[Callable[[Path, Answered, random.Random], None], ...] = (adding, reviewing, serving)


def kill(
    way: Callable[[Path, Answered, random.Random], None], path: Path, done: Answered, chance: random.Random
) -> Outcome:
    """Kill once, and look at what is left."""
    way(path, done, chance)
    alone = path.with_name("alone")
    shutil.copyfile(path, alone)
    journal = path.with_name(f"{path.name}-journal")
    amid = journal.exists() and journal.read_bytes()[:1] not in (b"", b"\0")
    lost = doubled = 0
    torn = False
    faults: list[str] = []
    for one in (alone, path):
        try:
            with Case(one) as case:
                if found := [f"{one.name}: {f}" for f in checking.faults(case)]:
                    raise ValueError(*found)
                held = [r.id for r in case.reports()]
                notes = [r.note for r in case.reviews() if r.note]
        except Exception as error:  # whatever a torn file does to whoever reads it
            torn = amid and one is alone
            faults += [] if torn else [f"{one.name}: {error}"]
            continue
        lost += len(done.reports - set(held)) + len(done.notes - set(notes))
        doubled += len(held) - len(set(held)) + len(notes) - len(set(notes))
    return Outcome(way.__name__, amid, torn, lost, doubled, faults)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=3)
    asked = parser.parse_args()
    chance, folder = random.Random(asked.seed), Path(tempfile.mkdtemp())
    done, found = Answered(), []
    for n in range(asked.kills):
        way = WAYS[n % len(WAYS)]
        found.append(kill(way, folder / "killed.dragoman", done, chance))
        print(f"kill {n + 1}: {found[-1]}", flush=True)
    print(
        f"{len(found)} kills, {sum(o.amid for o in found)} of them amid a change; answered: {len(done.reports)} reports, "
        f"{len(done.notes)} decisions; lost {sum(o.lost for o in found)}, doubled {sum(o.doubled for o in found)}, "
        f"copies of the file alone that are torn {sum(o.torn for o in found)}, other faults {sum(bool(o.faults) for o in found)}"
    )
    sys.exit(any(o.lost or o.doubled or o.faults for o in found))


if __name__ == "__main__":
    main()
