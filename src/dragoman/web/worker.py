"""A process of its own that reads reports: it is ended where a report takes too long or nobody waits for it any more, and
what it dies of costs the program that one report."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from threading import Event, Lock, Timer
from typing import IO, Any, TypeVar

from dragoman.errors import DragomanError

T = TypeVar("T")
LONGEST = 300.0  # seconds for one report


class Worker:
    """Starts when there is work, and stays, since its models take seconds to load."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner: object = None

    def run(self, work: Callable[..., T], *given: object, owner: object = None) -> T:
        """What `work`, a function of some module, makes of what is given. Raises what it raises, and DragomanError where it
        took too long, was ended or died."""
        with self._turn:
            process = self._running()
            self._owner = owner
            late = Event()
            clock = Timer(LONGEST, _too_late, (process, late))
            clock.start()
            try:
                _send(process.stdin, (work, given))
                made, answer = pickle.load(process.stdout)  # type: ignore[arg-type]
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                self.stop()
                raise _given_up(late.is_set()) from None
            finally:
                clock.cancel()
                self._owner = None
        if made:
            return answer  # type: ignore[no-any-return]
        raise answer

    def end(self, owner: object) -> None:
        """End the work of this owner, if it is at work."""
        if self._owner is owner:
            self.stop()

    def stop(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "dragoman.web.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._process


WORKER = Worker()


def _too_late(process: subprocess.Popen[bytes], late: Event) -> None:
    late.set()
    process.kill()


def _given_up(late: bool) -> DragomanError:
    if late:
        return DragomanError(f"took longer than {LONGEST / 60:.0f} minutes", "", "cut it into shorter reports")
    return DragomanError("reading was ended before it was done", "", "add it again")


def _send(pipe: IO[bytes] | None, thing: Any) -> None:
    assert pipe is not None
    pickle.dump(thing, pipe)
    pipe.flush()


def main() -> None:
    """Answer one piece of work after the other, until the program that asks is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that asks decides when to end
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints may come between the answers
    while True:
        try:
            work, given = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = True, work(*given)
        except DragomanError as error:
            answer = False, error
        except Exception as error:
            traceback.print_exc()
            answer = False, RuntimeError(f"{type(error).__name__}: {error}")
        try:
            _send(answers, answer)
        except BrokenPipeError:
            return


if __name__ == "__main__":
    main()
