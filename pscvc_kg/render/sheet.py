"""One page of headed tables, which needs no network and no script."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pscvc_kg.render.page import plain
from pscvc_kg.render.templating import templates

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True)
class Section:
    """A table under a heading; ``numbers`` are the columns that end together."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[Sequence[str], ...]
    numbers: tuple[int, ...] = ()
    note: str = ""


def sheet(title: str, lead: Sequence[str], sections: Iterable[Section], lang: str) -> str:
    """A page in HTML; every text in it is escaped."""
    page = _template().render(title=title, lead=lead, sections=list(sections), lang=lang, plain=plain)
    return str(page)


@functools.cache
def _template() -> Template:
    return templates().get_template("sheet.html.j2")
