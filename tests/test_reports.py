"""The forms of a validation report: what is in each, and that none says less, or more, than was found."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
import reporting
from rdflib import DCTERMS, PROV, RDF, SH

from pscvc_kg import api, cli, resources
from pscvc_kg.namespaces import METRIC, PSC, XSD
from pscvc_kg.quality import METRICS, measures
from pscvc_kg.render import REPORT_FORMS, RULES_FORMS
from pscvc_kg.render.page import Page
from pscvc_kg.render.report import report_json, report_text
from pscvc_kg.render.report_csv import BOM, report_csv, safe_cell
from pscvc_kg.render.report_html import report_html
from pscvc_kg.render.report_turtle import report_turtle
from pscvc_kg.report import Location, Report

STORY = resources.STORY
SERVICES = STORY / "services-2023-2024.csv"
REGISTER = STORY / "service-identifiers.csv"
FORMS = sorted(REPORT_FORMS)
PAGE = Page(width=80)
EARL = rdflib.Namespace("http://www.w3.org/ns/earl#")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
DQV = rdflib.Namespace("http://www.w3.org/ns/dqv#")

Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command line in this process: status, bytes on stdout, text on stderr."""
    for name in [name for name in os.environ if name.startswith("PSCVC_")]:
        monkeypatch.delenv(name)

    def call(*arguments: str | Path) -> tuple[int, bytes, str]:
        capfdbinary.readouterr()
        status = cli.run([str(argument) for argument in arguments])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return status, out, err.decode()

    return call


@pytest.fixture(scope="module")
def story() -> Report:
    return reporting.story()


@pytest.fixture(scope="module")
def large() -> Report:
    return reporting.large(100_000)


def table(written: bytes) -> list[dict[str, str]]:
    """The rows of a CSV that begins with a byte order mark."""
    text = written.decode("utf-8")
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


# The table


def test_the_table_has_every_finding_with_its_place(story: Report) -> None:
    rows = table(report_csv(story, "en"))
    assert len(rows) == len(story.findings)
    for row, finding in zip(rows, story.findings, strict=True):
        place = finding.location
        assert row["fingerprint"] == finding.fingerprint
        assert (row["rule"], row["severity"]) == (finding.rule.code, finding.rule.severity)
        assert (row["file"], row["sheet"]) == (place.file, place.sheet or "")
        assert (row["row"], row["column"], row["header"]) == (str(place.row), place.column, place.header)
        assert row["line"] == str(place.line)
        assert row["message"].replace("⏎", "\n") == finding.message["en"]
        assert row["what_to_do"] == finding.rule.fix["en"]
        assert (row["focus"], row["path"]) == (finding.focus, finding.path or "")
    assert any(row["related"] for row in rows)
    assert any(row["record"] == "service_id: 3413; service_standard_id: 5909" for row in rows)


def test_the_headers_of_the_table_are_those_that_scripts_rely_on_in_every_language(story: Report) -> None:
    expected = (
        "rule,rule_name,severity,title,message,what_to_do,file,sheet,row,column,header,line,record,value,"
        "related,focus,path,fingerprint,status,waiver\r\n"
    )
    english, french = (report_csv(story, lang).decode("utf-8-sig") for lang in ("en", "fr"))
    assert english.startswith(expected)
    assert french.startswith(expected)
    assert table(report_csv(story, "fr"))[0]["title"] == story.findings[0].rule.title["fr"]


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        '=HYPERLINK("https://example.org","x")',
        "+1+1",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        " =1+1",
        "＝1+1",
        "-",
    ],
)
def test_a_spreadsheet_takes_no_cell_for_a_formula(formula: str) -> None:
    found = reporting.finding(
        api.rules()[0],
        cell=formula,
        value=formula,
        record=((formula, formula),),
        message={"en": formula, "fr": formula},
        location=Location(formula, formula, 2, "A", formula, 2),
    )
    lines = report_csv(reporting.of([found]), "en").decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    (row,) = csv.DictReader(lines)
    for name in ("value", "message", "file", "sheet", "header", "record"):
        assert row[name].startswith("'"), name
    assert row["value"] == "'" + formula.replace("\r", "⏎").replace("\n", "⏎")


