"""Questions: their answers on the shipped story, their parameters, and three answers checked another way."""

from __future__ import annotations

import csv
import dataclasses
import inspect
import io
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from pscvc_kg import api, questions, reading, registers, resources, submissions
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import PscvcError, UsageError
from pscvc_kg.namespaces import CODE, GRAPH, GRAPH_CURRENT, PSC
from pscvc_kg.questions import Answer, ask
from pscvc_kg.report import Report
from pscvc_kg.store import Store

GOLDENS = Path(__file__).parent / "questions"
AGENCIES = GOLDENS / "three-agencies.ttl"
COLUMN_TYPES = ("resource", "text", "code", "integer", "decimal", "boolean")
XX = "https://w3id.org/pscvc/data/xx/"
CA = "https://w3id.org/pscvc/data/ca/"
NAMES = sorted(path.stem for path in (resources.QUERIES / "questions").glob("*.rq"))
AGENCY_VALUES = {
    "comparable-figures": {"organization": "1"},
    "elements-measured": {"organization": "1"},
    "hypotheses-between": {"from": "A", "to": "C"},
    "link-for-and-against": {"from": "A", "to": "B"},
    "measures-together": {"organization": "2"},
    "programme-chain": {"programme": "Families"},
    "service-chain": {"service": "10"},
    "tagged-programmes": {"tag": "T1"},
}
"""What a question that cannot do without a value is asked with among the three agencies."""
EMPTY_ON_STORY = {
    "arrangement-members",
    "chain-circles",
    "chain-not-comparable",
    "chain-trust-and-satisfaction",
    "co-producers",
    "collaboration-form-shown",
    "contributions-without-voice",
    "coordination-beside-interdependence",
    "deprecated-codes",
    "engaged-and-standards-missed",
    "innovation-before-and-after",
    "innovation-improvements",
    "innovation-lineage",
    "innovation-portfolio",
    "innovation-spread",
    "innovations",
    "intended-results",
    "link-that-breaks",
    "links",
    "low-trust-high-dependence",
    "met-above-total",
    "names-in-one-language",
    "network-brokers",
    "network-sizes",
    "obligatees-as-customers",
    "organizations-of-a-list",
    "open-data",
    "outcomes-of-services",
    "propositions-on-organizations",
    "reforms-before-and-after",
    "same-name-services",
    "satisfaction-and-trust-fields",
    "shared-arrangements",
    "shared-programmes",
    "shares-that-differ",
    "standards-missed-twice",
    "standards-without-target",
    "tests-of-hypotheses",
    "trust-beside-satisfaction",
    "trust-between-organizations",
    "trust-moved-alone",
    "trust-practices",
    "value-to-whom",
    "weakest-trust-drivers",
}
"""Questions to which the shipped story rightly has no answer."""
NOT_IN_STORY = {"https://w3id.org/pscvc/ns#CollaborationArrangement", "http://rdfs.org/ns/void#Linkset"}
"""Kinds of things of which the shipped story has none."""
ABSENT = {"decimal": "0"}
"""What no answer holds, of a parameter that is no thing of the graph."""
WHERE_TO_ADD = "tests/questions/three-agencies.ttl"


def story_values(name: str) -> dict[str, str]:
    """The examples of the parameters that a question cannot do without."""
    return {one.name: one.example for one in questions.question(name).parameters if one.required}


def turtle_as_triples(path: Path) -> bytes:
    memory = ox.Store()
    memory.load(path.read_bytes(), ox.RdfFormat.TURTLE)
    return memory.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""


@pytest.fixture(scope="module")
def agencies() -> Iterator[Store]:
    """Three fictional agencies, as `current` holds them."""
    with EmbeddedStore() as store:
        store.load(turtle_as_triples(AGENCIES), GRAPH_CURRENT)
        yield store


@pytest.fixture(scope="module")
def story() -> Iterator[Store]:
    """The shipped story, all of it accepted: which records the rules hold is no matter of questions."""
    sources, files = api.sort_by_kind(sorted(resources.STORY.glob("*.csv")))
    with api.open() as graph:
        submissions.load(sources, graph.store)
        inputs = reading.read(files).inputs
        report = Report(profile="gc", rules="0.1.0", as_of="2025-03-01", inputs=inputs, findings=())
        submissions.accept(files, report, graph.store)
        yield graph.store


