"""A workspace that is served while a test runs, and a browser to look at it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from dragoman.case import Case
from dragoman.cli.serving import _listening
from dragoman.web.app import application
from dragoman.web.server import configured

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def served(path: Path | str, extractor: str = "entries") -> Iterator[str]:
    """The address of a workspace on this case."""
    with Case(path) as case, _listening("127.0.0.1", 0) as sock:
        server = uvicorn.Server(configured(application(case, extractor=extractor)))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium: nothing is downloaded."""
    if CHROMIUM is None:
        pytest.skip("no chromium here; on Debian: apt-get install chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watched:
    """A page, with what it must not do: complain in the console, or ask another host."""

    page: Page
    address: str
    complaints: list[str]
    outside: list[str]

    def clean(self) -> None:
        assert self.complaints == []
        assert self.outside == []


@contextmanager
def watched(browser: Browser, address: str, width: int = 1280, theme: str = "light") -> Iterator[Watched]:
    context = browser.new_context(
        viewport={"width": width, "height": 900 if width > 600 else 844},
        color_scheme=theme,  # type: ignore[arg-type]
        accept_downloads=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    seen = Watched(page, address, [], [])
    page.on("console", lambda m: seen.complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: seen.complaints.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else seen.outside.append(r.url))
    try:
        yield seen
    finally:
        context.close()
