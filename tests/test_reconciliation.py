"""The Reconciliation API 0.2 over HTTP: as OpenRefine asks, by the schemas, and by those who mean no good."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import signal
import socket
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rdflib
from reconciling import Client, Program, checker, serving
from submitting import shipped as shipped_rows
from submitting import write_rows
from test_site_in_a_browser import OVERHANG, Look, faults

from pscvc_kg import api, cli, resources, seal
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import PscvcError
from pscvc_kg.following import Following
from pscvc_kg.linking import index, lexicon
from pscvc_kg.linking.inventory import Inventory
from pscvc_kg.linking.lexicon import Lexicon
from pscvc_kg.linking.matching import Matcher
from pscvc_kg.linking.properties import FOLDER, Told, read
from pscvc_kg.linking.reconciling import Asked, Reconciler
from pscvc_kg.namespaces import GRAPH_CURRENT, XSD
from pscvc_kg.render.thing import flyout, thing_page
from pscvc_kg.store import Store, Term
from pscvc_kg.web import protocol, reconciliation

ORGANIZATION = "http://data.europa.eu/m8g/PublicOrganisation"
SERVICE = "http://purl.org/vocab/cpsv#PublicService"
PROGRAMME = "https://w3id.org/pscvc/ns#Programme"
CHANNELS = "https://w3id.org/pscvc/code/channel"
HEALTH_CANADA = "https://w3id.org/pscvc/data/ca/organization/127"
PASSPORTS = "https://w3id.org/pscvc/data/ca/service/SRV03049"
ONLINE = "https://w3id.org/pscvc/code/channel/ONL"


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    """The program on the shipped story; it ends as Ctrl-C ends it, and says nothing more."""
    with serving() as running:
        yield running
        assert running.end() == (0, "", "")


@pytest.fixture
def client(program: Program) -> Client:
    return Client(program.here)


@pytest.fixture
def checked(program: Program, shared: Path) -> Client:
    """A client that validates all that it sends and gets by the schemas of the API."""
    return Client(program.here, checker(shared / "suites" / "reconciliation-0.2" / "schemas"))


# Matching


def test_the_manifest_says_which_addresses_the_service_has(client: Client) -> None:
    manifest = client.manifest()
    assert manifest["versions"] == ["0.2"]
    assert [one["name"] for one in manifest["defaultTypes"]] == [
        "Organization",
        "Programme",
        "Service",
        "Term",
    ]
    assert manifest["suggest"].keys() == {"entity", "type", "property"}
    for address in (manifest["view"]["url"], manifest["preview"]["url"]):
        assert address.startswith(client.here)
    assert manifest["batchSize"] >= 10


def test_a_name_in_either_language_is_matched(client: Client) -> None:
    found = client.match(
        {"q0": {"query": "health canada"}, "q1": {"query": "Santé Canada", "type": ORGANIZATION, "limit": 1}}
    )
    for candidates in found.values():
        best = candidates[0]
        assert (best["id"], best["name"], best["match"]) == (HEALTH_CANADA, "Health Canada", True)
        assert best["type"] == [{"id": ORGANIZATION, "name": "Organization"}]
        [feature] = [one for one in best["features"] if one["id"] == "name"]
        assert feature["value"] > 0.9
        assert "Health" in best["description"]
    assert len(found["q1"]) == 1


def test_candidates_come_the_best_first_and_only_the_best_is_a_match(client: Client) -> None:
    found = client.one("Public Health", limit=10)
    scores = [one["score"] for one in found]
    assert len(found) > 3
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    assert not any(one["match"] for one in found[1:])


def test_where_two_could_be_meant_nothing_is_a_match(client: Client) -> None:
    found = client.one("Passport", type=PROGRAMME)
    assert [one["name"] for one in found[:2]] == ["Passport", "Passport"]
    assert not any(one["match"] for one in found)
    [one] = client.one("Passport", limit=1)
    assert not one["match"], "the second, which could be meant as well, is only not shown"
    told_apart = client.one(
        "Passport",
        type=PROGRAMME,
        properties=[{"pid": "organization", "v": "Immigration, Refugees and Citizenship Canada"}],
    )
    assert told_apart[0]["id"] == "https://w3id.org/pscvc/data/ca/programme/123/BGF02"


def test_one_name_of_two_types_is_a_match_only_where_the_type_is_said() -> None:
    here = "https://example.org/"
    title = "<http://purl.org/dc/terms/title>"
    triples = f"""
        <{here}service> a <{SERVICE}> ; {title} "Jordbruksstøtte"@nb .
        <{here}programme> a <{PROGRAMME}> ; {title} "Jordbruksstøtte"@nb .
        <{here}office> a <{ORGANIZATION}> ; <http://www.w3.org/2004/02/skos/core#prefLabel> "Støtte"@nb .
    """
    with EmbeddedStore() as store:
        store.load(rdflib.Graph().parse(data=triples).serialize(format="nt").encode(), GRAPH_CURRENT)
        reconciler = Reconciler(store)
        found = reconciler.propose(Asked("jordbruksstøtte"))
        assert {one.thing.iri for one in found[:2]} == {f"{here}service", f"{here}programme"}
        assert not any(one.match for one in found)
        [best, *_] = reconciler.propose(Asked("jordbruksstøtte", (SERVICE,)))
        assert (best.thing.iri, best.match) == (f"{here}service", True)


@pytest.mark.parametrize(
    ("types", "wanted"),
    [
        (ORGANIZATION, {ORGANIZATION}),
        (SERVICE, {SERVICE}),
        ([SERVICE, PROGRAMME], {SERVICE, PROGRAMME}),
        ([CHANNELS], {CHANNELS}),
    ],
)
def test_a_type_leaves_only_things_of_it(client: Client, types: Any, wanted: set[str]) -> None:
    found = client.one("Canada online passport", type=types, limit=50)
    assert found
    for one in found:
        assert wanted & {known["id"] for known in one["type"]}


def test_a_column_of_codes_is_matched_to_its_own_list(client: Client) -> None:
    [best, *_] = client.one("in person", type=CHANNELS)
    assert best["id"].startswith(CHANNELS)
    assert best["match"]
    assert best["type"][0]["broader"][0]["broader"][0]["name"] == "Term"


def test_with_all_as_strictness_a_thing_has_every_type(client: Client) -> None:
    assert client.one("Health Canada", type=[ORGANIZATION, SERVICE], type_strict="all") == []
    concept = "http://www.w3.org/2004/02/skos/core#Concept"
    assert client.one("online", type=[CHANNELS, concept], type_strict="all")[0]["id"] == ONLINE
    assert client.one("Health Canada", type=[ORGANIZATION, SERVICE], type_strict="any")[0]["match"]


def test_a_type_that_there_is_none_of_holds_nothing(client: Client) -> None:
    assert client.one("Health Canada", type="DifferentiatedPerson") == []
    assert client.one("Health Canada", type=[]) == client.one("Health Canada")


@pytest.mark.parametrize(
    ("query", "wanted"), [(HEALTH_CANADA, HEALTH_CANADA), (f" {ONLINE} ", ONLINE), ("SRV03049", PASSPORTS)]
)
def test_an_address_or_an_identifier_is_found_as_a_name_is(client: Client, query: str, wanted: str) -> None:
    best = client.one(query)[0]
    assert (best["id"], best["match"]) == (wanted, True)
    assert best["score"] > 90


def test_properties_alone_find_by_website_and_identifier(client: Client) -> None:
    page = "https://www.canada.ca/fr/sante-canada.html"
    found = client.match(
        {
            "site": {"properties": [{"pid": "website", "v": page}]},
            "code": {"properties": [{"pid": "identifier", "v": ["nothing", "SRV03049"]}]},
            "unknown": {"properties": [{"pid": "uid", "v": "27eb892afbb2"}]},
        }
    )
    assert found["site"][0]["id"] == HEALTH_CANADA
    assert found["code"][0]["id"] == PASSPORTS
    assert found["unknown"] == []


def test_a_number_is_sure_where_its_register_is_said(client: Client) -> None:
    found = client.match(
        {
            "bare": {"properties": [{"pid": "identifier", "v": 2228}]},
            "said": {"properties": [{"pid": "identifier-in:gc_orgID", "v": "2228"}]},
            "other": {"properties": [{"pid": "identifier-in:dept_code", "v": "2228"}]},
        }
    )
    assert [found[key][0]["id"] for key in ("bare", "said")] == [HEALTH_CANADA, HEALTH_CANADA]
    assert [found[key][0]["match"] for key in ("bare", "said")] == [False, True]
    assert not any(one["match"] for one in found["other"])
    [named] = client.suggest("property", "identifier-in:dept")
    values = client.extend([HEALTH_CANADA], named["id"])["rows"][HEALTH_CANADA][named["id"]]
    assert values == [{"str": "H"}]


def test_what_a_property_contradicts_is_no_match(client: Client) -> None:
    def told(form: Any) -> Any:
        return client.one("Health Canada", properties=[{"pid": "institution-form", "v": form}])[0]

    agreeing = told({"id": "https://w3id.org/pscvc/code/institution-form/ministerial-departments"})
    assert {"id": "institution-form", "value": True} in agreeing["features"]
    assert agreeing["match"]
    assert told("Ministères")["match"]
    differing = told("Crown Corporations")
    assert {"id": "institution-form", "value": False} in differing["features"]
    assert (differing["id"], differing["match"]) == (HEALTH_CANADA, False)


def test_numbers_truths_and_things_are_values_too(client: Client) -> None:
    services = client.one(
        "Health Canada", properties=[{"pid": "number-of-services", "v": [2, True, {"id": ONLINE}]}]
    )
    assert {"id": "number-of-services", "value": True} in services[0]["features"]


def test_each_query_is_answered_as_if_it_were_alone(client: Client) -> None:
    queries = {
        f"q{place}": {"query": name} for place, name in enumerate(["Passport", "Online", "Health Canada"])
    }
    together = client.match(queries)
    assert together == {key: client.match({key: query})[key] for key, query in queries.items()}


def test_the_same_batch_can_be_sent_by_get(client: Client) -> None:
    batch = json.dumps({"q0": {"query": "Health Canada"}})
    assert client.get("", queries=batch).body == client.post(queries=batch).body
    assert client.match({}) == {}


# Suggesting


def test_what_is_typed_is_completed(client: Client) -> None:
    assert client.suggest("entity", "Health Can")[0]["id"] == HEALTH_CANADA
    assert client.suggest("entity", "sante c")[0]["id"] == HEALTH_CANADA
    assert client.suggest("entity", "srv03049")[0]["id"] == PASSPORTS
    assert client.suggest("entity", HEALTH_CANADA)[0]["id"] == HEALTH_CANADA
    assert client.suggest("entity", "") == []
    [organization, *_] = client.suggest("entity", "revenue", type=ORGANIZATION)
    assert (organization["name"], organization["notable"][0]["id"]) == ("Canada Revenue Agency", ORGANIZATION)
    assert client.suggest("type", "org")[0]["id"] == ORGANIZATION
    assert client.suggest("type", ORGANIZATION)[0]["id"] == ORGANIZATION
    assert client.suggest("property", "web")[0]["id"] == "website"
    assert client.suggest("property", "number-of-standards")[0]["name"] == "Number of service standards"


def test_suggestions_go_on_after_those_that_are_there(client: Client) -> None:
    first, second = client.suggest("entity", "c"), client.suggest("entity", "c", cursor="20")
    assert len(first) == len(second) == 20
    assert not {one["id"] for one in first} & {one["id"] for one in second}
    assert client.suggest("entity", "c", cursor="19")[0] == first[-1]
    assert client.suggest("entity", "c", cursor="100000") == []


# Extending


def test_properties_are_proposed_by_type(client: Client) -> None:
    proposed = client.propose(ORGANIZATION)
    names = {one["id"] for one in proposed["properties"]}
    assert {"name", "acronym", "website", "portfolio", "number-of-services", "number-of-standards"} <= names
    assert "code-list" not in names
    assert proposed["type"] == ORGANIZATION
    limited = client.propose(ORGANIZATION, limit="2")
    assert (limited["limit"], limited["properties"]) == (2, proposed["properties"][:2])
    codes = {one["id"] for one in client.propose(CHANNELS)["properties"]}
    assert "code-list" in codes
    assert "portfolio" not in codes
    assert client.propose("nonsuch")["properties"] == []


def test_values_are_fetched_for_what_was_matched(client: Client) -> None:
    found = client.extend(
        [HEALTH_CANADA, PASSPORTS], "name", "acronym", "portfolio", "organization", "number-of-standards"
    )
    assert [one["name"] for one in found["meta"]][:3] == ["Name", "Acronym", "Portfolio"]
    health, passports = found["rows"][HEALTH_CANADA], found["rows"][PASSPORTS]
    assert health["name"] == [{"str": "Health Canada"}]
    assert health["acronym"] == [{"str": "HC"}]
    assert health["portfolio"] == [{"str": "Health"}]
    assert health["organization"] == []
    assert health["number-of-standards"] == [{"int": 1}]
    assert passports["number-of-standards"] == [{"int": 13}]
    [owner] = passports["organization"]
    assert owner["name"] == "Immigration, Refugees and Citizenship Canada"
    assert client.one(owner["id"])[0]["name"] == owner["name"]


def test_settings_choose_language_and_number_of_values(client: Client) -> None:
    def names(**settings: Any) -> list[str]:
        rows = client.extend([HEALTH_CANADA], {"id": "name", "settings": settings})["rows"]
        return [value["str"] for value in rows[HEALTH_CANADA]["name"]]

    assert names(language="fr") == ["Santé Canada"]
    assert sorted(names(language="any")) == ["Health Canada", "Santé Canada"]
    assert len(names(language="any", limit=1)) == len(names(language="any", limit="1")) == 1


def test_what_is_not_known_has_no_values(client: Client) -> None:
    found = client.extend(["https://example.org/nobody", HEALTH_CANADA], "nonsuch", "name")
    assert found["rows"]["https://example.org/nobody"] == {"nonsuch": [], "name": []}
    assert found["rows"][HEALTH_CANADA]["nonsuch"] == []
    assert found["meta"][0] == {"id": "nonsuch", "name": "nonsuch"}


@pytest.fixture(scope="module")
def story() -> Iterator[Inventory]:
    with api.shipped() as graph:
        yield Inventory(graph.store)


@pytest.mark.parametrize("file", sorted(path.stem for path in FOLDER.glob("*.rq")))
def test_each_property_says_something_of_each_type_that_has_it(story: Inventory, file: str) -> None:
    made = [one for one in story.properties.values() if one.name.partition(":")[0] == file]
    assert made, f"{file}.rq makes no property"
    for known, one in [(each, type_) for each in made for type_ in each.of]:
        name = known.name
        members = [thing.iri for thing in story.members([one])]
        assert members, f"{name}: of names {one}, and there is no such type"
        assert known.values(story.store, members), (
            f"{name} says nothing of any {story.types[one].label['en']}"
        )


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ('#+ of: ["cv:Thing"]\n#+ matches: colour', "'matches' is 'colour'; write one of name, identifier"),
        ('#+ of: ["cv:Thing"]\n#+ preview: first', "'preview' is a place"),
        ('#+ of: ["xx:Thing"]', "'of' names 'xx:Thing'; declare its prefix"),
        ("#+ of: cv:Thing", "'of' names the types"),
        ("", "'of' names the types"),
    ],
)
def test_a_property_with_a_faulty_header_is_named(tmp_path: Path, header: str, sentence: str) -> None:
    file = tmp_path / "faulty.rq"
    texts = '#+ label: {en: "A", fr: "A"}\n#+ description: {en: "A", fr: "A"}\n'
    file.write_text(
        f"{texts}{header}\n\nPREFIX cv: <http://data.europa.eu/m8g/>\nSELECT ?thing ?value {{}}\n"
    )
    with pytest.raises(PscvcError) as caught:
        read(file)
    assert str(caught.value).startswith("faulty.rq: ")
    assert sentence in str(caught.value)


VALUES = {
    Term("12.5", "literal", None, XSD + "decimal"): {"float": 12.5},
    Term("7", "literal", None, XSD + "integer"): {"int": 7},
    Term("NaN", "literal", None, XSD + "double"): {"str": "NaN"},
    Term("seven", "literal", None, XSD + "integer"): {"str": "seven"},
    Term("2024-03-31", "literal", None, XSD + "date"): {"date": "2024-03-31T00:00:00"},
    Term("2024", "literal", None, XSD + "gYear"): {"str": "2024"},
    Term("soon", "literal", None, XSD + "date"): {"str": "soon"},
    Term("2024-03-31 or so", "literal", None, XSD + "date"): {"str": "2024-03-31 or so"},
    Term("https://example.org/a>b"): {"str": "https://example.org/a>b"},
    Term(ONLINE): {"id": ONLINE, "name": "Online"},
}


def extended(story: Inventory, value: Term) -> Any:
    told = Told(story.properties["name"], {"x": [value]}, {ONLINE: "Online"})
    return protocol.extension(story, ["x"], [protocol.Column("name")], {"name": told}, "en")


@pytest.mark.parametrize("value", VALUES)
def test_each_kind_of_value_is_written_as_the_api_has_it(story: Inventory, value: Term) -> None:
    assert extended(story, value)["rows"]["x"]["name"] == [VALUES[value]]


@pytest.mark.shared
def test_each_kind_of_value_is_valid_by_the_schema(story: Inventory, checked: Client) -> None:
    for value in VALUES:
        checked.check("data-extension-response", extended(story, value))


def test_a_type_is_understood_where_a_client_left_out_what_follows_its_hash(client: Client) -> None:
    """OpenRefine 3.6 asks for the properties of ``http://purl.org/vocab/cpsv#PublicService`` as it stands."""
    whole = client.propose(SERVICE)["properties"]
    assert client.propose(SERVICE.partition("#")[0])["properties"] == whole != []
    assert client.propose("http://purl.org/vocab/cps")["properties"] == []