def as_csv(answer: Answer) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in answer.columns)
    writer.writerows(answer.rows)
    return text.getvalue()


# What each question answers


@pytest.mark.parametrize("name", NAMES)
def test_question_answers_the_story_as_its_golden_file_says(
    story: Store, golden: Callable[[Path, str], None], name: str
) -> None:
    answer = ask(story, name, **story_values(name))
    assert answer.rows or name in EMPTY_ON_STORY, (
        f"{name} gives no row on the shipped story, so its golden file would hold a header only: correct the "
        "question, or, where the story rightly has no answer, add its name to EMPTY_ON_STORY in this file"
    )
    golden(GOLDENS / f"{name}.csv", as_csv(answer))


def test_what_has_an_indicator_is_an_observation_and_what_aims_at_one_a_target(story: Store) -> None:
    """No mapping states it: the domains of the two properties do, so that tables give fewer triples."""
    text = "PREFIX psc: <https://w3id.org/pscvc/ns#> SELECT (COUNT(*) AS ?n) { ?x psc:%s [] . ?x a psc:%s }"
    plain_text = text.replace(" . ?x a psc:%s", "")
    for property_, kind in (("ofIndicator", "Observation"), ("isTargetFor", "Target")):
        (counted,) = story.query(plain_text % property_).texts()
        assert int(counted[0]) > 50
        assert story.query(text % (property_, kind)).texts() == [counted]


@pytest.mark.parametrize("name", NAMES)
def test_question_answers_three_agencies_as_its_golden_file_says(
    agencies: Store, golden: Callable[[Path, str], None], name: str
) -> None:
    answer = ask(agencies, name, **AGENCY_VALUES.get(name, {}))
    assert answer.rows, f"{name} gives no row on {WHERE_TO_ADD}: add there the data that it asks for"
    golden(GOLDENS / "agencies" / f"{name}.csv", as_csv(answer))


@pytest.mark.parametrize("name", NAMES)
def test_rdflib_gives_the_same_rows_for_the_same_text(agencies: Store, name: str) -> None:
    text = questions.question(name).text
    graph = rdflib.Graph().parse(AGENCIES)
    ours = [tuple(plain(cell and cell.value) for cell in row) for row in agencies.query(text).rows]
    theirs = [tuple(plain(None if cell is None else str(cell)) for cell in row) for row in graph.query(text)]
    assert ours == theirs


def plain(text: str | None) -> Decimal | str | None:
    """Numbers by value: "10.50" and "10.5" are one."""
    return Decimal(text) if text and re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def test_an_answer_is_the_same_each_time(story: Store) -> None:
    first, second = (ask(story, "missing-values", lang="fr") for _ in range(2))
    assert first == second


@pytest.mark.parametrize("data", ["agencies", "story"])
def test_bottlenecks_are_the_stages_without_which_no_way_leads_to_the_service(
    data: str, request: pytest.FixtureRequest
) -> None:
    """Worked out by taking each stage out in turn and walking back from the service to where chains begin."""
    store: Store = request.getfixturevalue(data)
    psc = "https://w3id.org/pscvc/ns#"
    before, performers = defaultdict(set), defaultdict(set)
    for earlier, later in store.query(
        f"SELECT ?a ?b {{ ?link <{psc}linksFrom> ?a ; <{psc}linksTo> ?b }}"
    ).texts():
        before[later].add(earlier)
    for stage, performer in store.query(f"SELECT ?a ?b {{ ?a <{psc}isPerformedBy> ?b }}").texts():
        performers[stage].add(performer)

    def found(end: str, without: str | None) -> set[str]:
        seen: set[str] = set()
        todo = [end]
        while todo:
            todo += (new := before[todo.pop()] - seen - {without})
            seen |= new
        return seen

    expected = set()
    for stage, service in store.query(f"SELECT ?a ?b {{ ?a <{psc}realizes> ?b }}").texts():
        for taken in found(stage, None) - {stage}:
            cut = not any(not before[one] for one in found(stage, taken))
            if cut and len(performers[taken]) == 1 and not performers[taken] & performers[stage]:
                expected.add((service, stage, *performers[taken], taken))
    answer = ask(store, "chain-bottlenecks")
    assert len(expected) > 2
    assert {iris[:4] for iris in answer.iris} == expected


