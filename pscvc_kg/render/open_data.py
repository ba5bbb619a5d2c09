"""Sources of open data, and what was fetched from one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pscvc_kg.render.page import Page, join
from pscvc_kg.render.words import count, word, write_number

if TYPE_CHECKING:
    from pscvc_kg.sources import Kept, Source


def sources_text(sources: Sequence[Source], lang: str, page: Page) -> str:
    """The list of sources, for a person."""
    lines: list[str] = []
    for one in sources:
        lines += [*([""] if lines else []), f"{page.paint(one.name, 'bold')}  {one.title[lang]}"]
        facts = {
            "publisher": one.publisher[lang],
            "licence": one.licence,
            "read_by": word(f"way_{one.way}", lang),
            "address": one.address,
            "loaded_as": ", ".join(one.layouts),
        }
        for key, text in facts.items():
            lines += page.wrap(f"{word(key, lang)}{word('colon', lang)} {text}", 2, 4)
    return join(lines)


def sources_json(sources: Sequence[Source], lang: str, page: Page | None = None) -> str:
    """The list of sources, for a program."""
    content = [
        {
            "name": one.name,
            "title": dict(one.title),
            "publisher": dict(one.publisher),
            "page": one.page,
            "address": one.address,
            "licence": one.licence,
            "way": one.way,
            "files": [file.name for file in one.files],
            "layouts": list(one.layouts),
        }
        for one in sources
    ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def fetched_text(fetched: tuple[Source, Sequence[Kept]], lang: str, page: Page) -> str:
    """What was fetched, for a person: where from, when, under which licence, and each file's digest."""
    source, kept = fetched
    lines = [page.paint(source.title[lang], "bold")]
    for key, text in (("publisher", source.publisher[lang]), ("licence", source.licence)):
        lines += page.wrap(f"{word(key, lang)}{word('colon', lang)} {text}", 2, 4)
    for one in kept:
        lines += [
            "",
            f"{one.file}  {write_number(one.size, lang)} {word('bytes', lang)}  {word(one.state, lang)}",
        ]
        for key, text in (("address", one.address), ("retrieved", one.retrieved), ("sha256", one.sha256)):
            lines += page.wrap(f"{word(key, lang)}{word('colon', lang)} {text}", 2, 4)
    return join([*lines, "", page.paint(f"{count(len(kept), 'file', lang)}.", "good")])


def fetched_json(fetched: tuple[Source, Sequence[Kept]], lang: str, page: Page | None = None) -> str:
    """What was fetched, for a program."""
    source, kept = fetched
    content = {
        "source": source.name,
        "licence": source.licence,
        "files": [
            {
                "file": str(one.file),
                "address": one.address,
                "retrieved": one.retrieved,
                "sha256": one.sha256,
                "bytes": one.size,
                "state": one.state,
            }
            for one in kept
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
