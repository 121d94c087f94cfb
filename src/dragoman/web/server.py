"""How much a sender may ask of the server: how many connections, and for how long."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 100  # connections at once
WAITING = 16  # connections taken at a time, so that the others are counted first
PATIENCE = 3  # seconds that answers under way have when the server ends
HEADERS, BODY = 10.0, 120.0  # seconds within which a request's headers come, and then the rest of it


def configured(app: FastAPI) -> uvicorn.Config:
    """A server that silent and slow senders can't hold up."""
    return uvicorn.Config(
        app,
        http=Patient,
        backlog=WAITING,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=PATIENCE,
        log_level="error",
        access_log=False,
        server_header=False,
    )


class Patient(H11Protocol):
    """A connection on which a request must come in time. Where there are too many, the longest silent one goes."""

    limits: Mapping[Any, float] = {h11.IDLE: HEADERS, h11.SEND_BODY: BODY}
    expected: object = None
    since: float = 0.0
    overdue: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        if len(self.connections) >= most():
            silent = [c for c in self.connections if isinstance(c, Patient) and c.conn.their_state is h11.IDLE]
            if silent:
                gone = min(silent, key=lambda c: c.since)
                self.connections.discard(gone)
                gone.transport.abort()
        super().connection_made(transport)
        if len(self.connections) > most() + WAITING:
            transport.abort()
        self.since = self.loop.time()
        self._expect()

    def handle_events(self) -> None:
        super().handle_events()
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.overdue:
            self.overdue.cancel()

    def _expect(self) -> None:
        """Give what the sender has to send next its time."""
        state = self.conn.their_state
        if state is self.expected:
            return
        if self.overdue:
            self.overdue.cancel()
        limit = self.limits.get(state)
        self.expected, self.overdue = state, self.loop.call_later(limit, self.transport.abort) if limit else None


def most() -> int:
    """The connections that the system's limit of open files leaves room for: half of it is for the case and its index."""
    try:
        import resource
    except ImportError:  # no such limit
        return MOST
    return min(MOST, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2 - WAITING)