# What parameters do


def test_unbound_parameter_means_any(agencies: Store) -> None:
    organizations = {row[0] for row in ask(agencies, "missing-values").rows}
    assert organizations == {"Registry of Births", "Family Benefits", "City"}


@pytest.mark.parametrize("given", [XX + "organization/2", "2", "Family Benefits", "prestations FAMILIALES"])
def test_bound_parameter_narrows_the_answer_by_iri_identifier_or_label(agencies: Store, given: str) -> None:
    answer = ask(agencies, "missing-values", organization=given)
    assert [row[0] for row in answer.rows] == ["Family Benefits"]
    assert answer.values == {"organization": ("Family Benefits",)}


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_narrows(agencies: Store, name: str) -> None:
    """With a value that the answer does not hold, each parameter alone leaves fewer rows or other figures."""
    asked = questions.question(name)
    needed = AGENCY_VALUES.get(name, {})
    everything = ask(agencies, name, **needed)
    for parameter in asked.parameters:
        special = {"chain": XX + "service/11", "language": "fr"}
        value = special.get(parameter.name, ABSENT.get(parameter.type, XX + "chain/birth"))
        values = needed | {parameter.name: value}
        assert ask(agencies, name, **values).rows != everything.rows, (
            f"{name}: the parameter '{parameter.name}' changes nothing on {WHERE_TO_ADD}: write "
            f"VALUES ?{parameter.name} {{ UNDEF }} beside each pattern that uses ?{parameter.name}, in each "
            "UNION leg and subquery, or add there the data that it leaves out"
        )


def test_an_answer_from_the_literature_names_it_as_its_source(story: Store) -> None:
    """And not the registers and submissions that lie in the same graph."""
    said = {question.name for question in questions.questions().values() if "literature" in question.tags}
    assert len(said) == 8
    for name in said:
        asked = questions.question(name)
        needed = {one.name: one.example for one in asked.parameters if one.required}
        (source,) = ask(story, name, **needed).sources
        assert source.title.startswith("What the literature says")
        assert source.licence == "CC BY 4.0"
    assert len(ask(story, "hand-overs").sources) > 1


def test_several_values_are_any_of_them(agencies: Store) -> None:
    answer = ask(agencies, "missing-values", organization=["1", "3"])
    assert {row[0] for row in answer.rows} == {"Registry of Births", "City"}


def test_an_empty_value_is_none_given(agencies: Store) -> None:
    assert ask(agencies, "hand-overs", chain="").rows == ask(agencies, "hand-overs").rows


def test_an_identifier_of_a_register_names_its_organization(agencies: Store) -> None:
    assert ask(agencies, "standards-missed", organization="registry").values["organization"] == (
        "Registry of Births",
    )


def test_a_name_that_several_things_bear_is_refused_with_their_names(agencies: Store) -> None:
    with pytest.raises(UsageError, match=r"several things.*Registry of Births.*Family Benefits"):
        ask(agencies, "standards-missed", organization="RB")


def test_an_unknown_name_is_refused_with_the_nearest(agencies: Store) -> None:
    with pytest.raises(UsageError, match=r"'Famly Benefit'.*nearest: Family Benefits"):
        ask(agencies, "standards-missed", organization="Famly Benefit")


def test_an_iri_of_which_nothing_is_said_is_refused(agencies: Store) -> None:
    with pytest.raises(UsageError, match="says nothing of"):
        ask(agencies, "standards-missed", organization=XX + "organization/99")


def test_an_empty_graph_says_that_there_is_nothing_to_choose_from() -> None:
    with EmbeddedStore() as store, pytest.raises(UsageError, match="load data first"):
        ask(store, "standards-missed", organization="1")


def test_an_unknown_question_is_refused_with_the_nearest(agencies: Store) -> None:
    with pytest.raises(UsageError, match=r"'standard-missed'; did you mean: standards-missed"):
        ask(agencies, "standard-missed")


