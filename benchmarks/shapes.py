"""Time against length for two dozen shapes of text: whether the cost of one report grows with its length, or faster.

  python benchmarks/shapes.py [SHAPE…] [--extractor entries|model|both] [--longest N] [--limit SECONDS]

Each shape is coded as one report of 4,000, 8,000 … N characters (default 256,000), in seconds of the processor. The
exponent is the slope of log time over log length from 32,000 characters on (over the three longest, where a shape was
given up before): 1 is linear, 2 quadratic. A shape is given up once a report has taken longer than the limit, or failed.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import count, cycle, islice

from dragoman.coding import code
from dragoman.report import Report

SHORTEST, FITTED = 4_000, 32_000  # characters
NAMES = [
    f"{a} {b}" for a in "Ana Boris Carla Deng Elif Farid Greta".split() for b in "Okoro Lindt Marin Petrak Sato".split()
]
STATES = "Kenya Chile Laos Chad Norway Peru Ghana Nepal Oman Malta Zambia Fiji".split()
TOWNS = "Lima Oslo Accra Vientiane Nairobi Muscat Lusaka Suva Santiago Bergen Mombasa Kumasi".split()
MONTHS = "January February March April June July August September October November December".split()
PROSE = (
    "The foreign minister of Kenya met her counterpart from Chile in Lima on Tuesday. Peru would lift its ban on imports "
    'if the two sides agreed on inspections, a spokesman said. "We have not seen the text," President Ana Marin said. '
    "He denied that troops had crossed the border in March 2004, and called on Laos to withdraw them. "
)
MORE = (
    "Norway has offered to host the talks, which broke down last year after Ghana accused Chad of shelling a town. "
    "Officials in Oslo expect the envoys to return within two weeks; they promised aid and threatened sanctions.\n\n"
)


def repeated(piece: str) -> Callable[[], Iterator[str]]:
    return lambda: cycle([piece])


def joined(pieces: list[str], mark: str, head: str = "") -> Callable[[], Iterator[str]]:
    """The pieces over and over in one sentence."""

    def made() -> Iterator[str]:
        yield head
        for piece in cycle(pieces):
            yield piece + mark

    return made


def numbered(pattern: str) -> Callable[[], Iterator[str]]:
    """A sentence over and over, with another state, name and number each time."""

    def made() -> Iterator[str]:
        for n in count():
            yield pattern.format(
                state=STATES[n % len(STATES)], other=STATES[(n + 5) % len(STATES)], name=NAMES[n % len(NAMES)], n=n
            )

    return made


SHAPES: dict[str, Callable[[], Iterator[str]]] = {
    "prose": repeated(PROSE + MORE),
    "names in one sentence": joined(NAMES, ", ", "The talks were attended by "),
    "quotations": numbered('"We shall meet {other} again in {n} days," {name} of {state} said. '),
    "first persons": numbered('"I told them that we need our fuel, and my men want us to go," {name} said. '),
    "dates in one sentence": joined([f"{m} {d}, 200{d % 9}" for m in MONTHS for d in (3, 17, 28)], ", ", "They met on "),
    "states in one sentence": joined(STATES, ", ", "The envoys came from "),
    "places": joined(TOWNS, ", ", "The mission went to "),
    "pronouns": numbered("He told {state} that they would send it to her if she asked them for it. "),
    "if-thens": numbered("If {state} agrees, then {other} would lift its ban. "),
    "opening brackets": repeated("("),
    "quotation marks": repeated('"'),
    "curly quotes": repeated("“‘"),
    "newlines": joined(["\n"], "", "Talks ended."),
    "blank lines": repeated("Talks\n\n\n\n"),
    "capitals": repeated("SEOUL "),
    "words in capitals": repeated("OPEN DOOR POLICY "),
    "emoji": repeated("😀"),
    "emoji, spaced": repeated("🔥 "),
    "of the government": repeated("of the government "),
    "commas": repeated("talks, "),
    "one-character lines": repeated("a\n"),
    "urls": numbered("https://example.org/reports/{n}?lang=en "),
    "hyphens": repeated("Kim Jae-in met so-called co-chairs. "),
    "one word": repeated("talks"),
    "breath marks": repeated("talks ... "),
    "titles": numbered("The minister of {state} met the envoy, and the minister thanked the two countries. "),
}  # fmt: skip


def text(shape: str, length: int) -> str:
    made, size = [], 0
    for piece in SHAPES[shape]():
        made.append(piece)
        size += len(piece)
        if size >= length:
            return "".join(made)[:length]
    raise AssertionError("a shape never ends")


def seconds(report: Report, extractor: str) -> float:
    start = time.process_time()
    next(code([report], extractor=extractor, fail_fast=True))
    return time.process_time() - start


def exponent(times: dict[int, float]) -> float:
    """The slope of log time over log length from FITTED on, or of the three longest; not a number below two points."""
    fitted = [n for n in times if n >= FITTED] if max(times, default=0) > 2 * FITTED else sorted(times)[-3:]
    if len(fitted) < 2:
        return math.nan
    x, y = [math.log(n) for n in fitted], [math.log(max(1e-9, times[n])) for n in fitted]
    return statistics.linear_regression(x, y).slope


def measured(shape: str, lengths: list[int], extractor: str, limit: float) -> tuple[dict[int, float], str]:
    """(seconds by length, how it failed, if it did)."""
    times: dict[int, float] = {}
    for length in lengths:
        try:
            times[length] = seconds(Report(text(shape, length), shape, published="2018-04-11"), extractor)
        except Exception as error:
            return times, type(error).__name__
        if times[length] > limit:
            break
    return times, ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shapes", nargs="*", choices=[[], *SHAPES], metavar="SHAPE", help="default: all")
    parser.add_argument("--extractor", choices=["entries", "model", "both"], default="entries")
    parser.add_argument("--longest", type=int, default=256_000, metavar="N")
    parser.add_argument("--limit", type=float, default=60, metavar="SECONDS")
    parser.add_argument("--list", action="store_true", help="show the beginning of each shape and end")
    args = parser.parse_args()
    if args.list:
        for shape in SHAPES:
            print(f"{shape:<24} {' '.join(text(shape, 80).split())}")
        return
    lengths = [n for n in islice((SHORTEST << k for k in count()), 20) if n <= args.longest]
    seconds(Report(PROSE, "warm", published="2018-04-11"), args.extractor)  # loads the parser and the extractor
    print(f"| {args.extractor} | {' | '.join(f'{n // 1000}k' for n in lengths)} | exponent |")
    print(f"|---|{'---|' * (len(lengths) + 1)}")
    for shape in args.shapes or SHAPES:
        times, failure = measured(shape, lengths, args.extractor, args.limit)
        cells = [f"{times[n]:.2f}" if n in times else "" for n in lengths]
        if failure:
            cells[len(times)] = failure
        print(f"| {shape} | {' | '.join(cells)} | {exponent(times):.2f} |", flush=True)


if __name__ == "__main__":
    main()
