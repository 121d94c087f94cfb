"""Files that go wrong in every way that we know, made from tables: what goes wrong, and where it stands."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

# What may stand in the place of a value of a YAML file.
VALUES = {
    "a tag for a number": "!!int x",
    "a tag for a time": "!!timestamp foo",
    "a tag for bytes": "!!binary '%%%'",
    "a tag that runs": "!!python/object/apply:os.getcwd []",
    "a number without digits": "0b_",
    "a number of 5,000 digits": "9" * 5000,
    "no number": ".nan",
    "half a character": r'"\ud83d"',
    "no character": r'"\UFFFFFFFF"',
    "a zero byte": r'"\0"',
    "an escape code": r'"\e[2J"',
    "a tab": "\tn",
    "a list in lists": "[" * 30 + "]" * 30,
    "open lists": "[" * 5000,
    "a mapping": "{a: {b: c}}",
    "a list": "[[], {}]",
    "an alias": "*a",
    "an anchor": "&a x",
    "nothing": "",
    "nothing, quoted": "''",
    "an open quote": '"',
    "a long word": "x" * 50_000,
    "a date that is none": "0000-00-00",
    "a mark inside": "a\ufeffb",
    "other digits": "٢٠١٨-٠٤-٠١",
}
PLAN = {
    "name": "A pause",
    "version": "first",
    "kind": "plan",
    "source": "a letter",
    "proposed": "{by: [CHL], on: 2011-03-01}",
    "since": "2011-03-02",
    "accepted": "[{by: PER, on: 2011-04-01}]",
    "acceptance": "{act: AGREE, object: [pause]}",
    "steps": "[{id: a, actor: PER, act: AID, requires: [[b]], deadline: 2012-01-01}, "
    "{id: b, act: [RETREAT], object: [drills], halt: {quiet: 30}, contrary: [{act: ASSAULT}]}]",
}
STEP = {
    "id": "c",
    "actor": "PER",
    "act": "AID",
    "with": "CHL",
    "mode": "visit",
    "object": "[aid]",
    "text": "help",
    "requires": "[]",
    "parts": "[]",
    "force": "must",
    "deadline": "2012-01-01",
    "halt": "{declared: true}",
    "contrary": "[{act: ASSAULT}]",
}


def plan(step: str = "", **values: str) -> str:
    """A plan file with these values in place of its own, and another step."""
    lines = [f"{key}: {value}" for key, value in (PLAN | values).items()]
    return "\n".join([*lines, *([step] if step else [])]) + "\n"


def _waiting(number: int) -> str:
    """Steps that each wait for all others."""
    names = [f"s{n}" for n in range(number)]
    steps = (f"{{id: {s}, act: AID, requires: [[{', '.join(n for n in names if n != s)}]]}}" for s in names)
    return plan(steps=f"[{', '.join(steps)}]")


def _parts(number: int, each: int) -> str:
    """Steps that sum up the next ones."""
    rows = [f"{{id: s{n}-{k}, act: AID, parts: [{', '.join(f's{n + 1}-{j}' for j in range(each))}]}}" for n in range(number) for k in range(each)]  # fmt: skip
    rows += [f"{{id: s{number}-{k}, act: AID, requires: [[s0-0]]}}" for k in range(0)]
    rows += [f"{{id: s{number}-{k}, act: AID}}" for k in range(each)]
    return plan(steps="[" + ", ".join([*rows, "{id: last, act: AID, requires: [[s0-0]]}"]) + "]")


WHOLE: dict[str, bytes | str] = {
    "empty": "",
    "a remark alone": "# x\n",
    "a word": "x",
    "a list": "- a\n- b\n",
    "a list of lists": "- [[[a]]]\n",
    "null": "null\n",
    "two documents": plan() + "---\n" + plan(),
    "a directive": "%YAML 9.9\n---\n" + plan(),
    "Latin-1": plan(name="Señal").encode("latin-1"),
    "UTF-16": plan().encode("utf-16"),
    "UTF-16 without its mark": plan().encode("utf-16-le"),
    "UTF-32": plan().encode("utf-32"),
    "zero bytes": b"\0" * 1000,
    "bytes of another kind": gzip.compress(plan().encode()),
    "half a character": plan().encode()[:-1] + b"\xf0\x9f",
    "a mark of order": b"\xef\xbb\xbf" + plan().encode(),
    "two marks of order": b"\xef\xbb\xbf\xef\xbb\xbf" + plan().encode(),
    "other line ends": plan().replace("\n", "\r"),
    "a tab after a key": "name:\tn\n" + plan(),
    "a tab before a key": "\tname: n\n" + plan(),
    "a tab, then 90,000 lists": "name:\tn\nsteps: " + "[" * 90_000,
    "90,000 lists": "[" * 90_000,
    "90,000 mappings": "{" * 90_000,
    "90,000 mappings with keys": "{a: " * 45_000,
    "90,000 rows in rows": "- " * 90_000,
    "90,000 keys of keys": "? " * 90_000,
    "blocks within blocks": "".join(" " * n + "a:\n" for n in range(400)),
    "many values": "name: [" + "a, " * 60_000 + "]\n",
    "a key twice": plan() + "name: other\n",
    "a key twice, deep": plan(proposed="{by: [CHL], on: 2011-03-01, on: 2011-03-02}"),
    "a key that is a list": plan() + "? [a, b]\n: c\n",
    "a key that is nothing": plan() + "? \n: c\n",
    "a merge": plan() + "<<: {name: x}\n",
    "13 steps that wait for each other": _waiting(13),
    "90 steps that wait for each other": _waiting(90),
    "600 steps": plan(steps="[" + ", ".join(f"{{id: s{n}, act: AID}}" for n in range(600)) + "]"),
    "a chain of 400 steps": plan(steps="[{id: s0, act: AID}, " + ", ".join(f"{{id: s{n + 1}, act: AID, requires: [[s{n}]]}}" for n in range(400)) + "]"),
    "parts of parts, 300 deep": _parts(300, 1),
    "parts of parts, shared": _parts(19, 9),
    "a circle through parts": plan(steps="[{id: a, act: AID, parts: [b]}, {id: b, act: AID, requires: [[a]]}]"),
    "longer than a plan is": plan(name="x" * 300_000),
    "a name with a line in it": plan(name='"a\\nb"'),
    "a quote without an end": plan(name='"a'),
    "an unknown key of 100,000 characters": plan() + "x" * 100_000 + ": 1\n",
}  # fmt: skip


def plans() -> Iterator[tuple[str, bytes]]:
    """(what it is, the file)."""
    for what, whole in WHOLE.items():
        yield what, whole if isinstance(whole, bytes) else whole.encode("utf-8")
    for what, value in VALUES.items():
        for key in ("name", "proposed", "since", "steps"):
            yield f"{what} for {key}", plan(**{key: value}).encode("utf-8")
        for n, key in enumerate(STEP):
            if n % 3 == len(what) % 3:  # each value in a third of the places: enough, and quick
                step = "\n".join(["- id: a", "  act: AID", "- " + "\n  ".join(f"{k}: {value if k == key else v}" for k, v in STEP.items())])  # fmt: skip
                yield f"{what} for a step's {key}", plan(steps="\n" + step).encode("utf-8")
