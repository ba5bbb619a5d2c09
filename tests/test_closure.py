"""The closure derives what the axioms say, all of it and nothing else."""

from __future__ import annotations

from pathlib import Path
from random import Random

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS

from pscvc_kg import closure
from pscvc_kg.errors import PscvcError
from pscvc_kg.namespaces import DATA, GRAPH_CURRENT, PSC
from pscvc_kg.vocabulary import ontology_triples

CASES = Path(__file__).parent / "ontology"
LOGIC = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, RDF.first, RDF.rest}


def derived(data: bytes, **options: object) -> set[str]:
    """What `close` adds to *data*, as N-Triples lines."""
    store = ox.Store()
    store.load(data, format=ox.RdfFormat.TURTLE)
    before = {str(quad.triple) for quad in store}
    closure.close(store, **options)
    return {str(quad.triple) for quad in store} - before


@pytest.fixture(scope="module")
def axioms() -> rdflib.Graph:
    """The ontology without its texts and code lists: what a reasoner needs, and small enough for owlrl."""
    whole = rdflib.Graph().parse(data=ontology_triples(whole=False), format="nt")
    logic = rdflib.Graph()
    for subject, predicate, value in whole:
        structural = predicate in LOGIC or str(predicate).startswith(str(OWL))
        if structural or (predicate == RDF.type and str(value).startswith(str(OWL))):
            logic.add((subject, predicate, value))
    return logic


def by_owlrl(axioms: rdflib.Graph, data: bytes) -> set[str]:
    """What owlrl derives from *data*: facts about its own nodes in vocabulary that the ontology declares."""
    known = rdflib.Graph().parse(data=data, format="turtle")
    nodes = {node for subject, predicate, value in known for node in (subject, value)}
    declared = set(axioms.subjects(RDF.type)) | {RDF.type}
    graph = axioms + known
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return {
        ox_line(subject, predicate, value)
        for subject, predicate, value in graph
        if (subject, predicate, value) not in known
        and isinstance(subject, rdflib.URIRef)
        and str(subject).startswith(DATA)
        and subject in nodes
        and predicate in declared
        and (
            value in nodes
            or (predicate == RDF.type and value in declared and isinstance(value, rdflib.URIRef))
        )
        and not isinstance(value, rdflib.Literal)
    }


def ox_line(subject: object, predicate: object, value: object) -> str:
    return f"<{subject}> <{predicate}> <{value}>"


def random_case(axioms: rdflib.Graph, seed: int) -> bytes:
    """A small graph that uses every object property of the ontology between few nodes, the same for one seed.

    A functional property gets one value at most: owlrl would conclude that two values are the same.
    """
    dice = Random(seed)
    nodes = [f"<{DATA}xx/{name}>" for name in "abcdefgh"]
    lines = []
    for name in sorted(axioms.subjects(RDF.type, OWL.ObjectProperty)):
        functional = (name, RDF.type, OWL.FunctionalProperty) in axioms
        starts = dice.sample(nodes, 2)
        inverses = list(axioms.objects(name, OWL.inverseOf))
        if any((inverse, RDF.type, OWL.FunctionalProperty) in axioms for inverse in inverses):
            continue
        lines += [f"{start} <{name}> {dice.choice(nodes)} ." for start in starts[: 2 if functional else 1]]
    return "\n".join(lines).encode()


def test_canary_gives_exactly_what_is_expected(request: pytest.FixtureRequest) -> None:
    golden = CASES / "canary.expected.nt"
    found = "".join(f"{line} .\n" for line in sorted(derived((CASES / "canary.ttl").read_bytes())))
    if request.config.getoption("--accept", default=False):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", ["canary.ttl", 1, 2])
def test_closure_equals_owlrl(axioms: rdflib.Graph, case: str | int) -> None:
    data = (CASES / case).read_bytes() if isinstance(case, str) else random_case(axioms, case)
    found = derived(data, queries=())
    assert found
    assert found == by_owlrl(axioms, data)


def test_canary_has_a_case_for_every_chain_transitive_property_and_defined_class() -> None:
    expected = (CASES / "canary.expected.nt").read_text(encoding="utf-8")
    needed = {step.writes for step in closure.compiled() if " . " in step.body}
    assert len(needed) > 12
    assert not {name for name in needed if name not in expected}


def test_only_the_named_graph_is_read_and_written() -> None:
    store = ox.Store()
    link = f"<{DATA}xx/s> <{PSC}isStageOf> <{DATA}xx/c> ."
    store.load(link.encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(GRAPH_CURRENT))
    store.load(link.replace("xx", "yy").encode(), format=ox.RdfFormat.TURTLE)
    assert closure.close(store, GRAPH_CURRENT)
    came = 3  # part of the chain, and the classes of both ends
    assert len(store) == 2 + came
    assert len(list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))) == 1


def test_closing_twice_adds_nothing() -> None:
    store = ox.Store()
    store.load((CASES / "canary.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    assert closure.close(store)
    size = len(store)
    assert not closure.close(store)
    assert len(store) == size


def test_schema_axioms_in_the_data_have_no_effect() -> None:
    data = f"""<{PSC}performs> <{RDFS.subPropertyOf}> <{PSC}isLedBy> .
        <{DATA}xx/o> <{PSC}performs> <{DATA}xx/s> .""".encode()
    assert not [line for line in derived(data) if "isLedBy" in line]


@pytest.mark.parametrize(
    "axiom",
    [
        "e:A owl:equivalentClass e:B",
        "e:p a owl:InverseFunctionalProperty",
        "e:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty e:p ; owl:allValuesFrom e:B ]",
        "[ a owl:Class ; owl:complementOf e:A ] rdfs:subClassOf e:B",
    ],
)
def test_an_axiom_without_a_step_is_refused(axiom: str) -> None:
    text = f"""@prefix e: <urn:e:> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> . {axiom} ."""
    triples = rdflib.Graph().parse(data=text, format="turtle").serialize(format="nt").encode()
    with pytest.raises(PscvcError, match="the closure has no step for it"):
        closure.compiled(triples)


def test_has_value_in_a_class_axiom_is_compiled() -> None:
    text = f"""@prefix e: <urn:e:> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> .
        [ a owl:Restriction ; owl:onProperty e:status ; owl:hasValue e:closed ] rdfs:subClassOf e:Closed ."""
    triples = rdflib.Graph().parse(data=text, format="turtle").serialize(format="nt").encode()
    found = derived(b"<urn:e:x> <urn:e:status> <urn:e:closed> .", steps=closure.compiled(triples), queries=())
    assert found == {f"<urn:e:x> <{RDF.type}> <urn:e:Closed>"}


def test_each_rule_says_what_it_derives() -> None:
    assert closure.rules()
    assert all(text.startswith("#+ summary: ") and "CONSTRUCT" in text for text in closure.rules())
