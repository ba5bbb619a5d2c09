"""What goes into a graph and what is taken back: registers, open data and submissions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pscvc_kg.api.given import Files, Progress, paths, silent
from pscvc_kg.api.graph import Graph, on_folder
from pscvc_kg.report import Report

if TYPE_CHECKING:
    from pscvc_kg.submissions import Chapter, Difference, Loaded, Receipt, Unloaded, Withdrawn


def load(files: Files, store: Graph, *, progress: Progress = silent) -> Loaded:
    """Put registers and open data into *store*; the same part loaded again replaces itself.

    >>> from pscvc_kg import open
    >>> from pscvc_kg.resources import STORY
    >>> with open() as graph:
    ...     loaded = load(STORY / "hand-overs.csv", graph)
    ...     len(graph.ask("hand-overs").rows)
    21
    """
    from pscvc_kg.submissions import load

    on_folder(store)
    return load(paths(files), store.store, progress=progress)


def accept(
    files: Files,
    report: Report,
    store: Graph,
    *,
    hold: bool = False,
    organization: str | None = None,
    period: str | None = None,
    by: str = "",
    progress: Progress = silent,
) -> Receipt:
    """Take the submissions in *files* into *store*, each whole or not at all; *report* says what was found.

    With *hold*, sound records go in, and those with violations are held with what depends on them. The log
    keeps what *report* set apart as waived, and *by*, who accepts.

    >>> from pscvc_kg import open, validate
    >>> from pscvc_kg.resources import STORY
    >>> files = STORY / "services-2023-2024.csv"
    >>> with open() as graph:
    ...     loaded = load([STORY / "organization-names.csv", STORY / "organization-identifiers.csv"], graph)
    ...     report = validate(files, store=graph, as_of="2025-03-01")
    ...     receipt = accept(files, report, graph, hold=True, organization="cra-arc")
    ...     [(chapter.number, chapter.state) for chapter in history(graph)]
    [(1, 'holds')]
    """
    from pscvc_kg.submissions import accept

    on_folder(store)
    return accept(
        paths(files),
        report,
        store.store,
        hold=hold,
        organization=organization,
        period=period,
        by=by,
        progress=progress,
    )


def withdraw(what: str, store: Graph, *, reason: str, by: str = "") -> Withdrawn | Unloaded:
    """Take back a submission or what was loaded from a file: gone from every answer.

    A submission is written ``ORG/PERIOD`` or ``ORG/PERIOD/NUMBER``. Without a number all of the
    organization's submissions for the period are withdrawn; else that one, and what it had replaced holds
    again. What was loaded goes by the name of its file, or by ``LAYOUT/PART`` as `load` tells it, with all
    its versions. The log keeps that it was there, and *reason*.

    >>> from pscvc_kg import open
    >>> from pscvc_kg.resources import STORY
    >>> with open() as graph:
    ...     loaded = load(STORY / "hand-overs.csv", graph)
    ...     gone = withdraw("hand-overs.csv", graph, reason="another year")
    ...     len(graph.ask("hand-overs").rows)
    0
    """
    from pscvc_kg.submissions import is_loaded, named, unload, withdraw

    on_folder(store)
    if "/" not in what or is_loaded(store.store, what):
        return unload(store.store, what, reason=reason, by=by)
    organization, period, number = named(what)
    return withdraw(store.store, organization, period, reason=reason, by=by, number=number)


def history(
    store: Graph, *, organization: str | None = None, period: str | None = None, as_of: str | None = None
) -> tuple[Chapter, ...]:
    """The life of every submission in *store*, or of those of one organization or period, as of a day."""
    from pscvc_kg.submissions import history

    on_folder(store)
    return history(store.store, organization=organization, period=period, as_of=as_of)


def loaded_files(store: Graph) -> tuple[str, ...]:
    """The names of the files of registers and open data that *store* was loaded from and still holds.

    >>> from pscvc_kg import open
    >>> from pscvc_kg.resources import STORY
    >>> with open() as graph:
    ...     receipt = load(STORY / "hand-overs.csv", graph)
    ...     loaded_files(graph)
    ('hand-overs.csv',)
    """
    from pscvc_kg.submissions import loaded_files

    on_folder(store)
    return loaded_files(store.store)


def diff(before: str, after: str, store: Graph, *, as_of: str | None = None) -> Difference:
    """What differs between two submissions, written ``ORG/PERIOD`` or ``ORG/PERIOD/NUMBER``, at its cells.

    Without a number it is what holds, or held at the end of the day *as_of*.
    """
    from pscvc_kg.submissions import diff

    on_folder(store)
    return diff(store.store, before, after, as_of=as_of)


def sort_by_kind(files: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The files that are reference data, and those that agencies submit, as their layouts say."""
    from pscvc_kg.layouts import recognise
    from pscvc_kg.tables import read_tables

    kinds: dict[str, list[Path]] = {"source": [], "submission": []}
    for file in files:
        kinds[recognise(read_tables(file)[0]).layout.kind].append(file)
    return kinds["source"], kinds["submission"]
