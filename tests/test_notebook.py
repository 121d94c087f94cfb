from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient import NotebookClient

from dragoman.case import Case
from dragoman.case.tables import Rows
from dragoman.records import Event
from tests import made
from tests.conftest import ROOT


class _ThisPython(KernelSpecManager):
    """The kernel is the Python that runs the tests, whatever kernels the machine has."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="this Python", language="python")


def test_the_notebook_runs() -> None:
    notebook = nbformat.read(ROOT / "docs" / "case.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT / "docs")}})
    client.create_kernel_manager()
    client.km.kernel_spec_manager = _ThisPython()
    client.execute()
    shown = "".join(str(cell.get("outputs", "")) for cell in notebook.cells)
    assert "2018-04-27" in shown
    assert "no report tells" in shown


def test_frames_have_the_contract_s_columns(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    with Case(tmp_path / "c") as case:
        for n in range(3):
            source = made.report(str(n), "2018-04-12")
            case.add(source, made.records(source, made.mention(source, n, when=("2018-04-10", "2018-04-10"))))
        frame = case.events().to_pandas()
        assert isinstance(frame, pandas.DataFrame)
        assert list(frame.columns) == list(Event.model_fields)
        assert (len(frame), frame["earliest"][0], frame["reports"][0]) == (1, "2018-04-10", 3)
        assert len(case.mentions().to_pandas()) == 3
        assert case.visits().to_pandas().empty
    assert Rows[Event]([]).to_pandas().empty