@pytest.mark.parametrize("number", ["-5", "-12.50", "-1,5", "+3", "-4e-3", "-7%", "120"])
def test_a_number_of_the_table_stays_a_number(number: str) -> None:
    found = reporting.finding(api.rules()[0], cell=number, value=number)
    assert table(report_csv(reporting.of([found]), "en"))[0]["value"] == number


def test_a_finding_is_one_line_whatever_its_cell_holds() -> None:
    text = 'one\r\ntwo\nthree\rfour\u2028five\x0bsix, "seven"\x00'
    found = reporting.finding(api.rules()[0], cell=text, value=text)
    written = report_csv(reporting.of([found, replace(found, focus="urn:other")]), "en").decode("utf-8-sig")
    assert len(written.splitlines()) == 3
    (row, _) = csv.DictReader(io.StringIO(written, newline=""))
    assert row["value"] == 'one⏎two⏎three⏎four⏎five⏎six, "seven"\ufffd'


def test_what_is_absent_is_an_empty_cell() -> None:
    assert safe_cell(None) == ""
    assert safe_cell(0) == "0"


def test_the_table_says_what_is_new_and_what_somebody_answers_for() -> None:
    rows = table(report_csv(reporting.answered_for(), "en"))
    assert Counter(row["status"] for row in rows) == {"new": 1, "remaining": 2, "waived": 1}
    assert [row["row"] for row in rows if row["status"] == "new"] == ["3"]
    assert rows[-1]["waiver"] == "<b>Agreed</b> (=Data office, until 31\u00a0December\u00a02025)"
    assert [row["waiver"] for row in rows[:-1]] == ["", "", ""]


# The page


