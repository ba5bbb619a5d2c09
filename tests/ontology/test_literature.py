"""The literature is in the graph: each construct, proposition and finding, each sentence of the article."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
import rdflib
from rdflib import DCTERMS, RDF, SKOS

from pscvc_kg.namespaces import BASE, CODE, PSC
from pscvc_kg.resources import ONTOLOGY
from pscvc_kg.vocabulary import ontology_triples

psc = rdflib.Namespace(PSC)
LITERATURE = BASE + "literature/"
OWN_TEXTS = (
    "articleReading workReading modelConsequence moderator evidenceKind scale instrument "
    "instrumentVersion publicData comparability fidelityNote"
)
TEXTS = {SKOS.prefLabel, SKOS.definition, SKOS.editorialNote, DCTERMS.description}
TEXTS |= {psc[name] for name in OWN_TEXTS.split()}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=ontology_triples(), format="nt")


def identified(graph: rdflib.Graph, kind: str) -> set[str]:
    """The identifiers of what the literature holds of one class."""
    found = set()
    for node in graph.subjects(RDF.type, psc[kind]):
        own = [str(text) for text in graph.objects(node, DCTERMS.identifier)]
        if str(node).startswith(LITERATURE) and own:
            assert len(own) == 1, node
            found.add(own[0])
    return found


def numbered(letter: str, count: int) -> set[str]:
    return {f"{letter}{number:02d}" for number in range(1, count + 1)}


# What must be there, standing alone


def test_the_article_is_there_sentence_by_sentence(graph: rdflib.Graph) -> None:
    assert identified(graph, "Passage") == numbered("S", 75) | {"references"}
    statements = identified(graph, "Statement")
    assert len(statements) == 219
    references = {f"R{number}" for number in range(1, 9)}
    assert {name.partition(".")[0] for name in statements} == numbered("S", 75) | references


def test_propositions_indicators_findings_and_references_are_there(graph: rdflib.Graph) -> None:
    assert identified(graph, "Proposition") == numbered("P", 70)
    assert identified(graph, "Indicator") == numbered("I", 50)
    assert identified(graph, "FidelityFinding") == {f"F{number}" for number in range(1, 15)}
    assert identified(graph, "Publication") == {"seed"} | {f"R{number}" for number in range(1, 9)}


def test_each_work_is_cited_and_described(graph: rdflib.Graph) -> None:
    works = set(graph.subjects(RDF.type, psc.Publication))
    assert len(works) == 81
    for work in works:
        assert graph.value(work, DCTERMS.bibliographicCitation), work
        assert len(set(graph.objects(work, DCTERMS.description))) == 2, work


def test_each_construct_is_modelled_by_a_term_or_says_why_not(graph: rdflib.Graph) -> None:
    known = set(graph.subjects())
    constructs = set(graph.subjects(SKOS.inScheme, rdflib.URIRef(CODE + "construct")))
    modelled = {node: set(graph.objects(node, psc.isModelledAs)) for node in constructs}
    for node, terms in modelled.items():
        assert terms <= known, node
        assert bool(terms) != bool(graph.value(node, SKOS.scopeNote)), node
    assert len([node for node, terms in modelled.items() if terms]) == 155


def test_each_framework_has_works_elements_and_constructs(graph: rdflib.Graph) -> None:
    frameworks = set(graph.subjects(RDF.type, psc.ManagementFramework))
    assert len(frameworks) == 15
    for node in frameworks:
        for predicate, kind in (
            (DCTERMS.source, psc.Publication),
            (psc.usesConstruct, psc.Construct),
            (psc.concernsElement, SKOS.Concept),
        ):
            values = set(graph.objects(node, predicate))
            assert values, (node, predicate)
            assert all((value, RDF.type, kind) in graph for value in values), (node, predicate)


def test_each_indicator_declares_what_may_be_compared(graph: rdflib.Graph) -> None:
    """Comparability is declared, never assumed: two surveys are not one series."""
    for node in graph.subjects(RDF.type, psc.Indicator):
        if str(node).startswith(LITERATURE):
            assert len(set(graph.objects(node, psc.comparability))) == 2, node
    apart = list(graph.subject_objects(psc.isNotComparableWith))
    assert len(apart) == 18
    assert all(one != other for one, other in apart)


def test_every_construct_is_in_the_list(graph: rdflib.Graph) -> None:
    constructs = set(graph.subjects(SKOS.inScheme, rdflib.URIRef(CODE + "construct")))
    assert len(constructs) == 256
    assert all((node, RDF.type, psc.Construct) in graph for node in constructs)
    assert all(str(graph.value(node, SKOS.notation)) == str(node).rsplit("/", 1)[1] for node in constructs)


def test_every_text_is_in_english_and_french(graph: rdflib.Graph) -> None:
    nodes = {node for node in graph.subjects() if str(node).startswith((LITERATURE, CODE + "construct/"))}
    assert len(nodes) > 700
    lacking = []
    for node in nodes:
        for predicate in TEXTS:
            spoken = Counter(text.language for text in graph.objects(node, predicate))
            if spoken and (spoken.keys() != {"en", "fr"} or len(set(spoken.values())) != 1):
                lacking.append(f"{node} {predicate} {dict(spoken)}")
    assert not lacking


def test_no_proposition_is_without_a_claim_and_each_claim_has_two_sources(graph: rdflib.Graph) -> None:
    claims = list(graph.subjects(RDF.type, psc.Claim))
    assert len(claims) > 90
    about = {graph.value(claim, psc.takesStanceOn) for claim in claims}
    silent = set(graph.subjects(RDF.type, psc.Proposition)) - about
    assert {str(graph.value(node, DCTERMS.identifier)) for node in silent} == WITHOUT_A_CLAIM
    for claim in claims:
        for predicate in (psc.isMadeIn, psc.isAttributedTo):
            works = set(graph.objects(claim, predicate))
            assert works, f"{claim} lacks {predicate}"
            assert all((work, RDF.type, psc.Publication) in graph for work in works)


WITHOUT_A_CLAIM: set[str] = set()
"""Propositions that the literature states in general and no listed work by itself."""


def test_whatever_the_literature_names_is_there(graph: rdflib.Graph) -> None:
    known = set(graph.subjects())
    named = {
        node
        for node in graph.objects()
        if isinstance(node, rdflib.URIRef) and str(node).startswith((LITERATURE, CODE))
    }
    assert not sorted(named - known)


def test_no_person_is_a_node(graph: rdflib.Graph) -> None:
    people = ("Person", "Agent", "creator", "author")
    assert not [p for p in graph.predicates() if str(p).rsplit("/", 1)[-1].rsplit("#", 1)[-1] in people]


def test_two_readings_of_one_relation_stand_side_by_side(graph: rdflib.Graph) -> None:
    """P03 and P04 say opposite things; each keeps its own attribution, and neither is an axiom."""

    def stated(proposition: str) -> tuple[str, str]:
        node = rdflib.URIRef(LITERATURE + "proposition/" + proposition)
        ends = (graph.value(node, psc.hasAntecedent), graph.value(node, psc.hasConsequent))
        return str(ends[0]).rsplit("/", 1)[1], str(ends[1]).rsplit("/", 1)[1]

    assert stated("P03") == ("ServiceSatisfaction", "CitizenTrust")
    assert stated("P04")[::-1] == stated("P03")

    def credited(proposition: str) -> set[str]:
        node = rdflib.URIRef(LITERATURE + "proposition/" + proposition)
        return {
            str(work).rsplit("/", 1)[1]
            for claim in graph.subjects(psc.takesStanceOn, node)
            for work in graph.objects(claim, psc.isMadeIn)
        }

    assert "heintzman-marson-2005" in credited("P03")
    assert "seed" in credited("P04")
    assert credited("P03") != credited("P04")


# Against the tables of the literature


def table(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "literature" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


EXCEPTIONS: dict[str, str] = {}
"""Rows of the tables that are not in the graph, each with its reason: none."""


@pytest.mark.shared
def test_every_row_of_the_tables_is_in_the_graph(graph: rdflib.Graph, shared: Path) -> None:
    names = ("seed_statements", "constructs", "propositions", "indicators")
    rows = {row["id"] for name in names for row in table(shared, name)}
    assert len(rows) == 595
    known = {
        str(text)
        for predicate in (DCTERMS.identifier, SKOS.notation)
        for text in graph.objects(None, predicate)
    }
    assert rows - known == EXCEPTIONS.keys()
    assert len(EXCEPTIONS) < 0.05 * len(rows)


CREDITED = {
    "seed author": "seed",
    "seed reference list": "seed",
    "Alford 2016": "alford-2016",
    "Hartley 2005": "hartley-2005",
    "Heintzman & Marson 2005": "heintzman-marson-2005",
    "Keast et al. 2004": "keast-et-al-2004",
    "Mazzucato 2018": "mazzucato-2018",
    "Moynihan 2010": "moynihan-2010",
    "Osborne, Radnor & Nasi 2013": "osborne-et-al-2013",
    "Pollitt & Bouckaert 2017": "pollitt-bouckaert-2017",
}


@pytest.mark.shared
def test_statements_are_of_the_kind_and_credited_as_the_table_has_them(
    graph: rdflib.Graph, shared: Path
) -> None:
    propositions = identified(graph, "Proposition")
    for row in table(shared, "seed_statements"):
        node = rdflib.URIRef(LITERATURE + "statement/" + row["id"])

        def local(predicate: str, node: rdflib.URIRef = node) -> set[str]:
            return {str(value).rsplit("/", 1)[1] for value in graph.objects(node, psc[predicate])}

        assert local("hasStatementKind") == {row["kind"]}, row["id"]
        assert local("isAttributedTo") == {CREDITED[row["attributed_to_in_seed"]]}, row["id"]
        stated = {row["proposition"]} & propositions
        assert stated <= local("expresses"), row["id"]


@pytest.mark.shared
def test_every_construct_of_the_catalogue_is_in_the_graph(graph: rdflib.Graph, shared: Path) -> None:
    with (shared / "literature" / "constructs.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["id"] for row in csv.DictReader(file)}
    listed = graph.subjects(SKOS.inScheme, rdflib.URIRef(CODE + "construct"))
    assert wanted == {str(node).rsplit("/", 1)[1] for node in listed}


@pytest.mark.shared
def test_propositions_are_as_the_table_has_them(graph: rdflib.Graph, shared: Path) -> None:
    signs = {"+": "positive", "-": "negative", "+-": "two-sided"}
    with (shared / "literature" / "propositions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            node = rdflib.URIRef(LITERATURE + "proposition/" + row["id"])

            def code(predicate: str, node: rdflib.URIRef = node) -> str:
                return str(graph.value(node, psc[predicate])).rsplit("/", 1)[1]

            assert code("hasAntecedent") == row["antecedent"], row["id"]
            assert code("hasConsequent") == row["consequent"], row["id"]
            assert code("hasRelation") == row["relation"], row["id"]
            assert code("hasSign") == signs.get(row["polarity"], "unstated"), row["id"]
            assert code("isAtLevel") == row["level"].replace(" ", "-"), row["id"]
            assert code("hasStatus") == row["status"].replace(" ", "-"), row["id"]
            # The tables disagree on P56: what ought to be has no empirical strength (rule IR10).
            strength = "unstated" if row["status"] == "normative" else row["strength"].replace(" ", "-")
            assert code("hasStrength") == strength or row["strength"] in ("", "-")


@pytest.mark.shared
def test_indicators_measure_what_the_table_says(graph: rdflib.Graph, shared: Path) -> None:
    with (shared / "literature" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row["construct"] for row in csv.DictReader(file)}
    assert rows.keys() == identified(graph, "Indicator")
    for name, construct in rows.items():
        node = rdflib.URIRef(LITERATURE + "indicator/" + name)
        assert str(graph.value(node, psc.operationalizes)).rsplit("/", 1)[1] == construct


@pytest.mark.shared
def test_no_sentence_is_the_one_of_the_article_or_the_tables(graph: rdflib.Graph, shared: Path) -> None:
    texts = [*(shared / "literature").iterdir(), *(shared / "seed").iterdir()]
    said = " ".join(" ".join(path.read_text(encoding="utf-8").split()).casefold() for path in texts)
    ours = {
        str(text)
        for predicate in TEXTS - {psc.scale, psc.instrument, psc.publicData}
        for text in graph.objects(None, predicate)
        if getattr(text, "language", None) == "en" and len(str(text).split()) > 9
    }
    assert len(ours) > 600
    assert not [text for text in ours if " ".join(text.rstrip(".").split()).casefold() in said]


def test_the_literature_lies_apart_from_terms_and_codes() -> None:
    """Rules and inference leave it out by its folder: nothing of it may be an axiom."""
    axioms = (rdflib.OWL, rdflib.RDFS.subClassOf, rdflib.RDFS.subPropertyOf, rdflib.RDFS.domain)
    for file in sorted((ONTOLOGY / "literature").rglob("*.ttl")):
        graph = rdflib.Graph().parse(file, format="turtle")
        for _subject, predicate, value in graph:
            assert predicate not in axioms[1:], file
            assert not str(predicate).startswith(str(rdflib.OWL)) or predicate == rdflib.OWL.versionInfo, file
            assert not str(value).startswith(str(rdflib.OWL)), file
