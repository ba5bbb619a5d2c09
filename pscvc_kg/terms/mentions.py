"""Which terms the rules, the questions, the alignments and the columns of tables speak of, as triples."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from pscvc_kg import forms, headers, layouts, provenance, resources
from pscvc_kg.namespaces import BASE, CODE, DCT, PSC, RDF_TYPE, SH
from pscvc_kg.outbound import QUOTED

_REFERENCES, _TITLE, _DESCRIPTION, _IDENTIFIER, _PART_OF = (
    ox.NamedNode(DCT + name) for name in ("references", "title", "description", "identifier", "isPartOf")
)
_EXAMPLE = ox.NamedNode("http://www.w3.org/2004/02/skos/core#example")
_TYPE = ox.NamedNode(RDF_TYPE)
_CSVW = "http://www.w3.org/ns/csvw#"
_SEVERITY, _SELECT = ox.NamedNode(SH + "severity"), ox.NamedNode(SH + "select")
_DECLARE, _PREFIX, _NAMESPACE = (ox.NamedNode(SH + name) for name in ("declare", "prefix", "namespace"))
_OWL = "http://www.w3.org/2002/07/owl#"
_ENDS = frozenset({f"{_OWL}annotatedSource", f"{_OWL}annotatedTarget"})
_OURS = {"psc": PSC, "code": CODE}
_ONLY_CITED = frozenset({"http://www.w3.org/2000/01/rdf-schema#seeAlso", f"{PSC}silences"})
"""What a rule says of other rules and of what to read: it does not check these."""
_NAME = r"(?<![\w?$:-])([A-Za-z][\w-]*):((?:[\w%-]|\\.|\.(?=\w))+)"


def described() -> Iterator[ox.Triple]:
    """The rules as their shapes state them, and the questions with their words."""
    yield from (quad.triple for quad in _shapes())
    for node, header, _ in _questions():
        yield ox.Triple(node, _TYPE, ox.NamedNode(SH + "SPARQLExecutable"))
        name = node.value.rpartition("/")[2]
        yield ox.Triple(node, _IDENTIFIER, ox.Literal(name))
        yield ox.Triple(node, _EXAMPLE, ox.Literal(f"pscvc ask {' '.join([name, *_given(header)])}"))
        for predicate, key in ((_TITLE, "summary"), (_DESCRIPTION, "description")):
            for language, suffix in (("en", ""), ("fr", "_fr")):
                said = " ".join(str(header.get(key + suffix, "")).split())
                yield ox.Triple(node, predicate, ox.Literal(said, language=language))


def _given(header: Mapping[str, Any]) -> list[str]:
    """The parameters of a question as its header gives an example of them; the language is the answer's."""
    said = (header.get("parameters") or {}).items()
    return [f"{name}={one['example']}" for name, one in said if name != "language"]


def mentions() -> Iterator[ox.Triple]:
    """Which terms each rule, question, alignment and column speaks of; the columns also with their names."""
    yield from _of_rules(_shapes())
    for node, header, text in _questions():
        yield from (ox.Triple(node, _REFERENCES, ox.NamedNode(iri)) for iri in asked(header, text))
    yield from _of_alignments(resources.ONTOLOGY / "alignments")
    yield from _of_columns(forms.every_layout())


def asked(header: Mapping[str, Any], text: str) -> set[str]:
    """The IRIs that a question names in its query, and as class or code list of a parameter in its header."""
    said = [one for one in (header.get("parameters") or {}).values() if isinstance(one, Mapping)]
    takes = [one.get(key) for one in said for key in ("class", "scheme")]
    return spelled_out(text).union(*(spelled_out(name) for name in takes if name))