def test_a_question_outside_its_folder_is_unknown(agencies: Store) -> None:
    with pytest.raises(UsageError, match="no question"):
        ask(agencies, "../answers/labels")


def test_an_unknown_parameter_is_refused_with_those_there_are(agencies: Store) -> None:
    with pytest.raises(UsageError, match="it has: organization, period; did you mean: organization"):
        ask(agencies, "standards-missed", organisation="1")


def test_a_parameter_that_is_needed_is_asked_for_with_an_example(agencies: Store) -> None:
    with pytest.raises(UsageError, match="pscvc ask service-chain service=1107"):
        ask(agencies, "service-chain")


def test_a_third_language_is_refused(agencies: Store) -> None:
    with pytest.raises(UsageError, match="not in 'de'"):
        ask(agencies, "hand-overs", lang="de")


INJECTIONS = [
    'x" } UNION { ?s <http://e/p> ?v } } #',
    "x' } UNION { ?s ?p ?o } #",
    '"""} } SELECT * WHERE { ?s ?p ?o } #',
    "http://e/> } UNION { ?s ?p ?o } #",
    "http://e/a b",
    "urn:x> . ?s ?p ?o . <urn:y",
    "UNDEF } VALUES ?organization { UNDEF",
    "\\u0022 } UNION { ?s ?p ?o } #",
    "1\n} UNION { ?s ?p ?o",
    "?organization",
    "\x00",
    "\ud800",
]


@pytest.mark.parametrize("hostile", INJECTIONS)
def test_no_value_is_ever_read_as_a_part_of_the_query(agencies: Store, hostile: str) -> None:
    with pytest.raises(UsageError):
        ask(agencies, "missing-values", organization=hostile)


def test_choices_are_the_members_of_the_class_by_label(agencies: Store) -> None:
    asked = questions.question("standards-missed")
    found = questions.choices(agencies, asked, "organization", lang="fr")
    assert [choice.label for choice in found] == ["City", "Prestations familiales", "Registre des naissances"]
    assert found[2].iri == XX + "organization/1"
    assert {"1", "RB", "registry"} <= set(found[2].names)


def test_choices_of_a_code_list_are_its_concepts(agencies: Store) -> None:
    asked = questions.question("client-groups-by-organizations")
    assert [one.iri for one in questions.choices(agencies, asked, "group")] == [
        CODE + "client-group/ECONOM",
        CODE + "client-group/PERSON",
    ]


# What an answer is made of


def test_labels_are_in_the_language_asked_and_else_in_the_other(agencies: Store) -> None:
    rows = ask(agencies, "hand-overs", lang="fr", chain=XX + "chain/birth").rows
    assert [row[0] for row in rows] == ["Registre des naissances", "Prestations familiales"]
    assert rows[1][3] == "City"


def test_codes_of_the_question_itself_are_in_the_language_asked(agencies: Store) -> None:
    assert {"Norme", "Résultat"} < {
        row[1] for row in ask(agencies, "service-chain", service="10", lang="fr").rows
    }


def test_rows_hold_plain_values_and_iris_stand_behind_labels(agencies: Store) -> None:
    answer = ask(agencies, "standards-missed", organization="1")
    assert answer.rows == (("Registry of Births", "2023-2024", 2, 1, 1, Decimal(1), 1),)
    assert answer.iris[0][:3] == (XX + "organization/1", XX + "period/fy-2023-2024", None)


def test_records_have_the_names_of_the_columns_and_iris_when_asked(agencies: Store) -> None:
    answer = ask(agencies, "organizations-depend-on", organization="2")
    assert answer.records() == [
        {"organization": "Family Benefits", "depends_on": "Registry of Births", "direct": True}
    ]
    assert answer.records(iris=True)[0]["depends_on_iri"] == XX + "organization/1"


def test_a_data_frame_has_the_same_columns(agencies: Store) -> None:
    pytest.importorskip("pandas")
    frame = ask(agencies, "standards-missed").df()
    assert list(frame.columns)[:3] == ["organization", "period", "standards"]
    assert frame["missed"].sum() == 5