class Reader(HTMLParser):
    """What a page is made of: its elements with their attributes, and the texts under each language."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_page_says_what_was_checked_and_what_was_found_in_both_languages(story: Report) -> None:
    page = report_html(story, "en")
    text = "".join(read(page).texts)
    for one in story.inputs:
        assert one.sha256 in text
        assert one.file in text
    for said in ("55 findings", "55\u00a0constats", "1\u00a0March\u00a02025", "1er\u00a0mars\u00a02025"):
        assert said in text
    for rule, _ in story.summary():
        for texts in (rule.title, rule.fix, rule.why, rule.example):
            assert texts["en"] in text
            assert texts["fr"] in text
        assert all(address in text for address in rule.see_also)
    for finding in story.findings:
        assert re.sub("[ \r\n]+", " ", finding.message["fr"]) in text
        assert finding.location.file in text
        assert f"<b>{finding.location.column}</b>" in page
    for one in story.not_checked:
        assert one.why["fr"] in text
    assert page.count('lang="en"') == page.count('lang="fr"') + 1  # the page's own language


def test_the_page_shows_some_places_and_says_where_all_are() -> None:
    rule, other = api.rules()[:2]
    found = [reporting.finding(rule, row) for row in range(2, 82)] + [reporting.finding(other, 500)]
    page = report_html(reporting.of(found), "en")
    assert page.count(">num_<wbr>applications_<wbr>total<") == 0
    assert page.count("<b>AN</b>") == 51
    text = "".join(read(page).texts)
    assert "And 30 more. All of them: pscvc validate … --format csv, or --format json." in text


def test_the_page_tells_what_was_not_checked_apart_from_what_was_found_in_order() -> None:
    report = reporting.limited()
    page = report_html(report, "en")
    untold, part, idle, clean = api.rules()[:4]
    sections = re.split(r"(?=<section|<details)", page)
    where = {
        rule.title["en"]: [
            match[1]
            for section in sections
            if rule.title["en"] in "".join(read(section).texts)
            for match in [re.search('id="([a-z_]+)"|<(details)', section)]
            if match
        ]
        for rule in (untold, part, idle)
    }
    assert where == {
        untold.title["en"]: ["not_checked"],
        part.title["en"]: ["limited"],
        idle.title["en"]: ["idle"],
    }
    assert clean.title["en"] in "".join(read(page.partition("<details>")[2]).texts)
    assert "They were not passed." in page


def test_the_page_says_what_changed_and_what_somebody_answers_for() -> None:
    page = report_html(reporting.answered_for(), "en")
    text = " ".join("".join(read(page).texts).split())
    for said in (
        "own.ttl",
        "NEW",
        "Compared with before.json, as of 1 March 2024",
        "1 new",
        "1 fixed",
        "2 remaining",
        "1 not looked for this time",
        "1 non recherché cette fois",
        "<i>Unseen</i>",
        "version 0.0.9 of the rules, this one with 0.1.0",
        "<i>Gone</i>",
        "<b>Agreed</b> (=Data office, until 31 December 2025)",
        "waivers.csv, row 3: ",
        "waivers.csv, row 4: ",
    ):
        assert said in text, said
    assert text.count("NEW") == 1
    assert "https://example.org/shapes/name" in text


def test_nothing_on_the_page_is_more_than_text() -> None:
    page = report_html(reporting.hostile(), "en")
    clean = report_html(reporting.of([reporting.finding(api.rules()[0])]), "en")
    reader = read(page)
    assert {tag for tag, _ in reader.elements} <= {tag for tag, _ in read(clean).elements} | {"small"}
    names = {name for _, attributes in reader.elements for name in attributes}
    assert not [
        name for name in names if name.startswith("on") or name in ("style", "src", "srcset", "action")
    ]
    links = [attributes["href"] or "" for tag, attributes in reader.elements if tag == "a"]
    assert [link for link in links if not link.startswith(("#", "https://", "http://"))] == []
    text = "".join(reader.texts)
    for bad in reporting.HOSTILE[:-1]:
        assert text.count(bad) >= 5
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_the_page_forbids_everything_but_its_own_style(story: Report) -> None:
    page = report_html(story, "en")
    (policy,) = [one["content"] for tag, one in read(page).elements if tag == "meta" and "http-equiv" in one]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/]+={0,2}'; base-uri 'none'; form-action 'none'",
        policy or "",
    )
    assert "<script" not in page
    assert "url(" not in page
    assert "@import" not in page


def test_a_page_of_100_000_findings_is_below_2_megabytes(large: Report) -> None:
    page = report_html(large, "en").encode()
    assert len(page) < 2_000_000
    # The values are as long as they can be, so there is not room for fifty places of each rule.
    rows = page.count(b"<b>AN</b>")
    assert 2 * len(api.rules()) <= rows < 50 * len(api.rules())
    assert rows % len(api.rules()) == 0


def test_the_json_of_100_000_findings_has_them_all(large: Report) -> None:
    found = json.loads(report_json(large, "en"))
    assert len(found["findings"]) == 100_000
    assert sum(one["count"] for one in found["summary"]) == 100_000


# Linked data


@pytest.fixture(scope="module")
def graph(story: Report) -> rdflib.Graph:
    return rdflib.Graph().parse(data=report_turtle(story, "en"), format="turtle")


def test_the_graph_has_every_finding(story: Report, graph: rdflib.Graph) -> None:
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms).toPython() is False
    results = {str(graph.value(one, DCTERMS.identifier)): one for one in graph.objects(report, SH.result)}
    assert len(results) == len(story.findings)
    for finding in story.findings:
        one = results[finding.fingerprint]
        assert str(graph.value(one, SH.focusNode)) == finding.focus
        assert graph.value(one, SH.resultPath) == (finding.path and rdflib.URIRef(finding.path))
        assert str(graph.value(one, SH.sourceShape)) == finding.rule.iri
        assert str(graph.value(one, SH.sourceConstraintComponent)) == finding.component
        assert str(graph.value(one, SH.resultSeverity)).rpartition("#")[2].lower() == finding.rule.severity
        assert {text.language: str(text) for text in graph.objects(one, SH.resultMessage)} == finding.message
        value = graph.value(one, SH.value)
        assert (value and value.n3()) == (finding.term and rdflib.util.from_n3(finding.term).n3())


def test_a_value_of_the_graph_has_the_datatype_that_the_rules_saw(story: Report, graph: rdflib.Graph) -> None:
    values = [graph.value(one, SH.value) for one in graph.subjects(RDF.type, SH.ValidationResult)]
    kinds = Counter(str(getattr(value, "datatype", None) or type(value).__name__) for value in values)
    assert kinds[XSD + "decimal"] > 0
    assert kinds["URIRef"] > 0


def test_the_graph_says_where_each_finding_is(story: Report, graph: rdflib.Graph) -> None:
    """By standards: fragments of tables (RFC 7111) count the header, those of text (RFC 5147) the gaps."""
    by_identifier = {
        str(graph.value(one, DCTERMS.identifier)): one
        for one in graph.subjects(RDF.type, SH.ValidationResult)
    }
    for finding in story.findings:
        place = graph.value(by_identifier[finding.fingerprint], PROV.atLocation)
        letters, number = finding.location.column or "", 0
        for letter in letters:
            number = number * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
        selectors = list(graph.objects(place, OA.hasSelector))
        fragments = {str(graph.value(one, RDF.value)) for one in selectors} - {"None"}
        line = finding.location.line
        assert fragments == {f"cell={finding.location.row},{number}", f"line={line - 1},{line}"}
        quotes = {str(quote) for one in selectors for quote in graph.objects(one, OA.exact)}
        assert quotes == ({finding.cell} if finding.cell else set())
        file = graph.value(graph.value(place, OA.hasSource), DCTERMS.isPartOf)
        assert str(graph.value(file, DCTERMS.title)) == finding.location.file
        column = graph.value(place, DCTERMS.isPartOf)
        header = graph.value(column, rdflib.URIRef("http://www.w3.org/ns/csvw#title"))
        assert str(header) == finding.location.header


def test_the_graph_says_what_was_run_on_what(story: Report, graph: rdflib.Graph) -> None:
    (run,) = graph.subjects(RDF.type, PROV.Activity)
    assert str(graph.value(run, rdflib.URIRef(PSC + "asOf"))) == story.as_of
    used = set(graph.objects(run, PROV.used))
    digests = {
        str(value)
        for one in used
        for checksum in graph.objects(one, rdflib.URIRef("http://spdx.org/rdf/terms#checksum"))
        for value in graph.objects(checksum, rdflib.URIRef("http://spdx.org/rdf/terms#checksumValue"))
    }
    assert digests == {one.sha256 for one in story.inputs}
    (plan,) = set(graph.subjects(RDF.type, PROV.Plan)) & used
    assert str(graph.value(plan, rdflib.OWL.versionInfo)) == story.rules
    assert str(graph.value(graph.value(plan, DCTERMS.references), DCTERMS.identifier)) == story.profile


def test_the_graph_measures_each_table(story: Report, graph: rdflib.Graph) -> None:
    said = Counter(
        (
            str(graph.value(one, DQV.isMeasurementOf)).removeprefix(METRIC),
            graph.value(one, DQV.value).toPython(),
        )
        for one in graph.subjects(RDF.type, DQV.QualityMeasurement)
    )
    assert said == Counter((one.metric.name, one.value) for one in measures(story))
    for metric in METRICS:
        node = rdflib.URIRef(METRIC + metric)
        assert {text.language for text in graph.objects(node, rdflib.SKOS.definition)} == {"en", "fr"}


def test_measures_are_counts_of_findings_and_shares_of_rows() -> None:
    violation, warning = (
        next(rule for rule in api.rules() if rule.severity == severity)
        for severity in ("violation", "warning")
    )
    found = [
        reporting.finding(violation, 2),
        reporting.finding(violation, 2, focus="urn:again"),
        reporting.finding(violation, 1, cell=None, value=None),  # the header: no row is spoilt
        reporting.finding(warning, 3, cell="", value=None),
    ]
    report = reporting.of(found)
    report = replace(report, inputs=(replace(report.inputs[0], records=4),))
    assert {one.metric.name: str(one.value) for one in measures(report)} == {
        "rows": "4",
        "violation": "3",
        "warning": "1",
        "info": "0",
        "rows-without-violation": "0.7500",
        "rows-without-gap": "0.7500",
    }


def test_a_table_without_rows_has_no_shares() -> None:
    report = reporting.limited()
    report = replace(report, inputs=(replace(report.inputs[0], records=0),))
    assert {one.metric.name for one in measures(report)} == {"rows", "violation", "warning", "info"}


REPORT_SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
    sh:property [ sh:path sh:conforms ; sh:datatype xsd:boolean ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path sh:result ; sh:class sh:ValidationResult ] ;
    sh:xone (
        [ sh:property [ sh:path sh:conforms ; sh:hasValue true ] , [ sh:path sh:result ; sh:maxCount 0 ] ]
        [ sh:property [ sh:path sh:conforms ; sh:hasValue false ] , [ sh:path sh:result ; sh:minCount 1 ] ]
    ) .
[] a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
    sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path sh:resultPath ; sh:nodeKind sh:BlankNodeOrIRI ; sh:maxCount 1 ] ,
        [ sh:path sh:value ; sh:maxCount 1 ] ,
        [ sh:path sh:sourceShape ; sh:nodeKind sh:BlankNodeOrIRI ; sh:maxCount 1 ] ,
        [ sh:path sh:sourceConstraintComponent ; sh:nodeKind sh:IRI ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path sh:resultSeverity ; sh:nodeKind sh:IRI ; sh:minCount 1 ; sh:maxCount 1 ;
          sh:in ( sh:Violation sh:Warning sh:Info ) ] ,
        [ sh:path sh:resultMessage ; sh:uniqueLang true ;
          sh:or ( [ sh:datatype rdf:langString ] [ sh:datatype xsd:string ] ) ] .
"""
"""What SHACL says of reports and results (W3C Recommendation, section 3.6), as shapes."""


