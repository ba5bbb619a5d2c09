"""What changes in the graph `current` when submissions come and go; the cost follows what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import pyoxigraph as ox

from pscvc_kg import current, rederiving
from pscvc_kg.current import Said
from pscvc_kg.embedded import EmbeddedStore, matching
from pscvc_kg.namespaces import GRAPH_CURRENT, GRAPH_ONTOLOGY
from pscvc_kg.rederiving import Fact, Subject, TooMuch, fact_of
from pscvc_kg.store import Store

__all__ = ["Change", "TooMuch", "of"]

_NT = ox.RdfFormat.N_TRIPLES
_START = ox.NamedNode("http://www.w3.org/ns/dcat#startDate")


@dataclass(frozen=True)
class Change:
    """What to add to `current` and what to remove, as N-Triples, and what is live afterwards."""

    add: bytes
    remove: bytes
    live: tuple[Said, ...]


def of(store: Store, live: Sequence[Said], come: Mapping[Said, bytes], go: Iterable[Said]) -> Change:
    """What `current` has to become when some submissions come and others go.

    Args:
        store: The store as it is.
        live: What is live in it.
        come: What is live afterwards and not before, with its statements as N-Triples.
        go: What of *live* is live no more. Its graphs are still there.

    Raises:
        TooMuch: `current` has to be made anew: it is out of date or was never made, or that is less work.
    """
    if not isinstance(store, EmbeddedStore) or current.is_stale(store) or _is_new(store):
        raise TooMuch
    went = set(go)
    after = _in_order(store, [*(each for each in live if each not in went), *come])
    graphs = _Graphs(store.oxigraph, {said.graph: triples for said, triples in come.items()})
    about = graphs.subjects(chain((said.graph for said in went), (said.graph for said in come)))
    base = frozenset((GRAPH_ONTOLOGY, *(source.graph for source in current.live_sources(store))))
    said_before, said_after = _Said(graphs, base, live), _Said(graphs, base, after)
    before, now = said_before.of(about), said_after.of(about)
    new, gone = rederiving.follow(
        store.oxigraph, GRAPH_CURRENT, now - before, before - now, lambda fact: fact in said_after
    )
    return Change(_text(new), _text(gone), tuple(after))


def _is_new(store: EmbeddedStore) -> bool:
    """Whether nothing has been loaded or accepted yet: the ontology comes with the first that is."""
    return (
        next(store.oxigraph.quads_for_pattern(None, None, None, ox.NamedNode(GRAPH_ONTOLOGY)), None) is None
    )


def _in_order(store: EmbeddedStore, live: Iterable[Said]) -> list[Said]:
    """*live* as `live_submissions` sorts it: the latest period first."""
    ontology = ox.NamedNode(GRAPH_ONTOLOGY)

    def start(period: str) -> str:
        days = store.oxigraph.quads_for_pattern(ox.NamedNode(period), _START, None, ontology)
        return max((getattr(day.object, "value", "") for day in days), default="")

    found = sorted(live, key=lambda each: (each.layout, each.owner, -each.number, each.submission))
    return sorted(found, key=lambda each: (start(each.period), each.period), reverse=True)


class _Graphs:
    """The named graphs of a store and those that are about to come, looked up by subject."""

    def __init__(self, store: ox.Store, coming: Mapping[str, bytes]) -> None:
        self._store, self._coming = store, ox.Store()
        for graph, triples in coming.items():
            self._coming.load(triples, format=_NT, lenient=True, to_graph=ox.NamedNode(graph))

    def subjects(self, graphs: Iterable[str]) -> set[Subject]:
        """What *graphs* say something of."""
        return {
            fact_of(quad)[0]
            for graph in graphs
            for store in (self._store, self._coming)
            for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        }

    def about(self, subjects: Iterable[Subject]) -> dict[str, list[Fact]]:
        """What each graph says of *subjects*."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for subject in subjects:
            for store in (self._store, self._coming):
                for quad in store.quads_for_pattern(subject, None, None):
                    found[_name(quad)].append(fact_of(quad))
        return found

    def with_fact(self, fact: Fact) -> set[str]:
        """The graphs that hold *fact*."""
        return {_name(quad) for store in (self._store, self._coming) for quad in matching(store, *fact)}


class _Said:
    """What ontology, registers and submissions state, of which some hold: without what follows from it."""

    def __init__(self, graphs: _Graphs, base: frozenset[str], live: Sequence[Said]) -> None:
        self._graphs, self._base, self._live = graphs, base, live
        self._known: dict[Subject, set[Fact]] = {}
        self._submitted = {said.graph for said in live}

    def of(self, subjects: Iterable[Subject]) -> set[Fact]:
        """Everything that is stated of *subjects*."""
        wanted = set(subjects)
        self._look_up(wanted - self._known.keys())
        return set().union(*(self._known[subject] for subject in wanted))

    def __contains__(self, fact: Fact) -> bool:
        if fact[0] in self._known:
            return fact in self._known[fact[0]]
        where = self._graphs.with_fact(fact)
        if not where.isdisjoint(self._base):
            return True
        if where.isdisjoint(self._submitted):
            return False
        return fact in self.of([fact[0]])

    def _look_up(self, subjects: set[Subject]) -> None:
        said = self._graphs.about(subjects)
        stated = {graph: _text(facts) for graph, facts in said.items()}
        with EmbeddedStore() as memory:
            for graph in self._base & stated.keys():
                memory.load(stated[graph], GRAPH_CURRENT)
            live = [each for each in self._live if each.graph in stated]
            memory.load(current.selected(live, stated.__getitem__, memory), GRAPH_CURRENT)
            for subject in subjects:
                self._known[subject] = set()
            for quad in memory.oxigraph:
                self._known[quad.subject].add(fact_of(quad))


def _name(quad: ox.Quad) -> str:
    """The graph of *quad*; "" for the default graph, which nothing of ours is in."""
    return getattr(quad.graph_name, "value", "")


def _text(facts: Iterable[Fact]) -> bytes:
    """N-Triples, sorted."""
    return b"".join(sorted(f"{ox.Triple(*fact)} .\n".encode() for fact in facts))