def test_without_pandas_the_remedy_is_named(agencies: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match="pip install"):
        ask(agencies, "standards-missed").df()


def test_an_answer_says_what_it_was_asked_of(story: Store) -> None:
    answer = ask(story, "standards-missed")
    assert answer.question.version
    assert answer.ontology
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", answer.as_of or "")
    licences = {source.title: source.licence for source in answer.sources}
    assert licences["GC Service Inventory"] == "Open Government Licence – Canada"


def test_the_query_of_an_answer_gives_its_rows_again(agencies: Store) -> None:
    answer = ask(agencies, "standards-missed", organization="1")
    assert len(agencies.query(answer.query).rows) == len(answer.rows)


def test_a_number_written_as_text_stays_as_it_was_submitted(agencies: Store) -> None:
    with EmbeddedStore() as store:
        store.load(turtle_as_triples(AGENCIES), GRAPH_CURRENT)
        report = f"{XX}service-report/city/2024-2025/30/5"
        psc = "https://w3id.org/pscvc/ns#"
        said = f'<{report}/x> <{psc}inReport> <{report}> ; <{psc}value> "12a" ;'
        said += f" <{psc}ofIndicator> <{CODE}indicator/applications-online> ."
        memory = ox.Store()
        memory.load(said.encode(), ox.RdfFormat.TURTLE)
        store.load(
            memory.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b"", GRAPH_CURRENT
        )
        assert "12a" in {row[4] for row in ask(store, "service-chain", service="30").rows}
        assert ask(store, "channels-by-organization").rows == ask(agencies, "channels-by-organization").rows


@pytest.mark.parametrize("name", NAMES)
def test_one_fact_in_two_graphs_is_counted_once(agencies: Store, name: str) -> None:
    values = AGENCY_VALUES.get(name, {})
    with EmbeddedStore() as store:
        for graph in (GRAPH_CURRENT, GRAPH + "submission/xx/1/2023-2024/1", GRAPH + "source/x/all"):
            store.load(turtle_as_triples(AGENCIES), graph)
        assert ask(store, name, **values).rows == ask(agencies, name, **values).rows


# What a question's file must hold


@pytest.mark.parametrize("name", NAMES)
def test_header_is_complete_in_both_languages(name: str) -> None:
    asked = questions.question(name)
    texts = [asked.summary, asked.description]
    for part in (*asked.parameters, *asked.columns):
        texts.append(part.label)
    for column in asked.columns:
        texts += column.values.values()
        assert column.type in COLUMN_TYPES, (
            f"{name}: the column '{column.name}' is of type '{column.type}'; "
            f"it may be {', '.join(COLUMN_TYPES)}"
        )
        measured = column.type in {"integer", "decimal"}
        assert (column.unit is not None) == measured or column.name == "value", (
            f"{name}: the column '{column.name}' "
            + ("lacks a unit, such as `unit: count`" if measured else "has a unit and is no number")
        )
    for text in texts:
        for language in questions.LANGUAGES:
            assert text.get(language, "").strip(), f"{name}: a text of the header is missing in '{language}'"
    assert asked.tags, f"{name}: the header needs tags, such as `tags: [service, organization]`"
    for related in asked.related:
        assert re.fullmatch(r"C?Q\d+", related), f"{name}: '{related}' under related: write CQ21 or Q13"
    assert re.fullmatch(r"\d+\.\d+\.\d+", asked.version), f"{name}: write the version as 0.1.0"


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_each_parameter_is_known_to_the_shipped_story(
    story: Store, agencies: Store, name: str
) -> None:
    """Or to the three agencies, where the story holds nothing of the kind."""
    asked = questions.question(name)
    apart = {one.name: one.example for one in asked.parameters if one.among in NOT_IN_STORY}
    ask(story, name, **{one.name: one.example for one in asked.parameters if one.name not in apart})
    ask(agencies, name, **AGENCY_VALUES.get(name, {}) | apart)