def conforms(graph: rdflib.Graph) -> bool:
    shapes = rdflib.Graph().parse(data=REPORT_SHAPES, format="turtle")
    return bool(pyshacl.validate(graph, shacl_graph=shapes)[0])


def test_the_graph_is_a_report_as_shacl_defines_it(graph: rdflib.Graph) -> None:
    assert conforms(graph)
    for make in (reporting.hostile, reporting.limited, reporting.answered_for, reporting.only_waived):
        report = make()
        assert conforms(rdflib.Graph().parse(data=report_turtle(report, "en"), format="turtle"))
    one = next(graph.subjects(RDF.type, SH.ValidationResult))
    worse = rdflib.Graph() + graph
    worse.remove((one, SH.resultSeverity, None))
    assert not conforms(worse)


def test_the_graph_says_which_rules_were_not_applied_and_why() -> None:
    graph = rdflib.Graph().parse(data=report_turtle(reporting.limited(), "en"), format="turtle")
    outcomes = {
        str(graph.value(one, EARL.test)): graph.value(graph.value(one, EARL.result), EARL.outcome)
        for one in graph.subjects(RDF.type, EARL.Assertion)
    }
    untold, part, idle = (rule.iri for rule in api.rules()[:3])
    assert outcomes == {untold: EARL.untested, part: EARL.cantTell, idle: EARL.inapplicable}
    assert rdflib.Literal(reporting.WHY["fr"], lang="fr") in set(graph.objects(None, DCTERMS.description))


