"""CSV, Parquet and XLSX: flat tables of events, mentions, statements, visits, reports or reviews."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from dragoman.case import Case
from dragoman.errors import DragomanError
from dragoman.exporters.flat import TABLES, harmless
from dragoman.exporters.left import Left
from dragoman.exporters.words import legible

LONGEST = 32_767  # characters that a cell of a spreadsheet holds


def write_csv(case: Case, path: Path, table: str = "events") -> None:
    """UTF-8, comma, one header line; cells that a spreadsheet would run as a formula begin with an apostrophe."""
    rows = TABLES[table](case)
    first = next(rows, None)
    with path.open("w", encoding="utf-8", newline="") as out:
        if first is None:
            return
        writer = csv.DictWriter(out, list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerow({k: harmless(v) for k, v in first.items()})
        writer.writerows({k: harmless(v) for k, v in row.items()} for row in rows)


def write_parquet(case: Case, path: Path, table: str = "events") -> None:
    """One table, typed. Needs pyarrow (the extra `tables`)."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise _missing("pyarrow") from None
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(list(TABLES[table](case))), path)


def write_xlsx(case: Case, path: Path) -> Left:
    """One sheet a table; every cell with words is text and never a formula. Needs openpyxl (the extra `tables`)."""
    try:
        import openpyxl
        from openpyxl.cell.cell import WriteOnlyCell
    except ImportError:
        raise _missing("openpyxl") from None
    book, left = openpyxl.Workbook(write_only=True), Left()

    def cell(sheet: Any, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        left[f"cells' words after the {LONGEST:,}th character"] += len(value) > LONGEST
        made = WriteOnlyCell(sheet, legible(value)[:LONGEST])
        made.data_type = "s"
        return made

    tables = {name: list(rows(case)) for name, rows in TABLES.items()}  # a sheet that was begun has to be ended
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for n, row in enumerate(rows):
            if n == 0:
                sheet.append(list(row))
            sheet.append([cell(sheet, v) for v in row.values()])
    book.save(path)
    return left


def _missing(package: str) -> DragomanError:
    return DragomanError(f"{package} is not installed", "", "pip install 'dragoman[tables]'")
