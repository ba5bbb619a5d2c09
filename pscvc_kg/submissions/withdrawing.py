"""What an organization said is taken back: gone from every answer, and known to have been there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pscvc_kg import chain, change, current
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import UsageError
from pscvc_kg.namespaces import GRAPH_CURRENT, GRAPH_LOG, GRAPH_ONTOLOGY
from pscvc_kg.store import Store, Term

from . import log, originals
from .naming import submitter


@dataclass(frozen=True)
class Withdrawn:
    """Submissions (IRIs of graphs) that were withdrawn, and earlier ones that hold again because of it."""

    organization: str
    period: str
    submissions: tuple[str, ...]
    holds_again: tuple[str, ...]

    def iris(self) -> tuple[str, ...]:
        """The things that it speaks of, by which their names are found."""
        return self.organization, self.period


def withdraw(
    store: Store,
    organization: str,
    period: str,
    *,
    reason: str,
    by: str = "",
    number: int | None = None,
    clock: log.Clock = log.now,
) -> Withdrawn:
    """Take back what *organization* submitted for *period*, in one commit, on the disk when this returns.

    Its statements and its files leave the store; the log keeps that they were there, why they went, and what
    they were checked by. A file that other submissions were read from goes, too: it holds what is withdrawn.

    Args:
        store: The graph.
        organization: Its identifier, its short or full name, or its IRI.
        period: Its label (``2023-2024``) or its IRI.
        reason: Why; the log keeps it.
        by: Who decided it.
        number: Only this one of its submissions for the period; all of them when None. What it had replaced
            holds again.
        clock: Gives the time that the log states.

    Raises:
        UsageError: There is nothing of it to withdraw, or no reason.
        StoreError: The store refused; nothing has changed.
    """
    if not reason.strip():
        raise UsageError("a withdrawal needs a reason, which the log keeps; give it with --reason")
    owner, when = submitter(store, organization, period)
    assert when is not None
    pair = (owner, when)
    versions: dict[int, str] = {}
    files: dict[int, set[str]] = {}
    values = {"owner": Term(pair[0]), "period": Term(pair[1])}
    for graph, version, file in store.query(
        current.rule("submissions-of"), graph=GRAPH_LOG, values=values
    ).texts():
        versions[int(version)] = graph
        files.setdefault(int(version), set()).add(file)
    if number is not None:
        versions = {each: graph for each, graph in versions.items() if each == number}
    if not versions:
        which = f"submission {number}" if number is not None else "submission"
        raise UsageError(f"there is no {which} of {organization} for {period} that is not withdrawn already")
    gone = [versions[each] for each in sorted(versions)]
    entry = chain.entry(store, log.withdrawn(gone, clock(), reason.strip(), by.strip()))
    live = current.live_submissions(store)
    after = _live_after(store, entry)
    come = {said: store.dump(said.graph) for said in after if said not in set(live)}
    theirs = [name for name in store.graphs() if name.startswith(tuple(f"{each}/" for each in gone))]
    read_from = sorted({file for each in versions for file in files[each] if file})
    remove = {originals.GRAPH_ORIGINALS: originals.statements_about(store, read_from)}
    add = {GRAPH_LOG: entry}
    try:
        changed = change.of(store, live, come, [said for said in live if said not in set(after)])
        add[GRAPH_CURRENT], remove[GRAPH_CURRENT] = changed.add, changed.remove
    except change.TooMuch:
        add[GRAPH_LOG] += current.STALE
    store.commit(add, remove, drop=[*theirs, *current.supposed(store)])
    store.flush()
    if current.is_stale(store):
        current.refresh(store)
    again = tuple(sorted({said.submission for said in come}))
    return Withdrawn(*pair, tuple(gone), again)


def _live_after(store: Store, entry: bytes) -> Sequence[current.Said]:
    """What is live once *entry* is in the log."""
    with EmbeddedStore() as scratch:
        scratch.load(store.dump(GRAPH_ONTOLOGY), GRAPH_ONTOLOGY)
        scratch.load(store.dump(GRAPH_LOG) + entry, GRAPH_LOG)
        return current.live_submissions(scratch)
