"""The graph itself, named graph by named graph, as quads that read back as they were."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

import pyoxigraph as ox

from pscvc_kg.errors import UsageError
from pscvc_kg.namespaces import GRAPH
from pscvc_kg.store import Store

FORMS: dict[str, ox.RdfFormat] = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS}
NOT_EXPORTED = GRAPH + "originals"
"""The files as they were sent: they hold counts too small to be known. A backup keeps them."""


def written(store: Store, form: str, graph: str | None, progress: Callable[[int, int, str], None]) -> bytes:
    """All graphs of *store* but the files as they were sent, or *graph* alone, sorted by graph and statement.

    *graph* may be an IRI or what follows ``…/graph/`` in it.

    Raises:
        UsageError: There is no such graph, or it is not for others.
    """
    known = [name for name in store.graphs() if name != NOT_EXPORTED]
    wanted = known if graph is None else [_graph(graph, known)]
    parts: list[bytes] = []
    for done, name in enumerate(wanted):
        progress(done, len(wanted), name.removeprefix(GRAPH))
        parts.append(_graph_written(store, name, form))
    progress(len(wanted), len(wanted), "")
    return b"".join(parts)


def _graph_written(store: Store, name: str, form: str) -> bytes:
    """One graph; nothing is joined across graphs, so that each is written alone."""
    node = ox.NamedNode(name)
    lines = sorted(store.dump(name).splitlines(keepends=True))
    quads = (
        ox.Quad(quad.subject, quad.predicate, quad.object, node)
        for quad in ox.parse(b"".join(lines), format=ox.RdfFormat.N_TRIPLES)
    )
    return ox.serialize(quads, format=FORMS[form]) or b""


def _graph(text: str, known: list[str]) -> str:
    """The name of the graph that *text* names."""
    name = text if text.startswith(("http://", "https://", "urn:")) else GRAPH + text.strip("/")
    if name in known:
        return name
    if name == NOT_EXPORTED:
        raise UsageError(
            "graph/originals holds files as they were sent, with what is too small to be known; "
            "it is copied by pscvc backup only"
        )
    near = [one.removeprefix(GRAPH) for one in get_close_matches(name, known, n=3, cutoff=0.6)]
    hint = f"; the nearest: {', '.join(near)}" if near else ""
    raise UsageError(f"this store has no graph '{text}'{hint}")
