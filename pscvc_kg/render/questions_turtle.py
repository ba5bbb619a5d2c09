"""The list of questions as linked data, each a ``sh:SPARQLSelectExecutable`` in the vocabulary of SHACL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from pscvc_kg.namespaces import BASE, DCT, RDF_TYPE, SH
from pscvc_kg.questions import Question
from pscvc_kg.render.page import Page

_DCAT = "http://www.w3.org/ns/dcat#"
_OWL = "http://www.w3.org/2002/07/owl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
PREFIXES = {"dcat": _DCAT, "dct": DCT, "owl": _OWL, "question": BASE + "question/", "rdfs": _RDFS, "sh": SH}


def questions_turtle(questions: Mapping[str, Question], lang: str, page: Page | None = None) -> str:
    """All questions in Turtle, texts in every language; each has its query as it stands in its file."""
    triples = (triple for question in questions.values() for triple in _triples(question))
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()


def _triples(question: Question) -> Iterator[ox.Triple]:
    node = ox.NamedNode(f"{BASE}question/{question.name}")
    for kind in ("SPARQLExecutable", "SPARQLSelectExecutable"):
        yield ox.Triple(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(SH + kind))
    for name, text in (("label", question.summary), ("comment", question.description)):
        for language in sorted(text):
            yield ox.Triple(
                node, ox.NamedNode(_RDFS + name), ox.Literal(text[language].strip(), language=language)
            )
    yield ox.Triple(node, ox.NamedNode(DCT + "identifier"), ox.Literal(question.name))
    yield ox.Triple(node, ox.NamedNode(_OWL + "versionInfo"), ox.Literal(question.version))
    for tag in question.tags:
        yield ox.Triple(node, ox.NamedNode(_DCAT + "keyword"), ox.Literal(tag, language="en"))
    yield ox.Triple(node, ox.NamedNode(SH + "select"), ox.Literal(question.text))