def test_the_graph_says_who_answers_for_a_finding_and_which_shapes_were_supplied() -> None:
    report = reporting.answered_for()
    graph = rdflib.Graph().parse(data=report_turtle(report, "en"), format="turtle")
    (note,) = graph.subjects(RDF.type, OA.Annotation)
    result = graph.value(note, OA.hasTarget)
    assert str(graph.value(result, DCTERMS.identifier)) == report.waived[0].finding.fingerprint
    assert str(graph.value(note, OA.bodyValue)) == "<b>Agreed</b>"
    assert str(graph.value(note, DCTERMS.valid)) == "2025-12-31"
    assert len(set(graph.objects(None, SH.result))) == 4
    (run,) = graph.subjects(RDF.type, PROV.Activity)
    used = {
        str(title) for one in graph.objects(run, PROV.used) for title in graph.objects(one, DCTERMS.title)
    }
    assert used == {"services.csv", "own.ttl"}


def test_of_what_is_no_table_no_rows_are_measured() -> None:
    report = reporting.of([reporting.finding(api.rules()[0])])
    report = replace(report, inputs=(replace(report.inputs[0], is_table=False),))
    assert {one.metric.name for one in measures(report)} == {"violation", "warning", "info"}
    assert b"csvw:Table" not in report_turtle(report, "en")