def test_the_story_holds_nothing_of_a_kind_whose_examples_are_elsewhere(story: Store) -> None:
    for kind in NOT_IN_STORY:
        assert story.query(f"ASK {{ ?thing a <{kind}> }}").texts() == [("false",)]


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_has_its_line_and_every_open_line_its_parameter(name: str) -> None:
    asked = questions.question(name)
    declared = {parameter.name for parameter in asked.parameters}
    open_lines = set(re.findall(r"^\s*VALUES \?(\w+) \{ UNDEF \}$", asked.text, re.MULTILINE))
    lines = set(re.findall(r"^\s*VALUES \?(\w+) \{ .* \}$", asked.text, re.MULTILINE))
    for parameter in sorted(open_lines - declared):
        pytest.fail(f"{name}: VALUES ?{parameter} {{ UNDEF }} is no parameter of the header", pytrace=False)
    for parameter in sorted(declared - lines):
        pytest.fail(
            f"{name}: the parameter '{parameter}' needs a line VALUES ?{parameter} {{ UNDEF }}", pytrace=False
        )
    for one in asked.parameters:
        assert one.type != "resource" or one.among, (
            f"{name}: the parameter '{one.name}' needs `class:` or `scheme:`, from which its values come"
        )


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_in_one_order_only(name: str) -> None:
    """What tells rows apart stands in the ORDER BY, or the GROUP BY leaves one row for it."""
    asked = questions.question(name)
    ordered = set(re.findall(r"\?(\w+)", asked.text.rpartition("ORDER BY")[2]))
    things = {column.name for column in asked.columns if column.type in ("resource", "code", "text")}
    grouped = re.findall(r"^GROUP BY (.*)$", asked.text, re.MULTILINE)
    assert ordered, f"{name}: there is no ORDER BY"
    loose = sorted(things - ordered - {"note", "step"})
    assert not loose or grouped, f"{name}: add to the ORDER BY: {', '.join(loose)}"


@pytest.mark.parametrize("name", NAMES)
def test_questions_avoid_what_the_engines_do_badly(name: str) -> None:
    text = questions.question(name).text
    for word in ("SERVICE", "GRAPH", "FROM"):
        assert not re.search(rf"\b{word}\b", text), f"{name}: a question may not use {word}"
    assert not re.search(r"NOT\s+EXISTS", text), f"{name}: write what must not exist as MINUS, not NOT EXISTS"


def test_units_of_columns_are_those_of_the_code_list() -> None:
    units = rdflib.Graph().parse(resources.ONTOLOGY / "codelists" / "unit.ttl")
    known = {str(subject).rpartition("/")[2] for subject in units.subjects()}
    for one in questions.questions().values():
        for column in one.columns:
            assert column.unit is None or column.unit in known, (
                f"{one.name}: the column '{column.name}' has the unit '{column.unit}', "
                "which ontology/codelists/unit.ttl does not have"
            )


def test_a_header_that_lacks_something_is_named(tmp_path: Path) -> None:
    file = tmp_path / "half.rq"
    file.write_text("#+ summary: Half?\nSELECT * WHERE { ?s ?p ?o }\n", encoding="utf-8")
    with pytest.raises(PscvcError, match=r"half\.rq.*summary_fr"):
        questions.catalogue.read(file)


def test_a_prefix_of_the_header_that_the_query_does_not_declare_is_named(tmp_path: Path) -> None:
    file = tmp_path / "half.rq"
    known = questions.question("standards-missed").text
    file.write_text(re.sub(r"PREFIX cv:.*\n", "", known), encoding="utf-8")
    with pytest.raises(PscvcError, match=r"half\.rq: the prefix cv is used in the header and not declared"):
        questions.catalogue.read(file)


def test_values_are_plain_and_answers_cannot_be_changed(agencies: Store) -> None:
    answer = ask(agencies, "service-chain", service="10")
    with pytest.raises(dataclasses.FrozenInstanceError):
        answer.rows = ()  # type: ignore[misc]
    assert {type(value) for row in answer.rows for value in row} <= {str, int, Decimal, type(None)}


def test_python_knows_no_question() -> None:
    source = inspect.getsource(questions)
    assert not [name for name in NAMES if f'"{name}"' in source]


# Three answers on the real inventory, worked out from the files in another way