# Pages and languages


def test_the_preview_is_a_page_of_its_own_in_both_languages(client: Client) -> None:
    manifest = client.manifest()
    english = client.page(manifest["preview"]["url"], HEALTH_CANADA)
    french = client.page(Client(f"{client.here}/fr").manifest()["preview"]["url"], HEALTH_CANADA)
    assert english.headers["content-type"] == french.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>Health Canada</h1>" in english.body.decode()
    assert "<h1>Santé Canada</h1>" in french.body.decode()
    assert '<html lang="fr">' in french.body.decode()
    for page in (english, french):
        text = page.body.decode()
        assert "<script" not in text
        assert re.findall(r'(?:src|href)="([^"]*)"', text) == [HEALTH_CANADA]
    whole = client.page(manifest["view"]["url"], PASSPORTS).body.decode()
    assert "<dt>Service standards</dt>" in whole
    assert (
        "<dt>Service standards</dt>" not in client.page(manifest["preview"]["url"], PASSPORTS).body.decode()
    )


def test_what_is_suggested_is_explained_beside_it(client: Client) -> None:
    for what, known, words in (
        ("entity", HEALTH_CANADA, ["Health Canada", "Organization · Health"]),
        ("type", ORGANIZATION, ["Organization", ORGANIZATION]),
        ("property", "website", ["Website"]),
    ):
        service = client.manifest()["suggest"][what]
        template = service["flyout_service_url"] + service["flyout_service_path"]
        answer = client.page(template.replace("${id}", "{{id}}"), known)
        assert answer.status == 200
        assert answer.json["id"] == known
        assert all(word in answer.json["html"] for word in words)
        strange = client.page(template.replace("${id}", "{{id}}"), "<script>")
        assert (strange.status, "one that was suggested" in strange.sentence) == (404, True)


