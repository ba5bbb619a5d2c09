"""Candidates: hand-overs that something speaks for, and what people decide on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pscvc_kg.api.given import Progress, silent
from pscvc_kg.api.graph import Graph, on_folder

if TYPE_CHECKING:
    from pscvc_kg.linking.hand_overs.deciding import Decided
    from pscvc_kg.linking.hand_overs.table import Candidates, Row


def candidates(
    store: Graph, *, patterns: Sequence[str] = (), decided: bool = False, progress: Progress = silent
) -> Candidates:
    """Hand-overs that nobody stated and that something in *store* speaks for, with the evidence at its cell.

    One row each, of the *patterns* of these names, or of all; those that a person decided on only where
    *decided*, with those that were accepted and that nothing speaks for any more. They are kept in graphs of
    their own, which go with whatever changes what they were drawn from.

    >>> from pscvc_kg import shipped
    >>> with shipped() as graph:
    ...     [(row["from_name_en"], row["to_name_en"]) for row in candidates(graph)]
    []
    """
    from pscvc_kg.linking.hand_overs import deciding, table
    from pscvc_kg.linking.hand_overs.patterns import patterns as known

    on_folder(store)
    everything = _supposed(store, patterns, progress)
    before = deciding.earlier(store.store)
    rows = table.limited(deciding.undecided(everything, before), _most(), store.store)
    table.keep(store.store, rows, patterns or known())
    if not decided:
        return rows
    open_keys = {deciding.key_of(row) for row in rows}
    shown = [row for row in everything if (key := deciding.key_of(row)) in before or key in open_keys]
    shown += [
        row
        for row in deciding.unsupported(store.store, everything)
        if not patterns or row["pattern"] in patterns
    ]
    found = table.Candidates(deciding.with_decisions(shown, before))
    found.left_out = rows.left_out
    return found


def decide(file: str | Path, store: Graph, *, by: str, progress: Progress = silent) -> Decided:
    """Take what the table *file*, as `candidates` rows are written, decides: all of it or nothing.

    What is accepted becomes a hand-over; what is rejected is not proposed again. A later decision on a
    candidate replaces the earlier one, which the log keeps.
    """
    import tempfile
    from datetime import UTC, datetime

    from pscvc_kg.linking.hand_overs import deciding, table
    from pscvc_kg.linking.hand_overs.patterns import patterns as known
    from pscvc_kg.submissions import load

    on_folder(store)
    everything = _supposed(store, (), progress)
    decided, rows = deciding.decisions(Path(file), store.store, everything, by, datetime.now(UTC))
    if rows:
        with tempfile.TemporaryDirectory() as folder:
            load(deciding.write(rows, Path(folder)), store.store, progress=progress, checked=table.LAYOUT)
    left = deciding.undecided(everything, deciding.earlier(store.store))
    table.keep(store.store, table.limited(left, _most(), store.store), known())
    return decided


def _most() -> dict[str, int]:
    """How many candidates of each pattern are proposed at a time through one thing."""
    from pscvc_kg.linking.hand_overs.patterns import patterns

    return {name: each.most for name, each in patterns().items()}


def _supposed(store: Graph, patterns: Sequence[str], progress: Progress) -> tuple[Row, ...]:
    """The rows of all candidates, decided on or not, with the cells where their evidence stands."""
    from pscvc_kg.linking.hand_overs.proposing import Evidence, propose
    from pscvc_kg.linking.hand_overs.table import as_rows
    from pscvc_kg.report import Location
    from pscvc_kg.submissions import places

    def locate(evidence: Iterable[Evidence]) -> dict[Evidence, Location]:
        wanted = {each: (each.subject, each.path, each.value) for each in evidence}
        found = places(store.store, wanted.values())
        return {each: found[statement] for each, statement in wanted.items() if statement in found}

    return as_rows(store.store, propose(store.store, patterns, progress), locate)
