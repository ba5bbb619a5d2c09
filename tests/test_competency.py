"""Which question, rule or command answers each competency question of the design, 1 to 24 and 36 to 42."""

from __future__ import annotations

import re

import pytest
import rdflib
import typer
import yaml
from test_questions import AGENCIES
from typer.testing import CliRunner

from pscvc_kg import questions, resources, validation
from pscvc_kg.cli.commands import app
from pscvc_kg.errors import UsageError
from pscvc_kg.namespaces import BASE, SH
from pscvc_kg.render import QUESTIONS_FORMS

ANSWERED_BY: dict[str, tuple[str, ...]] = {
    "CQ1": ("command validate",),
    "CQ2": ("services-without-standards", "standards-without-target", "standards-missed"),
    "CQ3": ("met-above-total", "standards-missed", "rule qa_performance_over_100"),
    "CQ4": ("shares-that-differ", "rule observation-ratio"),
    "CQ5": ("missing-values",),
    "CQ6": (
        "organization-changes",
        "rule report-organization-known",
        "organization-over-years",
        "service-over-years",
        "links",
    ),
    "CQ7": ("deprecated-codes", "rule term-current"),
    "CQ8": ("command diff",),
    "CQ9": ("names-in-one-language", "rule text-language"),
    "CQ11": ("chain-gaps", "rule stage-performer", "rule stage-linked"),
    "CQ12": ("chain-circles", "rule chain-circle"),
    "CQ13": (
        "rule observation-small-group",
        "rule person-absent",
        "rule person-property",
        "rule text-no-email",
        "rule text-no-telephone",
    ),
    "CQ14": ("chain-organizations", "service-chain"),
    "CQ15": ("chain-links", "chains-across-organizations", "hand-overs"),
    "CQ16": ("stage-stops", "client-groups-by-organizations"),
    "CQ17": ("organizations-depend-on",),
    "CQ18": ("organizations-in-chains", "single-performers", "same-name-services", "shared-programmes"),
    "CQ19": ("hand-overs-without-basis",),
    "CQ20": ("what-is-handed-over", "hand-overs"),
    "CQ21": (
        "on-time-along-chain",
        "channels-by-organization",
        "cost-per-interaction",
        "no-online-step",
        "online-end-to-end",
        "online-steps",
        "service-chain",
        "standards-missed",
    ),
    "CQ22": ("chain-not-comparable", "comparable-figures", "not-comparable"),
    "CQ23": ("chain-trust-and-satisfaction",),
    "CQ24": ("trust-between-organizations",),
    "CQ36": ("links", "organizations-of-a-list", "command link"),
    "CQ37": ("reports-by-submission", "command history"),
    "CQ38": ("command export",),
    "CQ39": ("command export",),
    "CQ40": ("no-open-data-in-chain",),
    "CQ41": ("other-governments",),
}
"""A question by its name, ``rule`` and its code, or ``command`` and its name; the nearest answer first."""
UNANSWERED = {
    "CQ10": "a graph that questions read does not keep which submission a hand-over was reported in",
    "CQ42": "there is one version of the ontology, so none to compare it with",
}
"""What is not answered yet, and for want of what."""
ELSEWHERE = range(25, 36)
"""Those about the elements and the literature, which have a table of their own."""
LAST = 42
GRLC = {"summary": str, "description": str, "tags": list}
"""What grlc reads of a header, and as what; it passes over the other keys."""


@pytest.mark.parametrize("number", [n for n in range(1, LAST + 1) if n not in ELSEWHERE])
def test_each_competency_question_has_its_line(number: int) -> None:
    name = f"CQ{number}"
    assert (name in ANSWERED_BY) != (name in UNANSWERED), (
        f"{name}: write in ANSWERED_BY what answers it, or in UNANSWERED why nothing does, and not both"
    )


def test_no_line_is_of_another_table() -> None:
    numbers = {int(name.removeprefix("CQ")) for name in ANSWERED_BY.keys() | UNANSWERED.keys()}
    assert numbers <= set(range(1, LAST + 1)) - set(ELSEWHERE)


@pytest.mark.parametrize("name", ANSWERED_BY)
def test_what_is_said_to_answer_exists_and_says_so(name: str) -> None:
    codes = {rule.code for rule in validation.rules()}
    commands = set(typer.main.get_group(app).commands)
    assert ANSWERED_BY[name], f"{name} is answered by nothing"
    for answer in ANSWERED_BY[name]:
        kind, _, told = answer.rpartition(" ")
        known = {"": set(questions.questions()), "rule": codes, "command": commands}[kind]
        assert told in known, f"{name}: there is no {kind or 'question'} {told}"
        assert kind or name in questions.question(told).related, (
            f"queries/questions/{told}.rq: write {name} under `related`"
        )


def test_what_a_question_says_that_it_answers_is_in_the_table() -> None:
    ours = {f"CQ{number}" for number in range(1, LAST + 1) if number not in ELSEWHERE}
    said = {
        (one, asked.name) for asked in questions.questions().values() for one in asked.related if one in ours
    }
    listed = {
        (name, answer) for name, answers in ANSWERED_BY.items() for answer in answers if " " not in answer
    }
    assert said == listed


# What other tools read of a question


@pytest.mark.parametrize("name", sorted(questions.questions()))
def test_header_is_what_grlc_reads(name: str) -> None:
    """Its own way: the lines that begin with `#+`, one after the other, are read as YAML."""
    text = (resources.QUERIES / "questions" / f"{name}.rq").read_text(encoding="utf-8")
    lines = re.findall(r"^#\+(.*)$", text, re.MULTILINE)
    said = yaml.safe_load("\n".join(line.removeprefix(" ") for line in lines))
    for key, kind in GRLC.items():
        assert isinstance(said[key], kind), f"{name}: grlc reads `{key}` as {kind.__name__}"
    assert not said.keys() & {"endpoint", "method", "pagination", "defaults", "enumerate", "transform"}
    # grlc makes a parameter of each variable whose name begins with an underscore.
    assert not re.search(r"\?_", text)


def test_the_list_in_turtle_holds_each_question_as_an_executable_of_shacl() -> None:
    """Whoever reads it gets the texts in both languages and a query that another engine can read and run."""
    known = questions.questions()
    text = QUESTIONS_FORMS["turtle"](known, "en")
    assert text == QUESTIONS_FORMS["turtle"](known, "fr")
    graph = rdflib.Graph().parse(data=text, format="turtle")
    agencies = rdflib.Graph().parse(AGENCIES)
    found = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "SPARQLSelectExecutable")))
    assert found == {rdflib.URIRef(f"{BASE}question/{name}") for name in known}
    for name, asked in known.items():
        node = rdflib.URIRef(f"{BASE}question/{name}")
        (query,) = graph.objects(node, rdflib.URIRef(SH + "select"))
        assert str(query) == asked.text
        for property_, said in ((rdflib.RDFS.label, asked.summary), (rdflib.RDFS.comment, asked.description)):
            texts = {one.language: str(one) for one in graph.objects(node, property_)}  # type: ignore[attr-defined]
            assert texts == {language: one.strip() for language, one in said.items()}
    (query,) = graph.objects(rdflib.URIRef(f"{BASE}question/chain-circles"), rdflib.URIRef(SH + "select"))
    assert len(list(agencies.query(str(query)))) == 2


def test_an_answer_is_not_written_in_turtle() -> None:
    ran = CliRunner().invoke(app, ["ask", "hand-overs", "--format", "turtle"])
    assert isinstance(ran.exception, UsageError)
    assert "pscvc ask --format turtle" in str(ran.exception)
