"""What the graph gives to other tools: their own readers, shapes and constraints judge it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from csvw import CSVW
from rdflib import DCAT, DCTERMS, QB, RDF, SH, SKOS

from pscvc_kg import api, cli
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import UsageError
from pscvc_kg.exporting import Exported, LeftOut, exports
from pscvc_kg.exporting.addresses import escaped
from pscvc_kg.namespaces import BASE, CODE, DATA, GRAPH, GRAPH_CURRENT, GRAPH_LOG, PSC
from pscvc_kg.render.export import left_out_csv
from pscvc_kg.render.page import Page
from pscvc_kg.resources import STORY

Ran = tuple[int, bytes, str]
TESTS = Path(__file__).parent
CUBE = TESTS / "datacube"
CV = rdflib.Namespace("http://data.europa.eu/m8g/")
CPSV = rdflib.Namespace("http://purl.org/vocab/cpsv#")
IN_SERIES = rdflib.URIRef("http://www.w3.org/ns/dcat#inSeries")  # newer than rdflib's list of DCAT
RDFLIB_FORMS = {"turtle": "turtle", "jsonld": "json-ld", "rdfxml": "xml", "ntriples": "nt"}


@pytest.fixture(scope="module")
def story() -> Iterator[api.Graph]:
    with api.shipped() as graph:
        yield graph


@pytest.fixture
def copy(story: api.Graph) -> Iterator[api.Graph]:
    """The story's graph, to be changed."""
    with EmbeddedStore() as store:
        for name in story.store.graphs():
            store.load(story.store.dump(name), name)
        yield api.Graph(store)


@pytest.fixture(scope="module")
def made(story: api.Graph) -> dict[str, Exported]:
    """Each export of the story in its usual form."""
    return {name: api.export(name, story) for name in ("dcat", "cpsv-ap", "datacube", "csvw")}


@pytest.fixture(scope="module")
def parsed(made: dict[str, Exported]) -> dict[str, rdflib.Graph]:
    """What rdflib reads of each."""
    return {name: read(exported) for name, exported in made.items() if name != "csvw"}


def read(exported: Exported, form: str = "turtle") -> rdflib.Graph:
    return rdflib.Graph().parse(data=exported.content, format=RDFLIB_FORMS[form])


def violations(data: rdflib.Graph, shapes: rdflib.Graph, background: rdflib.Graph | None = None) -> list[str]:
    """What pySHACL finds, one line each."""
    _, found, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=background)
    assert isinstance(found, rdflib.Graph), found
    return sorted(
        f"{found.value(one, SH.focusNode)} {found.value(one, SH.resultPath)} {found.value(one, SH.value)}"
        for one in found.subjects(RDF.type, SH.ValidationResult)
    )


# All of them


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD reader uses it
@pytest.mark.parametrize("name", ["dcat", "cpsv-ap", "datacube"])
def test_two_readers_find_the_same_statements_in_every_form(name: str, story: api.Graph) -> None:
    options = {"indicator": "employees"} if name == "datacube" else {}
    wanted = set(read(api.export(name, story, **options)))
    assert wanted
    for form, other in RDFLIB_FORMS.items():
        content = api.export(name, story, form=form, **options).content
        assert set(rdflib.Graph().parse(data=content, format=other)) == wanted, f"rdflib, {form}"
        ours = {"turtle": "TURTLE", "jsonld": "JSON_LD", "rdfxml": "RDF_XML", "ntriples": "N_TRIPLES"}[form]
        parsed = list(ox.parse(content, format=getattr(ox.RdfFormat, ours)))
        assert len({quad.triple for quad in parsed}) == len(wanted) == len(parsed), f"Oxigraph, {form}"


@pytest.mark.rapper
@pytest.mark.parametrize("name", ["dcat", "cpsv-ap", "datacube"])
def test_a_reader_of_another_family_finds_every_statement(
    name: str, story: api.Graph, parsed: dict[str, rdflib.Graph], tmp_path: Path
) -> None:
    """Raptor, in C and older than ours; it knows no JSON-LD."""
    for form, other in (("turtle", "turtle"), ("rdfxml", "rdfxml"), ("ntriples", "ntriples")):
        file = tmp_path / form
        file.write_bytes(api.export(name, story, form=form).content)
        done = subprocess.run(["rapper", "-c", "-i", other, file], capture_output=True, text=True)
        assert f"Parsing returned {len(parsed[name])} triples" in done.stderr, done.stderr
        assert (done.returncode, "Error" in done.stderr, "Warning" in done.stderr) == (0, False, False)


def test_two_runs_give_the_same_bytes(story: api.Graph, made: dict[str, Exported]) -> None:
    with EmbeddedStore() as other:
        for name in reversed(story.store.graphs()):
            lines = story.store.dump(name).splitlines(keepends=True)
            other.load(b"".join(reversed(lines)), name)
        for name, first in made.items():
            assert dict(api.export(name, api.Graph(other)).files) == dict(first.files), name
        trig = api.export("trig", story).content
        assert api.export("trig", api.Graph(other)).content == trig


@pytest.mark.parametrize("name", ["dcat", "cpsv-ap", "datacube"])
def test_every_iri_is_one_by_the_letter(name: str, parsed: dict[str, rdflib.Graph]) -> None:
    iris = {str(term) for triple in parsed[name] for term in triple if isinstance(term, rdflib.URIRef)}
    wrong = [iri for iri in iris if not iri.isascii() or any(sign in iri for sign in ' <>"{}|\\^`')]
    assert iris
    assert not wrong


