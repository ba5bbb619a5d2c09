"""What the tests of links share: a graph that knows 65 organizations, a short list, the command."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pscvc_kg import api, cli, resources
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.store import Store, open_store

REGISTER = [resources.LIST / "organizations-en.csv", resources.LIST / "organizations-fr.csv"]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph in a folder that knows 65 organizations."""
    folder = tmp_path_factory.mktemp("linking") / "graph"
    with api.open(folder) as graph:
        api.load(REGISTER, graph)
    return folder


@pytest.fixture(scope="session")
def known(registered: Path) -> Iterator[Store]:
    """The same graph, to be read."""
    with open_store(registered, create=False) as store:
        memory = EmbeddedStore()
        for graph in store.graphs():
            memory.load(store.dump(graph), graph)
    with memory:
        yield memory


@pytest.fixture
def store(known: Store) -> Iterator[Store]:
    """A copy of that graph, to change."""
    with EmbeddedStore() as memory:
        for graph in known.graphs():
            memory.load(known.dump(graph), graph)
        yield memory


@pytest.fixture
def names(tmp_path: Path) -> Path:
    """A short list: two that are sure, one that two could be meant by, one misspelt, one of nobody."""
    path = tmp_path / "names.csv"
    rows = ["organization", "Canada Revenue Agency", "Santé Canada", "CSC", "Helth Canada", "City of Ottawa"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def call(*arguments: str | Path, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capsys.readouterr()
        status = cli.run([str(argument) for argument in arguments])
        return status, *capsys.readouterr()

    return call
