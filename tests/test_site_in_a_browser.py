"""The site as Chromium shows it: what axe-core finds, how wide it is, what it asks for, where links lead."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from pscvc_kg.render.site import write_site
from pscvc_kg.render.words import LANGUAGES

pytestmark = pytest.mark.browser
WIDE, NARROW = 1280, 390
WIDTHS = (360, 705, 929, WIDE)
"""A narrow telephone; the least for which facts, and for which tables and the picture, are set; a desk."""
SCHEMES: Any = ("light", "dark")
AXE: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
ALIKE: Any = {"exclude": [[".entries li:nth-child(n+13)"], ["tbody tr:nth-child(n+13)"]]}
"""What axe need not look at: after a dozen, what a list or a table goes on with is made like the rest."""
READABLE = 4.5
"""The contrast that the Web Content Accessibility Guidelines ask of text (level AA)."""
SAMPLE = {
    "a class": "ns/ChainStage",
    "a class with a relation of a long name": "ns/Programme",
    "a relation": "ns/hasAntecedent",
    "a property": "ns/publicData",
    "a code list": "code/value-object-type",
    "a code list with many codes": "code/construct",
    "a construct": "code/construct/CitizenTrust",
    "a proposition": "literature/proposition/P03",
    "a proposition that contradicts it": "literature/proposition/P04",
    "an indicator": "literature/indicator/I18",
    "a framework": "code/framework/hartley-innovation",
    "a work": "literature/work/seed",
    "a passage": "literature/statement/S07",
    "a finding": "literature/fidelity/F1",
    "a rule": "shapes/Handover-endsDiffer",
    "a question": "question/hand-overs",
    "a module": "ontology/core",
    "an alignment": "ontology/alignments/prov",
}
FAULTY = """<!DOCTYPE html>
<html lang="en"><title>Faulty</title>
<main><h1 onclick="0">Faulty</h1>
<p style="color: #999; background: #fff; width: 2000px">Pale.</p>
<img src="https://example.org/picture.png">
<script>document.title = "Worse"</script></main></html>
"""
SCRIPTS = """() => [...document.querySelectorAll('*')].flatMap(one => [
    ...(one.localName === 'script' ? ['a script'] : []),
    ...[...one.attributes].filter(said => said.name.startsWith('on')).map(said => said.name),
    ...(one.getAttribute('href')?.startsWith('javascript:') ? ['a script in a link'] : []),
])"""
OVERHANG = "() => document.scrollingElement.scrollWidth - innerWidth"
# Of each text in the picture: itself, whether a box has room for it, the colours of the letters and the box.
WORDS = """() => [...document.querySelectorAll('svg text')].map(text => {
    const word = text.getBBox();
    const box = [...document.querySelectorAll('svg rect')].find(rect => {
        const room = rect.getBBox();
        return word.x >= room.x && word.x + word.width <= room.x + room.width
            && word.y >= room.y && word.y + word.height <= room.y + room.height;
    });
    const colours = [text, box ?? text].map(one => getComputedStyle(one).fill);
    return [text.textContent, box !== undefined, ...colours];
})"""


@dataclass
class Seen:
    """What a visit to every page found, one fault a line, and each address that was asked for."""

    sideways: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    words: int = 0
    asked: set[str] = field(default_factory=set)


Look = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "pages"
    write_site(folder)
    return folder


def places(site: Path, *languages: str) -> list[str]:
    """The pages looked at: where one chooses the language; home, every list and the sample in *languages*."""
    lists = sorted(path.name for path in (site / "en").glob("*.html"))
    entries = [f"{place}.html" for place in SAMPLE.values()]
    return ["index.html"] + [f"{language}/{place}" for language in languages for place in lists + entries]


def address(site: Path, place: str) -> str:
    return (site / place).as_uri()


def faults(page: Page) -> list[str]:
    """What axe-core finds on *page* that is more than a small nuisance: rule, how bad, and the element."""
    found = Axe().run(page, context=ALIKE, options=AXE).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}"
        for rule in found
        if rule["impact"] != "minor"
        for node in rule["nodes"]
    ]


def contrast(first: str, second: str) -> float:
    """How much two colours such as ``rgb(29, 39, 51)`` differ, by the formula of the guidelines."""

    def light(colour: str) -> float:
        parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    return max(light(first), light(second)) / min(light(first), light(second))


def test_a_faulty_page_is_noticed(look: Look, tmp_path: Path) -> None:
    (tmp_path / "faulty.html").write_text(FAULTY, encoding="utf-8")
    asked: list[str] = []
    with look(NARROW) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address(tmp_path, "faulty.html"))
        assert faults(page) == ["color-contrast (serious): p", "image-alt (critical): img"]
        assert page.evaluate(SCRIPTS) == ["onclick", "a script"]
        assert page.evaluate(OVERHANG) > 0
    assert asked == [address(tmp_path, "faulty.html"), "https://example.org/picture.png"]
    assert contrast("rgb(153, 153, 153)", "rgb(255, 255, 255)") == pytest.approx(2.85, abs=0.01)


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", WIDE, "light"), ("fr", NARROW, "dark")], ids=["wide", "narrow"]
)
def test_axe_finds_no_fault(site: Path, look: Look, language: str, width: int, scheme: str) -> None:
    found = []
    with look(width, scheme) as page:
        for place in places(site, language):
            page.goto(address(site, place))
            found += [f"{place}: {fault}" for fault in faults(page)]
    assert not found, "\n".join(found)


@pytest.fixture(scope="module")
def seen(site: Path, look: Look) -> Seen:
    """Each page visited once, looked at wide and narrow, light and dark."""
    seen = Seen()
    with look() as page:
        page.on("request", lambda request: seen.asked.add(request.url))
        for place in places(site, *LANGUAGES):
            page.goto(address(site, place))
            seen.scripts += [f"{place}: {script}" for script in page.evaluate(SCRIPTS)]
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                if (overhang := page.evaluate(OVERHANG)) > 0:
                    seen.sideways.append(f"{place}: {overhang} pixels more than {width}")
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                words = page.evaluate(WORDS)
                seen.words += len(words)
                for text, fits, ink, paper in words:
                    if not fits:
                        seen.unreadable.append(f"{place}: “{text}” is too long for its box")
                    elif contrast(ink, paper) < READABLE:
                        seen.unreadable.append(f"{place}: “{text}” is {ink} on {paper} ({scheme})")
    return seen


def test_no_page_scrolls_sideways(seen: Seen) -> None:
    assert not seen.sideways, "\n".join(seen.sideways)


def test_no_page_has_a_script(seen: Seen) -> None:
    assert not seen.scripts, "\n".join(seen.scripts)


def test_no_page_asks_for_a_network_address(site: Path, seen: Seen) -> None:
    assert address(site, "style.css") in seen.asked
    assert {urlsplit(url).scheme for url in seen.asked} == {"file"}


def test_the_words_of_a_picture_can_be_read_in_their_boxes(seen: Seen) -> None:
    """Axe does not judge the contrast of letters in a picture."""
    assert not seen.unreadable, "\n".join(seen.unreadable)
    assert seen.words > 200


def test_a_narrow_screen_shows_a_list_with_the_links_of_the_picture(site: Path, look: Look) -> None:
    with look(NARROW) as page:
        for language in LANGUAGES:
            page.goto(address(site, f"{language}/{SAMPLE['a construct']}.html"))
            picture, listed = page.locator(".picture"), page.locator(".stack")
            links = [
                one.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href')).sort()")
                for one in (picture, listed)
            ]
            assert links[0] == links[1] != []
            assert [picture.is_visible(), listed.is_visible()] == [False, True]
            page.set_viewport_size({"width": WIDE, "height": 900})
            assert [picture.is_visible(), listed.is_visible()] == [True, False]
            page.set_viewport_size({"width": NARROW, "height": 900})


def test_on_paper_the_picture_is_whole_and_the_menu_is_gone(site: Path, look: Look) -> None:
    with look(680) as page:  # the width that a sheet leaves
        page.emulate_media(media="print")
        page.goto(address(site, f"en/{SAMPLE['a construct']}.html"))
        assert page.evaluate("() => document.querySelector('svg').getBoundingClientRect().right") <= 680
        assert page.evaluate(OVERHANG) <= 0
        assert page.locator("th:visible").count() > 0
        assert not page.locator("nav").is_visible()


def test_a_link_leads_to_the_same_page_in_the_other_language_and_back(site: Path, look: Look) -> None:
    with look() as page:
        for place in (
            "index",
            "terms",
            *(SAMPLE[one] for one in ("a class", "a proposition", "an alignment")),
        ):
            page.goto(address(site, f"en/{place}.html"))
            for name, language in (("Français", "fr"), ("English", "en")):
                page.get_by_role("link", name=name, exact=True).click()
                assert page.url == address(site, f"{language}/{place}.html")
                assert page.locator("html").get_attribute("lang") == language
