"""What ``import pscvc_kg`` gives: the jobs, and a graph that they are done on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pscvc_kg.report import Report

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer
    from pscvc_kg.store import Store
    from pscvc_kg.submissions import Loaded, Receipt

Files = str | Path | Iterable[str | Path]


@dataclass(frozen=True)
class Graph:
    """A store and what can be asked of it. Close it, or use it in a ``with``, so that others can open it."""

    store: Store

    def ask(self, question: str, **values: str) -> Answer:
        """Answer a question of ``queries/questions/`` with its parameters; see ``pscvc ask`` for the list."""
        from pscvc_kg.questions import ask

        return ask(self.store, question, **values)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open(where: str | Path | None = None) -> Graph:
    """Open the graph at *where*, a folder that is made when absent, or one in memory when None."""
    from pscvc_kg.store import open_store

    return Graph(open_store(where))


def validate(
    files: Files,
    *,
    profile: str | None = None,
    store: Graph | None = None,
    as_of: str | None = None,
    engine: str = "fast",
) -> Report:
    """Check *files* against the rules of *profile* and what *store* knows; every finding is at its cell."""
    from pscvc_kg.validation import validate

    return validate(_paths(files), profile=profile, store=store and store.store, as_of=as_of, engine=engine)


def load(files: Files, store: Graph) -> Loaded:
    """Put registers and open data into *store*; the same part loaded again replaces itself."""
    from pscvc_kg.submissions import load

    return load(_paths(files), store.store)


def accept(files: Files, report: Report, store: Graph, *, hold: bool = False) -> Receipt:
    """Take the submissions in *files* into *store*, each whole or not at all; *report* says what was found.

    With *hold*, sound records go in, and those with violations are held with what depends on them.
    """
    from pscvc_kg.submissions import accept

    return accept(_paths(files), report, store.store, hold=hold)


def ask(question: str, store: Graph | None = None, **values: str) -> Answer:
    """Answer a question on *store*, or on the shipped data when None."""
    if store is not None:
        return store.ask(question, **values)
    with shipped() as graph:
        return graph.ask(question, **values)


def shipped() -> Graph:
    """The shipped story in memory: its registers loaded, its submissions accepted where sound."""
    from pscvc_kg import resources

    graph = open()
    files = sorted(resources.STORY.glob("*.csv"))
    take(files, graph)
    return graph


def take(files: Sequence[Path], graph: Graph) -> tuple[Loaded, Report, Receipt]:
    """Load what is reference data among *files*, validate the rest against it and accept what is sound."""
    sources, submissions = sort_by_kind(files)
    loaded = load(sources, graph)
    report = validate(submissions, store=graph)
    return loaded, report, accept(submissions, report, graph, hold=True)


def sort_by_kind(files: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The files that are reference data, and those that agencies submit, as their layouts say."""
    from pscvc_kg.layouts import recognise
    from pscvc_kg.tables import read_tables

    kinds: dict[str, list[Path]] = {"source": [], "submission": []}
    for file in files:
        kinds[recognise(read_tables(file)[0]).layout.kind].append(file)
    return kinds["source"], kinds["submission"]


def _paths(files: Files) -> list[Path]:
    return [Path(files)] if isinstance(files, (str, Path)) else [Path(file) for file in files]
