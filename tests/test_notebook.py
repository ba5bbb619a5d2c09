"""The worked notebook runs from top to bottom, and its cells show what its text speaks of."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[1] / "worked-example.ipynb"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each cell of code shows, as text."""
    folder = tmp_path_factory.mktemp("notebook")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(folder))
        patch.setenv("JUPYTER_RUNTIME_DIR", str(folder))
        NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    return [_text(cell) for cell in notebook.cells if cell.cell_type == "code"]


def _text(cell: Any) -> str:
    return "".join(
        each.get("text") or each.get("data", {}).get("text/plain", "") for each in cell.get("outputs", ())
    )


def test_it_runs_and_shows_what_it_speaks_of(shown: list[str]) -> None:
    whole = "\n".join(shown)
    for expected in (
        "Open Government Licence – Canada",
        "Employment and Social Development Canada",
        "row 22, volume_meeting_target",
    ):
        assert expected in whole


def test_it_is_kept_without_what_it_shows() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert not [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")]
