"""What rules look at, put together: what was stated, the vocabulary, the day, the registers of the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from pscvc_kg import registers, resources, vocabulary
from pscvc_kg.namespaces import PSC, SH, XSD
from pscvc_kg.report import Text
from pscvc_kg.validation.catalogue import Profile, Shape
from pscvc_kg.validation.engines import Evidence, focus_nodes

if TYPE_CHECKING:
    from pscvc_kg.store import Store

_CONTEXT = ox.NamedNode("urn:pscvc:context")
_COVERS = ox.NamedNode(PSC + "coversPeriod")
_NT = ox.RdfFormat.N_TRIPLES


@dataclass(frozen=True, eq=False)
class Gathered:
    """The evidence, how many nodes each rule looks at, and why some rules cannot be checked."""

    evidence: Evidence
    counts: dict[str, int]
    unchecked: dict[str, Text]

    def foreign(self, focus: ox.NamedNode | ox.BlankNode) -> bool:
        """Whether *focus* is known to registers or vocabulary only: nothing for the agency to answer."""
        return any(self.evidence.store.quads_for_pattern(focus, None, None, _CONTEXT)) or not any(
            self.evidence.store.quads_for_pattern(focus, None, None, ox.DefaultGraph())
        )


def gather(stated: tuple[bytes, ...], profile: Profile, live: Mapping[str, bytes], as_of: date) -> Gathered:
    """Everything that the rules of *profile* need to judge *stated* (N-Triples) on the day *as_of*.

    *live* is what the store says of each register, as `live_registers` gives it.
    """
    graph = ox.Store()
    for piece in stated:
        # What our own mappings wrote need not be checked again.
        graph.bulk_load(piece, format=_NT, lenient=True)
    ontology = vocabulary.ontology_triples()
    counts = focus_nodes(profile.shapes, graph, ontology)
    found = {name: (live.get(name, b""), _states(name, graph)) for name in profile.registers}
    graph.bulk_load(
        b"".join(found[name][0] for name in sorted(found)), format=_NT, lenient=True, to_graph=_CONTEXT
    )
    graph.update((resources.QUERIES / "registers" / "stand-in.ru").read_text(encoding="utf-8"))
    context = graph.dump(format=_NT, from_graph=_CONTEXT) or b""
    beside = background(profile, as_of)
    graph.bulk_load(beside + context, format=_NT, lenient=True)
    available = {name: own or bool(live) for name, (live, own) in found.items()}
    unchecked = {
        shape.rule.iri: why
        for shape in profile.shapes
        if (why := _missing(shape, available, graph)) is not None
    }
    return Gathered(Evidence(stated, beside, context, ontology, graph), counts, unchecked)


def background(profile: Profile, as_of: date) -> bytes:
    """What every rule of *profile* may look at beside what was stated: vocabulary, thresholds, the day."""
    return vocabulary.ontology_triples() + profile.facts + _day(as_of)


def live_registers(store: Store | None, names: Iterable[str] | None = None) -> dict[str, bytes]:
    """What *store* says of the registers called *names* (all that rules may need when None), as N-Triples."""
    if store is None:
        return {}
    known = registers.registers()
    if names is None:
        names = [name for name, register in known.items() if register.kind == "context"]
    return {name: store.construct(known[name].query) for name in names}


def _states(name: str, stated: ox.Store) -> bool:
    """Whether what was stated holds something of a register itself."""
    own = stated.query(registers.registers()[name].query)
    assert isinstance(own, ox.QueryTriples)
    return next(iter(own), None) is not None


def _missing(shape: Shape, available: dict[str, bool], graph: ox.Store) -> Text | None:
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
