"""Counts so small that they may tell of single persons do not enter the graph, where a profile says so."""

from __future__ import annotations

from pscvc_kg import current, vocabulary
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.namespaces import XSD
from pscvc_kg.store import Term, canonical

_SAID = "urn:pscvc:said"
_WORDS = "urn:pscvc:words"
_SMALL = "urn:pscvc:small"


def suppressed(triples: bytes, below: int | None) -> tuple[bytes, int]:
    """*triples* (N-Triples) with the status "suppressed" for each value of fewer than *below*, and how many.

    Nothing is suppressed where *below* is None.
    """
    if below is None:
        return triples, 0
    with EmbeddedStore() as memory:
        memory.load(triples, _SAID)
        memory.load(vocabulary.ontology_triples(whole=False), _WORDS)
        limit = Term(str(below), "literal", datatype=XSD + "integer")
        small = canonical(
            memory.construct(current.rule("small-values"), graph=(_SAID, _WORDS), values={"below": limit})
        )
        if not small:
            return triples, 0
        memory.load(small, _SMALL)
        instead = canonical(memory.construct(current.rule("suppressed-status"), graph=_SMALL))
        memory.commit({_SAID: instead}, {_SAID: small})
        return memory.dump(_SAID), instead.count(b"\n")
