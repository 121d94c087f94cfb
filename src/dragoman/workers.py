"""Work spread over processes, its answers in the order of the work. A process that dies costs the piece that it died of,
and no other."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from signal import SIG_DFL, SIGINT, signal
from typing import TypeVar

from dragoman.errors import DragomanError

T = TypeVar("T")
R = TypeVar("R")
IN_FLIGHT = 4  # pieces handed to each process ahead of need


class Died:
    """The answer for a piece of work whose process ended before it answered."""


def in_order(work: Callable[[T], R], pieces: Iterable[T], processes: int) -> Iterator[R | Died]:
    """What `work` makes of each piece. Raises what `work` raises, and DragomanError where no process can be started."""
    pieces = iter(pieces)
    while True:
        pending: deque[tuple[T, Future[R] | None]] = deque()
        try:
            with _pool(processes) as pool:
                for piece in pieces:
                    pending.append((piece, None))
                    pending[-1] = piece, pool.submit(work, piece)
                    if len(pending) >= processes * IN_FLIGHT:
                        yield _first(pending)
                while pending:
                    yield _first(pending)
            return
        except BrokenProcessPool:  # which piece it was, only doing them again one at a time can tell
            yield from _singly(work, deque(piece for piece, _ in pending))


def _pool(processes: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    # Ctrl+C reaches every process of a terminal: these end by it without a word, which is said once.
    return ProcessPoolExecutor(processes, context, initializer=signal, initargs=(SIGINT, SIG_DFL))


def _first(pending: deque[tuple[T, Future[R] | None]]) -> R:
    future = pending[0][1]
    assert future is not None
    answer = future.result()
    pending.popleft()
    return answer


def _singly(work: Callable[[T], R], pieces: deque[T]) -> Iterator[R | Died]:
    while pieces:
        with _pool(1) as pool:
            try:
                pool.submit(int).result()
            except BrokenProcessPool:
                remedy = "use one; a script that asks for more needs `if __name__ == '__main__':`"
                raise DragomanError("no further process can be started", "processes", remedy) from None
            try:
                while pieces:
                    answer = pool.submit(work, pieces[0]).result()
                    pieces.popleft()
                    yield answer
            except BrokenProcessPool:
                pieces.popleft()
                yield Died()