def spelled_out(query: str, prefixes: Mapping[str, str] = _OURS) -> set[str]:
    """The IRIs that the text of a SPARQL *query* names, in angle brackets or by a prefix.

    >>> sorted(spelled_out("PREFIX c: <urn:c:> SELECT * { ?x a psc:Claim ; c:x/c:y <urn:y> } # psc:no"))
    ['https://w3id.org/pscvc/ns#Claim', 'urn:c:x', 'urn:c:y', 'urn:y']
    """
    known = {**prefixes, **dict(re.findall(r"(?i)\bPREFIX\s+([\w-]*):\s*<([^>]*)>", query))}
    body = re.sub(r"(?i)\bPREFIX\s+[\w-]*:\s*<[^>]*>", "", query)
    iris: set[str] = set()

    def take(match: re.Match[str]) -> str:
        if match[0].startswith("<"):
            iris.add(match[0][1:-1])
        return " "

    names = re.findall(_NAME, re.sub(QUOTED, take, body, flags=re.DOTALL))
    return iris | {known[prefix] + local.replace("\\", "") for prefix, local in names if prefix in known}


@functools.cache
def _shapes() -> ox.Dataset:
    """The triples of all shapes."""
    return ox.Dataset(
        ox.Quad(quad.subject, quad.predicate, quad.object)
        for file in sorted(resources.SHAPES.rglob("*.ttl"))
        for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    )


def _of_rules(graph: ox.Dataset) -> Iterator[ox.Triple]:
    prefixes = dict(_declared(graph))
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
        if quad.predicate.value in _ONLY_CITED:
            continue
        if isinstance(value, ox.NamedNode):
            yield value.value
        elif isinstance(value, ox.BlankNode):
            yield from _reached(graph, value, prefixes)
        elif isinstance(value, ox.Literal) and quad.predicate == _SELECT:
            yield from spelled_out(value.value, prefixes)
            yield from re.findall(rf"\"({re.escape(CODE)}[\w-]+)/", value.value)  # the beginning of a code


def _questions() -> Iterator[tuple[ox.NamedNode, Mapping[str, Any], str]]:
    """Each question with its header and its query."""
    for path in sorted((resources.QUERIES / "questions").glob("*.rq")):
        yield ox.NamedNode(f"{BASE}question/{path.stem}"), *headers.read(path)


def _of_alignments(folder: Path) -> Iterator[ox.Triple]:
    for path in sorted(folder.glob("*.ttl")):
        node = ox.NamedNode(f"{BASE}ontology/alignments/{path.stem}")
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if quad.predicate.value in _ENDS and isinstance(quad.object, ox.NamedNode):
                yield ox.Triple(node, _REFERENCES, quad.object)


def _of_columns(known: Mapping[str, layouts.Layout]) -> Iterator[ox.Triple]:
    for name, layout in sorted(known.items()):
        table = ox.NamedNode(f"{BASE}layout/{name}")
        for language, text in layout.label.items():
            yield ox.Triple(table, _TITLE, ox.Literal(text, language=language))
        entries = [entry for several in provenance.columns_of(layout).values() for entry in several]
        filled: dict[str, set[str]] = {}
        for entry in entries:
            made = _of(entries, entry.leads_to) if entry.leads_to else []
            made += _of(entries, entry.iri + entry.suffix) if entry.predicate == RDF_TYPE else []
            stated = (entry.predicate, entry.constant, (entry.start or "").removesuffix("/"))
            for column in (*(entry.columns or layout.columns_of_iri(entry.iri)), *made):
                filled.setdefault(column, set()).update(filter(None, stated))
        for column, terms in sorted(filled.items()):
            if column in layout.given:
                continue
            node = ox.NamedNode(f"{table.value}/{column}")
            yield ox.Triple(node, _TYPE, ox.NamedNode(_CSVW + "Column"))
            yield ox.Triple(node, _PART_OF, table)
            yield ox.Triple(node, ox.NamedNode(_CSVW + "name"), ox.Literal(_header(layout, column)))
            yield from (ox.Triple(node, _REFERENCES, ox.NamedNode(term)) for term in _iris(terms))


def _of(entries: Iterable[provenance.Entry], node: str) -> list[str]:
    """The columns of what is said in words or numbers of one node of the row."""
    return [
        column
        for entry in entries
        if entry.iri + entry.suffix == node and not (entry.constant or entry.leads_to)
        for column in entry.columns
    ]


def _header(layout: layouts.Layout, column: str) -> str:
    """The header under which a column stands in the table."""
    return layout.cells.get(column, (column,))[0]


def _iris(terms: Iterable[str]) -> list[str]:
    return sorted(term for term in terms if ":" in term)
