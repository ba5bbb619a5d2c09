"""The real OpenRefine matches lists by our service: by its commands, and in its pages in Chromium."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from openrefine import OpenRefine, openrefine
from reconciling import Client, Program, serving
from test_site_in_a_browser import Look

pytestmark = pytest.mark.openrefine

ORGANIZATION = "http://data.europa.eu/m8g/PublicOrganisation"
PROGRAMME = "https://w3id.org/pscvc/ns#Programme"
HEALTH_CANADA = "https://w3id.org/pscvc/data/ca/organization/127"
NAMES = {
    "Health Canada": "Health Canada",
    " santé canada ": "Health Canada",
    "CRA": "Canada Revenue Agency",
    "Immigration, Refugees & Citizenship Canada": "Immigration, Refugees and Citizenship Canada",
    "Dept. of Health": "",
    "Nonsuch board": "",
}
"""What a list calls organizations, and which of ours OpenRefine takes each for without being told."""


@pytest.fixture(scope="module")
def refine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRefine]:
    with openrefine(tmp_path_factory.mktemp("openrefine")) as running:
        yield running


@pytest.fixture(scope="module")
def service() -> Iterator[Program]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def manifest(refine: OpenRefine, service: Program) -> Any:
    """The service, which OpenRefine then knows as if it had been added in the dialog."""
    known = Client(service.here).manifest()
    refine.know([known | {"url": service.here, "ui": {"handler": "ReconStandardServicePanel"}}])
    return known


def table(rows: list[str]) -> str:
    """A list with one column."""
    made = io.StringIO()
    csv.writer(made).writerows([["name"], *([row] for row in rows)])
    return made.getvalue()


@pytest.fixture(scope="module")
def matched(refine: OpenRefine, service: Program, manifest: Any) -> str:
    """A project whose names are matched to organizations."""
    project = refine.create(table(list(NAMES)))
    [kind] = [one for one in manifest["defaultTypes"] if one["id"] == ORGANIZATION]
    config = {
        "mode": "standard-service",
        "service": service.here,
        "identifierSpace": manifest["identifierSpace"],
        "schemaSpace": manifest["schemaSpace"],
        "type": {"id": kind["id"], "name": kind["name"]},
        "autoMatch": True,
        "columnDetails": [],
        "limit": 0,
    }
    refine.post("reconcile", {"project": project}, columnName="name", config=json.dumps(config))
    return project


def cells(refine: OpenRefine, project: str) -> list[Any]:
    """What OpenRefine has found for the first cell of each row."""
    found = refine.get("get-rows", project=project, start=0, limit=50)
    said = found["pool"]["recons"]
    return [said[str(row["cells"][0]["r"])] for row in found["rows"]]


def test_openrefine_guesses_what_a_column_holds(refine: OpenRefine, service: Program, manifest: Any) -> None:
    project = refine.create(table(list(NAMES)))
    guessed = json.loads(
        refine.post(
            "guess-types-of-column", {"project": project, "columnName": "name", "service": service.here}
        )
    )
    assert (guessed["code"], guessed["types"][0]["id"]) == ("ok", ORGANIZATION), guessed
    assert guessed["types"][0]["name"] == "Organization"


def test_openrefine_takes_what_is_sure_and_leaves_the_rest_to_a_person(
    refine: OpenRefine, matched: str
) -> None:
    found = cells(refine, matched)
    taken = [one["m"]["name"] if one["j"] == "matched" else "" for one in found]
    assert dict(zip(NAMES, taken, strict=True)) == NAMES
    assert found[0]["m"]["id"] == HEALTH_CANADA
    [likely, *_] = found[list(NAMES).index("Dept. of Health")]["c"]
    assert (likely["id"], likely["types"]) == (HEALTH_CANADA, [ORGANIZATION])
    assert 50 < likely["score"] < 100


def test_openrefine_adds_every_property_as_a_column(
    refine: OpenRefine, service: Program, manifest: Any, matched: str
) -> None:
    proposed = Client(service.here).propose(ORGANIZATION)["properties"]
    chosen = [{"id": one["id"], "name": one["name"]} for one in proposed]
    for one in chosen:
        if one["id"] == "name":
            one["settings"] = {"language": "fr", "limit": "1"}
    extension = json.dumps({"properties": chosen})
    preview = json.loads(
        refine.post(
            "preview-extend-data",
            {"project": matched, "columnName": "name"},
            rowIndices="[0, 5]",
            extension=extension,
        )
    )
    assert [one["id"] for one in preview["columns"]] == [one["id"] for one in chosen]
    refine.post(
        "extend-data",
        {
            "project": matched,
            "baseColumnName": "name",
            "endpoint": service.here,
            "identifierSpace": manifest["identifierSpace"],
            "schemaSpace": manifest["schemaSpace"],
            "columnInsertIndex": 1,
        },
        extension=extension,
    )
    text = refine.post("export-rows/list.csv", {"project": matched}, project=matched, format="csv")
    first, *rest = csv.DictReader(io.StringIO(text))
    assert set(first) == {"name", *(one["name"] for one in chosen)}
    assert (first["Acronym"], first["Portfolio"], first["Number of services"]) == ("HC", "Health", "2")
    assert first["Name"] == "Santé Canada"
    [nobody] = [row for row in rest if row["name"] == "Nonsuch board"]
    assert not any(value for column, value in nobody.items() if column != "name")


@pytest.mark.browser
def test_in_its_pages_a_service_is_added_asked_and_shown(
    refine: OpenRefine, service: Program, manifest: Any, look: Look
) -> None:
    """What a person does: add the service by its address, match, look at cards, fetch a column."""
    project = refine.create(table(["Passports", "Passport", "Benefit"]))
    wrong: list[str] = []
    with look(offline=False) as page:
        page.route(lambda address: urlsplit(address).hostname != "127.0.0.1", lambda route: route.abort())
        page.on("response", lambda one: one.status >= 400 and wrong.append(f"{one.status} {one.url}"))
        page.goto(f"{refine.here}/project?project={project}")
        choose(page, "Reconcile", "Start reconciling")
        page.get_by_text("Add standard service").click()
        page.locator(".dialog-container input").last.fill(f"{service.here}/fr")
        page.get_by_role("button", name="Add service").click()
        page.locator(f'input[name=type-choice][value="{PROGRAMME}"]').check()
        assert "Programme" in page.locator(".recon-dialog-standard-service-panel").inner_text()
        page.get_by_role("button", name="Start reconciling").click()
        page.locator(".facet-container", has_text="best candidate").wait_for()
        candidate = page.locator("a.data-table-recon-topic").first
        name = candidate.inner_text()
        card = page.frame_locator(".data-table-topic-popup iframe").locator("h1")
        hover(page, candidate, card)
        title, height = card.evaluate(
            "title => [title.innerText, document.documentElement.scrollHeight - innerHeight]"
        )
        assert title == name
        assert height <= 0, "the card scrolls in the frame that OpenRefine gives it"
        page.mouse.move(1, 1)
        page.get_by_text("Search for match").first.click()
        hover(page, page.locator(".fbs-item").first, page.locator("#fbs-flyout-title"))
        page.locator(".fbs-item").first.click()
        page.locator(".data-table-recon-candidates").nth(0).wait_for()
        choose(page, "Edit column", "Add columns from reconciled values")
        page.locator(".suggested-property a").get_by_text("Organisation", exact=True).click()
        page.locator(".extend-data-preview-dialog td", has_text="Canada").first.wait_for()
    assert wrong == []


def choose(page: Any, *items: str) -> None:
    """Choose in the menu of the column of names."""
    page.locator(".column-header", has_text="name").last.locator(".column-header-menu").click()
    wanted = page.locator(".menu-item", has_text=items[-1]).last
    hover(page, page.locator(".menu-item", has_text=items[0]).last, wanted)
    wanted.click()


def hover(page: Any, over: Any, shown: Any) -> None:
    """Hold the mouse *over* something until what it brings is *shown*; the page may draw it anew."""
    from playwright.sync_api import TimeoutError as TooLongError

    for _ in range(10):
        over.hover()
        with contextlib.suppress(TooLongError):
            shown.wait_for(timeout=3_000)
            return
        page.mouse.move(1, 1)
    raise AssertionError(f"{over} brings nothing")