def test_each_part_of_an_export_says_what_it_is_for() -> None:
    assert {"dcat", "cpsv-ap", "datacube", "csvw"} == set(exports())
    for export in exports().values():
        assert export.building
        for part in export.parts:
            assert part.text.startswith("#+ summary: "), f"{export.name}/{part.name}.rq needs a summary"


def test_what_was_withdrawn_is_in_no_export(tmp_path: Path) -> None:
    """One of two organizations takes back what it said: nothing of it is left but that it was there."""
    registers = sorted(STORY.glob("organization*.csv"))
    files = [STORY / "services-2023-2024.csv", STORY / "standards-2023-2024.csv"]
    with api.open(tmp_path / "graph") as graph:
        api.load(registers, graph)
        api.accept(files, api.validate(files, store=graph, as_of="2025-03-01"), graph, hold=True)
        organization = f"{DATA}ca/organization/46"
        before = {
            name: api.export(name, graph, organization="46") for name in ("dcat", "cpsv-ap", "datacube")
        }
        described = read(before["cpsv-ap"])
        services = list(described.subjects(RDF.type, CPSV.PublicService))
        said = [str(text) for one in services for text in described.objects(one, DCTERMS.description)]
        observed = set(read(before["datacube"]).subjects(RDF.type, QB.Observation))
        submission = f"{GRAPH}submission/ca/46/fy-2023-2024/1".encode()
        assert observed
        assert submission in before["dcat"].content
        api.withdraw("cra-arc/2023-2024", graph, reason="tried")
        after = {name: api.export(name, graph) for name in ("dcat", "cpsv-ap", "datacube", "csvw")}
        assert submission not in after["dcat"].content
        left = read(after["cpsv-ap"])
        assert not list(left.subjects(CV.hasCompetentAuthority, rdflib.URIRef(organization)))
        assert not observed & set(read(after["datacube"]).subjects(RDF.type, QB.Observation))
        trig = api.export("trig", graph).content.decode()
        assert len(said) > 10
        for text in said:
            for content in (trig, *(one.decode() for made in after.values() for one in made.files.values())):
                assert text not in content


def test_what_is_too_small_to_be_known_is_a_status_in_every_export(
    copy: api.Graph, made: dict[str, Exported]
) -> None:
    """The store never holds such a value; of the files as they were sent, which do, nothing is exported."""
    observation = f"{DATA}ca/workforce-report/46/2024/tenure/term/employees"
    said = f"<{observation}> <{PSC}value> "
    lines = [line for line in copy.store.dump(GRAPH_CURRENT).decode().splitlines() if line.startswith(said)]
    assert len(lines) == 1
    status = f"<{observation}> <{PSC}hasObservationStatus> <{CODE}observation-status/suppressed> .\n"
    copy.store.commit({GRAPH_CURRENT: status.encode()}, {GRAPH_CURRENT: (lines[0] + "\n").encode()})
    cube = read(api.export("datacube", copy))
    node = rdflib.URIRef(observation)
    assert str(cube.value(node, QB.dataSet)) == f"{BASE}cube/employees/missing"
    missing = rdflib.URIRef(f"{BASE}cube/component/missing")
    assert str(cube.value(node, missing)) == f"{CODE}observation-status/suppressed"
    assert not [value for value in cube.objects(node) if isinstance(value, rdflib.Literal)]
    table = csv.DictReader(io.StringIO(api.export("csvw", copy).files["observations.csv"].decode()))
    [row] = [row for row in table if row["observation"] == observation]
    assert (row["value"], row["status"]) == ("", f"{CODE}observation-status/suppressed")


def test_a_hand_over_that_nobody_accepted_is_in_no_export_of_what_is_stated(
    copy: api.Graph, made: dict[str, Exported]
) -> None:
    candidates = f"{GRAPH}candidates/named-in-text"
    stage = f"{DATA}ca/stage/birth-of-a-child/register-status"
    said = (
        f"<urn:guess> <{PSC}linksFrom> <{stage}> .\n<urn:guess> <{PSC}transfers> <urn:what> .\n"
        '<urn:what> <http://purl.org/dc/terms/title> "Guessed"@en .\n'
    )
    copy.store.load(said.encode(), candidates)
    for name, first in made.items():
        assert dict(api.export(name, copy).files) == dict(first.files), name
    assert candidates.encode() in api.export("trig", copy, form="nquads").content


# One bad record never breaks an export


def test_a_record_that_a_form_cannot_hold_is_left_out_with_its_reason(copy: api.Graph) -> None:
    """A service without a name, one of an organization without a name, and what cannot be an address."""
    service = f"{DATA}ca/service"
    a, authority = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", f"<{CV.hasCompetentAuthority}>"
    nameless = f"{DATA}ca/organization/nameless"
    said = (
        f"<{service}/without-name> {a} <{CPSV.PublicService}> .\n"
        f"<{service}/without-name> {authority} <{DATA}ca/organization/46> .\n"
        f"<{nameless}> {a} <{CV.PublicOrganisation}> .\n"
        f"<{service}/nobodys> {a} <{CPSV.PublicService}> .\n"
        f"<{service}/nobodys> {authority} <{nameless}> .\n"
        f'<{service}/nobodys> <{DCTERMS.title}> "Sold \\u0007 things"@en .\n'
        f'<{service}/nobodys> <{DCTERMS.description}> "Things"@en .\n'
        f"<urn:report> <{PSC}isReportOn> <{service}/1107> .\n"
        f'<urn:report> <{PSC}servicePage> "https://example.ca/à propos"@fr .\n'
        f'<urn:report> <{PSC}servicePage> "see https://example.ca"@en .\n'
    )
    before = set(read(api.export("cpsv-ap", copy)))
    copy.store.load(said.encode(), GRAPH_CURRENT)
    after = api.export("cpsv-ap", copy)
    told = {each.record: each.reason["en"] for each in after.left_out}
    assert "no name or no description" in told[f"{service}/without-name"]
    assert "no name in the graph" in told[nameless]
    assert "nobody in this catalogue answers" in told[f"{service}/nobodys"]
    assert "no web address" in told[f"{service}/1107"]
    page = rdflib.URIRef("https://example.ca/%C3%A0%20propos")
    new = set(read(after)) - before
    assert {str(triple[0]) for triple in new} == {f"{service}/1107", str(page)}
    assert before <= set(read(after))


