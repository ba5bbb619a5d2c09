"""Statements as files, the same bytes for the same statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from pscvc_kg.exporting.leaving_out import LeftOut

GRAPH_FORMS: dict[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "ntriples": ox.RdfFormat.N_TRIPLES,
}
"""The forms in which a graph is written, the usual one first."""
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOCAL_NAME = re.compile(r"[^\W\d][\w.-]*$")


def written(
    triples: Iterable[ox.Triple], prefixes: Mapping[str, str], form: str
) -> tuple[bytes, set[LeftOut]]:
    """*triples* in *form*, sorted, and what had to be changed or left out for it."""
    ordered = sorted(triples, key=_order)
    changed: set[LeftOut] = set()
    if form == "rdfxml":
        ordered, changed = _for_xml(ordered)
    text = "".join(map(str, ordered))
    used = {prefix: iri for prefix, iri in sorted(prefixes.items()) if prefix and iri in text}
    content = ox.serialize(ordered, format=GRAPH_FORMS[form], prefixes=used) or b""
    return content if content.endswith(b"\n") else content + b"\n", changed


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """By subject; of each, what it is comes first."""
    predicate = str(triple.predicate)
    return str(triple.subject), predicate != _TYPE, predicate, str(triple.object)


def _for_xml(triples: list[ox.Triple]) -> tuple[list[ox.Triple], set[LeftOut]]:
    """What XML can hold: other signs in a text become �, and a property without a name for it is left out."""
    kept: list[ox.Triple] = []
    changed: set[LeftOut] = set()
    for triple in triples:
        value = triple.object
        if not _LOCAL_NAME.search(triple.predicate.value):
            changed.add(LeftOut(_name(triple.subject), _NO_NAME, triple.predicate.value, whole=False))
            continue
        if isinstance(value, ox.Literal) and _NOT_XML.search(value.value):
            text = _NOT_XML.sub("\ufffd", value.value)
            datatype = None if value.language else value.datatype
            value = ox.Literal(text, datatype=datatype, language=value.language)
            changed.add(LeftOut(_name(triple.subject), _FOREIGN_SIGN, whole=False))
        kept.append(ox.Triple(triple.subject, triple.predicate, value))
    return kept, changed


_FOREIGN_SIGN = {
    "en": "a sign in its text cannot stand in RDF/XML and became \ufffd; turtle keeps it",
    "fr": "un signe de son texte ne peut figurer en RDF/XML et devient \ufffd; turtle le garde",
}


_NO_NAME = {
    "en": "its property has no name that RDF/XML can hold; write it as turtle to keep it",
    "fr": "sa propriété n'a pas de nom qui puisse figurer en RDF/XML; écrivez-le en turtle pour le garder",
}


def _name(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)
