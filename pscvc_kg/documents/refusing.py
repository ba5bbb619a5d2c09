"""What no submission may say: statements about the vocabulary, rules and codes by which it is judged."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

import pyoxigraph as ox

from pscvc_kg.namespaces import BASE, RDF_TYPE

CUT_SHORT = (
    "the file ends here before all that it opens is closed, so it was cut short; send the whole file again"
)
DEEPEST = 200
"""Levels of nesting in JSON-LD. Oxigraph's parser ends the process at some 4,000; nobody writes 200."""
LARGEST = 200_000_000
"""Bytes of a document that may nest; N-Triples are read as a stream and may be as long as memory holds."""

_OWL = "http://www.w3.org/2002/07/owl#"
_SHACL = "http://www.w3.org/ns/shacl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_AXIOMS = frozenset(_RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range"))
_OURS = tuple(
    BASE + part for part in ("ns#", "shapes#", "shapes", "code/", "literature/", "profile/", "ontology/")
)
_CLASSES = frozenset(
    {_RDFS + "Class", _RDFS + "Datatype", "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property"}
)

_SUSPECT = (_OWL.encode(), _SHACL.encode(), *(iri.encode() for iri in sorted(_AXIOMS | _CLASSES)))
_DIRECTED = re.compile(rb'"@[A-Za-z0-9-]*--')
_ESCAPED = re.compile(rb"\\[uU]")
_OUR_SUBJECTS = tuple(f"<{start}".encode() for start in _OURS)


class RefusedError(Exception):
    """A document cannot be used: a sentence, the line, the column."""

    def __init__(self, sentence: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(sentence)
        self.line = line
        self.column = column


def fault_of(triple: ox.Triple) -> tuple[str, str] | None:
    """Why a *triple* of open data cannot be kept: the kind of fault, and what is at fault; None where it can.

    The kinds are ``address``, an IRI that is none, ``language``, a tag that is none, and ``nested``,
    a statement about a statement.
    """
    if isinstance(triple.object, ox.Triple):
        return "nested", str(triple.object)
    for term in (*triple, getattr(triple.object, "datatype", None)):
        if isinstance(term, ox.NamedNode) and not is_iri(term.value):
            return "address", term.value
    language = getattr(triple.object, "language", None)
    if language is not None and not _is_language(language):
        return "language", language
    return None


@functools.cache
def _is_language(tag: str) -> bool:
    """Whether *tag* is one by BCP 47; a reader that is not lenient refuses a whole file for one."""
    try:
        ox.Literal("", language=tag)
    except ValueError:
        return False
    return True


def is_iri(text: str) -> bool:
    """Whether *text* is an absolute IRI."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def is_ours(subject: str) -> bool:
    """Whether *subject* belongs to the vocabulary, the rules or the codes that come with the program."""
    return subject.startswith(_OURS)


def reason_to_refuse(quad: ox.Quad) -> str | None:
    """Why *quad* may not be said in a submission, as a sentence's beginning; None where it may."""
    if isinstance(quad.object, ox.Triple):
        return "a statement about a statement stands here; write it as a statement about a thing"
    predicate = quad.predicate.value
    object_ = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
    subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
    if predicate in _AXIOMS or predicate.startswith(_OWL):
        return f"{_short(predicate)} says something about terms, not about services; remove it"
    if predicate.startswith(_SHACL) or (predicate == RDF_TYPE and object_.startswith(_SHACL)):
        return "a submission brings no rules of its own (SHACL); remove them"
    if predicate == RDF_TYPE and (object_.startswith(_OWL) or object_ in _CLASSES):
        return f"{_short(object_)} is a kind of term, and a submission defines no terms; remove it"
    if subject.startswith(_OURS):
        return f"<{subject}> belongs to the vocabulary by which submissions are judged; say nothing about it"
    return None


def is_plain(triples: bytes, subjects: Iterable[bytes]) -> bool:
    """Whether N-Triples about *subjects* certainly say nothing of that kind and have no nameless node.

    What is not certain is for the parser to find out, triple by triple.
    """
    return (
        not any(sign in triples for sign in (b"\r", b"\t", b"_:", b"<<"))
        and _DIRECTED.search(triples) is None
        and _ESCAPED.search(triples) is None
        and not any(text in triples for text in _SUSPECT)
        and all(subject.startswith(b"<") and not subject.startswith(_OUR_SUBJECTS) for subject in subjects)
    )


def _short(iri: str) -> str:
    for prefix, start in (("owl:", _OWL), ("rdfs:", _RDFS)):
        if iri.startswith(start):
            return prefix + iri.removeprefix(start)
    return re.split(r"[/#]", iri)[-1]