def test_a_sign_that_xml_cannot_hold_is_replaced_there_and_told(copy: api.Graph) -> None:
    service = rdflib.URIRef(f"{DATA}ca/service/1107")
    said = f'<{service}> <{DCTERMS.title}> "A bell \\u0007 rings"@en .\n'
    copy.store.load(said.encode(), GRAPH_CURRENT)
    in_xml = api.export("cpsv-ap", copy, form="rdfxml")
    assert rdflib.Literal("A bell \ufffd rings", "en") in set(read(in_xml, "rdfxml").objects(service))
    assert str(service) in {each.record for each in in_xml.left_out if "RDF/XML" in each.reason["en"]}
    kept = api.export("cpsv-ap", copy)
    assert rdflib.Literal("A bell \x07 rings", "en") in set(read(kept).objects(service))


def test_what_another_engine_gives_as_no_rdf_is_left_out_alone() -> None:
    from pscvc_kg.exporting.leaving_out import LeftOut, readable

    lines = b'<urn:a> <urn:p> "x" .\n<urn:b> <urn:p> <http://e/a b> .\n<urn:c> <urn:p> "y" .\n'
    found = list(readable(lines, None))
    assert [one.record for one in found if isinstance(one, LeftOut)] == ["urn:b"]
    assert [str(one.subject) for one in found if isinstance(one, ox.Triple)] == ["<urn:a>", "<urn:c>"]


@pytest.mark.parametrize(
    ("written", "iri"),
    [
        ("https://example.ca/a b", "https://example.ca/a%20b"),
        ("https://example.ca/é", "https://example.ca/%C3%A9"),
        ("https://example.ca/%C3%A9", "https://example.ca/%C3%A9"),
        ("HTTP://EXAMPLE.ca/x?y={z}&w=[1]", "http://EXAMPLE.ca/x?y=%7Bz%7D&w=%5B1%5D"),
        ("https://québec.example/", "https://xn--qubec-csa.example/"),
        ('https://example.ca/"><script>', "https://example.ca/%22%3E%3Cscript%3E"),
        ("https://example.ca/a#b#c", "https://example.ca/a#b%23c"),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://[bad", None),
        ("https://example.ca:port/", None),
        ("https://two words/", None),
        ("N/A", None),
    ],
)
def test_an_address_becomes_an_iri_that_every_reader_takes(written: str, iri: str | None) -> None:
    assert escaped(written) == iri


# DCAT-AP


def test_the_catalogue_says_what_dcat_ap_makes_mandatory(parsed: dict[str, rdflib.Graph]) -> None:
    shapes = rdflib.Graph().parse(TESTS / "dcat" / "dcat-ap.ttl")
    graph = parsed["dcat"]
    assert violations(graph, shapes) == []
    broken = rdflib.Graph() + graph
    submission = rdflib.URIRef(f"{GRAPH}submission/ca/46/fy-2023-2024/1")
    for file in list(broken.objects(submission, DCAT.distribution)):
        broken.remove((file, DCAT.accessURL, None))
    broken.remove((submission, DCTERMS.title, None))
    assert len(violations(broken, shapes)) == 3  # two files without an address, and the title


def test_a_second_reader_finds_each_submission_with_period_licence_and_series(
    story: api.Graph, made: dict[str, Exported]
) -> None:
    """Oxigraph reads the JSON-LD and answers in SPARQL what a portal would ask."""
    store = ox.Store()
    store.load(api.export("dcat", story, form="jsonld").content, ox.RdfFormat.JSON_LD)
    query = (TESTS / "dcat" / "what-a-portal-shows.rq").read_text(encoding="utf-8")
    found = [tuple("" if cell is None else cell.value for cell in row) for row in store.query(query)]
    accepted = [name for name in story.store.graphs() if name.startswith(f"{GRAPH}submission/")]
    assert {row[0] for row in found} == {name.rpartition("/")[0] for name in accepted}
    for _, title, publisher, start, end, licence, series in found:
        assert title
        assert publisher
        assert (start, end) == ("2023-04-01", "2024-03-31")
        assert licence == "https://open.canada.ca/en/open-government-licence-canada"
        assert int(series) in (1, 2)


ANNUAL = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"


