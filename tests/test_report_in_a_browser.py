"""The page of a report as Chromium shows it: axe-core, scripts, network, languages, widths, paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import reporting
from test_site_in_a_browser import OVERHANG, SCRIPTS, WIDTHS, Look, contrast, faults

from pscvc_kg.render.report_html import report_html
from pscvc_kg.report import Report

pytestmark = pytest.mark.browser
READABLE = 4.5
REPORTS = {
    "story": reporting.story,
    "hostile": reporting.hostile,
    "not checked": reporting.limited,
    "answered for": reporting.answered_for,
    "large": lambda: reporting.large(5_000),
}
BADGES = """() => [...document.querySelectorAll('.severity, q, .count, summary')].map(one => [
    one.textContent, getComputedStyle(one).color, getComputedStyle(document.body).backgroundColor])"""
HIDDEN = """language => [...document.querySelectorAll(`span[lang=${language}]`)].filter(
    one => getComputedStyle(one).display !== 'none').length"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The address of the page of each report; in the first language English."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for name, make in REPORTS.items():
        file = folder / f"{name}.html"
        file.write_text(report_html(make(), "en"), encoding="utf-8")
        found[name] = file.as_uri()
    return found


@pytest.mark.parametrize(
    ("name", "width", "scheme", "language"),
    [
        ("story", 1280, "light", "en"),
        ("story", 390, "dark", "fr"),
        ("hostile", 1280, "dark", "fr"),
        ("not checked", 390, "light", "en"),
        ("answered for", 390, "light", "en"),
    ],
)
def test_axe_finds_no_fault(
    look: Look, pages: dict[str, str], name: str, width: int, scheme: str, language: str
) -> None:
    with look(width, scheme) as page:
        page.goto(pages[name])
        page.locator(f"#show-{language}").check()
        for details in page.locator("details").all():
            details.locator("summary").click()
        assert faults(page) == []


@pytest.mark.parametrize("name", REPORTS)
def test_no_report_runs_a_script_asks_for_anything_or_scrolls_sideways(
    look: Look, pages: dict[str, str], name: str
) -> None:
    said: list[str] = []
    asked: set[str] = set()
    with look() as page:
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.add(request.url))
        page.goto(pages[name])
        assert page.evaluate(SCRIPTS) == []
        assert page.evaluate("document.title").startswith("Validation report")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for language in ("fr", "en"):
                page.locator(f"#show-{language}").check()
                assert page.evaluate(OVERHANG) <= 0, (width, language)
    assert said == []
    assert asked == {pages[name]}


def test_the_policy_of_the_page_lets_no_script_run(look: Look, tmp_path: Path) -> None:
    """Even where one had found its way into the page."""
    broken = report_html(reporting.limited(), "en").replace(
        "</main>",
        '<script>document.title = "run"</script><p id="x" onclick="document.title = 1">x</p></main>',
    )
    (tmp_path / "broken.html").write_text(broken, encoding="utf-8")
    with look() as page:
        page.goto((tmp_path / "broken.html").as_uri())
        page.locator("#x").click()
        assert page.title().startswith("Validation report")


def test_without_script_one_chooses_the_language(look: Look, pages: dict[str, str]) -> None:
    with look() as page:
        page.goto(pages["story"])
        assert page.locator("h1").inner_text() == "Validation report"
        assert (page.evaluate(HIDDEN, "en") > 100, page.evaluate(HIDDEN, "fr")) == (True, 0)
        page.get_by_role("radio", name="Français").check()
        assert page.locator("h1").inner_text() == "Rapport de validation"
        assert (page.evaluate(HIDDEN, "en"), page.evaluate(HIDDEN, "fr") > 100) == (0, True)
        page.locator(".overview a").first.click()
        assert page.locator("h1").inner_text() == "Rapport de validation"  # the choice holds on the way


def test_a_report_in_french_begins_in_french(look: Look, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(report_html(reporting.limited(), "fr"), encoding="utf-8")
    with look() as page:
        page.goto((tmp_path / "page.html").as_uri())
        assert page.locator("h1").inner_text() == "Rapport de validation"
        assert page.locator("html").get_attribute("lang") == "fr"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_has_a_colour_can_be_read(look: Look, pages: dict[str, str], scheme: str) -> None:
    with look(1280, scheme) as page:
        page.goto(pages["story"])
        found: list[Any] = page.evaluate(BADGES)
        assert [text for text, ink, paper in found if contrast(ink, paper) < READABLE] == []
        assert len(found) > 50


def test_on_a_narrow_screen_each_value_has_its_name_in_the_language(
    look: Look, pages: dict[str, str]
) -> None:
    names = "() => [...document.querySelector('.places tbody tr').cells].map(" + (
        "one => getComputedStyle(one, '::before').content.replaceAll('\"', '').trim())"
    )
    with look(390) as page:
        page.goto(pages["story"])
        assert page.evaluate(names)[:2] == ["File:", "Row:"]
        page.locator("#show-fr").check()
        assert page.evaluate(names)[:2] == ["Fichier\u00a0:", "Ligne\u00a0:"]


def test_each_rule_of_the_overview_leads_to_its_places(look: Look, pages: dict[str, str]) -> None:
    with look() as page:
        page.goto(pages["large"])
        links = page.locator(".overview a")
        assert links.count() == page.locator("section.rule").count() > 50
        links.last.click()
        assert page.locator("section.rule").last.locator("h2").is_visible()
        assert page.evaluate("scrollY") > 1000


def test_on_paper_there_is_no_choice_and_every_table_has_its_head(look: Look, pages: dict[str, str]) -> None:
    with look(680) as page:
        page.emulate_media(media="print")
        page.goto(pages["story"])
        assert not page.locator(".choice").is_visible()
        assert page.evaluate(OVERHANG) <= 0
        heads = page.locator("main > section thead")
        assert heads.count() == page.locator("main > section thead:visible").count() > 5


def test_a_report_of_100_000_findings_opens(look: Look, tmp_path: Path) -> None:
    report: Report = reporting.large(100_000)
    (tmp_path / "large.html").write_text(report_html(report, "en"), encoding="utf-8")
    with look() as page:
        page.goto((tmp_path / "large.html").as_uri())
        assert "100,000 findings" in page.locator(".lead").inner_text()
