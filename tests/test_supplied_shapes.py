"""Shapes that a user supplies: what checks nothing is refused, and none stands in for a rule of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from pscvc_kg import validation
from pscvc_kg.errors import InputError
from pscvc_kg.report import Report

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
        ("ex:a ex:b ex:c .", "no shape says what it looks at"),
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
    ids=["no shape", "no target", "no constraint", "ours"],
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
