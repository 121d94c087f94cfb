"""The training sentences: `sentences/*.txt` read into examples, and the checks that they must pass.

  python training/sentences.py        prints the counts, and every fault with its file and line

A line is a sentence with `[source]`, `{target}`, `*trigger*` and any `~bystander~` marked; `== mode` opens a mode's
section. A line may begin with `@status`, `@both` (an act done with each other) or `@TYPE` where it is not its file's
type, and end with ` // reason` where the case is hard. GUIDE.md says what to write.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.corpus.echoes import echoes

FOLDER = Path(__file__).parent / "sentences"
UNMARKED = Path(__file__).parent / "unmarked"
TYPES = """ACCUSE AGREE AID ASSAULT COERCE CONCEDE CONSULT COOPERATE MOBILIZE PROTEST REJECT REQUEST RETREAT SANCTION
SUPPORT THREATEN NONE""".split()
STATUSES = "happened ongoing planned proposed conditional hypothetical negated denied".split()
MARKS = {"[": ("source", "]"), "{": ("target", "}"), "*": ("trigger", "*"), "~": ("bystander", "~")}

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence without its marks, and what they say. Spans are character offsets; `where` is FILE:LINE."""

    text: str
    source: Span | None
    target: Span | None
    trigger: Span | None
    bystanders: tuple[Span, ...]
    type: str
    mode: str
    status: str
    both: bool
    reason: str
    where: str


class Fault(ValueError):
    """A line that cannot be read."""


def read(folder: Path = FOLDER) -> Iterator[Example | Fault]:
    for path in sorted(folder.glob("*.txt")):
        mode = ""
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            where = f"{path.name}:{number}"
            if line.startswith("=="):
                mode = line[2:].strip()
            elif line.strip():
                try:
                    yield example(line.strip(), path.stem.upper(), mode, where)
                except Fault as fault:
                    yield fault


def example(line: str, type_: str, mode: str, where: str) -> Example:
    """One line as an example; Fault where its marks make no sense."""
    status, both = "happened", False
    while line.startswith("@"):
        word, _, line = line[1:].partition(" ")
        if word == "both":
            both = True
        elif word in STATUSES:
            status = word
        elif word in TYPES:
            type_, mode = word, ""
        else:
            raise Fault(f"{where}: unknown @{word}")
    line, _, reason = line.partition(" // ")
    text, spans = _unmark(line.rstrip(), where)
    if type_ == "NONE":
        mode = ""
    elif not spans["trigger"]:
        raise Fault(f"{where}: no *trigger*")
    if not spans["source"] and not spans["target"]:
        raise Fault(f"{where}: neither [source] nor {{target}}")
    for role in ("source", "target", "trigger"):
        if len(spans[role]) > 1:
            raise Fault(f"{where}: more than one {role}")
    one = {role: found[0] if found else None for role, found in spans.items()}
    return Example(
        text, one["source"], one["target"], one["trigger"], tuple(spans["bystander"]), type_, mode, status, both,
        reason.strip(), where,
    )  # fmt: skip


def _unmark(line: str, where: str) -> tuple[str, dict[str, list[Span]]]:
    spans: dict[str, list[Span]] = {role: [] for role, _ in MARKS.values()}
    closing: dict[str, tuple[str, int]] = {}
    kept: list[str] = []
    for character in line:
        if character in closing:
            role, start = closing.pop(character)
            if start == len(kept):
                raise Fault(f"{where}: empty {role}")
            spans[role].append((start, len(kept)))
        elif character in MARKS:
            role, end = MARKS[character]
            closing[end] = (role, len(kept))
        elif character in "]}":
            raise Fault(f"{where}: {character} closes nothing")
        else:
            kept.append(character)
    if closing:
        raise Fault(f"{where}: {', '.join(role for role, _ in closing.values())} is not closed")
    return "".join(kept), spans


def alike(examples: list[Example]) -> Iterator[tuple[Example, Example, float]]:
    """Pairs that share so many runs of words that one of them teaches nothing."""
    for one, other, share in echoes([e.text for e in examples]):
        yield examples[one], examples[other], share


def load(folder: Path = FOLDER) -> list[Example]:
    """All examples; Fault at the first line that cannot be read."""
    found = []
    for item in read(folder):
        if isinstance(item, Fault):
            raise item
        found.append(item)
    return found


def corrections(path: Path) -> list[Example]:
    """Rows of type, mode and marked sentence, tab-separated, as `dragoman case corrections --as training` writes them; Fault
    at the first that cannot be read."""
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        cells = line.split("\t")
        if len(cells) != 3 or cells[0] not in TYPES:
            raise Fault(f"{where}: not type, mode and sentence")
        found.append(example(cells[2], cells[0], cells[1], where))
    return found


def unmarked(folder: Path = UNMARKED) -> list[str]:
    """Sentences in which nobody marked anything, a line each."""
    lines = [line.strip() for path in sorted(folder.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    return [line for line in lines if line]


def main() -> int:
    items = list(read())
    faults = [str(item) for item in items if isinstance(item, Fault)]
    examples = [item for item in items if isinstance(item, Example)]
    faults += [f"{b.where}: {share:.0%} of it is in {a.where}" for a, b, share in alike(examples)]
    print(*faults, sep="\n")
    types = Counter(e.type for e in examples)
    print(", ".join(f"{name} {types[name]}" for name in TYPES))
    statuses = Counter(e.status for e in examples if e.type != "NONE")
    print(", ".join(f"{name} {statuses[name]}" for name in STATUSES))
    print(f"{len(examples)} sentences, {sum(len(e.text.split()) for e in examples) / len(examples):.1f} words each")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
