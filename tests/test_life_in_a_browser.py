"""The pages of history and differences as Chromium shows them: axe-core, network, languages, widths."""

from __future__ import annotations

from pathlib import Path

import pytest
from submitting import IDENTIFIERS, NAMES, copied, make_registered, take_two
from test_site_in_a_browser import OVERHANG, SCRIPTS, WIDTHS, Look, faults

from pscvc_kg import cli

pytestmark = pytest.mark.browser
PAGES = ("history", "difference")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both pages, opening in English and in French."""
    folder = tmp_path_factory.mktemp("pages")
    with copied(make_registered(folder / "registered", [IDENTIFIERS, NAMES]), folder / "graph") as store:
        take_two(store, folder)
    for lang in ("en", "fr"):
        rest = ["--store", str(folder / "graph"), "--format", "html", "--lang", lang, "-o"]
        assert cli.run(["history", *rest, str(folder / f"history.{lang}.html")]) == 0
        compared = ["cra-arc/2023-2024/1", "cra-arc/2023-2024/2"]
        assert cli.run(["diff", *compared, *rest, str(folder / f"difference.{lang}.html")]) == 0
    return folder


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1280, "light", "en"), (390, "dark", "fr"), (1280, "dark", "fr")]
)
def test_axe_finds_no_fault(
    look: Look, pages: Path, name: str, width: int, scheme: str, language: str
) -> None:
    with look(width, scheme) as page:
        page.goto((pages / f"{name}.en.html").as_uri())
        page.locator(f"#show-{language}").check()
        assert faults(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_runs_a_script_asks_for_anything_or_scrolls_sideways(
    look: Look, pages: Path, name: str
) -> None:
    address = (pages / f"{name}.fr.html").as_uri()
    said: list[str] = []
    asked: set[str] = set()
    with look() as page:
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.add(request.url))
        page.goto(address)
        assert page.evaluate(SCRIPTS) == []
        title = page.locator("h1").inner_text()
        assert page.locator("#show-fr").is_checked()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for language in ("fr", "en"):
                page.locator(f"#show-{language}").check()
                assert page.evaluate(OVERHANG) <= 0, (width, language)
        assert page.locator("h1").inner_text() != title
    assert said == []
    assert asked == {address}