def test_how_often_and_in_which_languages_is_said_only_where_it_is_known(
    copy: api.Graph, parsed: dict[str, rdflib.Graph]
) -> None:
    graph = parsed["dcat"]
    series = set(graph.objects(None, IN_SERIES))
    assert {str(one) for one in graph.objects(None, DCTERMS.accrualPeriodicity)} == {ANNUAL}
    assert set(graph.subjects(DCTERMS.accrualPeriodicity)) == series
    submissions = set(graph.subjects(IN_SERIES))
    assert not submissions & set(graph.subjects(DCTERMS.language)), "nothing keeps the languages of a file"

    # A half-year more of one organization: nobody can say how often it submits.
    half, period = f"{GRAPH}submission/ca/46/half/1", f"{DATA}ca/period/half"
    said = copy.store.dump(GRAPH_LOG).decode().splitlines(keepends=True)
    one = f"<{GRAPH}submission/ca/46/fy-2023-2024/1>"
    more = [line.replace(one, f"<{half}>") for line in said if line.startswith(one)]
    more = [line.replace("period/fy-2023-2024>", "period/half>") for line in more]
    copy.store.load("".join(more).encode(), GRAPH_LOG)
    days = [("startDate", "2024-04-01"), ("endDate", "2024-09-30")]
    date = f"^^<{rdflib.XSD.date}>"
    facts = [f'<{period}> <{DCAT}{name}> "{day}"{date} .\n' for name, day in days]
    facts.append(f"<{period}> <{RDF.type}> <{PSC}ReportingPeriod> .\n")
    copy.store.load("".join(facts).encode(), GRAPH_CURRENT)
    mixed = read(api.export("dcat", copy))
    theirs = {str(one) for one in mixed.objects(rdflib.URIRef(half), IN_SERIES)}
    assert theirs
    known = {str(one) for one in mixed.subjects(DCTERMS.accrualPeriodicity)}
    assert known == {str(one) for one in series} - theirs
    without = read(api.export("dcat", copy, organization="123"))
    assert set(without.objects(None, DCTERMS.accrualPeriodicity)) == {rdflib.URIRef(ANNUAL)}


def test_sources_stand_in_the_catalogue_with_their_licence_and_origin(
    story: api.Graph, parsed: dict[str, rdflib.Graph]
) -> None:
    graph = parsed["dcat"]
    sources = [name for name in story.store.graphs() if name.startswith(f"{GRAPH}source/")]
    assert sources
    for source in map(rdflib.URIRef, sources):
        files = list(graph.objects(source, DCAT.distribution))
        assert files, source
        for file in files:
            assert graph.value(file, DCTERMS.license), source
        assert graph.value(source, DCTERMS.publisher) or graph.value(source, DCAT.landingPage) is None


def test_the_catalogue_of_one_organization_lists_no_submission_of_another(story: api.Graph) -> None:
    graph = read(api.export("dcat", story, organization="cra-arc"))
    inside = [str(one) for one in graph.subjects(IN_SERIES)]
    assert set(inside) == {f"{GRAPH}submission/ca/46/fy-2023-2024/1"}


# CPSV-AP


def test_services_are_those_that_are_described_and_answered_for(
    story: api.Graph, parsed: dict[str, rdflib.Graph]
) -> None:
    graph = parsed["cpsv-ap"]
    query = (
        "PREFIX cpsv: <http://purl.org/vocab/cpsv#> PREFIX cv: <http://data.europa.eu/m8g/> "
        "PREFIX dct: <http://purl.org/dc/terms/> SELECT DISTINCT ?s "
        "{ ?s a cpsv:PublicService ; cv:hasCompetentAuthority ?o ; dct:title ?t ; dct:description ?d }"
    )
    wanted = {iri for (iri,) in story.store.query(query).texts()}
    assert len(wanted) > 30
    assert {str(one) for one in graph.subjects(RDF.type, CPSV.PublicService)} == wanted
    benefit = rdflib.URIRef(f"{DATA}ca/service/1107")
    assert (benefit, CV.hasCompetentAuthority, rdflib.URIRef(f"{DATA}ca/organization/46")) in graph
    channels = {graph.value(one, DCTERMS.type) for one in graph.objects(benefit, CV.hasChannel)}
    assert rdflib.URIRef(f"{CODE}channel/ONL") in channels
    assert {str(graph.value(one, DCTERMS.title)) for one in graph.objects(benefit, CPSV.produces)}


@pytest.mark.shared
def test_the_official_shapes_find_no_violation_with_or_without_the_vocabulary(
    shared: Path, story: api.Graph, parsed: dict[str, rdflib.Graph]
) -> None:
    shapes = rdflib.Graph().parse(shared / "data" / "linked" / "cpsv" / "cpsv-ap-3.2.0-SHACL.ttl")
    vocabulary = rdflib.Graph().parse(shared / "data" / "vocabularies" / "cpsv-ap-3.2.0.ttl")
    graph = parsed["cpsv-ap"]
    assert violations(graph, shapes) == []
    assert violations(graph, shapes, vocabulary) == []
    assert violations(read(api.export("cpsv-ap", story, organization="cra-arc")), shapes, vocabulary) == []
    broken = rdflib.Graph() + graph
    broken.remove((None, CV.hasCompetentAuthority, None))
    services = set(graph.subjects(RDF.type, CPSV.PublicService))
    assert len(violations(broken, shapes)) == len(services)


@pytest.mark.shared
def test_services_of_the_real_inventory_conform_to_the_official_shapes(shared: Path, tmp_path: Path) -> None:
    """Three departments of the inventory, with all that their cells hold; the whole is measured by hand."""
    data = shared / "data" / "gc"
    folder = tmp_path / "three"
    folder.mkdir()
    chosen = {"ised-isde", "dfo-mpo", "pc"}
    for name in ("si_2024.csv", "ss_2024.csv"):
        with (data / name).open(encoding="utf-8-sig", newline="") as source:
            rows = csv.DictReader(source)
            assert rows.fieldnames
            with (folder / name).open("w", encoding="utf-8", newline="") as target:
                writer = csv.DictWriter(target, rows.fieldnames)
                writer.writeheader()
                writer.writerows(row for row in rows if row["owner_org"] in chosen)
    files = sorted(folder.glob("*.csv"))
    with api.open() as graph:
        registers = ("gc_concordance.csv", "org_var.csv", "ifoi_en.csv", "ifoi_fr.csv")
        api.load([data / name for name in registers], graph)
        api.accept(files, api.validate(files, store=graph, as_of="2025-03-01"), graph, hold=True)
        exported = read(api.export("cpsv-ap", graph))
    shapes = rdflib.Graph().parse(shared / "data" / "linked" / "cpsv" / "cpsv-ap-3.2.0-SHACL.ttl")
    assert len(set(exported.subjects(RDF.type, CPSV.PublicService))) > 50
    assert violations(exported, shapes) == []


