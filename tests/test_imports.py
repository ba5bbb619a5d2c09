"""Catalogues in RDF and JSON become the graph: every record is there, or it is said why it is not."""

from __future__ import annotations

import csv
import functools
import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hostile import PREFIXES
from rdflib.namespace import RDF, SKOS

from pscvc_kg import api, imports, resources
from pscvc_kg.cli import run
from pscvc_kg.errors import InputError, PscvcError
from pscvc_kg.imports.kinds import read_kind
from pscvc_kg.imports.personal import persons
from pscvc_kg.namespaces import DATA, GRAPH
from pscvc_kg.store import Store
from pscvc_kg.submissions import Loaded, load

EXAMPLES = Path(__file__).parent / "imports"
FILES = sorted(file for file in EXAMPLES.glob("*/*") if file.suffix != ".txt")
KINDS = sorted(imports.kinds())
NAMES = {
    "besluit": "http://data.vlaanderen.be/ns/besluit#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "skos": str(SKOS),
}
PERSONAL = ("Ada Keeper", "ada.keeper", "ada@", "Bob Sailor", "bob@", "somebody")


def known(name: str) -> Mapping[str, str]:
    """A register that knows one organization."""
    return {"organization-by-slug": {"lighthouse-phare": "900"}}[name]


@functools.cache
def read(file: Path) -> list[imports.Imported]:
    return list(imports.read(imports.recognise(file), known))


def only(file: Path) -> imports.Imported:
    (found,) = read(file)
    return found


