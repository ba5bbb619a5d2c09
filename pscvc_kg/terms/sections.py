"""The sections of a page: each is one query in queries/pages/, run once for all pages or for one."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pscvc_kg import headers, resources
from pscvc_kg.errors import PscvcError
from pscvc_kg.namespaces import GRAPH_ONTOLOGY
from pscvc_kg.report import Text
from pscvc_kg.store import Store, Term

FOLDER = resources.QUERIES / "pages"
SHOWN = ("facts", "picture", "table", "text")
Found = dict[str, list[tuple[Term | None, ...]]]


@dataclass(frozen=True)
class Asked:
    """One kind of section: on which kinds of pages it stands, how it is shown, and what it asks.

    ``columns`` are the headings of a table, by the name of the variable.
    """

    name: str
    order: int
    pages: tuple[str, ...]
    title: Text
    show: str
    columns: Mapping[str, Text]
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
        PscvcError: A header lacks something; the message names the file and the key.
    """
    found = []
    for path in sorted(folder.glob("*.rq")):
        header, query = headers.read(path)
        if header.get("kind") == "section":
            found.append(_section(path, header, query))
    return tuple(sorted(found, key=lambda one: (one.order, one.name)))


def _section(path: Path, header: Mapping[str, object], query: str) -> Asked:
    order, pages, show = header.get("order"), header.get("pages"), header.get("show")
    if not isinstance(order, int):
        raise PscvcError(f"{path.name}: header key 'order' needs a number: where on the page it stands.")
    if not isinstance(pages, list) or not pages:
        raise PscvcError(f"{path.name}: header key 'pages' needs a list of kinds of pages.")
    if show not in SHOWN:
        raise PscvcError(f"{path.name}: header key 'show' needs one of: {', '.join(SHOWN)}.")
    columns = header.get("columns") or {}
    if not isinstance(columns, dict) or (show == "table") != bool(columns):
        raise PscvcError(f"{path.name}: header key 'columns' names the headings of a table, and only of one.")
    return Asked(
        name=path.stem,
        order=order,
        pages=tuple(map(str, pages)),
        title=headers.text_of(path, header, "title"),
        show=str(show),
        columns={str(name): headers.text_of(path, columns, name) for name in columns},
        query=query,
    )
