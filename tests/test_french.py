"""French as Canada's federal style writes it, in everything of ours that a person reads.

No space before ; ? and !, a no-break space before a colon, a percent sign and inside « », and one apostrophe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from rdflib import Graph, Literal

from pscvc_kg import headers, resources, template
from pscvc_kg.linking.proposing import REASONS
from pscvc_kg.linking.workbook import REVIEW_WORDS
from pscvc_kg.quality import METRICS
from pscvc_kg.render.life_words import LIFE_WORDS
from pscvc_kg.render.link_words import LINK_WORDS
from pscvc_kg.render.report_words import REPORT_WORDS
from pscvc_kg.render.thing import PAGE_WORDS
from pscvc_kg.render.words import WORDS
from pscvc_kg.web.words import WEB_WORDS

NO_BREAK = "\u00a0"
FAULTS = {
    "a space before ; ? or !": re.compile(r"\s[;?!]"),
    "no no-break space before a colon": re.compile(r"(?<!\u00a0):(?=\s|$)"),
    "no no-break space inside « »": re.compile(r"«(?!\u00a0)|(?<!\u00a0)»"),
    "no no-break space before %": re.compile(r"(?<=[\d}])(?!\u00a0)\s?%"),
    "another apostrophe": re.compile("[\u2018\u2019]"),
}
OTHER_WORDS = {
    re.compile(r"\bsoumissions?\b", re.IGNORECASE): "dépôt",
    re.compile(r"\bentrepôts?\b", re.IGNORECASE): "graphe",
    re.compile(r"\btransmissions?\b", re.IGNORECASE): "passage de relais",
}


def french() -> Iterator[tuple[str, str]]:
    """Every French text with where it stands."""
    for folder in (resources.ONTOLOGY, resources.SHAPES):
        for path in sorted(folder.rglob("*.ttl")):
            for node in Graph().parse(path).objects():
                if isinstance(node, Literal) and node.language == "fr":
                    yield path.name, str(node)
    for path in sorted(resources.QUERIES.rglob("*.rq")):
        if path.read_text(encoding="utf-8").startswith("#+"):
            for text in in_header(headers.read(path)[0]):
                yield path.name, text
    for key, texts in {**WORDS, **template.words.WORDS}.items():
        # The colon itself and the quotation marks are words too.
        yield f"words, {key}", texts["fr"]
    for key, texts in {**LINK_WORDS, **REVIEW_WORDS, **REASONS}.items():
        yield f"words of links, {key}", texts["fr"]
    for key, texts in REPORT_WORDS.items():
        yield f"report_words.py, {key}", texts["fr"]
    for key, texts in LIFE_WORDS.items():
        yield f"life_words.py, {key}", texts["fr"]
    for key, texts in {**WEB_WORDS, **PAGE_WORDS}.items():
        yield f"words of the web, {key}", texts["fr"]
    for metric in METRICS.values():
        yield f"quality.py, {metric.name}", metric.label["fr"]
        yield f"quality.py, {metric.name}", metric.definition["fr"]


def in_header(value: Any) -> Iterator[str]:
    """The French texts of a header: under ``fr``, or under a key that ends with ``_fr``."""
    for key, inner in value.items() if isinstance(value, dict) else []:
        if isinstance(inner, str) and (key == "fr" or str(key).endswith("_fr")):
            yield inner
        yield from in_header(inner)


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str]]:
    found = list(french())
    assert len(found) > 1000
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_french_is_set_as_federal_style_sets_it(texts: list[tuple[str, str]], fault: str) -> None:
    assert [(where, text) for where, text in texts if FAULTS[fault].search(text)] == []


def test_french_has_one_word_for_one_thing(texts: list[tuple[str, str]]) -> None:
    assert [
        (where, text, f"write {word}")
        for where, text in texts
        for other, word in OTHER_WORDS.items()
        if other.search(text)
    ] == []