def test_whatever_files_say_the_graph_can_be_read() -> None:
    report = reporting.hostile()
    odd = reporting.finding(
        api.rules()[0],
        location=Location("caf\udce9.csv", None, None, None, "gone", None),
        focus="b0",
        value="a\x00b",
        cell=None,
        term=None,
        component=None,
    )
    inputs = (replace(report.inputs[0], layout="a layout <of> theirs"),)
    written = report_turtle(replace(report, inputs=inputs, findings=(*report.findings, odd)), "en")
    triples = list(ox.parse(written, format=ox.RdfFormat.TURTLE))
    values = {one.object.value for one in triples if one.predicate.value == str(SH.value)}
    assert values == {*reporting.HOSTILE, "a\x00b"}


# JSON and its schema


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    content = json.loads(RULES_FORMS["schema"](api.rules(), "en", PAGE))
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


def test_reports_are_as_their_schema_says(
    schema: jsonschema.Draft202012Validator, story: Report, tmp_path: Path
) -> None:
    others = (reporting.hostile, reporting.limited, reporting.answered_for, reporting.only_waived)
    for report in (story, *(make() for make in others)):
        for lang in ("en", "fr"):
            schema.validate(json.loads(report_json(report, lang)))


def test_an_error_is_as_the_schema_says(
    schema: jsonschema.Draft202012Validator, run: Run, tmp_path: Path
) -> None:
    status, out, _ = run("validate", tmp_path / "absent.csv", "--format", "json")
    schema.validate(json.loads(out))
    assert status == 3


