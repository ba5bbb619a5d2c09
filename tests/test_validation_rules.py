"""Every rule accepts what it should and refuses what it should, on both engines, in words that are there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from pscvc_kg import validation, vocabulary
from pscvc_kg.errors import PscvcError
from pscvc_kg.namespaces import PSC, RDF_TYPE, SHAPE
from pscvc_kg.report import Rule
from pscvc_kg.resources import SHAPES
from pscvc_kg.validation import Found, catalogue
from pscvc_kg.validation.engines import Evidence, reference_queries

CASES = Path(__file__).parent / "shapes"


def readable() -> tuple[dict[str, Rule], list[catalogue.Shape], str]:
    """All rules by name, the shapes of the largest profile, and what they lack; no rules when they do."""
    try:
        rules = {rule.iri.removeprefix(SHAPE): rule for rule in validation.rules()}
        return rules, [*catalogue.profile("gc").shapes], ""
    except PscvcError as error:
        return {}, [], str(error)


RULES, SHAPES_OF_RULES, BROKEN = readable()
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


@pytest.fixture(autouse=True)
def _nothing_else_where_a_rule_lacks_something(request: pytest.FixtureRequest) -> None:
    if BROKEN and request.node.name != test_every_rule_is_complete.__name__:
        pytest.skip("the rules cannot be read: test_every_rule_is_complete says why")


def test_every_rule_is_complete() -> None:
    lacking = []
    for profile in validation.profiles():
        try:
            catalogue.profile(profile)
        except PscvcError as error:
            lacking += str(error).splitlines()
    if lacking:
        pytest.fail("\n".join(dict.fromkeys(lacking)), pytrace=False)


def test_all_that_rules_lack_is_said_at_once_with_file_and_short_names(tmp_path: Path) -> None:
    folder = tmp_path / "shapes"
    shutil.copytree(SHAPES, folder)
    file = folder / "gc" / "service.ttl"
    text = file.read_text(encoding="utf-8")
    half = (
        "\nshape:Service-half a sh:NodeShape ; sh:targetClass psc:ServiceReport ; sh:severity sh:Info ;"
        '\n  sh:name "Half"@en ; sh:message "m"@en , "m"@fr ; psc:fix "Corrigez."@fr ;'
        '\n  sh:description "d"@en , "d"@fr ; skos:example "e"@en , "e"@fr .'
        "\nshape:Service-nothing a sh:PropertyShape ; sh:sparql [ sh:select 'ASK {}' ] .\n"
    )
    file.write_text(text + half, encoding="utf-8")
    with pytest.raises(PscvcError) as caught:
        catalogue.profile("gc", folder)
    assert str(caught.value).splitlines() == [
        "shapes/gc/service.ttl, Service-half lacks dct:identifier, rdfs:seeAlso with an IRI, "
        "sh:name in French, psc:fix in English.",
        "shapes/gc/service.ttl, Service-nothing lacks a target, such as sh:targetClass, sh:severity "
        "(sh:Violation, sh:Warning or sh:Info), dct:identifier, rdfs:seeAlso with an IRI, "
        "sh:name in English, sh:name in French, sh:message in English, sh:message in French, "
        "psc:fix in English, psc:fix in French, sh:description in English, sh:description in French, "
        "skos:example in English, skos:example in French, sh:select with a WHERE in braces.",
    ]


def test_a_query_that_pyshacl_refuses_is_named_by_its_rule(tmp_path: Path) -> None:
    folder = tmp_path / "shapes"
    shutil.copytree(SHAPES, folder)
    file = folder / "gc" / "service.ttl"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("$this psc:isReportOn ?subject .", "MINUS { $this a ?x }", 1), "utf-8")
    report = f"<urn:a> <{RDF_TYPE}> <{PSC}ServiceReport> .\n".encode()
    evidence = Evidence((report,), b"", b"", ox.Store())
    with pytest.raises(PscvcError, match=r"^Service-\w+: .*must not contain a MINUS"):
        reference_queries(catalogue.profile("gc", folder), evidence)


def test_every_rule_has_an_accepted_and_a_refused_case() -> None:
    accepted, refused = {path.parent.name for path in ACCEPTED}, {path.parent.name for path in REFUSED}
    for rule in sorted(RULES):
        assert rule in accepted, f"add tests/shapes/{rule}/valid.ttl, a case that the rule accepts"
        assert rule in refused, f"add tests/shapes/{rule}/invalid.WHY.ttl, a case that the rule refuses"
    strange = sorted((accepted | refused) - RULES.keys())
    assert not strange, f"no rule is called as these folders of tests/shapes/: {', '.join(strange)}"


@pytest.mark.parametrize("path", ACCEPTED, ids=name)
def test_rule_accepts(path: Path) -> None:
    """A valid case satisfies every rule of the profile, or nobody would notice what else is wrong with it."""
    found = written(validation.check_graph(triples(path), rule_of(path).profile))
    assert found == "", (
        f"tests/shapes/{name(path)}.ttl must satisfy every rule of its profile; found:\n{found}"
    )


@pytest.mark.parametrize("path", REFUSED, ids=name)
def test_rule_refuses(path: Path, golden: Callable[[Path, str], None]) -> None:
    found = validation.check_graph(triples(path), rule_of(path).profile)
    assert rule_of(path).code in {each.rule.code for each in found}, (
        f"{rule_of(path).code} finds nothing in tests/shapes/{name(path)}.ttl"
    )
    golden(path.with_suffix(".expected.txt"), written(found))


CASES_AT_ONCE = 24
"""What takes the time of pySHACL is reading the vocabulary, and not the few triples of a case."""


def several() -> list[tuple[str, list[Path]]]:
    """All cases in lots of one profile."""
    lots = []
    for profile in sorted({rule.profile for rule in RULES.values()}):
        paths = [path for path in [*ACCEPTED, *REFUSED] if path.parent.name in RULES]
        own = [path for path in paths if rule_of(path).profile == profile]
        lots += [
            (profile, own[start :: -(-len(own) // CASES_AT_ONCE)])
            for start in range(-(-len(own) // CASES_AT_ONCE))
        ]
    return lots


def apart(path: Path, number: int) -> bytes:
    """The triples of a case under addresses of its own, so that it can stand beside others."""
    moved = re.sub(
        rb"<https://w3id\.org/pscvc/data/(?!ca/period/)",
        b"<https://w3id.org/pscvc/data/%d" % number,
        triples(path),
    )
    return moved.replace(b"<http://data.example/", b"<http://data%d.example/" % number)


@pytest.mark.parametrize(
    ("profile", "paths"), several(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_engines_agree(profile: str, paths: list[Path]) -> None:
    data = b"".join(apart(path, number) for number, path in enumerate(paths))
    found = written(validation.check_graph(data, profile))
    assert written(validation.check_graph(data, profile, "pyshacl")) == found
    assert found


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
    repeated = sorted({code for code in codes if codes.count(code) > 1})
    assert not repeated, f"several rules have the same dct:identifier: {', '.join(repeated)}"


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
    "shape", [shape for shape in SHAPES_OF_RULES if shape.select], ids=lambda s: s.rule.code
)
def test_query_of_a_rule_is_legal_for_every_engine(shape: catalogue.Shape) -> None:
    text = re.sub(r"<[^>]*>|\"[^\"]*\"|#.*", "", shape.select or "")
    for word in ("MINUS", "VALUES", "SERVICE"):
        assert not re.search(rf"\b{word}\b", text), (
            f"{shape.rule.code}: SHACL does not allow {word} in the query of a rule; "
            "what must not exist is OPTIONAL { … } FILTER(!BOUND(?x))"
        )
    for body in re.findall(r"NOT\s+EXISTS\s*\{([^}]*)\}", text):
        assert ";" not in body, (
            f"{shape.rule.code}: FILTER NOT EXISTS over several triples is slow; use OPTIONAL"
        )
        assert " . " not in body, (
            f"{shape.rule.code}: FILTER NOT EXISTS over several triples is slow; use OPTIONAL"
        )
    assert "$this" in text, f"{shape.rule.code}: the query must select $this, the record"
