"""What a case is handed on as: each exporter writes one format. To add one, write its file and list it here, with a row
in `docs/formats.md`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.case import Case
from dragoman.outputs import replaced


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: where its writer stands (loaded when it is called), and whether it takes one table at a time."""

    module: str
    function: str
    one_table: bool = False

    def __call__(self, case: Case, path: Path, table: str | None = None) -> None:
        write: Callable[..., Any] = getattr(importlib.import_module(f"dragoman.exporters.{self.module}"), self.function)
        with replaced(path) as draft:
            if self.one_table:
                write(case, draft, table or "events")
            else:
                write(case, draft)


EXPORTERS: dict[str, Exporter] = {
    "bibtex": Exporter("references", "write_bibtex"),
    "csl": Exporter("references", "write_csl"),
    "csv": Exporter("tables", "write_csv", one_table=True),
    "ftm": Exporter("followthemoney", "write"),
    "geojson": Exporter("geojson", "write"),
    "gexf": Exporter("graphs", "write_gexf"),
    "graphml": Exporter("graphs", "write_graphml"),
    "html": Exporter("briefing", "write"),
    "ical": Exporter("calendar", "write"),
    "icews": Exporter("coded", "write_icews"),
    "jsonl": Exporter("jsonl", "write"),
    "parquet": Exporter("tables", "write_parquet", one_table=True),
    "plover": Exporter("coded", "write_plover"),
    "ris": Exporter("references", "write_ris"),
    "timelinejs": Exporter("timelinejs", "write"),
    "xlsx": Exporter("tables", "write_xlsx"),
}