Change = Callable[[dict[str, Any]], object]
WRONG: dict[str, Change] = {
    "a rule that nobody knows": lambda said: said["findings"][0].update(rule="https://example.org/rule"),
    "the code of another rule": lambda said: said["findings"][0].update(code=said["findings"][-1]["code"]),
    "another severity": lambda said: said["findings"][0].update(severity="info"),
    "no fingerprint": lambda said: said["findings"][0].pop("fingerprint"),
    "a row 0": lambda said: said["findings"][0]["location"].update(row=0),
    "a row in words": lambda said: said["findings"][0]["location"].update(row="17"),
    "a place without a column": lambda said: said["findings"][0]["location"].pop("column"),
    "something more": lambda said: said.update(ignored=[]),
    "no list of what was limited": lambda said: said.pop("limited"),
    "a digest that is none": lambda said: said["inputs"][0].update(sha256="abc"),
    "findings that conform": lambda said: said.update(conforms=True),
    "a shape that nobody knows": lambda said: said["checked"][0].update(shape="urn:x"),
    "a finding that is neither new nor remaining": lambda said: said["findings"][0].update(status="old"),
    "a rule of a user where there are no shapes of his": lambda said: said["summary"][0].update(rule="urn:x"),
    "another version": lambda said: said.update(version="2"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_the_schema_refuses(schema: jsonschema.Draft202012Validator, story: Report, wrong: str) -> None:
    said = json.loads(report_json(story, "en"))
    WRONG[wrong](said)
    assert not schema.is_valid(said)


def test_the_schema_names_the_rules_in_both_languages(run: Run) -> None:
    status, out, _ = run("rules", "--format", "schema")
    content = json.loads(out)
    assert status == 0
    assert content["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    named = {one["properties"]["rule"]["const"]: one for one in content["$defs"]["rule"]["anyOf"]}
    assert named.keys() == {rule.iri for rule in api.rules()}
    for rule in api.rules():
        assert rule.title["en"] in named[rule.iri]["title"]
        assert rule.title["fr"] in named[rule.iri]["title"]


def test_json_says_which_rules_were_checked_in_part() -> None:
    said = json.loads(report_json(reporting.limited(), "fr"))
    assert said["limited"] == [{"rule": api.rules()[1].iri, "why": reporting.WHY["fr"]}]


# Nothing checked


@pytest.mark.parametrize("form", FORMS)
def test_files_that_no_rule_looks_at_are_not_passed(run: Run, tmp_path: Path, form: str) -> None:
    file, output = tmp_path / "own.nt", tmp_path / "report"
    file.write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    status, out, err = run("validate", file, "--format", form, "--output", output)
    assert status == 3
    assert list(tmp_path.iterdir()) == [file]
    said = json.loads(out)["error"]["message"] if form == "json" else err
    assert "nothing was checked" in said
    assert "own.nt (n-triples)" in said
    assert "pscvc load" in said


@pytest.mark.parametrize("beside", [(), (SERVICES,)])
def test_a_register_is_refused_even_beside_a_submission(run: Run, beside: tuple[Path, ...]) -> None:
    status, _out, err = run("validate", *beside, REGISTER, "--as-of", "2025-03-01")
    assert status == 3
    assert err.count("\n") == 1
    assert "service-identifiers.csv: layout 'gc-service-registry' is reference data" in err
    assert "pscvc load" in err


def test_the_text_names_the_rules_that_were_checked_in_part() -> None:
    for lang, title in (("en", "Checked in part"), ("fr", "Vérifié en partie")):
        lines = report_text(reporting.limited(), lang, PAGE).splitlines()
        at = lines.index(title)
        assert reporting.WHY[lang] in lines[at + 1]
        assert api.rules()[1].title[lang] in lines[at + 2]


def test_no_form_of_a_report_on_nothing_says_that_all_is_well() -> None:
    rule = api.rules()[0]
    report = replace(reporting.limited(), checked=(replace(reporting.limited().checked[0], shape=rule.iri),))
    assert report.nothing_checked
    assert report_text(report, "en", PAGE).splitlines()[-1].startswith("Nothing was checked")
    assert (
        "Rien n'a été vérifié"
        in report_text(report, "fr", PAGE).splitlines()[-2:][0]
        + (report_text(report, "fr", PAGE).splitlines()[-1])
    )
    page = report_html(report, "en")
    assert "Nothing was checked" in page
    assert "Nothing to report" not in page
    assert "Nothing to report" in report_html(reporting.limited(), "en")


# What is written, and what is not


@pytest.mark.parametrize("form", FORMS)
def test_an_unreadable_input_leaves_no_file_and_the_old_report_as_it_was(
    run: Run, tmp_path: Path, form: str
) -> None:
    output = tmp_path / "report"
    output.write_text("what was there", encoding="utf-8")
    status, out, err = run("validate", tmp_path / "absent.csv", "--format", form, "-o", output)
    assert status == 3
    if form == "json":
        assert json.loads(out)["error"]["status"] == 3
    else:
        assert err.startswith("pscvc: ")
        assert err.count("\n") == 1
        assert out == b""
    assert [one.name for one in tmp_path.iterdir()] == ["report"]
    assert output.read_text(encoding="utf-8") == "what was there"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of files")
def test_a_report_that_cannot_be_finished_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    output = tmp_path / "report.html"
    output.write_text("what was there", encoding="utf-8")
    # The system lets no file of this process grow beyond 1,000 bytes.
    program = (
        "import resource; from pscvc_kg.cli import main; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); main()"
    )
    call = ("validate", SERVICES, "--format", "html", "-o", output)
    done = subprocess.run([sys.executable, "-c", program, *map(str, call)], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"report.html cannot be written (File too large)" in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]
    assert output.read_text(encoding="utf-8") == "what was there"


def test_a_new_report_takes_the_place_the_mode_and_the_links_of_the_old_one(run: Run, tmp_path: Path) -> None:
    real, link = tmp_path / "real.html", tmp_path / "link.html"
    real.write_text("what was there", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    assert run("validate", SERVICES, "--format", "html", "-o", link)[0] in (0, 1)
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_pipe_takes_a_report_and_stays_a_pipe(run: Run, tmp_path: Path) -> None:
    assert run("rules", "-o", "/dev/null")[0] == 0
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize("form", FORMS)
def test_a_report_is_the_same_on_stdout_and_in_a_file_and_twice(run: Run, tmp_path: Path, form: str) -> None:
    call = ("validate", SERVICES, "--as-of", "2025-03-01", "--format", form, "--lang", "fr")
    _, out, err = run(*call)
    assert err == ""
    run(*call, "-o", tmp_path / "report")
    assert (tmp_path / "report").read_bytes() == out
    program = "from pscvc_kg.cli import main; main()"
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    other = subprocess.run(
        [sys.executable, "-c", program, *map(str, call)], capture_output=True, check=False, env=environment
    )
    assert other.stdout == out


def test_other_commands_take_the_forms_that_they_have(run: Run) -> None:
    status, _, err = run("rules", "--format", "html")
    assert status == 2
    assert "schema" in err


# The catalogue of rules


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_rule_says_all_that_there_is_to_say_of_it(run: Run, lang: str) -> None:
    said = {one["rule"]: one for one in json.loads(run("rules", "--format", "json", "--lang", lang)[1])}
    for rule in api.rules():
        one = said[rule.iri]
        for key in ("code", "severity", "profile", "title", "message", "fix", "why", "example", "see_also"):
            assert one[key], (rule.code, key)
        assert [each["name"] for each in one["registers"]] == list(rule.registers)
        assert all(each["label"] for each in one["registers"])
        assert one["earlier_years"] == rule.minimum_years
    assert any(one["registers"] for one in said.values())
    assert any(one["earlier_years"] for one in said.values())


@pytest.mark.parametrize(
    ("name", "lang", "expected"),
    [
        ("qa_unregistered_sid", "en", ["Profile: gc", "Needs in the graph: registry of service identifiers"]),
        (
            "qa_unregistered_sid",
            "fr",
            ["Profil\u00a0: gc", "Exige dans le graphe\u00a0: registre des identifiants"],
        ),
        ("qa_extreme_volume_variation", "en", ["Earlier years needed: 4"]),
        ("qa_extreme_volume_variation", "fr", ["Exercices antérieurs nécessaires\u00a0: 4"]),
    ],
)
def test_a_rule_explained_says_what_it_needs(run: Run, name: str, lang: str, expected: list[str]) -> None:
    _, out, _ = run("rules", name, "--lang", lang)
    assert [text for text in expected if text not in out.decode()] == []


def test_no_formula_begins_where_another_sign_parts_the_cells() -> None:
    """In French Canada a spreadsheet parts cells at semicolons, also inside what we have put in quotes."""
    text = "x;=cmd|'/C calc'!A0"
    found = reporting.finding(api.rules()[0], cell=text, value=text, message={"en": text, "fr": text})
    table = report_csv(reporting.of([found]), "fr").decode("utf-8-sig")
    for line in table.splitlines():
        assert not [cell for cell in re.split(r'[;"]+', line) if cell.startswith("=")]
