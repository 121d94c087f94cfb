"""SIGTERM and a closed terminal end a command as Ctrl+C does: what is being written is finished or taken back, then the case
is closed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


Handler = Callable[[int, FrameType | None], Any]


@contextmanager
def ending(handler: Handler | None = None) -> Iterator[None]:
    """Calls `handler`, or raises SystemExit, where one of the signals comes within; one that is ignored, as under nohup,
    stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    own = os.getpid()

    def end(number: int, _: FrameType | None) -> None:
        if os.getpid() != own:  # a process that parses for this one
            os._exit(128 + number)
        raise SystemExit(128 + number)

    before = {s: signal.signal(s, handler or end) for s in SIGNALS if signal.getsignal(s) is not signal.SIG_IGN}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
