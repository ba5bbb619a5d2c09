"""Every rule accepts what it should and refuses what it should, on both engines, in words that are there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from pscvc_kg import validation, vocabulary
from pscvc_kg.namespaces import SHAPE
from pscvc_kg.report import Rule
from pscvc_kg.resources import SHAPES
from pscvc_kg.validation import Found, catalogue

CASES = Path(__file__).parent / "shapes"
RULES = {rule.iri.removeprefix(SHAPE): rule for rule in validation.rules()}
ACCEPTED = sorted(CASES.glob("*/valid*.ttl"))
REFUSED = sorted(CASES.glob("*/invalid.*.ttl"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def triples(path: Path) -> bytes:
    """The fixture as the mappings would write it: canonical literals, N-Triples."""
    store = ox.Store()
    store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""


def rule_of(path: Path) -> Rule:
    return RULES[path.parent.name]


def written(found: tuple[Found, ...]) -> str:
    """Findings as a person reads them."""
    return "\n".join(
        f"{each.rule.severity} {each.rule.code}\n"
        f"  focus: {each.focus}\n  path: {each.path}\n  value: {each.value}\n"
        f"  en: {each.message['en']}\n  fr: {each.message['fr']}\n"
        for each in found
    )


def test_every_rule_has_an_accepted_and_a_refused_case() -> None:
    accepted, refused = {path.parent.name for path in ACCEPTED}, {path.parent.name for path in REFUSED}
    for rule in sorted(RULES):
        assert rule in accepted, f"add tests/shapes/{rule}/valid.ttl, a case that the rule accepts"
        assert rule in refused, f"add tests/shapes/{rule}/invalid.WHY.ttl, a case that the rule refuses"
    assert accepted | refused == RULES.keys(), "a folder of tests/shapes/ is named after no rule"


@pytest.mark.parametrize("path", ACCEPTED, ids=name)
def test_rule_accepts(path: Path) -> None:
    assert written(validation.check_graph(triples(path), rule_of(path).profile)) == ""


@pytest.mark.parametrize("path", REFUSED, ids=name)
def test_rule_refuses(path: Path, golden: Callable[[Path, str], None]) -> None:
    found = validation.check_graph(triples(path), rule_of(path).profile)
    assert rule_of(path).code in {each.rule.code for each in found}
    golden(path.with_suffix(".expected.txt"), written(found))


@pytest.mark.parametrize("path", [*ACCEPTED, *REFUSED], ids=name)
def test_engines_agree(path: Path) -> None:
    data, profile = triples(path), rule_of(path).profile
    assert written(validation.check_graph(data, profile, "pyshacl")) == written(
        validation.check_graph(data, profile)
    )


@pytest.mark.parametrize("rule", sorted(RULES))
def test_rule_says_everything_in_both_languages(rule: str) -> None:
    texts = (RULES[rule].title, RULES[rule].message, RULES[rule].fix, RULES[rule].why, RULES[rule].example)
    for text in texts:
        assert text["en"].strip(), f"{rule}: an English text is missing in its shape"
        assert text["fr"].strip(), f"{rule}: a French text is missing in its shape"
    assert RULES[rule].see_also, f"{rule}: rdfs:seeAlso is missing in its shape"


@pytest.mark.parametrize("rule", sorted(RULES))
def test_words_of_a_rule_are_no_shacl(rule: str) -> None:
    said = " ".join([*RULES[rule].message.values(), *RULES[rule].fix.values()]).lower()
    for word in ("shacl", "node", "minc", "datatype", "literal", "iri", "sparql", "nœud"):
        assert not re.search(rf"\b{word}\b", said), f"{rule}: a steward does not know the word '{word}'"


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in RULES.values()]
    assert len(codes) == len(set(codes))


def test_named_rule_reports_under_its_own_name() -> None:
    for file in sorted(SHAPES.rglob("*.ttl")):
        for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
            if quad.predicate.value == "http://www.w3.org/ns/shacl#severity":
                assert isinstance(quad.subject, ox.NamedNode), f"{file}: a rule has no name"
                assert quad.subject.value.startswith(SHAPE), f"{file}: {quad.subject} is no name of a rule"


def test_vocabulary_alone_breaks_no_rule() -> None:
    for profile in validation.profiles():
        assert written(validation.check_graph(vocabulary.ontology_triples(), profile)) == ""


@pytest.mark.parametrize(
    "shape", [s for s in catalogue.profile("gc").shapes if s.select], ids=lambda s: s.rule.code
)
def test_query_of_a_rule_is_legal_for_every_engine(shape: catalogue.Shape) -> None:
    text = re.sub(r"<[^>]*>|\"[^\"]*\"|#.*", "", shape.select or "")
    for word in ("MINUS", "VALUES", "SERVICE"):
        assert not re.search(rf"\b{word}\b", text), (
            f"{shape.rule.code}: SHACL does not allow {word} in a query"
        )
    for body in re.findall(r"NOT\s+EXISTS\s*\{([^}]*)\}", text):
        assert ";" not in body, (
            f"{shape.rule.code}: FILTER NOT EXISTS over several triples is slow; use OPTIONAL"
        )
        assert " . " not in body, (
            f"{shape.rule.code}: FILTER NOT EXISTS over several triples is slow; use OPTIONAL"
        )
    assert "$this" in text