# Data Cube


def broken_constraints(store: ox.Store) -> list[str]:
    """Which constraints of the recommendation do not hold, after its normalisation."""
    store.update((CUBE / "normalisation.ru").read_text(encoding="utf-8"))
    return [path.stem for path in sorted(CUBE.glob("*.rq")) if store.query(path.read_text(encoding="utf-8"))]


def cube_of(turtle: bytes) -> ox.Store:
    store = ox.Store()
    store.load(turtle, ox.RdfFormat.TURTLE)
    return store


def test_each_of_the_21_constraints_has_its_query() -> None:
    said = [path.read_text(encoding="utf-8").split(":")[0].removeprefix("# ") for path in CUBE.glob("*.rq")]
    assert sorted(said, key=lambda name: int(name[3:])) == [f"IC-{number}" for number in range(1, 22)]


def test_a_sound_cube_breaks_no_constraint() -> None:
    assert broken_constraints(cube_of((CUBE / "sound.ttl").read_bytes())) == []


@pytest.mark.parametrize("name", sorted(path.stem for path in CUBE.glob("*.rq")))
def test_the_smallest_fault_breaks_its_constraint_alone(name: str) -> None:
    store = cube_of((CUBE / "sound.ttl").read_bytes())
    store.update((CUBE / f"{name}.broken.ru").read_text(encoding="utf-8"))
    assert broken_constraints(store) == [name]


def test_the_cubes_are_well_formed(made: dict[str, Exported]) -> None:
    assert broken_constraints(cube_of(made["datacube"].content)) == []


def test_all_observations_of_an_indicator_are_in_its_cubes(
    story: api.Graph, parsed: dict[str, rdflib.Graph]
) -> None:
    """Numbers, answers and missing values are cubes of their own: together they are all observations."""
    query = f"PREFIX psc: <{PSC}> SELECT ?o ?i ?v {{ ?o psc:ofIndicator ?i OPTIONAL {{ ?o psc:value ?v }} }}"
    rows = story.store.query(query).texts()
    graph = parsed["datacube"]
    subject = {cube: graph.value(cube, DCTERMS.subject) for cube in graph.subjects(RDF.type, QB.DataSet)}
    exported = Counter(str(subject[cube]) for cube in graph.objects(None, QB.dataSet))
    assert exported == Counter(indicator for _, indicator, _ in rows)
    for observation, _, value in rows:
        if value:
            node = rdflib.URIRef(observation)
            measure = rdflib.URIRef(f"{graph.value(node, QB.dataSet)}/measure")
            assert float(graph.value(node, measure)) == float(value)
    assert all(graph.value(one, SKOS.prefLabel) for one in subject.values())


def test_a_cube_of_one_indicator_and_organization_holds_no_other(story: api.Graph) -> None:
    exported = api.export("datacube", story, indicator="applications-online", organization="cra-arc")
    graph = read(exported)
    cubes = {str(one) for one in graph.subjects(RDF.type, QB.DataSet)}
    assert cubes <= {f"{BASE}cube/applications-online/{kind}" for kind in ("values", "missing")}
    organization = rdflib.URIRef(f"{BASE}cube/component/organization")
    assert {str(one) for one in graph.objects(None, organization)} == {f"{DATA}ca/organization/46"}
    assert broken_constraints(cube_of(exported.content)) == []


def test_a_group_of_people_is_a_dimension_where_one_is_told_and_everybody_where_none_is(
    parsed: dict[str, rdflib.Graph],
) -> None:
    graph = parsed["datacube"]
    population = rdflib.URIRef(f"{BASE}cube/component/population")
    cube = rdflib.URIRef(f"{BASE}cube/employees/values")
    groups = {str(graph.value(one, population)) for one in graph.subjects(QB.dataSet, cube)}
    assert f"{BASE}cube/component/everybody" in groups
    assert f"{CODE}workforce-category/tenure-term" in groups


def test_two_figures_for_one_thing_are_told_apart_by_their_reports(copy: api.Graph) -> None:
    """Two rows of a table may say two things; without a report that tells them apart neither is exported."""
    observation = f"{DATA}ca/workforce-report/46/2024/tenure/term/employees"
    lines = [
        line
        for line in copy.store.dump(GRAPH_CURRENT).decode().splitlines(keepends=True)
        if line.startswith(f"<{observation}> ")
    ]
    again = [line.replace(f"<{observation}>", "<urn:again>", 1) for line in lines]
    report = f"<urn:again> <{PSC}inReport> <urn:other-report> .\n"
    apart = [line for line in again if f"<{PSC}inReport>" not in line] + [report]
    copy.store.load("".join(apart).encode(), GRAPH_CURRENT)
    exported = api.export("datacube", copy, indicator="employees")
    assert exported.left_out == ()
    assert b"urn:again" in exported.content
    assert broken_constraints(cube_of(exported.content)) == []
    copy.store.commit({GRAPH_CURRENT: "".join(again).encode()}, {GRAPH_CURRENT: report.encode()})
    exported = api.export("datacube", copy, indicator="employees")
    assert {each.record for each in exported.left_out} == {observation, "urn:again"}
    assert broken_constraints(cube_of(exported.content)) == []


