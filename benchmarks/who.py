"""Two hundred questions of who held which office on the day of a known event.

  python benchmarks/who.py

`questions.txt` was written from the events, apart from the directory's files; an answer is right where the one holder
that the directory gives has the family name.
"""

from __future__ import annotations

from pathlib import Path

from dragoman.directory import directory, plain

QUESTIONS = Path(__file__).parent / "questions.txt"


def main() -> None:
    who = directory()
    asked = right = 0
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        title, of, day, name, event = line.split("|")
        asked += 1
        post = (who.titles.get(title) or (title,))[0]
        holders = {who.people[t.person].name for t in who.holders(post, of, day)}
        if len(holders) == 1 and plain(name).lower() in plain(next(iter(holders))).lower():
            right += 1
        else:
            print(f"{title} of {of} on {day} ({event}): asked {name}, got {', '.join(holders) or 'nobody'}")
    print(f"{right} of {asked} right = {right / asked:.3f}")


if __name__ == "__main__":
    main()