def test_a_flyout_cannot_hold_markup_of_the_data() -> None:
    assert "<b" not in flyout("<b onclick='x'>", "&<b>")


def test_an_address_that_a_client_did_not_encode_is_understood() -> None:
    here = "https://example.org/"
    names = ["c++&a=b", "d#it", "e#one", "e#two"]
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    triples = "\n".join(f'<{here}{one}> a <{ORGANIZATION}> ; {label} "Name {one}"@en .' for one in names)
    with EmbeddedStore() as store:
        store.load(rdflib.Graph().parse(data=triples).serialize(format="nt").encode(), GRAPH_CURRENT)
        for sent, status, title in (
            ("c++&a=b", 200, "Name c++&amp;a=b"),
            ("d", 200, "Name d#it"),
            ("e", 404, f"{here}e#…"),
            ("f", 404, "Not in the graph"),
        ):
            code, body = answered(store, "/reconcile/view", f"id={here}{sent}")
            assert code == status
            assert f"<h1>{title}</h1>" in body


def test_a_page_about_nothing_says_so(client: Client) -> None:
    for iri in ("https://example.org/nobody", "", "<script>alert(1)</script>", "javascript:alert(1)"):
        page = client.page(client.manifest()["preview"]["url"], iri)
        assert page.status == 404
        assert "Not in the graph" in page.body.decode()
        assert "script>" not in page.body.decode()


