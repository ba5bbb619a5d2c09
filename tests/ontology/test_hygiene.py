"""What the queries of hygiene/ cannot ask: which file says what, and which terms others have."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from hygiene_words import place, refuse, short
from rdflib import FOAF, ORG, OWL, PROV, RDF, SH, SKOS, TIME
from rdflib.namespace import DefinedNamespace

from pscvc_kg.namespaces import CODE, PSC
from pscvc_kg.resources import ONTOLOGY, QUERIES, SHAPES
from pscvc_kg.terms.mentions import spelled_out

MODULES = sorted(ONTOLOGY.glob("*.ttl"))
CODELISTS = sorted((ONTOLOGY / "codelists").glob("*.ttl"))
FILES = sorted(ONTOLOGY.rglob("*.ttl"))
DOCUMENT = "https://w3id.org/pscvc/ontology/"
KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual}


def name_of(file: Path) -> str:
    return file.stem


def parsed(file: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(file, format="turtle")


def declared(graph: rdflib.Graph, start: str = PSC) -> set[rdflib.URIRef]:
    """The terms under *start* that *graph* declares."""
    return {
        subject
        for subject, kind in graph.subject_objects(RDF.type)
        if kind in KINDS and isinstance(subject, rdflib.URIRef) and str(subject).startswith(start)
    }


def used(graph: rdflib.Graph, start: str) -> set[rdflib.URIRef]:
    return {
        node
        for triple in graph
        for node in triple
        if isinstance(node, rdflib.URIRef) and str(node).startswith(start) and str(node) != start
    }


@pytest.fixture(scope="module")
def whole() -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in FILES:
        graph.parse(file, format="turtle")
    return graph


def test_a_module_uses_only_terms_of_its_own_and_of_what_it_imports() -> None:
    graphs = {DOCUMENT + file.stem: parsed(file) for file in MODULES}
    graphs[DOCUMENT + "external"] = parsed(ONTOLOGY / "external" / "stubs.ttl")

    def reach(module: str, path: tuple[str, ...] = ()) -> set[str]:
        assert module not in path, f"circular imports: {path}"
        found = {module}
        for other in graphs[module].objects(rdflib.URIRef(module), OWL.imports):
            found |= reach(str(other), (*path, module))
        return found

    for module, graph in graphs.items():
        known = set().union(*(declared(graphs[other]) for other in reach(module)))
        name = module.removeprefix(DOCUMENT)
        refuse(
            f"ontology/{name}.ttl uses {short(term)}, which neither it nor a module that it imports "
            "declares: declare it there, or name its module under owl:imports"
            for term in used(graph, PSC) - known
        )


@pytest.mark.parametrize("file", CODELISTS, ids=name_of)
def test_each_code_list_stands_alone_in_the_file_of_its_name(file: Path) -> None:
    graph = parsed(file)
    scheme = rdflib.URIRef(CODE + file.stem)
    assert set(graph.subjects(RDF.type, SKOS.ConceptScheme)) == {scheme}, f"{place(file)} declares {scheme}"
    refuse(
        f"{short(code)} is in {place(file)} and not in code:{file.stem}: move it to the file of its list"
        for code, other in graph.subject_objects(SKOS.inScheme)
        if other != scheme
    )


@pytest.mark.parametrize(
    ("start", "vocabulary"),
    [(str(space), space) for space in (FOAF, ORG, PROV, SKOS, TIME)],
    ids=["foaf", "org", "prov", "skos", "time"],
)
def test_foreign_terms_exist(whole: rdflib.Graph, start: str, vocabulary: type[DefinedNamespace]) -> None:
    refuse(
        f"ontology/ uses <{term}>, which that vocabulary does not have"
        for term in used(whole, start)
        if term not in vocabulary
    )


@pytest.mark.shared
def test_terms_of_the_european_vocabularies_exist(whole: rdflib.Graph, shared: Path) -> None:
    known = rdflib.Graph()
    for file in ("cpsv-ap-3.2.0.ttl", "cpov-2.1.2.ttl"):
        known.parse(shared / "data" / "vocabularies" / file, format="turtle")
    for start in ("http://purl.org/vocab/cpsv#", "http://data.europa.eu/m8g/"):
        assert not used(whole, start) - used(known, start)


def written(file: Path) -> set[str]:
    """The IRIs that a file names; in a query, those that its prefixes and angle brackets spell out."""
    if file.suffix == ".ttl":
        graph = parsed(file)
        inside = {iri for query in graph.objects(None, SH.select) for iri in spelled_out(str(query))}
        return inside | {str(node) for triple in graph for node in triple if isinstance(node, rdflib.URIRef)}
    return spelled_out(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", [ONTOLOGY, SHAPES, QUERIES], ids=["ontology", "shapes", "queries"])
def test_nothing_uses_a_term_or_code_that_does_not_exist(whole: rdflib.Graph, folder: Path) -> None:
    known = {str(term) for term in declared(whole)} | {str(subject) for subject in whole.subjects()}
    refuse(
        f"{place(file)} uses {short(iri)}, which does not exist: {where_to_add(iri)}"
        for file in (*folder.rglob("*.ttl"), *folder.rglob("*.rq"))
        for iri in written(file)
        if iri.startswith((PSC, CODE))
        and iri not in (PSC, CODE)
        and iri not in known
        # a prefix such as code:channel/ is the beginning of codes that a query puts together
        and not (iri.endswith("/") and iri[:-1] in known)
    )


def where_to_add(iri: str) -> str:
    """Where the term or code *iri* would stand if it is meant."""
    scheme = iri.removeprefix(CODE).partition("/")[0]
    file = (
        f"ontology/codelists/{scheme}.ttl"
        if iri.startswith(CODE)
        else "the module of ontology/ it belongs to"
    )
    return f"correct it, or add it to {file}"
