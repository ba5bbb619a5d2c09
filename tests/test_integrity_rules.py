"""Each integrity rule of the literature is held: by rules on submissions or by a test of the design."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS

from pscvc_kg import validation
from pscvc_kg.namespaces import BASE, CODE, PSC
from pscvc_kg.resources import SHAPES
from pscvc_kg.validation import catalogue
from pscvc_kg.vocabulary import ontology_triples

# One line for each rule of the literature (IR) and each competency question (CQ) that asks for one: the codes
# of our rules, or the names of the tests, that hold it.
HOLDS: dict[str, tuple[str, ...]] = {
    "CQ07": ("term-current",),
    "CQ09": ("text-language",),
    "CQ11": ("stage-performer", "stage-linked"),
    "CQ12": ("chain-circle",),
    "CQ13": ("observation-small-group", "person-absent", "person-property", "text-no-email", "text-no-telephone"),  # noqa: E501
    "IR01": ("chain-elements",),
    "IR02": ("chain-leader", "chain-jurisdiction", "chain-validity"),
    "IR03": ("chain-outcome", "chain-archetype"),
    "IR04": ("chain-citizens",),
    "IR05": ("chain-archetype", "test_an_organization_may_take_part_in_chains_of_both_kinds"),
    "IR06": ("proposition-antecedent", "proposition-consequent", "proposition-ends-differ", "proposition-sign", "proposition-level", "proposition-claimed"),  # noqa: E501
    "IR07": ("test_influences_may_run_in_circles",),
    "IR08": ("proposition-antecedent", "proposition-consequent", "proposition-sign", "proposition-status", "proposition-claimed", "claim-proposition", "claim-sources", "claim-stance"),  # noqa: E501
    "IR09": ("proposition-contested",),
    "IR10": ("proposition-normative-strength", "proposition-normative-words", "statement-normative-kind"),
    "IR11": ("statement-source", "statement-fidelity"),
    "IR12": ("test-described",),
    "IR13": ("observation-indicator", "observation-in-report", "observation-survey-report", "observation-one-answer", "report-subject", "report-period", "indicator-source", "indicator-unit", "survey-level", "survey-population", "survey-instrument"),  # noqa: E501
    "IR14": ("observation-within-scale", "observation-share", "observation-not-negative"),
    "IR15": ("indicator-construct", "indicator-unit", "indicator-scale", "indicator-polarity"),
    "IR16": ("survey-sample", "observation-small-group"),
    "IR17": ("comparison-two", "comparison-indicators", "comparison-unit", "comparison-wording", "comparison-population", "comparison-method-break"),  # noqa: E501
    "IR18": ("test-observations", "test-same-level", "test-order", "test-ecological"),
    "IR19": ("trust-measure-relation", "trust-measure-wording", "survey-population", "survey-instrument", "report-period"),  # noqa: E501
    "IR20": ("trust-ends", "trust-ends-differ"),
    "IR21": ("indicator-expert-trust",),
    "IR22": ("service-competent-authority",),
    "IR23": ("service-client-group",),
    "IR24": ("service-obligatee-basis", "service-obligatee-fairness"),
    "IR25": ("test_client_roles_are_codes_and_no_classes",),
    "IR26": ("standard-type", "standard-channel", "standard-target", "target-one-answer", "report-period"),
    "IR27": ("qa_performance_over_100", "observation-ratio"),
    "IR28": ("coproduction-service", "coproduction-participant", "coproduction-outside", "coproduction-role", "coproduction-phase", "coproduction-contribution"),  # noqa: E501
    "IR29": ("coproduction-level",),
    "IR30": ("coproduction-volunteer-not-client",),
    "IR31": ("arrangement-members", "arrangement-form"),
    "IR32": ("network-members", "network-described"),
    "IR33": ("networking-loose",),
    "IR34": ("collaboration-mode",),
    "IR35": ("network-lead-organization", "network-lead-is-member", "network-administrative-organization", "network-administrative-delivers", "network-shared-governance"),  # noqa: E501
    "IR36": ("network-judgement-level", "survey-level"),
    "IR37": ("interdependence-sequential", "interdependence-one-way", "interdependence-pooled", "handover-returned"),  # noqa: E501
    "IR38": ("contract-parties", "contract-parties-differ", "contract-dates"),
    "IR39": ("innovation-type", "innovation-change", "innovation-implemented"),
    "IR40": ("improvement-judged", "improvement-evidence", "adoption-improvement-stated", "test_an_innovation_is_never_an_improvement"),  # noqa: E501
    "IR41": ("adoption-described", "adoption-not-before-first"),
    "IR42": ("reform-described", "reform-model"),
    "IR43": ("reform-result-kind", "reform-result-baseline"),
    "IR44": ("indicator-motivation",),
    "IR45": ("indicator-engagement", "comparison-indicators", "test_three_indices_of_engagement_stand_apart"),
    "IR46": ("value-beneficiary",),
    "IR47": ("value-extraction-attributed", "test_value_extraction_is_never_inferred"),
    "IR48": ("work-citation", "work-year", "claim-pages", "test_the_edition_of_a_work_is_named"),
}  # fmt: skip
# Those that the literature page has as warnings; all others are violations.
WARNINGS = {"IR01", "IR09", "IR16", "IR24", "IR29", "IR30", "IR33", "IR34", "IR43", "IR44"}
# Milder than the literature page has them, each with the reason.
MILDER = {
    "IR05": "a design rule: nothing is found in a chain that is only public",
    "IR23": "a record without client groups is used all the same; answers by client group leave it out",
}

psc = rdflib.Namespace(PSC)
construct = rdflib.Namespace(CODE + "construct/")
INDICATOR = BASE + "literature/indicator/"


@pytest.fixture(scope="module")
def whole() -> rdflib.Graph:
    return rdflib.Graph().parse(data=ontology_triples(), format="nt")


@pytest.mark.parametrize("name", sorted(HOLDS))
def test_integrity_rule_is_held(name: str) -> None:
    codes = {rule.code for rule in validation.rules()}
    tests = {
        match
        for file in Path(__file__).parent.rglob("test_*.py")
        for match in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert HOLDS[name], f"{name} is held by nothing: name the rules or tests that hold it"
    missing = set(HOLDS[name]) - codes - tests
    assert not missing, f"{name} names what is no rule and no test: {', '.join(sorted(missing))}"


def test_the_table_is_sorted_and_names_nothing_twice() -> None:
    assert list(HOLDS) == sorted(HOLDS)
    assert all(len(set(held)) == len(held) for held in HOLDS.values())


@pytest.mark.shared
def test_rules_are_as_severe_as_the_literature_page_has_them(shared: Path) -> None:
    with (shared / "literature" / "rules.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["id"]: row["severity"] for row in csv.DictReader(file)}
    severity = {rule.code: rule.severity for rule in validation.rules()}
    for name in sorted(HOLDS.keys() & wanted.keys()):
        ours = {severity[code] for code in HOLDS[name] if code in severity}
        expected = set() if "design rule" in wanted[name] else {wanted[name].lower()}
        # A rule that holds two of them has the stronger severity.
        assert expected <= ours or not ours or name in MILDER, (
            f"{name}: {wanted[name]}, and ours are {sorted(ours)}"
        )
        assert (wanted[name] == "Warning") == (name in WARNINGS), name
        assert "violation" not in ours or name not in WARNINGS, name


# The literature that is shipped


def found_in(triples: bytes) -> Counter[str]:
    return Counter(each.rule.code for each in validation.check_graph(triples))


def test_the_shipped_literature_breaks_no_rule() -> None:
    """All of it is looked at: each class that the rules are about has members in it."""
    triples = ontology_triples()
    assert not found_in(triples)
    for kind in ("Proposition", "Claim", "Statement", "Publication", "Indicator"):
        assert f"<{RDF.type}> <{PSC}{kind}> .".encode() in triples


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"<{BASE}literature/claim/P48-mingardi-2015> <{PSC}hasStance> ", "claim-stance"),
        (f"<{BASE}literature/claim/P48-mingardi-2015> <{PSC}hasStance> ", "proposition-contested"),
        (f"<{BASE}literature/statement/S51.b> <{PSC}fidelityNote> ", "statement-fidelity"),
        (f"<{INDICATOR}I01> <{PSC}instrumentVersion> ", "indicator-engagement"),
        (f"<{INDICATOR}I08> <{PSC}coversDimension> ", "indicator-motivation"),
        (f"<{BASE}literature/work/hartley-2005> <{DCTERMS.issued}> ", "work-year"),
    ],
    ids=lambda value: value.rsplit("/", 1)[-1].split(">")[0] if value.startswith("<") else value,
)
def test_a_gap_in_the_literature_is_found(line: str, code: str) -> None:
    lines = ontology_triples().splitlines(keepends=True)
    kept = [each for each in lines if not each.startswith(line.encode())]
    assert len(kept) < len(lines)
    assert found_in(b"".join(kept))[code] == 1


# What the design holds


def test_influences_may_run_in_circles(whole: rdflib.Graph) -> None:
    """Engagement and satisfaction act on each other, so do satisfaction and trust: no axiom forbids it."""
    affects = psc.isHypothesizedToAffect
    forbidding = {OWL.AsymmetricProperty, OWL.IrreflexiveProperty, OWL.TransitiveProperty}
    for term in (affects, psc.hasAntecedent, psc.hasConsequent, psc.isAntecedentIn):
        assert not forbidding & set(whole.objects(term, RDF.type)), term
    stated = {
        (whole.value(node, psc.hasAntecedent), whole.value(node, psc.hasConsequent))
        for node in whole.subjects(RDF.type, psc.Proposition)
    }
    for one, other in (
        ("EmployeeEngagement", "ServiceSatisfaction"),
        ("ServiceSatisfaction", "CitizenTrust"),
    ):
        assert {(construct[one], construct[other]), (construct[other], construct[one])} <= stated


def test_an_innovation_is_never_an_improvement(whole: rdflib.Graph) -> None:
    apart = [
        set(whole.items(whole.value(node, OWL.members)))
        for node in whole.subjects(RDF.type, OWL.AllDisjointClasses)
    ]
    assert any({psc.Innovation, psc.InnovationAdoption, psc.Improvement} <= members for members in apart)


def test_three_indices_of_engagement_stand_apart(whole: rdflib.Graph) -> None:
    indices = [rdflib.URIRef(INDICATOR + name) for name in ("I01", "I02", "I03")]
    for one, other in combinations(indices, 2):
        both = {(one, psc.isNotComparableWith, other), (other, psc.isNotComparableWith, one)}
        assert any(triple in whole for triple in both), (one, other)
    assert {whole.value(node, psc.operationalizes) for node in indices} == {construct.EmployeeEngagement}


def test_value_extraction_is_never_inferred(whole: rdflib.Graph) -> None:
    """Nothing leads to the class: no domain, range, subclass or equivalence."""
    assert (psc.ValueExtraction, RDF.type, OWL.Class) in whole
    leading = {predicate for _, predicate in whole.subject_predicates(psc.ValueExtraction)}
    assert leading <= {psc.isModelledAs, rdflib.URIRef("https://schema.org/domainIncludes")}
    assert not set(whole.objects(psc.ValueExtraction, RDFS.subClassOf))


def test_the_edition_of_a_work_is_named(whole: rdflib.Graph) -> None:
    work = rdflib.URIRef(BASE + "literature/work/pollitt-bouckaert-2017")
    assert "(4th edition)" in str(whole.value(work, DCTERMS.bibliographicCitation))


# Personal data


def patterns() -> list[str]:
    """What is looked for in texts: the patterns of the rules on personal data and those in SHACL Core."""
    graph = rdflib.Graph()
    for file in sorted(SHAPES.rglob("*.ttl")):
        graph.parse(file, format="turtle")
    asked = [shape.select or "" for shape in catalogue.profile("gc").shapes]
    plain = [str(text) for text in graph.objects(None, rdflib.SH.pattern)]
    return [
        *plain,
        *(text for query in asked for text in re.findall(r'REGEX\(STR\(\?\w+\), "([^"]*)"', query)),
    ]


def test_patterns_take_one_pass() -> None:
    """At most two repetitions without an end, none inside a group that repeats: no text makes them slow."""
    assert len(patterns()) >= 6
    for pattern in patterns():
        bare = re.sub(r"\[[^\]]*\]", "x", pattern)
        assert len(re.findall(r"[+*]|\{\d*,\}", bare)) <= 2, pattern
        assert not re.search(r"[+*][^()]*\)[+*{]", bare), pattern


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Write to claude.tremblay@example.gc.ca", {"text-no-email"}),
        ("Écrire à service@exemple.ca.", {"text-no-email"}),
        ("Reply @ the counter; a@b is no address", set()),
        ("Call 613-655-0100", {"text-no-telephone"}),
        ("Call 1-888-655-0100, or (613) 655-0100 ext. 4", {"text-no-telephone"}),
        ("Call +1 (613) 655-0100", {"text-no-telephone"}),
        ("Composez le 1(613)655-0100", {"text-no-telephone"}),
        ("Forms 123-456-7890 and 613-655-01001, ISO 639-2, 2021-2022", set()),
        ("File 20613-655-0100", set()),
    ],
)
def test_addresses_in_texts_are_pointed_at(text: str, codes: set[str]) -> None:
    title = ox.Literal(text, language="en")
    data = f"<urn:x:1> <{DCTERMS.title}> {title} .\n".encode()
    assert found_in(data).keys() == codes


@pytest.mark.shared
def test_real_files_break_the_new_rules_only_where_an_address_stands(shared: Path) -> None:
    """Ten cells of the inventory hold an address of a service; nothing else of this table is found in it."""
    data = shared / "data" / "gc"
    report = validation.validate([data / "si_2024.csv", data / "ss_2024.csv"], as_of="2025-03-01")
    ours = {code for held in HOLDS.values() for code in held}
    found = Counter(each.rule.code for each in report.findings if each.rule.code in ours)
    # What its publisher finds, too, is counted elsewhere (test_published_rules.py).
    found = Counter({code: count for code, count in found.items() if not code.startswith("qa_")})
    assert found == {"text-no-email": 8, "text-no-telephone": 2}
    cells = {
        (each.location.file, each.location.row, each.location.header)
        for each in report.findings
        if each.rule.code.startswith("text-no-")
    }
    assert len(cells) == 10


def test_every_integrity_rule_is_held() -> None:
    assert {name for name in HOLDS if name.startswith("IR")} == {f"IR{n:02}" for n in range(1, 49)}


CHAINS = f"""
@prefix psc: <{PSC}> .
@prefix archetype: <{CODE}chain-archetype/> .
@prefix ex: <http://data.example/> .
ex:agency psc:performs ex:stage , ex:sale .
ex:stage a psc:ChainStage ; psc:isStageOf ex:service .
ex:sale a psc:ChainStage ; psc:isStageOf ex:trade .
ex:trade a psc:ValueChain ; psc:hasArchetype archetype:private .
"""


def test_an_organization_may_take_part_in_chains_of_both_kinds() -> None:
    """What divides public from private is said of chains and never of who takes part in them."""
    graph = ox.Store()
    graph.load(CHAINS, format=ox.RdfFormat.TURTLE)
    triples = graph.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    assert triples is not None
    assert not {code for code in found_in(triples) if code.startswith("chain-")}


def test_client_roles_are_codes_and_no_classes() -> None:
    """A role is borne in the context of one service: no class of persons stands for it."""
    graph = rdflib.Graph().parse(data=ontology_triples(), format="nt11")
    roles = set(graph.subjects(rdflib.SKOS.inScheme, rdflib.URIRef(CODE + "client-role")))
    assert len(roles) >= 3
    for role in roles:
        assert (role, RDF.type, OWL.Class) not in graph
        assert not list(graph.subjects(RDFS.subClassOf, role))