def written(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def told(found: imports.Imported) -> str:
    """What a reading says, for people to read as a golden file."""
    lines = [f"{found.kind.name}: {found.taken} of {found.found} records\n"]
    for one in found.left_out:
        what = "record" if one.whole else "statement"
        lines.append(
            f"left out, {what}, line {one.line}: {one.record} {one.kind} {one.value}".rstrip() + "\n"
        )
    lines += [f"personal: {name} {times}\n" for name, times in found.personal]
    lines += [f"unread: {name} {times}\n" for name, times in found.unread]
    lines += [f"in no register: {' '.join(each)}\n" for each in found.asked]
    return "".join(lines) + found.triples.decode()


# Each kind


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_an_example(kind: str) -> None:
    found = {each.kind.name for file in FILES for each in read(file)}
    assert kind in found, f"add a small file in its format as tests/imports/{kind}/<name>.<ending>"


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_each_example_says_what_is_expected(file: Path, golden: Callable[[Path, str], None]) -> None:
    golden(file.with_name(f"{file.name}.txt"), "\n".join(map(told, read(file))))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_nothing_about_individuals_is_in_what_is_loaded(file: Path) -> None:
    triples = b"".join(each.triples for each in read(file)).decode()
    assert not [name for name in PERSONAL if name in triples]


def test_what_is_personal_is_what_the_rules_refuse_in_submissions() -> None:
    assert "http://xmlns.com/foaf/0.1/Person" in persons().classes
    assert "http://xmlns.com/foaf/0.1/mbox" in persons().properties


def test_the_same_graph_in_four_formats_is_the_same_import(tmp_path: Path) -> None:
    store = ox.Store()
    store.load(
        b"@prefix cpsv: <http://purl.org/vocab/cpsv#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
        b"<https://s.example/1> a cpsv:PublicService ; dct:title 'One'@en ;\n"
        b"cpsv:produces [ dct:title 'Out'@en ] .",
        ox.RdfFormat.TURTLE,
    )
    said = set()
    for ending, form in (("ttl", "TURTLE"), ("nt", "N_TRIPLES"), ("rdf", "RDF_XML"), ("jsonld", "JSON_LD")):
        data = store.dump(format=getattr(ox.RdfFormat, form), from_graph=ox.DefaultGraph())
        assert data
        said.add(only(written(tmp_path, f"one.{ending}", data)).triples)
    assert len(said) == 1
    assert b".well-known/genid/" in said.pop()


def test_a_named_graph_is_read_like_any_other(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "c.trig",
        "<https://g.example/1> { <https://d.example/1> a <http://www.w3.org/ns/dcat#Dataset> . }",
    )
    assert only(file).taken == 1


def test_json_with_a_context_of_its_own_is_json_ld_whatever_its_keys_are_called(tmp_path: Path) -> None:
    text = {
        "@context": {"dataset": {"@id": NAMES["dcat"] + "dataset"}, "title": NAMES["dct"] + "title"},
        "@id": "https://d.example/catalogue",
        "@type": NAMES["dcat"] + "Catalog",
        "dataset": [{"@id": "https://d.example/1", "@type": NAMES["dcat"] + "Dataset", "title": "One"}],
    }
    found = only(written(tmp_path, "catalogue.json", json.dumps(text)))
    assert (found.kind.name, found.taken) == ("dcat", 1)
    assert b"<https://d.example/1>" in found.triples


def test_a_portal_elsewhere_with_the_same_short_name_is_another_organization() -> None:
    ours, theirs = (only(EXAMPLES / "ckan" / name).triples.decode() for name in ("ours.json", "search.json"))
    assert f"<{DATA}ca/organization/900>" in ours
    assert f"<{DATA}ca/organization/900>" not in theirs
    assert "<https://portal.example/data/organization/lighthouse-phare>" in theirs


def test_a_header_that_names_what_is_not_there_is_refused(tmp_path: Path) -> None:
    text = (resources.QUERIES / "imports" / "dcat.rq").read_text(encoding="utf-8")
    with pytest.raises(PscvcError, match="unknown header key 'recrods'"):
        read_kind(written(tmp_path, "a.rq", text.replace("#+ records:", "#+ recrods:")))
    with pytest.raises(PscvcError, match="'xcat:Dataset' has no PREFIX"):
        read_kind(written(tmp_path, "b.rq", text.replace('["dcat:Dataset"]', '["xcat:Dataset"]')))
    with pytest.raises(PscvcError, match="form is 'xml'"):
        read_kind(written(tmp_path, "c.rq", text.replace("form: rdf", "form: xml")))


# In a store


@pytest.fixture
def graph() -> Iterator[api.Graph]:
    with api.open() as graph:
        yield graph


def count(store: Store, pattern: str) -> int:
    prefixes = "".join(f"PREFIX {name}: <{iri}> " for name, iri in NAMES.items())
    ((number,),) = store.query(f"{prefixes} SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {pattern} }}").texts()
    return int(number)


def test_a_catalogue_loaded_again_replaces_the_earlier_one(graph: api.Graph, tmp_path: Path) -> None:
    text = (EXAMPLES / "dcat" / "catalogue.ttl").read_text(encoding="utf-8")
    file = written(tmp_path, "catalogue.ttl", text)
    assert [part.state for part in load([file], graph.store).parts] == ["new"]
    assert [part.state for part in load([file], graph.store).parts] == ["unchanged"]
    file.write_text(text.replace("ex:tides a dcat:Dataset", "ex:currents a dcat:Dataset"), encoding="utf-8")
    (part,) = load([file], graph.store).parts
    assert (part.state, part.graph) == ("replaced", f"{GRAPH}source/dcat/catalogue/2")
    found = graph.store.query("SELECT ?s { ?s a <http://www.w3.org/ns/dcat#Dataset> } ORDER BY ?s").texts()
    assert found == [("https://data.example/buoys",), ("https://data.example/currents",)]


def test_the_catalogue_of_another_agency_with_the_same_name_replaces_nothing(
    graph: api.Graph, tmp_path: Path
) -> None:
    for agency, first in (("lights", "1"), ("harbours", "2")):
        (tmp_path / agency).mkdir()
        sets = [{"identifier": f"{agency}-{first}", "title": agency, "publisher": {"name": "Government"}}]
        written(tmp_path / agency, "data.json", json.dumps({"dataset": sets}))
    load([tmp_path / "lights" / "data.json"], graph.store)
    with pytest.raises(InputError, match=r"data\.json: the graph has another catalogue .* AGENCY-data\.json"):
        load([tmp_path / "harbours" / "data.json", EXAMPLES / "dcat" / "catalogue.ttl"], graph.store)
    assert count(graph.store, "?s a dcat:Dataset") == 1
    renamed = (tmp_path / "harbours" / "data.json").rename(tmp_path / "harbours-data.json")
    assert [part.state for part in load([renamed], graph.store).parts] == ["new"]
    ours = [{"identifier": "lights-1", "title": "one"}, {"identifier": "lights-2", "title": "two"}]
    later = written(tmp_path, "data.json", json.dumps({"dataset": ours}))
    assert [part.state for part in load([later], graph.store).parts] == ["replaced"]
    assert count(graph.store, "?s a dcat:Dataset") == 3


def test_a_file_with_services_and_organizations_gives_both(graph: api.Graph) -> None:
    loaded = load([EXAMPLES / "cpsv-ap" / "services.rdf"], graph.store)
    assert [(part.layout, part.records, part.found) for part in loaded.parts] == [
        ("cpsv-ap", 1, 1),
        ("org", 1, 1),
    ]
    assert [(one.kind, one.value, one.line, one.whole) for one in loaded.left_out] == [
        ("address", "https://services.example/{act}", 16, False)
    ]
    assert (
        count(graph.store, "?s a cpsv:PublicService ; cv:hasCompetentAuthority/a cv:PublicOrganisation") == 1
    )


def test_tables_and_catalogues_are_loaded_together_and_registers_first(graph: api.Graph) -> None:
    concordance = Path(__file__).parent / "mappings" / "gc-organization-identifiers"
    files = [*concordance.glob("*.csv"), EXAMPLES / "ckan" / "ours.json"]
    with next(concordance.glob("*.csv")).open(encoding="utf-8-sig", newline="") as table:
        numbers = {row["open_gov_ouvert"]: row["infobaseID"] for row in csv.DictReader(table)}
    loaded = load(files, graph.store)
    organization = f"{DATA}ca/organization/{numbers['lighthouse-phare']}"
    assert count(graph.store, f"?s dct:publisher <{organization}>") == 1
    assert loaded.unresolved == ()


def test_what_a_register_learns_later_is_told(graph: api.Graph) -> None:
    loaded = load([EXAMPLES / "ckan" / "ours.json"], graph.store)
    assert [(one.header, one.value) for one in loaded.unresolved] == [
        ("organization.name", "lighthouse-phare")
    ]
    again = load(
        (Path(__file__).parent / "mappings" / "gc-organization-identifiers").glob("*.csv"), graph.store
    )
    assert [one.file for one in again.outdated] == ["ours.json"]


def test_the_command_says_what_was_left_out_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = EXAMPLES / "project-open-data" / "data.json"
    assert run(["load", str(file), "--store", str(tmp_path / "s")]) == 0
    out = capsys.readouterr().out
    for text in (
        "2 records  new",
        "Left out (3)",
        "$.dataset[3]: the record is left out: it has no “identifier”",
        "not read, since it may be about individuals: contactPoint (1)",
        "1 part, 2 records.",
    ):
        assert text in " ".join(out.split()) or text in out, text
    assert run(["load", str(file), "--store", str(tmp_path / "s"), "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(one["reason"], one["whole"]) for one in said["left_out"]] == [
        ("address", False),
        ("twice", True),
        ("needs", True),
    ]
    assert said["parts"][0]["found"] == 4


def test_what_was_loaded_stands_in_the_answers_of_questions(graph: api.Graph) -> None:
    load([EXAMPLES / "cpsv-ap" / "services.rdf"], graph.store)
    (row,) = graph.ask("services", organization="Harbours").records()
    assert row["service"] == "Pilotage"


# Files that are wrong, or mean harm

DATASET = "<https://d.example/{}> a <http://www.w3.org/ns/dcat#Dataset> ."
NESTED = '{"success": true, "result": ' + "[" * 5000 + "]" * 5000 + "}"
REFUSED = {
    "nothing.ttl": (
        "<https://d.example/1> a <https://d.example/Thing> .",
        "none of the catalogues that we know",
    ),
    "broken.ttl": (DATASET.format(1) + "\n<https://d.example/2> a", "broken.ttl, line 2"),
    "context.jsonld": (
        '{"@context": "https://c.example/", "@id": "https://d.example/1"}',
        "nothing is fetched",
    ),
    "context.json": ('{"@context": "https://c.example/", "name": "x"}', "nothing is fetched"),
    "entity.rdf": ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>', "DOCTYPE or ENTITY"),
    "nested.json": (NESTED, "nests more than 200 levels"),
    "broken.json": ('{"success": true,\n"result": [}', "broken.json, line 2"),
    "latin.json": ('{"success": true, "result": ["é"]}'.encode("latin-1"), "UTF-8"),
    "empty.json": ("", "the file is empty"),
    "page.json": ("<!DOCTYPE html>\n<html><body>404</body></html>", "a web page, .*; fetch it again"),
    "page.rdf": ('<?xml version="1.0"?><!-- x -->\n<HTML><p>404<br></HTML>', "a web page"),
    "comments.rdf": ("<!--a-->" * 400 + "x", "comments.rdf, line 1"),
    "packed.json": (gzip.compress(b'{"success": true}'), r"compressed \(gzip\); unpack it"),
    "turtle.rdf": (PREFIXES, r"begins as Turtle does; rename it to end in \.ttl"),
    "turtle.json": ("# made today\n" + PREFIXES, r"\.json says JSON, .* rename it to end in \.ttl"),
    "xml.ttl": ('\ufeff<?xml version="1.0"?><r/>', r"begins as RDF/XML does; rename it to end in \.rdf"),
    "json.rdf": ('{"success": true}', r"begins as JSON does; rename it to end in \.json"),
    "wide.ttl": (PREFIXES.encode("utf-16"), "save it as UTF-8"),
    "cut.json": (
        '{"success": true,\n"result": [{"name": "a',
        "cut.json, line 2, column 23: .*cut short; send",
    ),
    "cut.jsonld": ('{"@graph": [{"@id": "https://d.example/1"', "line 1, column 42: .*cut short"),
    "cut.rdf": (
        (EXAMPLES / "cpsv-ap" / "services.rdf").read_bytes()[:1200],
        "cut.rdf, line .*cut short; send the whole file again",
    ),
    "cut.ttl": (DATASET.format(1) + "\n<https://d.example/2> a", "cut.ttl, line 2.*cut short"),
    "failed.json": (
        '{"success": false, "error": {"message": "Access denied"}}',
        r"the server answered that it failed \(Access denied\).*fetch it again",
    ),
    "failed-so.json": ('{"success": false, "error": "busy"}', r"failed \(busy\)"),
    "text.json": ('"only a text"', "cannot be|none of the catalogues|says nothing"),
}


NO_TABLES = {
    '{"success": true}': r"is JSON, .* rename it to end in \.json",
    "# made today\n" + PREFIXES: r"is Turtle, .* rename it to end in \.ttl",
    '<?xml version="1.0"?>\n<rdf:RDF/>': r"is RDF/XML, .* rename it to end in \.rdf",
    "<!doctype html><p>404": r"is a web page or XML, not a table; send a CSV file",
}


@pytest.mark.parametrize("text", NO_TABLES)
def test_a_catalogue_named_as_a_table_is_told_which_ending_it_needs(
    text: str, tmp_path: Path, graph: api.Graph
) -> None:
    with pytest.raises(InputError, match=NO_TABLES[text]):
        load([written(tmp_path, "catalogue.csv", text)], graph.store)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_catalogue_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    text, said = REFUSED[name]
    with pytest.raises(InputError, match=said):
        imports.recognise(written(tmp_path, name, text))


def test_a_bad_file_leaves_nothing_of_the_good_one_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = EXAMPLES / "dcat" / "catalogue.ttl", written(tmp_path, "bad.ttl", REFUSED["broken.ttl"][0])
    assert run(["load", str(good), str(bad), "--store", str(tmp_path / "s")]) == 3
    assert "bad.ttl, line 2" in capsys.readouterr().err
    assert not (tmp_path / "s").exists()


def test_every_odd_value_of_json_is_kept_or_told_and_breaks_nothing(tmp_path: Path) -> None:
    odd: list[Any] = [
        {"identifier": "big", "title": "x", "modified": 10**400, "spatial": 1e308},
        {"identifier": "nul\x00\x07", "title": "\ud800 lone"},
        {"identifier": "list", "title": ["a", ["b"], {"c": 1}], "publisher": {"name": {"x": 1}}},
        {"identifier": 'quote"\\\n', "title": '</script> " \\ \n', "keyword": ["", None, True]},
        {"identifier": "key", "title": "x", "a key > with <signs>": 1, "urn:json/dataset/0": 2},
        {"identifier": "inject> <urn:x> <urn:y", "title": "x", "landingPage": "https://a.example/> <b"},
        {"identifier": "node", "title": "x", "contactPoint": "urn:json/dataset/0"},
        "only a text",
        None,
        [1, 2],
    ]
    file = written(tmp_path, "odd.json", json.dumps({"dataset": odd}))
    found = only(file)
    graph = rdflib.Graph().parse(data=found.triples, format="nt")
    assert len(set(graph.subjects(RDF.type, rdflib.DCAT.Dataset))) == found.taken == 7
    assert ("address", "https://a.example/> <b") in {(one.kind, one.value) for one in found.left_out}
    assert ("nothing", "$.dataset[7]") in {(one.kind, one.record) for one in found.left_out}
    assert not [iri for iri in graph.all_nodes() if str(iri).startswith("urn:")]


def test_an_identifier_never_makes_a_record_speak_of_our_vocabulary(tmp_path: Path) -> None:
    text = json.dumps({"dataset": [{"identifier": "https://w3id.org/pscvc/ns#Programme", "title": "Mine"}]})
    found = only(written(tmp_path, "own.json", text))
    assert (found.found, found.taken, found.triples) == (1, 0, b"")
    assert [one.kind for one in found.left_out] == ["ours"]


FOREIGN = {
    "names.ttl": """@prefix org: <http://www.w3.org/ns/org#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <OURS> a org:Organization ; skos:prefLabel "Ministry of Magic"@en .""",
    "whole.ttl": """@prefix org: <http://www.w3.org/ns/org#> .
        <https://o.example/1> a org:Organization ; org:hasSubOrganization <OURS> .""",
    "identifier.json": '{"dataset": [{"identifier": "OURS", "title": "Ministry of Magic"}]}',
    "portal.json": json.dumps(
        {
            "help": f"{DATA}ca/api/3/action",
            "success": True,
            "result": {
                "count": 1,
                "results": [{"name": "a", "organization": {"name": "46", "title": "Ministry of Magic"}}],
            },
        }
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_catalogue_says_nothing_of_what_a_register_names(name: str, tmp_path: Path) -> None:
    ours = f"{DATA}ca/organization/46"
    found = only(written(tmp_path, name, FOREIGN[name].replace("OURS", ours)))
    assert f"<{ours}> <".encode() not in found.triples
    assert "ours" in {one.kind for one in found.left_out}


def test_a_catalogue_names_anew_only_what_nobody_else_names(graph: api.Graph, tmp_path: Path) -> None:
    """One that was loaded before the register is told, and says nothing of it once it is loaded again."""
    registers = sorted((Path(__file__).parent / "mappings" / "gc-organization-names").glob("*.csv"))
    with api.open() as other:
        api.load(registers, other)
        [(ours,)] = other.store.query(
            "SELECT ?s { ?s a <http://data.europa.eu/m8g/PublicOrganisation> } ORDER BY ?s LIMIT 1"
        ).texts()
    file = written(tmp_path, "names.ttl", FOREIGN["names.ttl"].replace("OURS", ours))
    magic = f"<{ours}> skos:prefLabel 'Ministry of Magic'@en"
    assert load([file], graph.store).left_out == ()
    assert count(graph.store, f"?s a org:Organization . {magic}") > 0
    assert [one.file for one in load(registers, graph.store).outdated] == ["names.ttl"]
    again = load([file], graph.store)
    assert [(one.record, one.kind, one.whole) for one in again.left_out] == [(ours, "ours", True)]
    assert again.outdated == ()
    assert count(graph.store, f"?s a cv:PublicOrganisation . {magic}") == 0


def test_axioms_and_shapes_in_a_catalogue_are_not_loaded(tmp_path: Path) -> None:
    text = (
        PREFIXES + "ex:d a <http://www.w3.org/ns/dcat#Dataset> ; owl:sameAs ex:e ; rdfs:subClassOf ex:c .\n"
        "ex:shape a sh:NodeShape ; sh:deactivated true .\n"
    )
    found = only(written(tmp_path, "axioms.ttl", text))
    assert found.triples.count(b"\n") == 1
    assert {name.rpartition("#")[2] for name, _ in found.unread} == {"sameAs", "subClassOf", "deactivated"}


def test_a_thousand_bad_records_do_not_hide_the_good_one(tmp_path: Path) -> None:
    lines = [f"<https://d.example/bad {n}> a <http://www.w3.org/ns/dcat#Dataset> ." for n in range(1000)]
    found = only(written(tmp_path, "many.ttl", "\n".join([*lines, DATASET.format("good")]) + "\n"))
    assert (found.found, found.taken) == (1001, 1)
    assert len([one for one in found.left_out if one.whole]) == 1000


# The real catalogues: what goes in comes out, counted another way


@pytest.fixture(scope="module")
def real(shared: Path) -> Iterator[tuple[Store, Loaded]]:
    linked = shared / "data" / "linked"
    files = [*(linked / "be").glob("*.ttl"), linked / "cpsv" / "EstonianServices_2.rdf"]
    files += [
        *(linked / "us_dcat").glob("*.json"),
        shared / "data" / "network" / "be_intermunicipal_memberships.csv",
    ]
    with api.open() as graph:
        yield graph.store, load(files, graph.store)


@pytest.mark.shared
def test_no_record_of_the_real_catalogues_is_lost(real: tuple[Store, Loaded]) -> None:
    _store, loaded = real
    assert loaded.left_out == ()
    assert {(part.layout, part.part): part.records for part in loaded.parts} == {
        ("be-partnerships", "all"): 2733,
        ("cpsv-ap", "EstonianServices_2"): 28,
        ("org", "EstonianServices_2"): 30,
        ("org", "lpdc_20230623155604-import-bestuurseenheden"): 1288,
        ("org", "op_20230628133125-agb-apb"): 235,
        ("project-open-data", "dol"): 465,
        ("project-open-data", "fda"): 86,
        ("project-open-data", "gsa"): 339,
    }
    assert all(part.records == part.found for part in loaded.parts)


@pytest.mark.shared
def test_the_estonian_catalogue_says_what_rdflib_reads_in_it(
    real: tuple[Store, Loaded], shared: Path
) -> None:
    store, _loaded = real
    file = rdflib.Graph().parse(shared / "data" / "linked" / "cpsv" / "EstonianServices_2.rdf")
    services = set(file.subjects(RDF.type, rdflib.URIRef(NAMES["cpsv"] + "PublicService")))
    for name, kept in (
        ("hasChannel",) * 2,
        ("hasCompetentAuthority",) * 2,
        ("hasFormalFramework", "hasLegalResource"),
    ):
        expected = sum(1 for one in services for _ in file.objects(one, rdflib.URIRef(NAMES["cv"] + name)))
        query = (
            f"SELECT (COUNT(*) AS ?n) {{ ?s a <{NAMES['cpsv']}PublicService> ; <{NAMES['cv']}{kept}> ?o }}"
        )
        assert store.query(query).texts() == [(str(expected),)], name
    answer = api.Graph(store).ask("services").records()
    assert {row["number"] for row in answer} == {
        str(file.value(one, rdflib.DCTERMS.identifier)) for one in services
    }


@pytest.mark.shared
def test_the_flemish_organizations_have_their_names_and_numbers(
    real: tuple[Store, Loaded], shared: Path
) -> None:
    store, _loaded = real
    file = rdflib.Graph()
    for path in (shared / "data" / "linked" / "be").glob("*.ttl"):
        file.parse(path)
    units = set(file.subjects(RDF.type, rdflib.URIRef(NAMES["besluit"] + "Bestuurseenheid")))
    in_graph = "?s a cv:PublicOrganisation . FILTER(CONTAINS(STR(?s), 'lblod.info/id/bestuurseenheden/'))"
    assert count(store, in_graph) == len(units)
    names = {
        (str(unit), str(name)) for unit in units for name in file.objects(unit, SKOS.prefLabel) if str(name)
    }
    query = f"SELECT ?s ?name {{ ?s a <{NAMES['cv']}PublicOrganisation> ; <{SKOS.prefLabel}> ?name }}"
    assert {row for row in store.query(query).texts() if "lblod.info/" in row[0]} == names
    generiek, ext = "https://data.vlaanderen.be/ns/generiek#", "http://mu.semte.ch/vocabularies/ext/kbonummer"
    numbers = {(unit, str(number)) for unit in units for number in file.objects(unit, rdflib.URIRef(ext))}
    adms = rdflib.URIRef("http://www.w3.org/ns/adms#identifier")
    for unit in units:
        for identifier in file.objects(unit, adms):
            if str(file.value(identifier, SKOS.notation)) == "KBO nummer":
                inside = file.value(identifier, rdflib.URIRef(generiek + "gestructureerdeIdentificator"))
                number = str(file.value(inside, rdflib.URIRef(generiek + "lokaleIdentificator")))
                numbers |= {(unit, number)} if number else set()
    scheme = "https://w3id.org/pscvc/code/identifier-scheme/kbo"
    rows = store.query(
        f"PREFIX dct: <{NAMES['dct']}> SELECT ?s ?number {{ ?s <{adms}> ?i . ?i dct:type <{scheme}> ; "
        f"<{SKOS.notation}> ?number . FILTER(CONTAINS(STR(?s), 'lblod.info/')) }}"
    ).texts()
    assert {(rdflib.URIRef(unit), number) for unit, number in rows} == numbers


@pytest.mark.shared
def test_members_of_partnerships_meet_the_organizations_by_their_number(
    real: tuple[Store, Loaded], shared: Path
) -> None:
    store, _loaded = real
    with (shared / "data" / "network" / "be_intermunicipal_memberships.csv").open(
        encoding="utf-8-sig"
    ) as table:
        rows = list(csv.DictReader(table))
    query = (
        "PREFIX adms: <http://www.w3.org/ns/adms#> SELECT DISTINCT ?one ?other { ?one adms:identifier ?i . "
        f"?other adms:identifier ?i . FILTER(STRSTARTS(STR(?one), '{DATA}be/organization/')) "
        "FILTER(?one != ?other) }"
    )
    met: dict[str, set[str]] = {}
    for one, other in store.query(query).texts():
        met.setdefault(one.rpartition("/")[2], set()).add(other)
    for role in ("member", "partnership"):
        addresses = {row[f"{role}_kbo"]: row[f"{role}_uri"] for row in rows}
        agreed = [number for number in addresses if addresses[number] in met.get(number, ())]
        # Where the number leads to an organization, it is the one that the table itself names.
        assert {number for number in addresses if number in met} == set(agreed)
        assert len(agreed) > len(addresses) / 3, role


@pytest.mark.shared
@pytest.mark.parametrize("name", ["dol", "fda", "gsa"])
def test_the_american_catalogues_say_what_their_json_says(
    name: str, real: tuple[Store, Loaded], shared: Path
) -> None:
    store, loaded = real
    content = json.loads(
        (shared / "data" / "linked" / "us_dcat" / f"{name}.json").read_text(encoding="utf-8")
    )
    sets = content["dataset"]
    expected = Counter(
        datasets=len(sets),
        titles=sum(bool(one["title"]) for one in sets),
        distributions=sum(len(one.get("distribution", ())) for one in sets),
        publishers=len({one["publisher"]["name"] for one in sets}),
        keywords=sum(
            len({word for word in [*one["keyword"], *one.get("theme", ())] if word}) for one in sets
        ),
        pages=sum("landingPage" in one for one in sets),
    )
    (part,) = (part for part in loaded.parts if part.part == name)
    graph = rdflib.Graph().parse(data=store.dump(part.graph), format="nt")
    datasets = set(graph.subjects(RDF.type, rdflib.DCAT.Dataset))
    found = Counter(
        datasets=len(datasets),
        titles=sum(1 for one in datasets for _ in graph.objects(one, rdflib.DCTERMS.title)),
        distributions=len(set(graph.subjects(RDF.type, rdflib.DCAT.Distribution))),
        publishers=len(set(graph.objects(None, rdflib.DCTERMS.publisher))),
        keywords=sum(1 for _ in graph.subject_objects(rdflib.DCAT.keyword)),
        pages=sum(1 for _ in graph.subject_objects(rdflib.DCAT.landingPage)),
    )
    assert found == expected
    personal = [one for one in loaded.unread if one.personal and one.file == f"{name}.json"]
    assert [(one.name.rpartition("/")[2], one.times) for one in personal] == [("contactPoint", len(sets))]
    said = store.dump(part.graph).decode()
    # An address that a description itself gives is the description's.
    described = json.dumps([{**one, "contactPoint": None} for one in sets])
    contacts = {one["contactPoint"]["hasEmail"].removeprefix("mailto:") for one in sets}
    assert not [contact for contact in contacts if contact in said and contact not in described]
