"""The rows that submissions were read from, found again in the files that are kept of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pscvc_kg import reading, registers
from pscvc_kg.errors import PscvcError
from pscvc_kg.layouts import ROW, Recognised
from pscvc_kg.locating import Locator
from pscvc_kg.mapping import Lookup, Mapped, mint_rows
from pscvc_kg.namespaces import DATA
from pscvc_kg.report import Location
from pscvc_kg.store import Store

from . import originals
from .asking import known_layout

_TABLES = 9
"""So many tables of one layout are looked for in one run of `accept`."""


@dataclass(frozen=True)
class Found:
    """The way to the cells of submissions; ``lost`` are the files that are not kept any more.

    ``templates`` are the layouts' for the nodes of rows, with what the files are called.
    """

    locator: Locator
    lost: tuple[str, ...]
    templates: tuple[tuple[str, tuple[str, ...]], ...]

    def row_of(self, node: str) -> Location | None:
        """The row that is written in the IRI of *node*, where its file is not kept; None where none is."""
        parts = node.removeprefix(DATA).split("/")
        for files, template in self.templates:
            kind = [part for part in template if "{" not in part]
            if len(parts) >= len(template) and [*parts[: len(kind)]] == kind:
                row = parts[len(template) - 1].rpartition("-")[2]
                return Location(files, row=int(row)) if row.isdigit() else None
        return None


Files = tuple[tuple[str, str], ...]
"""Files as people know them, each with the name of its bytes."""


def find_again(store: Store, sent: Iterable[tuple[Files, Iterable[str]]], nodes: set[str]) -> Found:
    """The rows of the files that were *sent* (each with the layouts that count) of which *nodes* are made."""
    lookups = registers.lookups(lambda query: store.query(query).texts())
    rows: list[Mapped] = []
    lost: list[str] = []
    templates = []
    with tempfile.TemporaryDirectory() as folder:
        for files, layouts in sent:
            wanted = set(layouts)
            gone = []
            for title, name in files:
                data = originals.read(store, name)
                if data is None:
                    gone.append(title)
                    continue
                path = Path(folder, "file", Path(title).name)
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(data)
                rows += _rows_of(_tables(path, wanted), nodes, lookups)
                path.unlink()
            lost += gone
            if gone:
                templates += [(" / ".join(gone), template) for template in _templates(wanted)]
    return Found(Locator(rows), tuple(dict.fromkeys(lost)), tuple(templates))


def _tables(path: Path, wanted: set[str]) -> list[Recognised]:
    """The tables in the file that are of the *wanted* layouts; none where this version reads it no more."""
    try:
        return [table for table in reading.recognise([path]) if table.layout.name in wanted]
    except PscvcError:
        return []


def _rows_of(tables: Iterable[Recognised], nodes: set[str], lookups: Lookup) -> Iterator[Mapped]:
    """The rows of *tables* of which *nodes* were made.

    The token of a row begins with the number of its table where a run had several of one layout; which files
    these were is not known any more, but the nodes tell.
    """
    for table in tables:
        patterns = ["{row}", *(f"{number}-{{row}}" for number in range(2, _TABLES + 1))]
        for pattern in patterns:
            mapped = mint_rows(table, lookups, pattern)
            own = [index for index, iris in enumerate(mapped.iris[table.layout.record]) if nodes & {*iris}]
            if own:
                yield mapped.only(own)
                break
            if ROW not in table.layout.iris[table.layout.record].fields:
                break


def _templates(layouts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The parts of each template whose last one is the row."""
    for name in sorted(layouts):
        layout = known_layout(name)
        template = layout.iris[layout.record] if layout else None
        if template is not None and template.fields[-1:] == (ROW,):
            yield tuple(str(template).split("/"))
