"""Records of a store checked again: what was accepted, against what the store knows, without a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from pscvc_kg import vocabulary
from pscvc_kg.current import live_submissions
from pscvc_kg.errors import UsageError
from pscvc_kg.forms import every_layout
from pscvc_kg.layouts import Layout
from pscvc_kg.locating import StoredLocator
from pscvc_kg.namespaces import GRAPH, RDF_TYPE
from pscvc_kg.report import Finding, Text
from pscvc_kg.validation.catalogue import Profile, Shape, subclass_triples, subclasses
from pscvc_kg.validation.engines import CONTEXT, Engine, Evidence, in_order, set_query
from pscvc_kg.validation.evidence import (
    Gathered,
    background,
    collect,
    limited,
    live_registers,
    unchecked,
)
from pscvc_kg.validation.findings import asked, findings

if TYPE_CHECKING:
    from pscvc_kg.embedded import EmbeddedStore

_TYPE = ox.NamedNode(RDF_TYPE)
_HERE = ox.DefaultGraph()


@dataclass(frozen=True)
class Record:
    """A record of a live submission: the nodes to look at, and all that the submission links with them.

    ``place`` names the submission, ``layouts`` are those in which it was submitted, the record's own first.
    """

    nodes: tuple[ox.NamedNode, ...]
    triples: tuple[ox.Triple, ...]
    place: str
    layouts: tuple[Layout, ...]


def _linked(
    store: ox.Store, focus: ox.NamedNode, graphs: Sequence[ox.NamedNode]
) -> tuple[tuple[ox.NamedNode, ...], tuple[ox.Triple, ...]]:
    """*focus* with its neighbours, and all that *graphs* link with it, however far."""
    triples: dict[ox.Triple, None] = {}
    near, seen, todo = {focus}, set[ox.NamedNode](), [focus]
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        about = [quad.triple for graph in graphs for quad in store.quads_for_pattern(node, None, None, graph)]
        if not about:
            # An organization, a period, a code: the submission names it and says nothing of it.
            continue
        back = [quad.subject for graph in graphs for quad in store.quads_for_pattern(None, None, node, graph)]
        triples |= dict.fromkeys(about)
        beside = [*(triple.object for triple in about), *back]
        named = [other for other in beside if isinstance(other, ox.NamedNode)]
        near |= set(named) if node == focus else set()
        todo += named
    described = {triple.subject for triple in triples}
    return tuple(sorted((node for node in near if node in described), key=str)), tuple(triples)


class Rechecker:
    """Checks records of a store again, as often as asked, until the store changes.

    A record is looked at with what it is about and with what hangs on it: a report with its service and its
    figures. Rules look at all that the submission links with it, and at the registers of the store, which are
    gathered the first time.
    """

    def __init__(self, store: EmbeddedStore) -> None:
        """Find out which submissions of *store* are live."""
        self._store = store
        self._revision = store.revision
        self._live = {said.graph: said for said in live_submissions(store)}
        self._prepared: dict[tuple[str, date], _Prepared] = {}

    @property
    def is_current(self) -> bool:
        """Whether the store has not changed since."""
        return self._revision == self._store.revision

    def find(self, focus: str) -> Record:
        """The record that *focus* is in the latest live submission that describes it.

        Raises:
            UsageError: None does.
        """
        try:
            node = ox.NamedNode(focus)
        except ValueError as error:
            raise UsageError(f"'{focus}' is not the address of a record; copy one from a report") from error
        described = self._store.oxigraph.quads_for_pattern(node, None, None)
        graphs = {quad.graph_name.value for quad in described if isinstance(quad.graph_name, ox.NamedNode)}
        said = next((said for graph, said in self._live.items() if graph in graphs), None)
        if said is None:
            raise UsageError(f"no live submission describes {focus}; name a record that was accepted")
        beside = [each for each in self._live.values() if each.submission == said.submission and each != said]
        own = [said, *beside]
        nodes, triples = _linked(self._store.oxigraph, node, [ox.NamedNode(each.graph) for each in own])
        names = (each.layout.rpartition("/")[2] for each in own)
        place = said.submission.removeprefix(GRAPH)
        return Record(nodes, triples, place, tuple(every_layout()[name] for name in names))

    def check(
        self, record: Record, profile: Profile, day: date, engine: Engine
    ) -> tuple[tuple[Finding, ...], Gathered]:
        """What the rules of *profile* find in *record*, and how many of its nodes each looks at."""
        if (profile.name, day) not in self._prepared:
            self._prepared[profile.name, day] = _Prepared.of(self._store, profile, day)
        return self._prepared[profile.name, day].check(record, engine)


@dataclass(frozen=True, eq=False)
class _Prepared:
    """What registers, vocabulary and profile say on a day, beside which records are put one after another."""

    profile: Profile
    evidence: Evidence
    unchecked: dict[str, Text]
    limited: dict[str, Text]

    @classmethod
    def of(cls, store: EmbeddedStore, profile: Profile, day: date) -> _Prepared:
        known = collect(profile, live_registers(store, profile.registers))
        known.store.update(f"ADD {CONTEXT} TO DEFAULT")
        known.store.load(background(profile, day), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        available = {name: name in known.registers for name in profile.registers}
        evidence = Evidence((), b"", vocabulary.ontology_triples(whole=False), known.store)
        why = unchecked(profile, available, known.store)
        return cls(profile, evidence, why, limited(profile, why, known.store))

    def check(self, record: Record, engine: Engine) -> tuple[tuple[Finding, ...], Gathered]:
        graph, shapes = self.evidence.store, self.profile.shapes
        fresh = [quad for triple in record.triples if (quad := ox.Quad(*triple)) not in graph]
        graph.extend(fresh)
        try:
            targets = {
                shape.rule.iri: [node for node in record.nodes if self._is_target(shape, node)]
                for shape in shapes
            }
            core = engine.core(self.profile, self._told(record))
            found = [row for row in core if row.focus in record.nodes]
            for shape in shapes:
                if shape.select and targets[shape.rule.iri]:
                    found += set_query(shape, self.evidence, targets[shape.rule.iri])
            rows = in_order(row for row in found if row.rule not in self.unchecked)
            counts = {iri: len(nodes) for iri, nodes in targets.items()}
            gathered = Gathered(self.evidence, counts, self.unchecked, self.limited)
            places = StoredLocator(record.place, record.layouts)
            rows, _beyond = asked(rows, places)
            return findings(rows, self.profile, gathered, places, record.place), gathered
        finally:
            for quad in fresh:
                graph.remove(quad)

    def _is_target(self, shape: Shape, node: ox.NamedNode) -> bool:
        """Whether *shape* looks at *node*."""
        return any(self._meets(kind, iri, node) for kind, iri in shape.targets)

    def _meets(self, kind: str, iri: str, node: ox.NamedNode) -> bool:
        if kind == "targetClass":
            return any(
                ox.Quad(node, _TYPE, ox.NamedNode(name)) in self.evidence.store
                for name in subclasses(self.evidence.ontology, iri)
            )
        if kind == "targetNode":
            return node.value == iri
        subject, object_ = (node, None) if kind == "targetSubjectsOf" else (None, node)
        found = self.evidence.store.quads_for_pattern(subject, ox.NamedNode(iri), object_, _HERE)
        return next(found, None) is not None

    def _told(self, record: Record) -> bytes:
        """What rules in SHACL Core need: the record, what is known of all that it names, and the classes."""
        named = {triple.object for triple in record.triples if isinstance(triple.object, ox.NamedNode)}
        beside = (
            quad.triple
            for node in sorted(named, key=str)
            for quad in self.evidence.store.quads_for_pattern(node, None, None, _HERE)
        )
        told = ox.serialize((*record.triples, *beside), format=ox.RdfFormat.N_TRIPLES) or b""
        return told + subclass_triples(self.evidence.ontology)