def test_a_value_that_is_no_number_is_left_out_of_cube_and_table(copy: api.Graph) -> None:
    observation = f"{DATA}ca/workforce-report/46/2024/tenure/term/employees"
    said = f"<{observation}> <{PSC}value> "
    [line] = [line for line in copy.store.dump(GRAPH_CURRENT).decode().splitlines() if line.startswith(said)]
    copy.store.commit({GRAPH_CURRENT: f'{said}"many" .\n'.encode()}, {GRAPH_CURRENT: f"{line}\n".encode()})
    for name in ("datacube", "csvw"):
        exported = api.export(name, copy, indicator="employees")
        assert [each.record for each in exported.left_out] == [observation], name
        assert all(observation.encode() not in content for content in exported.files.values()), name


# Round trips


def round_trip(content: bytes, folder: Path) -> bytes:
    """What an empty store exports into which the export *content* was loaded."""
    file = folder / "services.ttl"
    file.write_bytes(content)
    with api.open() as graph:
        api.load([file], graph)
        return api.export("cpsv-ap", graph).content


def test_services_that_are_exported_and_loaded_elsewhere_say_the_same(
    made: dict[str, Exported], tmp_path: Path
) -> None:
    before = read(made["cpsv-ap"])
    assert len(set(before.subjects(RDF.type, CPSV.PublicService))) > 30
    again = rdflib.Graph().parse(data=round_trip(made["cpsv-ap"].content, tmp_path), format="turtle")
    assert set(again) == set(before)


def test_what_a_catalogue_says_in_the_terms_of_cpsv_ap_goes_out_as_it_came(tmp_path: Path) -> None:
    file = TESTS / "imports" / "cpsv-ap" / "described.ttl"
    with api.open() as graph:
        api.load([file], graph)
        out = api.export("cpsv-ap", graph)
    before, after = rdflib.Graph().parse(file), read(out)
    place = rdflib.Namespace("https://services.example/")
    lost = {
        (str(s).removeprefix(place), str(o).removeprefix(place))
        for s, _, o in before
        if (s, _, o) not in after
    }
    assert lost == {
        ("mooring", "masters of ships"),  # no concept
        ("mooring", "elsewhere"),  # described nowhere
        ("mooring", "unnamed"),
        ("unnamed", str(CV.Output)),
        ("unnamed", "?"),
        ("by-water", f"{CODE}channel"),  # nobody adds to a list of ours
        ("dues", "12.5"),  # a decimal, and CPSV-AP asks for a double
    }
    assert [value.toPython() for value in after.objects(place.dues, CV.hasValue)] == [12.5]
    assert [(each.record, each.whole) for each in out.left_out] == [(place.unnamed.toPython(), True)]
    again = rdflib.Graph().parse(data=round_trip(out.content, tmp_path), format="turtle")
    assert set(again) == set(after)


@pytest.mark.shared
def test_what_a_catalogue_says_keeps_to_the_official_shapes(shared: Path) -> None:
    shapes = rdflib.Graph().parse(shared / "data" / "linked" / "cpsv" / "cpsv-ap-3.2.0-SHACL.ttl")
    with api.open() as graph:
        api.load([TESTS / "imports" / "cpsv-ap" / "described.ttl"], graph)
        assert violations(read(api.export("cpsv-ap", graph)), shapes) == []


@pytest.mark.shared
def test_the_estonian_catalogue_goes_out_whole_and_comes_back_statement_by_statement(
    shared: Path, tmp_path: Path
) -> None:
    with api.open() as graph:
        api.load([shared / "data" / "linked" / "cpsv" / "EstonianServices_2.rdf"], graph)
        out = api.export("cpsv-ap", graph)
    assert out.left_out == ()
    exported = read(out)
    assert len(set(exported.subjects(RDF.type, CPSV.PublicService))) == 28
    assert len(set(exported.subjects(RDF.type, CV.Evidence))) == 9
    again = rdflib.Graph().parse(data=round_trip(out.content, tmp_path), format="turtle")
    assert set(again) == set(exported)


AWKWARD = {
    "quotes": ':a dct:title """He said "hi" \\\\ \n"x\'"""@en .',
    "controls": ':a dct:title "a\\r\\u0000\\u0001\\u2028"@en .',
    "right-to-left": ':a dct:title "\u202eשלום\u202c"@he .',
    "addresses": ":a foaf:page <https://h.example/a b> , <https://h.example/%zz> , <javascript:x> , 'none' .",
    "unicode": "<https://h.example/日> a cpsv:PublicService ; dct:title '日' ; dct:description 'd' ;"
    " cv:hasCompetentAuthority :o .",
    "durations": ":a cv:processingTime 'P1Q'^^xsd:duration , 'PT'^^xsd:duration , 'P1D'^^xsd:duration .",
    "huge": f':a dct:title "{"x" * 1_000_000}"@en .',
    "amounts": ":a cv:hasCost :c . :c cv:hasValue 'NaN'^^xsd:double , '12 euro' , 3 .",
    "empty": ":b a cpsv:PublicService ; dct:title '' ; cv:hasCompetentAuthority :o .",
    "languages": ":a dct:title 'a'@x-private , 'b'@zz , 'c'@toolongsubtag .",
    "nameless": ":a cpsv:produces [] ; cv:hasChannel [] ; cv:hasCost [] ; cv:isGroupedBy [] .",
    "texts": ":a cv:hasChannel 'x' ; cpsv:produces 'x' ; cv:hasCost 'x' ; cv:thematicArea 'x' .",
    "itself": ":a cv:relatedService :a ; dct:requires :a ; cv:hasChannel :a ; dct:spatial :a .",
    "authorities": ":a cv:hasCompetentAuthority 'x' , [] , :unknown .",
    "numbers": ":a dct:title 5 , true ; dct:description 7 ; dct:identifier 5 , '6' , :id .",
}


