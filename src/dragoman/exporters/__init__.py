"""What a case is handed on as: each exporter writes one format. To add one, write its file and list it here, with a row
in `docs/formats.md`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dragoman.case import Case
from dragoman.exporters.left import Left, decided
from dragoman.outputs import replaced


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: where its writer stands (loaded when it is called), whether it takes one table at a time, and else of what
    it tells (events, if nothing is said); `as_coded`: decisions stand beside the records and take none away."""

    module: str
    function: str
    one_table: bool = False
    of: str = "events"
    as_coded: bool = False

    def __call__(self, case: Case, path: Path, table: str | None = None) -> Left:
        """Write the file; returns what of the case is not in it. Raises DragomanError where it can't be written."""
        write: Callable[..., Left | None] = getattr(
            importlib.import_module(f"dragoman.exporters.{self.module}"), self.function
        )
        with replaced(path) as draft:
            asked = [table or "events"] if self.one_table else []
            left = write(case, draft, *asked)
        found = Left() if self.as_coded else decided(case, *(asked or [self.of]))
        found.update(left or {})
        return found


EXPORTERS: dict[str, Exporter] = {
    "bibtex": Exporter("references", "write_bibtex", of="reports"),
    "csl": Exporter("references", "write_csl", of="reports"),
    "csv": Exporter("tables", "write_csv", one_table=True),
    "ftm": Exporter("followthemoney", "write"),
    "geojson": Exporter("geojson", "write"),
    "gexf": Exporter("graphs", "write_gexf"),
    "graphml": Exporter("graphs", "write_graphml"),
    "html": Exporter("briefing", "write"),
    "ical": Exporter("calendar", "write"),
    "icews": Exporter("coded", "write_icews"),
    "jsonl": Exporter("jsonl", "write", as_coded=True),
    "parquet": Exporter("tables", "write_parquet", one_table=True),
    "plover": Exporter("coded", "write_plover"),
    "ris": Exporter("references", "write_ris", of="reports"),
    "timelinejs": Exporter("timelinejs", "write"),
    "xlsx": Exporter("tables", "write_xlsx"),
}
