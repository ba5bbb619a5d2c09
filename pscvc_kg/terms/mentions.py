"""Which terms the rules, the questions, the alignments and the columns of tables speak of, as triples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from pscvc_kg import headers, layouts, provenance, resources
from pscvc_kg.namespaces import BASE, CODE, DCT, PSC, RDF_TYPE, SH

_REFERENCES, _TITLE, _DESCRIPTION, _IDENTIFIER, _PART_OF = (
    ox.NamedNode(DCT + name) for name in ("references", "title", "description", "identifier", "isPartOf")
)
_TYPE = ox.NamedNode(RDF_TYPE)
_CSVW = "http://www.w3.org/ns/csvw#"
_SEVERITY, _SELECT = ox.NamedNode(SH + "severity"), ox.NamedNode(SH + "select")
_DECLARE, _PREFIX, _NAMESPACE = (ox.NamedNode(SH + name) for name in ("declare", "prefix", "namespace"))
_OWL = "http://www.w3.org/2002/07/owl#"
_ENDS = frozenset({f"{_OWL}annotatedSource", f"{_OWL}annotatedTarget"})
_OURS = {"psc": PSC, "code": CODE}


def mentions() -> Iterator[ox.Triple]:
    """Rules, questions, alignments and columns, each with its names and the terms that it speaks of."""
    yield from _rules(resources.SHAPES)
    yield from _questions(resources.QUERIES / "questions")
    yield from _alignments(resources.ONTOLOGY / "alignments")
    yield from _columns(layouts.layouts())


def spelled_out(query: str, prefixes: Mapping[str, str] = _OURS) -> set[str]:
    """The IRIs that the text of a SPARQL *query* names, in angle brackets or by a prefix.

    >>> sorted(spelled_out("PREFIX c: <urn:c:> SELECT * { ?x a psc:Claim ; c:x <urn:y> } # psc:no"))
    ['https://w3id.org/pscvc/ns#Claim', 'urn:c:x', 'urn:y']
    """
    text = re.sub(r"(?m)(^|\s)#.*$|\"[^\"\n]*\"", " ", query)
    known = {**prefixes, **dict(re.findall(r"(?i)\bPREFIX\s+([\w-]*):\s*<([^>]*)>", text))}
    body = re.sub(r"(?i)\bPREFIX\s+[\w-]*:\s*<[^>]*>", "", text)
    names = re.findall(
        r"(?<![\w?$/:-])([A-Za-z][\w-]*):((?:[\w%-]|\\.|\.(?=\w))+)", re.sub(r"<[^>\s]*>", " ", body)
    )
    spelled = {known[prefix] + local.replace("\\", "") for prefix, local in names if prefix in known}
    return spelled | set(re.findall(r"<([a-z]+:[^>\s]+)>", body))


def _rules(folder: Path) -> Iterator[ox.Triple]:
    """The triples of all shapes, and for each rule what it speaks of."""
    graph = ox.Dataset(
        ox.Quad(quad.subject, quad.predicate, quad.object)
        for file in sorted(folder.rglob("*.ttl"))
        for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    )
    prefixes = dict(_declared(graph))
    for quad in graph:
        yield quad.triple
    for quad in graph.quads_for_predicate(_SEVERITY):
        if isinstance(quad.subject, ox.NamedNode):
            for iri in _reached(graph, quad.subject, prefixes):
                yield ox.Triple(quad.subject, _REFERENCES, ox.NamedNode(iri))


def _declared(graph: ox.Dataset) -> Iterator[tuple[str, str]]:
    for quad in graph.quads_for_predicate(_DECLARE):
        node = quad.object
        if isinstance(node, ox.BlankNode):
            said = {one.predicate: one.object for one in _said(graph, node)}
            prefix, space = said[_PREFIX], said[_NAMESPACE]
            if isinstance(prefix, ox.Literal) and isinstance(space, ox.Literal):
                yield prefix.value, space.value


def _said(graph: ox.Dataset, node: ox.NamedNode | ox.BlankNode) -> list[ox.Quad]:
    return list(graph.quads_for_subject(node))


def _reached(
    graph: ox.Dataset, start: ox.NamedNode | ox.BlankNode, prefixes: Mapping[str, str]
) -> Iterator[str]:
    """The IRIs of a shape: those it states, those of the parts that have no name, those of its queries."""
    for quad in _said(graph, start):
        value = quad.object
        if isinstance(value, ox.NamedNode):
            yield value.value
        elif isinstance(value, ox.BlankNode):
            yield from _reached(graph, value, prefixes)
        elif isinstance(value, ox.Literal) and quad.predicate == _SELECT:
            yield from spelled_out(value.value, prefixes)


def _questions(folder: Path) -> Iterator[ox.Triple]:
    for path in sorted(folder.glob("*.rq")):
        header, text = headers.read(path)
        node = ox.NamedNode(f"{BASE}question/{path.stem}")
        yield ox.Triple(node, _TYPE, ox.NamedNode(SH + "SPARQLExecutable"))
        yield ox.Triple(node, _IDENTIFIER, ox.Literal(path.stem))
        for predicate, key in ((_TITLE, "summary"), (_DESCRIPTION, "description")):
            for language, suffix in (("en", ""), ("fr", "_fr")):
                said = " ".join(str(header.get(key + suffix, "")).split())
                yield ox.Triple(node, predicate, ox.Literal(said, language=language))
        for iri in spelled_out(text):
            yield ox.Triple(node, _REFERENCES, ox.NamedNode(iri))


def _alignments(folder: Path) -> Iterator[ox.Triple]:
    for path in sorted(folder.glob("*.ttl")):
        node = ox.NamedNode(f"{BASE}ontology/alignments/{path.stem}")
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if quad.predicate.value in _ENDS and isinstance(quad.object, ox.NamedNode):
                yield ox.Triple(node, _REFERENCES, quad.object)


def _columns(known: Mapping[str, layouts.Layout]) -> Iterator[ox.Triple]:
    for name, layout in sorted(known.items()):
        table = ox.NamedNode(f"{BASE}layout/{name}")
        for language, text in layout.label.items():
            yield ox.Triple(table, _TITLE, ox.Literal(text, language=language))
        filled: dict[str, set[str]] = {}
        for (iri, _, predicate), entries in provenance.columns_of(layout).items():
            for entry in entries:
                columns = entry.columns or layout.columns_of_iri(iri)
                for column in columns:
                    filled.setdefault(column, set()).update({predicate, entry.constant or predicate})
        for column, terms in sorted(filled.items()):
            node = ox.NamedNode(f"{table.value}/{column}")
            yield ox.Triple(node, _TYPE, ox.NamedNode(_CSVW + "Column"))
            yield ox.Triple(node, _PART_OF, table)
            yield ox.Triple(node, ox.NamedNode(_CSVW + "name"), ox.Literal(_header(layout, column)))
            yield from (ox.Triple(node, _REFERENCES, ox.NamedNode(term)) for term in _iris(terms))


def _header(layout: layouts.Layout, column: str) -> str:
    """The header under which a column stands in the table."""
    return layout.cells.get(column, (column,))[0]


def _iris(terms: Iterable[str]) -> list[str]:
    return sorted(term for term in terms if ":" in term)
