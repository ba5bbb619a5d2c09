"""A store that an earlier version made is brought to the present format when it is opened."""

from __future__ import annotations

from pscvc_kg import chain, current
from pscvc_kg.errors import StoreError
from pscvc_kg.namespaces import GRAPH_LOG
from pscvc_kg.store import Store


def is_due(store: Store) -> bool:
    """Whether an earlier version made the store, or put another ontology into it.

    Raises:
        StoreError: A later version made it.
    """
    kept, ontology = chain.kept_as(store)
    ours = chain.ontology_version()
    if kept > chain.FORMAT or chain.by_version(ontology) > chain.by_version(ours):
        raise StoreError(
            f"the store at {store.where} was made by a later version of pscvc (format {kept}, ontology "
            f"{ontology}; this one knows {chain.FORMAT} and {ours}); install that version, or name another "
            "store"
        )
    if (kept, ontology) == (chain.FORMAT, ours):
        return False
    return bool(chain.last_entry(store).number or chain.unsealed(store))


def migrate(store: Store) -> bool:
    """Bring the store to the present format where that is due, and say whether it was.

    One commit makes an entry of what the log says and no entry says yet, with the sum of each graph, and
    marks `current` as out of date: whatever stops the work, the next opening goes on from there.

    Raises:
        StoreError: A later version made the store.
    """
    if not is_due(store):
        return False
    added = chain.as_it_is_kept()
    if chain.kept_as(store)[0] < chain.FORMAT:
        added += chain.unsealed(store) + b"".join(_sums(store))
    store.commit({GRAPH_LOG: chain.entry(store, added) + current.STALE})
    store.flush()
    return True


def _sums(store: Store) -> list[bytes]:
    known = {row[0] for row in store.query(current.rule("known-graphs"), graph=GRAPH_LOG).texts()}
    said = []
    for graph in store.graphs():
        submission = graph.rpartition("/")[0]
        if graph in known and graph.startswith(current.SOURCES):
            said.append(chain.about_graph(graph, store.dump(graph)))
        elif submission in known and graph.startswith(current.SUBMISSIONS):
            said.append(chain.about_graph(graph, store.dump(graph), part_of=submission))
    return said
