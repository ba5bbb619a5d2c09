"""The ontology as it lies in ontology/: its triples, its labels, its version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from pscvc_kg.errors import PscvcError
from pscvc_kg.resources import ONTOLOGY

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_LABELS = (
    _SKOS + "prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
)
_INVERSE = "http://www.w3.org/2002/07/owl#inverseOf"
_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_VERSION = "http://www.w3.org/2002/07/owl#versionInfo"
_APART = frozenset({"literature", "alignments"})
"""The folders of what others say: what sources claim, and which terms of other vocabularies are like ours."""


@cache
def ontology_triples(folder: Path = ONTOLOGY, *, whole: bool = True) -> bytes:
    """Every triple of the Turtle files under *folder* as sorted N-Triples.

    Blank nodes are named by RDFC-1.0, so that the same files are the same bytes in every process.

    Args:
        folder: Where the files lie.
        whole: Whether to include the literature and the alignments beside terms and codes. Rules and
            inference do without: no claim becomes a fact, and no axiom of another vocabulary is taken on.

    Raises:
        PscvcError: A file is no Turtle, or there is none: the installation is at fault, not the user.
    """
    dataset = _dataset(folder, whole=whole)
    triples = ox.serialize((quad.triple for quad in dataset), format=ox.RdfFormat.N_TRIPLES)
    return b"".join(sorted((triples or b"").splitlines(keepends=True)))


def label(iri: str, language: str = "en") -> str | None:
    """What people call the term or code *iri* in *language*, else in English; None when unknown."""
    texts = _labels().get(iri, {})
    return texts.get(language, texts.get("en"))


@cache
def versions() -> dict[str, str]:
    """The version of each ontology module and code list, by its IRI."""
    found = _dataset(ONTOLOGY, whole=False).quads_for_predicate(ox.NamedNode(_VERSION))
    return dict(sorted((_text(quad.subject), _text(quad.object)) for quad in found))


def version() -> str:
    """The version of the ontology as a whole; a test holds that all modules have the same."""
    return max(versions().values(), key=lambda text: tuple(int(part) for part in text.split(".")))


@cache
def _dataset(folder: Path, *, whole: bool) -> ox.Dataset:
    files = sorted(folder.rglob("*.ttl"))
    if not whole:
        files = [file for file in files if file.relative_to(folder).parts[0] not in _APART]
    if not files:
        raise PscvcError(f"no ontology in {folder}: install pscvc-kg again")
    triples = ox.Dataset(quad for file in files for quad in _parsed(file))
    triples.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return triples


def _parsed(file: Path) -> Iterator[ox.Quad]:
    try:
        yield from ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)
    except SyntaxError as error:
        raise PscvcError(f"{file}: not Turtle ({error}): install pscvc-kg again") from error


@cache
def _labels() -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = {}
    for predicate in _LABELS:
        for quad in _dataset(ONTOLOGY, whole=False).quads_for_predicate(ox.NamedNode(predicate)):
            text = quad.object
            if isinstance(text, ox.Literal):
                labels.setdefault(_text(quad.subject), {}).setdefault(text.language or "", text.value)
    return labels


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


@dataclass(frozen=True)
class Code:
    """One code of a list: its notation, and what it is called and means in each language."""

    iri: str
    notation: str
    labels: dict[str, str]
    definitions: dict[str, str]


@cache
def codes(scheme: str) -> tuple[Code, ...]:
    """The codes of the list *scheme*, by notation; none where no such list is known."""
    graph = _dataset(ONTOLOGY, whole=False)
    members = {
        _text(quad.subject)
        for quad in graph.quads_for_object(ox.NamedNode(scheme))
        if quad.predicate.value == _SKOS + "inScheme"
    }
    found = []
    for iri in members:
        definitions: dict[str, str] = {}
        notation = iri.rpartition("/")[2]
        for quad in graph.quads_for_subject(ox.NamedNode(iri)):
            if quad.predicate.value == _SKOS + "notation":
                notation = _text(quad.object)
            elif quad.predicate.value == _SKOS + "definition" and isinstance(quad.object, ox.Literal):
                definitions[quad.object.language or ""] = quad.object.value
        found.append(Code(iri, notation, _labels().get(iri, {}), definitions))
    return tuple(sorted(found, key=lambda code: (code.notation, code.iri)))


@cache
def superclasses(iri: str) -> frozenset[str]:
    """*iri* and every class above it."""
    graph = _dataset(ONTOLOGY, whole=False)
    found, todo = {iri}, [iri]
    while todo:
        quads = graph.quads_for_subject(ox.NamedNode(todo.pop()))
        above = {_text(quad.object) for quad in quads if quad.predicate.value == _SUBCLASS}
        above = {name for name in above if ":" in name}
        todo += above - found
        found |= above
    return frozenset(found)


@cache
def inverse(iri: str) -> str | None:
    """The property that says the same as *iri* from the other end; None where there is none."""
    graph, node = _dataset(ONTOLOGY, whole=False), ox.NamedNode(iri)
    named = [_text(quad.object) for quad in graph.quads_for_subject(node) if quad.predicate.value == _INVERSE]
    named += [
        _text(quad.subject) for quad in graph.quads_for_object(node) if quad.predicate.value == _INVERSE
    ]
    return min((name for name in named if ":" in name), default=None)