@pytest.mark.parametrize(
    ("path", "accepted", "wanted"),
    [
        ("", "", "en"),
        ("", "fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("", "en;q=0.2, fr;q=0.1", "en"),
        ("", "de, fr;q=0", "en"),
        ("", "fr;q=nonsense,en", "en"),
        ("?lang=fr", "en", "fr"),
        ("/fr", "en", "fr"),
        ("/en", "fr", "en"),
    ],
)
def test_the_language_is_that_of_the_address_or_else_of_the_client(
    client: Client, path: str, accepted: str, wanted: str
) -> None:
    answer = client.call(path, Accept_Language=accepted)
    assert answer.headers["content-language"] == wanted
    assert answer.json["defaultTypes"][0]["name"] == {"en": "Organization", "fr": "Organisation"}[wanted]


def test_pages_of_other_places_may_ask(client: Client) -> None:
    for path in ("", "/suggest/entity?prefix=h", "/preview?id=x", "/nonsuch"):
        assert client.call(path, Origin="https://example.org").headers["access-control-allow-origin"] == "*"
    asked = client.call(
        "", method="OPTIONS", Origin="https://example.org", Access_Control_Request_Method="POST"
    )
    assert asked.status == 200
    assert "POST" in asked.headers["access-control-allow-methods"]


@pytest.mark.browser
@pytest.mark.parametrize(("path", "scheme"), [("preview", "light"), ("view", "dark")])
def test_axe_finds_no_fault_on_a_page_about_a_thing(
    client: Client, look: Look, path: str, scheme: str
) -> None:
    template = client.manifest()[path]["url"]
    with look(client.manifest()["preview"]["width"], scheme) as page:
        page.set_content(client.page(template, PASSPORTS).body.decode())
        assert faults(page) == []
        assert page.evaluate(OVERHANG) <= 0


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_longest_page_of_each_type_fits_its_frame(story: Inventory, look: Look, lang: str) -> None:
    """Every property that the small page has room for, each with more and longer values than are shown."""
    words = "Administration of the benefits of everybody who lives here and elsewhere " * 5
    values = [(Term(f"{words}{place}", "literal"), "") for place in range(5)]
    with look(protocol.PREVIEW["width"]) as page:
        page.set_viewport_size(protocol.PREVIEW)
        for base in story.bases:
            shown = [one for one in story.properties_of([base]) if one.preview]
            facts = [(one.label[lang], values) for one in shown]
            page.set_content(
                thing_page(f"https://example.org/{'x' * 200}", words, words, facts, lang, whole=False)
            )
            assert page.locator("dt").count() == len(shown) > 2
            height = page.evaluate("document.documentElement.scrollHeight")
            assert height <= protocol.PREVIEW["height"], story.types[base].label["en"]
            assert page.evaluate(OVERHANG) <= 0


def test_a_small_page_says_how_many_values_it_leaves_out(story: Inventory) -> None:
    """Not in a line that is cut: the words are there although the values are long."""
    for length in (5, 50, 500):
        values = [(Term("x" * length + str(place), "literal"), "") for place in range(5)]
        page = thing_page("https://example.org/", "A", "B", [("C", values)], "en", whole=False)
        [line] = re.findall("<dd>(.*)</dd>", page)
        left = 5 - line.count("x" * 4 if length == 5 else "x" * 40)
        assert line.endswith(f" · and {left} more"), line
        assert len(line) < 85


# As OpenRefine does, by the schemas


@pytest.mark.shared
def test_all_that_openrefine_sends_and_gets_is_valid_by_the_schemas(checked: Client, shared: Path) -> None:
    for language in ("", "/fr"):
        client = Client(checked.here + language, checked.check)
        manifest = client.manifest()
        names = [
            f"{one} {place}"
            for place in range(5)
            for one in ("Santé Canada", "Passport", "CRA", "\U0001f600")
        ]
        for start in range(0, len(names), 10):
            rows = names[start : start + 10]
            found = client.match(
                {
                    f"q{place}": {
                        "query": name,
                        "type": manifest["defaultTypes"][place % 4]["id"],
                        "type_strict": "should",
                        "limit": 3,
                        "properties": [
                            {"pid": "portfolio", "v": "Health"},
                            {"pid": "website", "v": [1.5, False, {"id": HEALTH_CANADA, "name": "Health"}]},
                        ],
                    }
                    for place, name in enumerate(rows)
                }
            )
            assert found.keys() == {f"q{place}" for place in range(len(rows))}
        for what in ("entity", "type", "property"):
            assert client.suggest(what, "s")
        for type_ in manifest["defaultTypes"]:
            proposed = [one["id"] for one in client.propose(type_["id"], limit="50")["properties"]]
            things = [one["id"] for one in client.suggest("entity", "c", type=type_["id"])]
            assert things
            client.extend(things, *proposed, {"id": "name", "settings": {"limit": "2", "language": "any"}})
            for iri in things[:3]:
                assert client.page(manifest["preview"]["url"], iri).status == 200
                assert client.page(manifest["view"]["url"], iri).status == 200


@pytest.mark.shared
def test_the_examples_of_the_specification_are_answered(checked: Client, shared: Path) -> None:
    examples = shared / "suites" / "reconciliation-0.2" / "examples"
    batches = sorted((examples / "reconciliation-query-batch" / "valid").glob("*.json"))
    for path in batches:
        batch = json.loads(path.read_bytes())
        assert checked.match(batch).keys() == batch.keys()
    calls = sorted((examples / "data-extension-query" / "valid").glob("*.json"))
    for path in calls:
        # Its limits are texts, as in forms; one of its settings is another service's.
        call = json.loads(path.read_bytes())
        found = checked.extend(call["ids"], *call["properties"])
        assert [one["id"] for one in found["meta"]] == [one["id"] for one in call["properties"]]
        assert found["rows"].keys() == set(call["ids"])
    wrong = sorted((examples / "reconciliation-query-batch" / "invalid").glob("*.json"))
    for path in wrong:
        with pytest.raises(jsonschema.ValidationError):
            checked.check("reconciliation-query-batch", json.loads(path.read_bytes()))
        answer = checked.post(queries=path.read_text(encoding="utf-8"))
        assert answer.status == 400, path.name
        assert '"q' in answer.sentence
    assert (len(batches), len(calls), len(wrong)) == (4, 2, 3)


@pytest.mark.shared
def test_the_schemas_refuse_what_is_wrong(checked: Client, shared: Path) -> None:
    for schema in ("manifest", "reconciliation-result-batch", "data-extension-response"):
        for path in (shared / "suites" / "reconciliation-0.2" / "examples" / schema / "invalid").glob(
            "*.json"
        ):
            if path.stem not in ("bad-authentication",):
                with pytest.raises(jsonschema.ValidationError):
                    checked.check(schema, json.loads(path.read_bytes()))


# Those who mean no good

DEEP = "[" * 100_000
WRONG = {
    "no JSON": ("{", 400, "is no JSON"),
    "nothing": ("", 400, "is no JSON"),
    "deep": (DEEP, 400, "nests too deep"),
    "deep value": (
        '{"q0":{"query":"x","properties":[{"pid":"a","v":' + "[" * 900 + "]" * 900 + "}]}}",
        400,
        "value",
    ),
    "half a character": ('{"q0":{"query":"\\ud800"}}', 400, "whole characters"),
    "half a character as a key": ('{"\\udfff":{"query":"x"}}', 400, "whole characters"),
    "not a number": ('{"q0":{"query":"x","limit":NaN}}', 400, "number"),
    "an endless number": ('{"q0":{"query":"x","limit":1' + "0" * 5_000 + "}}", 400, "number"),
    "infinity": ('{"q0":{"query":"x","limit":1e999}}', 400, "limit"),
    "no limit": ('{"q0":{"query":"x","limit":0}}', 400, "limit"),
    "true as a limit": ('{"q0":{"query":"x","limit":true}}', 400, "limit"),
    "a list": ("[]", 400, "no object"),
    "a text as a query": ('{"q0":"x"}', 400, '"q0" is no object'),
    "no text": ('{"q0":{"query":7}}', 400, "quotation marks"),
    "neither text nor properties": ('{"q0":{"limit":1}}', 400, "one of them is needed"),
    "another field": ('{"q0":{"query":"x","props":[]}}', 400, "'props'"),
    "a type that is none": ('{"q0":{"query":"x","type":{"id":1}}}', 400, "'type'"),
    "another strictness": ('{"q0":{"query":"x","type_strict":"perhaps"}}', 400, "type_strict"),
    "a property without a value": ('{"q0":{"properties":[{"pid":"a"}]}}', 400, "'pid' and a value 'v'"),
    "null as a value": ('{"q0":{"properties":[{"pid":"a","v":null}]}}', 400, "a value of 'a'"),
    "too many queries": (json.dumps({str(n): {"query": "x"} for n in range(51)}), 413, "not more than 50"),
    "too many types": (json.dumps({"q0": {"query": "x", "type": ["t"] * 51}}), 413, "51 types"),
    "too many values": (
        json.dumps({"q0": {"properties": [{"pid": "a", "v": [1] * 101}]}}),
        413,
        "101 values",
    ),
    "too many properties": (
        json.dumps({"q0": {"properties": [{"pid": "a", "v": 1}] * 51}}),
        413,
        "51 properties",
    ),
    "a body without end": (json.dumps({"q0": {"query": "x" * 1_100_000}}), 413, "smaller batches"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_batch_is_refused_in_one_sentence(client: Client, what: str) -> None:
    text, status, sentence = WRONG[what]
    answer = client.post(queries=text)
    assert (answer.status, sentence in answer.sentence) == (status, True), answer.body


@pytest.mark.parametrize(
    ("call", "status", "sentence"),
    [
        ([], 400, "no object with ids and properties"),
        ({"ids": []}, 400, "no object with ids and properties"),
        ({"ids": [1], "properties": []}, 400, "'ids' is no list of texts"),
        ({"ids": [], "properties": ["name"]}, 400, "'properties' is no list of objects"),
        ({"ids": [], "properties": [{"id": "name", "settings": 1}]}, 400, "settings of 'name'"),
        ({"ids": [], "properties": [{"id": "name", "settings": {"limit": -1}}]}, 400, "limit of 'name'"),
        (
            {"ids": [], "properties": [{"id": "name", "settings": {"language": "xx"}}]},
            400,
            "language of 'name'",
        ),
        ({"ids": ["x"] * 51, "properties": []}, 413, "not more than 50 ids"),
        ({"ids": [], "properties": [{"id": "x"}] * 51}, 413, "50 properties"),
    ],
)
def test_a_wrong_call_for_values_is_refused_in_one_sentence(
    client: Client, call: Any, status: int, sentence: str
) -> None:
    answer = client.post(extend=json.dumps(call))
    assert (answer.status, sentence in answer.sentence) == (status, True), answer.body


def test_a_text_that_would_break_out_stays_a_text(client: Client) -> None:
    everything = {one["id"] for one in client.suggest("entity", "c")}
    for text in (
        "x> } ; DROP ALL ; #",
        '" } UNION { ?thing ?p ?value } #',
        "https://example.org/a> <b",
        "<script>alert(1)</script>",
        "\x00\x1b[2J",
        "../../etc/passwd",
        "x" * 100_000,
    ):
        assert not any(one["match"] for one in client.one(text))
        given = client.one("Health Canada", properties=[{"pid": "portfolio", "v": {"id": text}}])
        assert given[0]["id"] == HEALTH_CANADA
        assert client.one("Health Canada", type=text) == []
        assert client.extend([text], "name", text)["rows"] == {text: {"name": [], text: []}}
        if len(text) < 10_000:
            assert client.suggest("entity", text) == []
            assert client.propose(text)["properties"] == []
    assert {one["id"] for one in client.suggest("entity", "c")} == everything


@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [
        ("PUT", "", 405, "another method"),
        ("DELETE", "", 405, "another method"),
        ("GET", "?callback=jQuery1&_=2", 200, ""),
        ("POST", "/suggest/entity", 405, "another method"),
        ("POST", "/preview?id=x", 405, "another method"),
        ("GET", "/nonsuch", 404, "nothing at this address"),
        ("GET", "/de", 404, "nothing at this address"),
        ("GET", "?query=x", 400, "neither 'queries' nor 'extend'"),
        ("GET", "?queries={}&extend={}", 400, "one of them at a time"),
        ("GET", "/suggest/entity?prefix=x&cursor=-1", 400, "'cursor' is no whole number"),
        ("GET", "/suggest/entity?prefix=x&cursor=" + "9" * 50, 400, "'cursor' is no whole number"),
        ("GET", "/properties?type=x&limit=many", 400, "'limit' is no whole number"),
    ],
)
def test_a_wrong_request_is_refused_in_one_sentence(
    client: Client, method: str, path: str, status: int, sentence: str
) -> None:
    answer = client.call(path, method=method)
    assert answer.status == status
    assert status == 200 or sentence in answer.sentence


@pytest.mark.parametrize(
    ("body", "kind", "status", "sentence"),
    [
        (b"{}", "application/json", 400, "application/json; send a form"),
        (b"queries=%7B%7D", "multipart/form-data; boundary=x", 400, "send a form"),
        (b"queries=%FF", "application/x-www-form-urlencoded", 400, "UTF-8"),
        (b"queries=\xff", "application/x-www-form-urlencoded", 400, "UTF-8"),
        (b"a&" * 200, "application/x-www-form-urlencoded", 413, "100 fields"),
        (b"", "application/x-www-form-urlencoded", 200, ""),
    ],
)
def test_a_wrong_body_is_refused_in_one_sentence(
    client: Client, body: bytes, kind: str, status: int, sentence: str
) -> None:
    answer = client.call(body=body, Content_Type=kind)
    assert answer.status == status
    assert status == 200 or sentence in answer.sentence


def test_a_false_host_does_not_stop_the_service(client: Client) -> None:
    for host in ("example.org", 'x"><script>', "a b", "[", "x:y:z"):
        answer = client.call(Host=host)
        assert answer.status in (200, 400)
        assert b"Traceback" not in answer.body
    assert client.manifest()["view"]["url"].startswith(client.here)


# The program


def readme_calls() -> list[list[str]]:
    """The calls of curl in the README."""
    text = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    return [shlex.split(line) for line in re.findall(r"^    (curl .*)$", text, re.MULTILINE)]


@pytest.mark.curl
def test_every_call_of_the_readme_is_answered(client: Client) -> None:
    calls = readme_calls()
    assert len(calls) > 5
    for call in calls:
        there = [word.replace("http://127.0.0.1:8000/reconcile", client.here) for word in call]
        assert there != call
        done = subprocess.run([*there, "--silent", "--fail"], capture_output=True, check=True)
        if "/preview" in there[1]:
            assert b"<h1>Sant\xc3\xa9 Canada</h1>" in done.stdout
        else:
            said = json.loads(done.stdout).keys()
            assert {"versions", "properties"} & said or HEALTH_CANADA in done.stdout.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with the registers and the services of one organization."""
    where = tmp_path / "store"
    with api.open(where) as graph:
        registers = ["organization-names", "organization-identifiers", "department-codes"]
        api.load([resources.STORY / f"{name}.csv" for name in registers], graph)
        accepted(graph, tmp_path)
    return where


def accepted(graph: api.Graph, tmp_path: Path) -> None:
    row, *_ = shipped_rows("services", "cic")
    files = write_rows(tmp_path / "services.csv", [row | {"service_name_en": "Quite another name"}])
    api.accept(files, api.validate(files, store=graph), graph, hold=True)


def left(folder: Path) -> list[str]:
    """What lies beside a store."""
    return sorted(path.name for path in folder.parent.iterdir() if path.name.startswith("."))


def test_what_others_withdraw_and_accept_is_seen_while_it_serves(folder: Path, tmp_path: Path) -> None:
    with serving("--store", folder) as running:
        client = Client(running.here)
        [before] = client.one("Quite another name", type=SERVICE, limit=1)
        assert before["match"]
        assert len(left(folder)) == 1, "it answers from a snapshot, so that others can open the store"
        with api.open(folder) as graph:
            api.withdraw("cic/2023-2024", graph, reason="sent by mistake")
            assert client.one("Quite another name", type=SERVICE, limit=1) == [before], (
                "the writer has the store"
            )
        assert client.one("Quite another name", type=SERVICE) == [], "what is withdrawn is in no answer"
        assert client.suggest("entity", "Quite another") == []
        assert client.page(client.manifest()["view"]["url"], before["id"]).status == 404
        with api.open(folder) as graph:
            accepted(graph, tmp_path)
        assert client.one("Quite another name", type=SERVICE, limit=1) == [before]
        assert len(left(folder)) == 1, "an older snapshot goes when nobody asks it any more"
        assert running.end(signal.SIGTERM) == (0, "", "")
    assert left(folder) == [], "no snapshot is left"


def answered(store: Store, path: str, query: str) -> tuple[int, str]:
    """Status and body of what the service on *store* answers to a GET, without a program of its own."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}
    scope |= {"server": ("127.0.0.1", 80), "scheme": "http"}
    app = reconciliation.application(reconciliation.Known(Following(memory=store)))
    with ThreadPoolExecutor(1) as thread:  # the browser of other tests has a loop in this one
        thread.submit(lambda: asyncio.run(app(scope, receive, send))).result()
    start, body = sent
    return start["status"], body["body"].decode()


def test_a_batch_that_takes_too_long_is_refused_in_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciliation, "SECONDS", -1.0)
    queries = urllib.parse.urlencode({"queries": '{"q0": {"query": "Health"}}'})
    with Following(str(folder)) as following:
        status, body = answered(following.store(), "/reconcile", queries)
    assert status == 413
    assert "send fewer of them" in json.loads(body)["error"]["message"]


def test_what_strangers_ask_for_is_kept_within_bounds(
    story: Inventory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon, "_KEPT", 5)
    monkeypatch.setattr(index, "_KEPT", 5)
    matcher = Matcher(story.members({ORGANIZATION}))
    known = Lexicon([[["revenue", "agency"]]])
    first = known.kin("revenue")
    for number in range(20):
        known.kin(f"strange{number}")
        matcher._index.spelled_by(f"cr{number}")
    assert len(known._kin) <= 5
    assert len(matcher._index._shorts) <= 5
    assert known.kin("revenue") == first


def test_a_store_that_failed_its_check_is_served_with_a_warning(folder: Path) -> None:
    seal.mark(folder, seal.Failed("2026-03-01", 2, "a term is gone", False))
    with serving("--store", folder) as running:
        assert Client(running.here).manifest()["versions"] == ["0.2"]
        status, _, err = running.end()
    assert status == 0
    assert "failed its check on 2026-03-01" in err


def test_a_store_that_goes_away_is_answered_from_as_it_was(folder: Path) -> None:
    with Following(str(folder)) as following:
        store = following.store()
        assert following.store() is store, "nothing has changed"
        with api.open(folder) as graph:
            assert graph.ask("same-name-services").rows is not None
        assert following.store() is store, "who only reads changes nothing"
        folder.rename(folder.with_name("elsewhere"))
        assert following.store() is store
        assert store.size() > 0


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["--store", "nowhere"], 3, "there is no store at nowhere"),
        (["--store", "http://127.0.0.1:9/sparql"], 3, "cannot be reached"),
        (["--host", "nonsuch.invalid"], 2, "no address of this machine"),
        (["--host", "203.0.113.1"], 2, "--port"),
        (["--port", "70000"], 2, "--port"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, sentence: str
) -> None:
    assert cli.run(["serve", "--port", "0", *arguments]) == status
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert sentence in err


def test_a_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert cli.run(["serve", "--port", port]) == 2
    assert f"port {port}" in capsys.readouterr().err


def test_without_the_extra_one_sentence_names_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in ("starlette", "uvicorn")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.startswith("pscvc_kg.web.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert cli.run(["serve"]) == 2
    assert "pip install 'pscvc-kg[server]'" in capsys.readouterr().err
