"""`dragoman serve`."""

from __future__ import annotations

import os
import socket
import threading
import webbrowser
from contextlib import suppress
from itertools import pairwise

import click

from dragoman.case import Case
from dragoman.cli import streams
from dragoman.cli.ending import ending
from dragoman.cli.extracting import EXTRACTOR
from dragoman.errors import DragomanError

STEPS = 7  # of 16 hexadecimal digits drawn by lot, one in a hundred thousand has fewer
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes any free port.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Another address than this machine's own needs --token."
)
@click.option(
    "--token", metavar="SECRET", envvar="DRAGOMAN_TOKEN", help="What a reader must bring along; at least 16 characters."
)
@click.option("--open", "browse", is_flag=True, help="Open the page in the browser.")
@EXTRACTOR
def serve(case: str, port: int, host: str, token: str | None, browse: bool, extractor: str) -> None:
    """Open the workspace: pages on which a case is read, checked and corrected. A case that is not there is made.

    \b
    Examples:
      dragoman serve korea.dragoman --open
      dragoman serve korea.dragoman --host 0.0.0.0 --token "$(openssl rand -hex 16)"
    """
    import uvicorn

    from dragoman.web.app import application
    from dragoman.web.server import configured

    if host not in LOOPBACK and not token:
        raise DragomanError("others could read and change the case", f"--host {host}", "give them a --token")
    if token is not None and not _hard_to_guess(token):
        raise DragomanError("too easily guessed", "--token", "take 16 letters and digits or more: openssl rand -hex 16")
    with Case(case) as held, _listening(host, port) as sock:
        app = application(held, token, extractor)
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{sock.getsockname()[1]}/" + (f"?token={token}" if token else "")
        streams.say(f"{case} is open at {address}  (Ctrl+C ends)")
        if browse:
            webbrowser.open(address)
        server = uvicorn.Server(configured(app))
        with suppress(KeyboardInterrupt), ending(server.handle_exit):
            server.run(sockets=[sock])
    streams.say("closed")
    if any(not t.daemon for t in threading.enumerate() if t is not threading.main_thread()):
        os._exit(0)  # no answer is waited for any more, and a change of the case is whole or was not made


def _hard_to_guess(token: str) -> bool:
    """Sixteen letters and digits or more, that are no word said twice and no row of neighbours: such a row takes few
    different steps from sign to sign, and one that was drawn by lot takes many."""
    steps = {ord(b) - ord(a) for a, b in pairwise(token)}
    plain = len(token) >= 16 and token.isascii() and token.isalnum()
    return plain and len(steps) >= STEPS and token not in (token + token)[1:-1]


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(128)
    except OSError as error:
        sock.close()
        raise DragomanError(error.strerror or "can't listen", f"{host}:{port}", "give another --port") from None
    return sock
