"""What rules look at, put together: what was stated, the vocabulary, the day, the registers of the store."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from pscvc_kg import layouts, registers, resources, vocabulary
from pscvc_kg.namespaces import PSC, SH, XSD
from pscvc_kg.report import Text
from pscvc_kg.store import Term
from pscvc_kg.validation.catalogue import Profile, Shape
from pscvc_kg.validation.engines import CONTEXT, Evidence, Node, focus_nodes

if TYPE_CHECKING:
    from pscvc_kg.store import Store

_COVERS = ox.NamedNode(PSC + "coversPeriod")
_NT = ox.RdfFormat.N_TRIPLES


@dataclass(frozen=True, eq=False)
class Gathered:
    """The evidence, how many nodes each rule looks at, and why some rules cannot be checked, or not all."""

    evidence: Evidence
    counts: dict[str, int]
    unchecked: dict[str, Text]
    limited: dict[str, Text] = field(default_factory=dict)

    def foreign(self, focus: Node) -> bool:
        """Whether *focus* is known to registers or vocabulary only: nothing for the agency to answer."""
        if isinstance(focus, ox.Literal):
            return False
        return any(self.evidence.store.quads_for_pattern(focus, None, None, CONTEXT)) or not any(
            self.evidence.store.quads_for_pattern(focus, None, None, ox.DefaultGraph())
        )


@dataclass(frozen=True, eq=False)
class Collected:
    """What rules will look at, while it comes in: a store, and which registers it holds something of.

    The default graph holds what was stated, the graph of the context what registers say. ``alone`` is whether
    official registers are the store's alone, or whether what was stated may bring its own.
    """

    store: ox.Store
    registers: set[str]
    alone: bool = True

    def know(self, live: Mapping[str, bytes]) -> None:
        """Add what registers say, as `live_registers` gives it."""
        known = {name: triples for name, triples in live.items() if triples}
        self.registers.update(known)
        self.store.load(b"".join(known.values()), format=_NT, lenient=True, to_graph=CONTEXT)

    def state(self, triples: bytes, *, checked: bool = True) -> None:
        """Add what was stated, N-Triples; those that our own mappings wrote are *checked* already.

        Raises:
            SyntaxError: They are not checked, and are no N-Triples.
        """
        self.store.load(triples, format=_NT, lenient=checked)


@functools.cache
def official() -> frozenset[str]:
    """The registers that no submission can speak for: reference data holds them."""
    known = layouts.layouts()
    return frozenset(
        name
        for name, register in registers.registers().items()
        if any(known[layout].kind == "source" for layout in register.reads if layout in known)
    )


def collect(profile: Profile, live: Mapping[str, bytes], *, alone: bool = True) -> Collected:
    """The registers of *live* (as `live_registers` gives it) that rules of *profile* need, nothing stated."""
    collected = Collected(ox.Store(), set(), alone)
    collected.know({name: live[name] for name in profile.registers if name in live})
    return collected


def gather(stated: tuple[bytes, ...], profile: Profile, collected: Collected, as_of: date) -> Gathered:
    """Everything that the rules of *profile* need to judge *stated* on the day *as_of*.

    *collected* has been told all of *stated*; its store becomes that of the evidence.
    """
    graph = collected.store
    ontology = vocabulary.ontology_triples(whole=False)
    counts = focus_nodes(profile.shapes, graph, ontology)
    barred = official() if collected.alone else frozenset()
    if barred:
        stated = _without_registers(stated, graph)
    available = {
        name: name in collected.registers or (name not in barred and _states(name, graph))
        for name in profile.registers
    }
    graph.update((resources.QUERIES / "registers" / "stand-in.ru").read_text(encoding="utf-8"))
    graph.update(f"ADD {CONTEXT} TO DEFAULT")
    vocabulary_and_day = background(profile, as_of)
    graph.load(vocabulary_and_day, format=_NT, lenient=True)
    evidence = Evidence(stated, vocabulary_and_day, ontology, graph)
    why = unchecked(profile, available, graph)
    return Gathered(evidence, counts, why, limited(profile, why, graph))


def unchecked(profile: Profile, available: Mapping[str, bool], graph: ox.Store) -> dict[str, Text]:
    """Why some rules of *profile* cannot be checked: a register is not *available*, or years are unknown."""
    return {
        shape.rule.iri: why
        for shape in profile.shapes
        if (why := _missing(shape, available, graph)) is not None
    }


def limited(profile: Profile, unchecked: Iterable[str], graph: ox.Store) -> dict[str, Text]:
    """Why some rules of *profile* look at less than they ask for: *graph* lacks years between others."""
    gaps = missing_years(graph)
    history = [shape.rule.iri for shape in profile.shapes if shape.minimum_years]
    return {iri: gaps for iri in history if iri not in set(unchecked)} if gaps else {}


def background(profile: Profile, as_of: date) -> bytes:
    """What every rule of *profile* may look at beside what was stated: vocabulary, thresholds, the day."""
    return vocabulary.ontology_triples(whole=False) + profile.facts + _day(as_of)


def live_registers(
    store: Store | None,
    names: Iterable[str] | None = None,
    stated: ox.Store | None = None,
) -> dict[str, bytes]:
    """What *store* says of the registers called *names* (all that rules may need when None), as N-Triples.

    Of those that are ``about`` something, only what they say of what *stated* names, and one entry where that
    is nothing, so that they are known to be there. None: everything.
    """
    if store is None:
        return {}
    known = registers.registers()
    if names is None:
        names = registers.contexts()
    return {name: _live_register(store, known[name], stated) for name in names}


def _live_register(store: Store, register: registers.Register, stated: ox.Store | None) -> bytes:
    if register.about is None or stated is None:
        return store.construct(register.query)
    query = resources.QUERIES / "named" / f"{register.about}.rq"
    named = stated.query(query.read_text(encoding="utf-8"))
    assert isinstance(named, ox.QuerySolutions)
    things = sorted(row[0].value for row in named if isinstance(row[0], ox.NamedNode))
    if len(things) > _MOST_NAMED:
        return store.construct(register.query)
    terms = [Term(iri) for iri in things]
    found = store.construct(register.query, values={register.about: terms}) if terms else b""
    return found or store.construct(f"{register.query}\nLIMIT 1")


_MOST_NAMED = 500
"""Beyond that, looking up each takes longer than reading all: a national file names 1,716 services."""


def is_narrow(name: str) -> bool:
    """Whether a run needs only a part of the register called *name*, and knows which once files are read."""
    return registers.registers()[name].about is not None


def _states(name: str, stated: ox.Store) -> bool:
    """Whether what was stated holds something of a register itself."""
    own = stated.query(registers.registers()[name].query)
    assert isinstance(own, ox.QueryTriples)
    return next(iter(own), None) is not None


def _without_registers(stated: tuple[bytes, ...], graph: ox.Store) -> tuple[bytes, ...]:
    """*stated* without what only official registers can say; *graph*, which holds it, loses it, too."""
    held = len(graph)
    graph.update((resources.QUERIES / "registers" / "official.ru").read_text(encoding="utf-8"))
    if len(graph) == held:
        return stated
    return (graph.dump(format=_NT, from_graph=ox.DefaultGraph()) or b"",)


def _missing(shape: Shape, available: Mapping[str, bool], graph: ox.Store) -> Text | None:
    """Why *shape* cannot be checked, in both languages; None when it can."""
    lacking = [name for name in shape.registers if not available[name]]
    if lacking:
        labels = [registers.registers()[name].label for name in lacking]
        return {
            "en": f"Missing in the store: {_listed([label['en'] for label in labels], 'and')}",
            "fr": f"Manque dans le graphe\u00a0: {_listed([label['fr'] for label in labels], 'et')}",
        }
    if shape.minimum_years:
        years = {str(quad.object) for quad in graph.quads_for_pattern(None, _COVERS, None, ox.DefaultGraph())}
        earlier = len(years) - 1
        if earlier < shape.minimum_years:
            needed, known = shape.minimum_years, max(earlier, 0)
            return {
                "en": f"Earlier years needed: {needed}; known: {known}",
                "fr": f"Exercices antérieurs nécessaires\u00a0: {needed}; connus\u00a0: {known}",
            }
    return None


def missing_years(graph: ox.Store) -> Text | None:
    """Which periods between the earliest and the latest that *graph* knows nobody reports; None: none."""
    found = graph.query((resources.QUERIES / "guards" / "missing-years.rq").read_text(encoding="utf-8"))
    assert isinstance(found, ox.QuerySolutions)
    names = [str(getattr(solution[0], "value", "")) for solution in found]
    if not names:
        return None
    return {
        "en": f"Years that nobody has reported in the store: {_listed(names, 'and')}",
        "fr": f"Exercices que personne n'a déclarés dans le graphe\u00a0: {_listed(names, 'et')}",
    }


def _listed(names: list[str], conjunction: str) -> str:
    """Names as a sentence lists them: ``a, b and c``."""
    *first, last = names
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def _day(as_of: date) -> bytes:
    """The day that rules take for today."""
    return f'<{PSC}thisRun> <{PSC}asOf> "{as_of.isoformat()}"^^<{XSD}date> .\n'.encode()


def applicable(profile: Profile, unchecked: Iterable[str]) -> Profile:
    """*profile* without the rules that cannot be checked."""
    left_out = set(unchecked)
    kept = tuple(shape for shape in profile.shapes if shape.rule.iri not in left_out)
    idle = tuple(f"<{iri}> <{SH}target".encode() for iri in sorted(left_out))
    lines = profile.queries.splitlines(keepends=True)
    queries = b"".join(line for line in lines if not line.startswith(idle))
    return replace(profile, shapes=kept, queries=queries)
