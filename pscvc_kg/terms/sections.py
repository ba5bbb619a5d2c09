"""The sections of a page: each is one query in queries/pages/, run once for all pages or for one."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pscvc_kg import headers
from pscvc_kg.errors import PscvcError
from pscvc_kg.namespaces import GRAPH_ONTOLOGY
from pscvc_kg.report import Text
from pscvc_kg.store import Store, Term
from pscvc_kg.terms.kinds import FOLDER, kinds

SHOWN = {
    "facts": ("rank", "aspect", "shown"),
    "picture": ("from", "relation", "to"),
    "table": (),
    "text": ("text",),
}
"""How a section may be shown, and what its query then selects after ?page; a table has its own variables."""
Found = dict[str, list[tuple[Term | None, ...]]]


@dataclass(frozen=True)
class Asked:
    """One kind of section: on which kinds of pages it stands, how it is shown, and what it asks.

    ``columns`` are the headings of a table, by the name of the variable; ``by_label`` says whether its rows
    are in the order of what the first column shows, because the query has them in that of its IRIs.
    """

    name: str
    order: int
    pages: tuple[str, ...]
    title: Text
    show: str
    columns: Mapping[str, Text]
    by_label: bool
    query: str

    def answer(self, store: Store, language: str, page: str | None = None) -> Found:
        """The rows for each page, or for *page* alone; texts in *language* only."""
        values = {"page": Term(page)} if page else {}
        if "VALUES ?language " in self.query:
            values["language"] = Term(language, "literal")
        found: Found = {}
        for first, *rest in store.query(self.query, graph=GRAPH_ONTOLOGY, values=values).rows:
            if first is not None:
                found.setdefault(first.value, []).append(tuple(rest))
        return found


@functools.cache
def sections(folder: Path = FOLDER) -> tuple[Asked, ...]:
    """All kinds of sections in the order of a page.

    Raises:
        PscvcError: A header lacks something or does not fit its query; the message names the file.
    """
    found = []
    for path in sorted(folder.glob("*.rq")):
        header, query = headers.read(path)
        if header.get("kind") == "section":
            found.append(_section(path, header, query))
    return tuple(sorted(found, key=lambda one: (one.order, one.name)))


def _section(path: Path, header: Mapping[str, Any], query: str) -> Asked:
    order, pages, show, columns = (header.get(key) for key in ("order", "pages", "show", "columns"))
    if not isinstance(order, int):
        raise PscvcError(f"{path.name}: header key 'order' needs a number: where on the page it stands.")
    if not isinstance(pages, list) or not pages or not set(pages) <= kinds().keys():
        raise PscvcError(f"{path.name}: header key 'pages' needs a list of kinds: {', '.join(kinds())}.")
    if show not in SHOWN:
        raise PscvcError(f"{path.name}: header key 'show' needs one of: {', '.join(SHOWN)}.")
    if (show == "table") != isinstance(columns, dict):
        raise PscvcError(f"{path.name}: header key 'columns' names the headings of a table, and only of one.")
    headings = columns if isinstance(columns, dict) else {}
    wanted = ("page", *(headings or SHOWN[show]))
    selected = re.search(r"SELECT\s+(?:DISTINCT\s+)?((?:\?\w+\s+)+)WHERE", query)
    if not selected or tuple(re.findall(r"\w+", selected[1])) != wanted:
        raise PscvcError(f"{path.name}: the query must select {' '.join('?' + name for name in wanted)}.")
    return Asked(
        name=path.stem,
        order=order,
        pages=tuple(pages),
        title=headers.text_of(path, header, "title"),
        show=show,
        columns={name: headers.text_of(path, headings, name) for name in headings},
        by_label=show == "table" and f"ORDER BY ?page ?{wanted[1]}" in query,
        query=query,
    )
