"""What a case is handed on as: each exporter writes one format. To add one, write its file and list it here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dragoman.case import Case
from dragoman.exporters import briefing, jsonl

EXPORTERS: dict[str, Callable[[Case, Path], None]] = {"jsonl": jsonl.write, "html": briefing.write}
