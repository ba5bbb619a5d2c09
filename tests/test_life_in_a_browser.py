"""The pages of history and differences as Chromium shows them: axe-core, network, languages, widths."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_site_in_a_browser import OVERHANG, SCRIPTS, WIDTHS, Look, faults

pytestmark = pytest.mark.browser
GOLDEN = Path(__file__).parent / "cli"
PAGES = ("history", "difference")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1280, "light", "en"), (390, "dark", "fr"), (1280, "dark", "fr")]
)
def test_axe_finds_no_fault(look: Look, name: str, width: int, scheme: str, language: str) -> None:
    with look(width, scheme) as page:
        page.goto((GOLDEN / f"{name}.en.html").as_uri())
        page.locator(f"#show-{language}").check()
        assert faults(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_runs_a_script_asks_for_anything_or_scrolls_sideways(look: Look, name: str) -> None:
    address = (GOLDEN / f"{name}.fr.html").as_uri()
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