@pytest.mark.shared
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD reader uses it
@pytest.mark.parametrize("name", AWKWARD)
def test_an_awkward_record_breaks_no_export(name: str, shared: Path, tmp_path: Path) -> None:
    """Each form is read by its reader, the sound record is there, the shapes hold."""
    prefixes = {"cpsv": str(CPSV), "cv": str(CV), "dct": str(DCTERMS), "foaf": "http://xmlns.com/foaf/0.1/"}
    prefixes |= {"skos": str(SKOS), "xsd": "http://www.w3.org/2001/XMLSchema#", "": "https://h.example/"}
    said = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
    said += ":o a cv:PublicOrganisation ; skos:prefLabel 'O'@en ; dct:spatial <https://h.example/place> .\n"
    for each in ("a", "sound"):
        said += f":{each} a cpsv:PublicService ; dct:title '{each}'@en ; dct:description 'd'@en ;"
        said += " cv:hasCompetentAuthority :o .\n"
    file = tmp_path / "awkward.ttl"
    file.write_text(said + AWKWARD[name], encoding="utf-8")
    shapes = rdflib.Graph().parse(shared / "data" / "linked" / "cpsv" / "cpsv-ap-3.2.0-SHACL.ttl")
    with api.open() as graph:
        api.load([file], graph)
        for other, ours in (("dcat", "TURTLE"), ("datacube", "TURTLE"), ("trig", "TRIG")):
            list(ox.parse(api.export(other, graph).content, format=getattr(ox.RdfFormat, ours)))
        assert api.export("csvw", graph).files
        for form in RDFLIB_FORMS:
            exported = api.export("cpsv-ap", graph, form=form)
            assert rdflib.URIRef("https://h.example/sound") in set(read(exported, form).subjects())
        assert violations(read(api.export("cpsv-ap", graph)), shapes) == []


# Tables


def test_a_reader_of_csv_on_the_web_takes_the_tables(tmp_path: Path, made: dict[str, Exported]) -> None:
    """The library csvw checks types, keys and references, and makes of the tables what they say."""
    write(made["csvw"], tmp_path)
    tables = CSVW(str(tmp_path / "csv-metadata.json"), validate=True)
    assert tables.is_valid
    rows = {table.url.string: list(table) for table in tables.tablegroup.tables}
    assert len(rows["observations.csv"]) > 1000
    assert {type(row["value"]).__name__ for row in rows["observations.csv"]} == {"Decimal", "NoneType"}
    (tmp_path / "observations.csv").write_bytes(
        made["csvw"].files["observations.csv"].replace(b"/period/fy-2022-2023", b"/period/none", 1)
    )
    with pytest.raises(ValueError, match="period/none"):
        _ = CSVW(str(tmp_path / "csv-metadata.json"), validate=True).is_valid


def write(exported: Exported, folder: Path) -> None:
    for name, content in exported.files.items():
        (folder / name).write_bytes(content)


def test_the_tables_say_of_each_observation_what_the_graph_says(
    story: api.Graph, made: dict[str, Exported]
) -> None:
    """By their description alone, read as the specification says, the cells are the graph's statements."""
    described = json.loads(made["csvw"].content)
    assert ["formul" in one["@value"] for one in described["rdfs:comment"]] == [True, True]
    [table] = [one for one in described["tables"] if one["url"] == "observations.csv"]
    columns = {one["name"]: one for one in table["tableSchema"]["columns"]}
    assert table["tableSchema"]["aboutUrl"] == "{+observation}"
    rows = list(csv.DictReader(io.StringIO(made["csvw"].files["observations.csv"].decode())))
    found = Counter(
        columns[name]["propertyUrl"]
        for row in rows
        for name, cell in row.items()
        if cell and "propertyUrl" in columns[name]
    )
    for said in ("value", "codedValue", "hasObservationStatus", "ofFeature", "forPeriod", "numerator"):
        query = f"SELECT (COUNT(*) AS ?n) {{ ?o <{PSC}{said}> ?v ; a <{PSC}Observation> }}"
        assert found[PSC + said] == int(story.store.query(query).texts()[0][0]), said
    for one in columns.values():
        if not one.get("virtual"):
            assert one["titles"]["en"]
            assert one["titles"]["fr"]
    assert {one["dc:license"] for one in described["dc:source"]} >= {"Open Government Licence – Canada"}


# Quads


@pytest.mark.parametrize("form", ["trig", "nquads"])
def test_the_graph_reads_back_quad_by_quad(form: str, story: api.Graph) -> None:
    store = ox.Store()
    kind = ox.RdfFormat.TRIG if form == "trig" else ox.RdfFormat.N_QUADS
    store.load(api.export("trig", story, form=form).content, kind)
    wanted = {name for name in story.store.graphs() if name != f"{GRAPH}originals"}
    assert {graph.value for graph in store.named_graphs()} == wanted
    for name in wanted:
        lines = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(name))
        assert sorted(lines.splitlines()) == sorted(story.store.dump(name).splitlines()), name


def test_one_graph_is_written_by_name_and_the_files_as_sent_are_not(story: api.Graph) -> None:
    content = api.export("trig", story, graph="log", form="nquads").content
    assert {quad.graph_name.value for quad in ox.parse(content, format=ox.RdfFormat.N_QUADS)} == {GRAPH_LOG}
    with pytest.raises(UsageError, match="too small to be known"):
        api.export("trig", story, graph="originals")
    with pytest.raises(UsageError, match="nearest: current"):
        api.export("trig", story, graph="curent")