@pytest.fixture(scope="module")
def inventory(shared: Path) -> Iterator[tuple[Store, Path]]:
    """The two real files and the registers that they need, every row of them, whatever the rules say."""
    gc = shared / "data" / "gc"
    with api.open() as graph:
        submissions.load([gc / "gc_concordance.csv", gc / "ifoi_en.csv", gc / "rbpo.csv"], graph.store)
        lookups = registers.lookups(lambda text: graph.store.query(text).texts())
        read = reading.read([gc / "si_2024.csv", gc / "ss_2024.csv"], lookups)
        graph.store.load(read.triples, GRAPH_CURRENT)
        yield graph.store, gc


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(file)]


def number(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def organization_of(gc: Path) -> dict[str, str]:
    """The portal's short name of an organization to its number in the register, from the concordance."""
    rows = rows_of(gc / "gc_concordance.csv")
    return {row["open_gov_ouvert"]: row["infobaseID"] for row in rows if row["open_gov_ouvert"]}


@pytest.mark.shared
def test_standards_missed_are_those_whose_performance_is_below_target_in_the_file(
    inventory: tuple[Store, Path],
) -> None:
    store, gc = inventory
    numbers = organization_of(gc)
    expected: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows_of(gc / "ss_2024.csv"):
        counts = expected[(numbers[row["owner_org"]], row["fiscal_yr"])]
        target, reached = number(row["target"]), number(row["performance"])
        counts[0] += 1
        counts[1] += target is not None and reached is not None
        counts[2] += target is not None and reached is not None and reached < target
        counts[3] += row["target_met"] == "N"
    answer = ask(store, "standards-missed")
    got = {
        key_of(iris[:2]): [row[2], row[3], row[4], row[6]]
        for row, iris in zip(answer.rows, answer.iris, strict=True)
    }
    assert got == expected


@pytest.mark.shared
def test_standards_missed_twice_are_those_below_target_in_two_years_running_of_the_file(
    inventory: tuple[Store, Path],
) -> None:
    store, gc = inventory
    missed = set()
    for row in rows_of(gc / "ss_2024.csv"):
        target, reached = number(row["target"]), number(row["performance"])
        if target is not None and reached is not None and reached < target:
            missed.add((row["service_id"], row["service_standard_id"], row["fiscal_yr"]))
    years = sorted({year for _, _, year in missed})
    assert len(years) > 1
    expected = {
        (service, standard, before, year)
        for service, standard, year in missed
        if (service, standard, before := f"{int(year[:4]) - 1}-{year[:4]}") in missed
    }
    answer = ask(store, "standards-missed-twice")
    got = {
        (
            *str(iris[2]).removeprefix(CA + "service-standard/").split("/"),
            str(iris[3]).removeprefix(CA + "period/fy-"),
            str(iris[4]).removeprefix(CA + "period/fy-"),
        )
        for iris in answer.iris
    }
    assert got == expected


def key_of(iris: Any) -> tuple[str, str]:
    organization, period = iris
    return organization.removeprefix(CA + "organization/"), period.removeprefix(CA + "period/fy-")


@pytest.mark.shared
def test_services_without_an_online_step_are_those_of_the_file(inventory: tuple[Store, Path]) -> None:
    store, gc = inventory
    steps = ("os_application", "os_decision", "os_issuance")
    expected = {}
    for row in rows_of(gc / "si_2024.csv"):
        answers = [row[step] for step in steps]
        if "Y" not in answers and "N" in answers:
            key = (row["service_id"], row["fiscal_yr"])
            expected[key] = (answers.count("N"), number(row["num_applications_total"]))
    answer = ask(store, "no-online-step")
    got = {
        (iris[1].removeprefix(CA + "service/"), iris[2].removeprefix(CA + "period/fy-")): row[3:5]
        for row, iris in zip(answer.rows, answer.iris, strict=True)
        if iris[1] and iris[2]
    }
    assert got == expected


@pytest.mark.shared
def test_cost_per_interaction_is_spending_over_applications_in_the_files(
    inventory: tuple[Store, Path],
) -> None:
    store, gc = inventory
    numbers = organization_of(gc)
    spent = {
        (row["organization_id"], row["program_id"], row["fy_ef"]): number(row["actual_spending"])
        for row in rows_of(gc / "rbpo.csv")
    }
    volumes: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    left_out = set()
    for row in rows_of(gc / "si_2024.csv"):
        programmes = {code.strip() for code in row["program_id"].split(",") if code.strip()}
        keys = [(numbers[row["owner_org"]], code, row["fiscal_yr"]) for code in programmes]
        if len(keys) == 1:
            volumes[keys[0]] += number(row["num_applications_total"]) or 0
        left_out |= {(key, row["service_id"]) for key in keys if len(keys) > 1}
    expected = {}
    for key, volume in volumes.items():
        spending = spent.get(key)
        if spending is not None and volume > 0:
            expected[key] = (volume, spending)
    answer = ask(store, "cost-per-interaction")
    got, got_left_out = {}, set()
    for row, iris in zip(answer.records(), answer.iris, strict=True):
        organization, code = str(iris[0]).removeprefix(CA + "programme/").split("/")
        key = (organization, code, str(iris[2]).removeprefix(CA + "period/fy-"))
        if row["note"] == "counted":
            volume, spending = Decimal(str(row["volume"])), Decimal(str(row["spending"]))
            got[key] = (volume, spending)
            assert abs(Decimal(str(row["cost"])) - spending / volume) <= Decimal("0.005")
        elif row["service"]:
            got_left_out.add((key, str(iris[4]).removeprefix(CA + "service/")))
    assert got == expected
    assert got_left_out == left_out


def test_an_answer_is_a_network(story: Store) -> None:
    answer = ask(story, "hand-overs", chain="birth-of-a-child")
    network = answer.network("from", "to")
    assert network.number_of_edges() == len(answer.rows)
    names = {(network.nodes[one]["label"], network.nodes[other]["label"]) for one, other in network.edges()}
    records = answer.records()
    assert names == {(each["from"], each["to"]) for each in records}
    objects = sorted(said["object"] for *_, said in network.edges(data=True))
    assert objects == sorted(each["object"] for each in records)
    with pytest.raises(UsageError, match=r"no column 'whom'; it has: from, from_stage"):
        answer.network("from", "whom")


def test_chains_stay_whole_when_organizations_change() -> None:
    with EmbeddedStore() as store:
        store.load(turtle_as_triples(GOLDENS / "organizations-that-change.ttl"), GRAPH_CURRENT)
        moves = {row[0]: row[1:] for row in ask(store, "service-over-years").rows if row[3]}
        assert moves == {
            "Berth permit": ("2021-2022", "Transport", "Ports", "explained by a change"),
            "Trail pass": ("2021-2022", "Parks", "Roads", "explained by a change"),
            "Bench": ("2021-2022", "Parks", "Roads", "no change is known"),
        }
        assert len(ask(store, "service-over-years").rows) == 7
        # Who became Transport is part of its years; Parks took over one service, and nobody's years.
        assert ask(store, "organization-over-years", organization="transport").rows == (
            ("Transport", "Ports", "2020-2021", 1, 1, 1, 1),
            ("Transport", "Roads", "2020-2021", 2, 0, 0, 0),
            ("Transport", "Transport", "2021-2022", 2, 1, 1, 0),
        )
        assert ask(store, "organization-over-years", organization="parks").rows == (
            ("Parks", "Parks", "2021-2022", 2, 0, 0, 0),
        )


def test_a_hand_over_that_is_part_of_no_chain_is_told_unless_a_chain_is_chosen() -> None:
    """As one that a person accepted from a candidate."""
    facts = (
        f"PREFIX psc: <{PSC}> PREFIX x: <{XX}> INSERT DATA {{ GRAPH <{GRAPH_CURRENT}> {{ "
        "x:s psc:isPerformedBy x:a . x:t psc:isPerformedBy x:b . x:chain a psc:ValueChain . "
        "x:link a psc:CrossOrganizationalLink ; psc:linksFrom x:s ; psc:linksTo x:t } }"
    )
    with EmbeddedStore() as store:
        store.oxigraph.update(facts)
        assert len(ask(store, "hand-overs").rows) == 1
        assert ask(store, "hand-overs", chain=XX + "chain").rows == ()
