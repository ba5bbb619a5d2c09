"""What is left out of an export, so that one bad record never breaks the whole, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import shorten

import pyoxigraph as ox

from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.exporting.addresses import escaped
from pscvc_kg.exporting.catalogue import Export
from pscvc_kg.namespaces import RDF_TYPE, XSD
from pscvc_kg.report import Text

_ADDRESS = ox.NamedNode(XSD + "anyURI")
_TYPE = ox.NamedNode(RDF_TYPE)
_GRAPH = ox.NamedNode("urn:pscvc:export")


@dataclass(frozen=True, order=True)
class LeftOut:
    """A record that is not in the export, or a statement on it, and the reason.

    ``whole`` is whether the record itself is left out; else it is there, without a statement or with another
    text in it. ``value`` is what is wrong, as it was written, where the reason is a value.
    """

    record: str
    reason: Text
    value: str = ""
    whole: bool = True

    def __hash__(self) -> int:
        return hash((self.record, tuple(sorted(self.reason.items())), self.value, self.whole))


def readable(triples: bytes, pages: str | None) -> Iterator[ox.Triple | LeftOut]:
    """The statements in *triples* (N-Triples), with each address that is written as text as an IRI.

    What cannot be read, as another engine may give, and an address that is none come out as `LeftOut`.
    """
    for triple in _parsed(triples):
        if isinstance(triple, LeftOut):
            yield triple
            continue
        value = triple.object
        if not (isinstance(value, ox.Literal) and value.datatype == _ADDRESS):
            yield triple
            continue
        iri = escaped(value.value)
        if iri is None:
            yield LeftOut(_name(triple.subject), _NO_ADDRESS, shown(value.value), whole=False)
            continue
        page = ox.NamedNode(iri)
        yield ox.Triple(triple.subject, triple.predicate, page)
        if pages is not None:
            yield ox.Triple(page, _TYPE, ox.NamedNode(pages))


def _parsed(triples: bytes) -> Iterator[ox.Triple | LeftOut]:
    """Each statement; where the whole cannot be read, line by line, with invalid IRIs escaped or left out."""
    try:
        yield from [quad.triple for quad in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)]
        return
    except SyntaxError:
        pass
    for line in triples.splitlines():
        try:
            yield from [quad.triple for quad in ox.parse(line, format=ox.RdfFormat.N_TRIPLES)]
        except SyntaxError as error:
            record = line.partition(b">")[0].removeprefix(b"<").decode(errors="replace")
            yield LeftOut(record, _UNREADABLE, shown(str(error)), whole=False)


def sound(export: Export, triples: Iterable[ox.Triple]) -> tuple[set[ox.Triple], set[LeftOut]]:
    """Those of *triples* that no fault of *export* leaves out, and what is left out.

    A record goes with all that is said of it, with what points to it, and with what was only there for it.
    Another record may lack something then: the faults are looked for again until there are none.
    """
    kept = set(triples)
    gone: set[LeftOut] = set()
    while found := _faulty(export, kept):
        for record, reasons in found.items():
            gone |= {LeftOut(record, reason) for reason in reasons}
        kept = _without(kept, set(found))
    return _pruned(export, kept), gone


def _pruned(export: Export, triples: set[ox.Triple]) -> set[ox.Triple]:
    """*triples* without what the parts that take away find in them."""
    if not export.pruning:
        return triples
    with _store_of(triples) as memory:
        for part in export.pruning:
            found = memory.construct(part.text, graph=_GRAPH.value)
            triples = triples - {quad.triple for quad in ox.parse(found, format=ox.RdfFormat.N_TRIPLES)}
    return triples


def _store_of(triples: set[ox.Triple]) -> EmbeddedStore:
    memory = EmbeddedStore()
    memory.oxigraph.bulk_extend(ox.Quad(one.subject, one.predicate, one.object, _GRAPH) for one in triples)
    return memory


def _faulty(export: Export, triples: set[ox.Triple]) -> dict[str, list[Text]]:
    """The records with a fault, by IRI, and why; each is there, so that leaving out always ends."""
    found: dict[str, list[Text]] = {}
    if not export.faults:
        return found
    with _store_of(triples) as memory:
        for fault in export.faults:
            assert fault.leaves_out is not None
            for row in memory.query(fault.text, graph=_GRAPH.value).rows:
                if row[0] is not None:
                    found.setdefault(row[0].value, []).append(fault.leaves_out)
    return found


def _without(triples: set[ox.Triple], records: set[str]) -> set[ox.Triple]:
    """*triples* without *records*, and without what nothing else points to any more."""
    pointed = {_name(one.object) for one in triples if _is_node(one.object)}
    while records:
        dropped = {one for one in triples if _name(one.subject) in records or _named(one.object) in records}
        if not dropped:
            break
        triples = triples - dropped
        still = {_name(one.object) for one in triples if _is_node(one.object)}
        subjects = {_name(one.subject) for one in triples}
        were = {_name(one.object) for one in dropped if _is_node(one.object)}
        records = {name for name in were & subjects & pointed if name not in still}
    return triples


def _is_node(term: object) -> bool:
    return isinstance(term, ox.NamedNode | ox.BlankNode)


def _named(term: object) -> str:
    return _name(term) if _is_node(term) else ""


def _name(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def shown(written: str) -> str:
    """The beginning of what was written, in one line, for a sentence."""
    return shorten(written, 100, placeholder="…")


_NO_ADDRESS = {
    "en": "an address in it is no web address; write it with http:// or https://",
    "fr": "une de ses adresses n'est pas une adresse Web; écrivez-la avec http:// ou https://",
}
_UNREADABLE = {
    "en": "the store gives a statement on it that is no valid RDF",
    "fr": "le graphe en donne un énoncé qui n'est pas du RDF valide",
}