# Sentences


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("dcatt", {}, "did you mean dcat"),
        ("dcat", {"form": "trig"}, "take one of: turtle, jsonld, rdfxml, ntriples"),
        ("dcat", {"indicator": "employees"}, "cannot be limited to one indicator"),
        ("dcat", {"graph": "log"}, "only trig writes a graph of your choice"),
        ("trig", {"organization": "cra-arc"}, "writes whole graphs"),
        ("cpsv-ap", {"organization": "nobody"}, "no organization of this graph is called 'nobody'"),
        ("cpsv-ap", {"organization": "https://example.org/x"}, "no organization of this graph"),
        ("datacube", {"indicator": "x"}, "no indicator of this graph is called 'x'"),
    ],
)
def test_what_does_not_exist_is_refused_in_a_sentence(
    name: str, options: dict[str, str], sentence: str, story: api.Graph
) -> None:
    with pytest.raises(UsageError, match=sentence):
        api.export(name, story, **options)


# The command


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Call the command line in this process: status, stdout as bytes, stderr."""
    for name in [name for name in os.environ if name.startswith("PSCVC_")]:
        monkeypatch.delenv(name)

    def call(*arguments: str | Path) -> Ran:
        capfdbinary.readouterr()
        status = cli.run([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return status, out, err.decode()

    return call


@pytest.fixture(scope="module")
def folder(story: api.Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story's graph in a folder."""
    where = tmp_path_factory.mktemp("exported") / "graph"
    with api.open(where) as graph:
        for name in story.store.graphs():
            graph.store.remove(name)
            graph.store.load(story.store.dump(name), name)
    return where


def test_the_command_writes_to_stdout_and_says_on_stderr_what_it_leaves_out(
    run: Callable[..., Ran], folder: Path, made: dict[str, Exported]
) -> None:
    status, out, err = run("export", "cpsv-ap", "--store", folder)
    assert (status, out) == (0, made["cpsv-ap"].content)
    assert 0 < len(err.splitlines()) == len({one.reason["en"] for one in made["cpsv-ap"].left_out})
    assert err.startswith("pscvc: exported without 2 statements: an address in it is no web address; ")
    assert f"<{DATA}ca/service/872> (“" in err
    _, _, french = run("export", "cpsv-ap", "--store", folder, "--lang", "fr")
    assert french.startswith("pscvc: exporté sans 2\u00a0énoncés\u00a0: ")
    assert f"<{DATA}ca/service/872> («\u00a0" in french


def test_no_spreadsheet_runs_what_is_left_out() -> None:
    reason = {"en": "no web address", "fr": "pas une adresse Web"}
    gone = LeftOut("https://o.example/1", reason, '=HYPERLINK("https://evil.example")', whole=False)
    text = left_out_csv(Exported("cpsv-ap", {"-": b""}, (gone,)), "en", Page())
    [row] = csv.DictReader(text.splitlines())
    assert row["value"].startswith("'=")


def test_what_is_left_out_is_told_by_reason_with_three_examples_and_written_whole_to_a_table(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    organization = "<https://o.example/{0}> a <{1}> ; <{2}prefLabel> 'One {0}'@en .\n"
    text = "".join(organization.format(number, CV.PublicOrganisation, SKOS) for number in range(5))
    (tmp_path / "organizations.ttl").write_text(text, encoding="utf-8")
    with api.open(tmp_path / "graph") as graph:
        api.load([tmp_path / "organizations.ttl"], graph)
    table = tmp_path / "left-out.csv"
    status, _, err = run("export", "cpsv-ap", "--store", tmp_path / "graph", "--left-out", table)
    assert status == 0
    sentence, last = err.splitlines()
    assert sentence.startswith("pscvc: not exported, 5 records: nothing says in which country")
    assert sentence.count("<https://o.example/") == 3
    assert sentence.endswith("<https://o.example/2> and 2 more")
    assert "--left-out FILE.csv" in last
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["record"][-1] for row in rows] == ["0", "1", "2", "3", "4"]
    assert {row["left_out"] for row in rows} == {"record"}
    status, _, err = run("export", "cpsv-ap", "--store", tmp_path / "graph", "-o", table, "--left-out", table)
    assert status == 2
    assert "name another file" in err


def test_the_command_writes_a_file_or_a_new_folder_whole(
    run: Callable[..., Ran], folder: Path, tmp_path: Path, made: dict[str, Exported]
) -> None:
    assert run("export", "dcat", "--store", folder, "-o", tmp_path / "catalogue.ttl") == (0, b"", "")
    assert (tmp_path / "catalogue.ttl").read_bytes() == made["dcat"].content
    tables = tmp_path / "tables"
    assert run("export", "csvw", "--store", folder, "-o", tables) == (0, b"", "")
    assert {path.name: path.read_bytes() for path in tables.iterdir()} == dict(made["csvw"].files)
    status, _, err = run("export", "csvw", "--store", folder, "-o", tables)
    assert (status, err) == (
        3,
        f"pscvc: {tables} is there already; name a new folder, so that nothing is overwritten\n",
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalogue.ttl", "tables"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("csvw",), "name the folder to write them into with --output FOLDER"),
        (("dcatt",), "did you mean dcat?"),
        (("trig", "--organization", "46"), "trig writes whole graphs"),
    ],
)
def test_the_command_refuses_wrong_usage_before_any_work(
    arguments: tuple[str, ...], sentence: str, run: Callable[..., Ran], tmp_path: Path
) -> None:
    status, out, err = run("export", *arguments, "--store", tmp_path / "nowhere")
    assert (status, out) == (2, b"")
    assert sentence in err
