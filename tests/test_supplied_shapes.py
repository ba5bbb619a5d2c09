"""Shapes that a user supplies: what checks nothing is refused, and none stands in for a rule of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_data import shared_folder

from pscvc_kg import validation
from pscvc_kg.errors import InputError
from pscvc_kg.report import Report
from pscvc_kg.validation.engines import ENGINES
from pscvc_kg.validation.supplied import read_shapes

DATA = """@prefix ex: <https://e.org/> .
ex:one a ex:Thing . ex:two a ex:Other .
"""
PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://e.org/> .
@prefix a: <https://a.org/> .
@prefix b: <https://b.org/> .
@prefix shape: <https://w3id.org/pscvc/shapes#> .
"""
TWO_HOLDERS = """a:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property [ sh:path a:p ; sh:minCount 1 ] .
b:S a sh:NodeShape ; sh:targetClass ex:Other ; sh:property [ sh:path b:p ; sh:minCount 1 ] .
"""


def check(folder: Path, shapes: str, waivers: str | None = None) -> Report:
    data, own = folder / "data.ttl", folder / "own.ttl"
    data.write_text(DATA, encoding="utf-8")
    own.write_text(PREFIXES + shapes, encoding="utf-8")
    table = None
    if waivers is not None:
        table = folder / "waivers.csv"
        table.write_text(f"rule,reason,owner,expires\n{waivers},why,who,2099-12-31\n", encoding="utf-8")
    return validation.validate([data], shapes=[own], as_of="2025-03-01", waivers=table)


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ("ex:a ex:b ex:c .", "this file has no shape; give a vocabulary with --background"),
        ("ex:S a sh:NodeShape ; sh:nodeKind sh:IRI .", "no shape says what it looks at"),
        (
            "ex:S sh:targetClas ex:T . ex:T a sh:NodeShape ; sh:targetClass ex:T ; sh:nodeKind sh:IRI .",
            "no term sh:targetClas; did you mean sh:targetClass",
        ),
        (
            "ex:S sh:nodeKind sh:IRI ; sh:target [ sh:select 'SELECT ?this { ?this ?p ?o }' ] .",
            "sh:target is one of SHACL's advanced features",
        ),
        (
            "ex:S a sh:NodeShape ; sh:targetClas ex:Thing .",
            "no term sh:targetClas; did you mean sh:targetClass",
        ),
        (
            "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:minCuont 1 .",
            "no term sh:minCuont; did you mean sh:minCount",
        ),
        (
            "shape:Service-title a sh:PropertyShape ; sh:targetClass ex:T .",
            "bears the name of a rule of ours",
        ),
    ],
    ids=["no shape", "no target", "stray target", "advanced", "misspelt target", "no constraint", "ours"],
)
def test_shapes_that_check_nothing_or_stand_in_for_ours_are_refused(
    tmp_path: Path, shapes: str, said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        check(tmp_path, shapes)
    assert str(caught.value).startswith("own.ttl: ")


def test_nameless_shapes_of_two_holders_have_codes_of_their_own(tmp_path: Path) -> None:
    found = check(tmp_path, TWO_HOLDERS).findings
    codes = {one.focus: one.rule.code for one in found}
    assert len(set(codes.values())) == 2
    assert all(code.startswith("S-p-minCount-") for code in codes.values())
    waived = check(tmp_path, TWO_HOLDERS, codes["https://e.org/one"])
    assert [one.focus for one in waived.findings] == ["https://e.org/two"]


def test_a_shape_without_a_name_keeps_the_one_it_is_given_when_others_come(tmp_path: Path) -> None:
    before = {one.focus: (one.rule.code, one.rule.iri) for one in check(tmp_path, TWO_HOLDERS).findings}
    more = "ex:T a sh:NodeShape ; sh:targetNode ex:three ; sh:property [ sh:path ex:q ; sh:maxCount 3 ] .\n"
    after = {one.focus: (one.rule.code, one.rule.iri) for one in check(tmp_path, more + TWO_HOLDERS).findings}
    assert before == after


def test_a_file_without_shapes_is_refused_beside_one_with_them(tmp_path: Path) -> None:
    good, other = tmp_path / "good.ttl", tmp_path / "other.ttl"
    good.write_text(PREFIXES + TWO_HOLDERS, encoding="utf-8")
    other.write_text("<https://e.org/a> <https://e.org/b> <https://e.org/c> .", encoding="utf-8")
    with pytest.raises(InputError, match=r"^other\.ttl: this file has no shape"):
        read_shapes([good, other])


def test_a_shape_that_nothing_leads_to_is_told_to_have_looked_at_nothing(tmp_path: Path) -> None:
    stray = "ex:Stray sh:property [ sh:path ex:q ; sh:minCount 1 ] . ex:Led sh:nodeKind sh:IRI .\n"
    report = check(tmp_path, stray + "ex:S sh:targetClass ex:Thing ; sh:node ex:Led .\n" + TWO_HOLDERS)
    counts = {one.shape: one.focus_nodes for one in report.checked if "w3id.org" not in one.shape}
    assert counts == {
        "https://a.org/S": 1,
        "https://b.org/S": 1,
        "https://e.org/S": 1,
        "https://e.org/Stray": 0,
    }


NAMELESS = """[] a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property [
  sh:path ex:p ; sh:message "%s" ; sh:minCount 1 ;
  sh:or ( [ sh:minCount 1 ; sh:datatype ex:d ] [ sh:minCount 2 ] ) ;
  sh:qualifiedValueShape [ sh:in ( ex:u ex:v [] ) ] ; sh:qualifiedMinCount 1 ] .
"""


def test_a_nameless_shape_keeps_its_name_when_words_and_others_change(tmp_path: Path) -> None:
    """Its holder has no name, either, and what it asks for hangs on lists without names."""

    def told(shapes: str) -> dict[str, tuple[str, str, str]]:
        found = check(tmp_path, shapes).findings
        return {
            one.rule.iri: (one.rule.code, one.fingerprint, one.rule.shape)
            for one in found
            if one.focus == "https://e.org/one" and one.path == "https://e.org/p"
        }

    first = told(NAMELESS % "Why")
    others = "".join(f"[] sh:targetNode ex:n{n} ; sh:or ( [ sh:nodeKind sh:IRI ] ) .\n" for n in range(9))
    assert len(first) == 2
    assert told(NAMELESS % "Because") == first
    assert told(others + NAMELESS % "Why") == first


def test_a_code_is_none_of_ours_and_a_name_is_the_whole_address(tmp_path: Path) -> None:
    """What waives a rule of ours, or a shape by its address, waives no other that is called alike."""
    two = "".join(
        f"<https://{host}.org/x#S> sh:targetClass ex:Thing ; sh:class ex:{host} .\n" for host in "ab"
    )
    found = check(tmp_path, two).findings
    assert len({one.rule.code for one in found}) == 2
    assert len(check(tmp_path, two, "S").waived) == 0
    assert len(check(tmp_path, two, "https://a.org/x#S").waived) == 1
    path = tmp_path / "own.ttl"
    path.write_text(PREFIXES + "ex:S sh:targetClass ex:Thing ; sh:minLength 99 .", encoding="utf-8")
    data = b"<https://e.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://e.org/Thing> .\n"
    shapes = read_shapes([path], taken=["S-minLength"])
    _, [shape] = shapes.as_rules(shapes.rows(data, ENGINES["fast"]))
    assert shape.rule.code.startswith("S-minLength-")


@pytest.mark.shared
def test_the_shapes_of_cpsv_ap_are_taken_with_a_code_for_each_constraint() -> None:
    shapes = read_shapes([shared_folder() / "data" / "linked" / "cpsv" / "cpsv-ap-3.2.0-SHACL.ttl"])
    assert len(shapes.asked) > 100
    assert not [one for one in shapes.checked(b"") if one.focus_nodes]
