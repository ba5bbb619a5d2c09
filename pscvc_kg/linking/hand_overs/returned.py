"""A list of candidates that came back from a person: its rows, whatever was moved, hidden or sorted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pscvc_kg import layouts
from pscvc_kg.errors import InputError
from pscvc_kg.linking.hand_overs.headings import FOLDED, SHOWN
from pscvc_kg.linking.hand_overs.splitting import fold
from pscvc_kg.linking.hand_overs.table import COLUMNS, OWN, Row
from pscvc_kg.mapping import clean
from pscvc_kg.tables import Table, read_tables

_HEADINGS = {**SHOWN, **FOLDED}
_NEEDED = ("decision", "pattern", "candidate")
"""Without these nobody knows what was decided of what."""


@dataclass(frozen=True)
class Line:
    """A row that somebody filled in: what belongs to them, what the row is known by, and its place."""

    row: Row
    place: str


def lines(path: Path) -> list[Line]:
    """The rows of the list at *path*: a CSV file or a workbook, in either language, also one of LibreOffice.

    Raises:
        InputError: It is no list of candidates, or a column is missing or stands twice.
    """
    found: list[Line] = []
    lacking = ""
    tables = read_tables(path, returned=True)
    for table in tables:
        columns, twice = _columns(table)
        if not {"decision", "comment"} <= columns.keys() and not {"pattern", "candidate"} <= columns.keys():
            continue
        lost = next((name for name in _NEEDED if name not in columns), twice)
        if lost:
            lacking = (
                lacking or f"{_place(table)}: the column '{_called(table, lost)}' is missing or stands twice"
            )
            continue
        found += _lines(table, columns)
    if lacking:
        raise InputError(
            f"{lacking}; keep the columns as they were written, and write the list anew where one was lost. "
            "Nothing was decided"
        )
    if not found and not any({*_NEEDED} <= _columns(table)[0].keys() for table in tables):
        layout = next((each.name for each in layouts.layouts().values() if _is(each, tables[0])), "")
        what = f"the layout '{layout}', not a list of candidates" if layout else "not a list of candidates"
        raise InputError(
            f"{path.name}: this is {what}; write one with pscvc candidates -o FILE.xlsx and fill in its "
            "column of decisions"
        )
    return found


def _is(layout: layouts.Layout, table: Table) -> bool:
    headers = {header.casefold() for header in table.headers}
    return all(any(name.casefold() in headers for name in names) for names in layout.columns.values())


def _lines(table: Table, columns: Mapping[str, int]) -> list[Line]:
    rows = []
    for row in table.rows:
        cells = {name: clean(row.cells[at]) for name, at in columns.items()}
        if any(cells.values()):
            own = dict.fromkeys(OWN, "") | cells
            rows.append(Line(own, f"{_place(table)}, row {row.number}"))
    return rows


def _columns(table: Table) -> tuple[dict[str, int], str]:
    """Where the columns stand that a decision needs, and one that stands twice ("" where none does)."""
    known = {fold(name): name for name in COLUMNS}
    for name, texts in _HEADINGS.items():
        known |= {fold(text): name for text in texts.values()}
    found: dict[str, int] = {}
    twice = ""
    for at, header in enumerate(table.headers):
        name = known.get(fold(header), "")
        if name in (*OWN, *_NEEDED):
            twice = name if name in found else twice
            found.setdefault(name, at)
    return found, twice


def _called(table: Table, name: str) -> str:
    """What the column is called in the language of the table."""
    headers = {fold(header) for header in table.headers}
    if {"pattern", "candidate", "comment"} & {*table.headers}:
        return name
    texts = _HEADINGS[name]
    french = sum(fold(each["fr"]) in headers for each in _HEADINGS.values())
    english = sum(fold(each["en"]) in headers for each in _HEADINGS.values())
    return texts["fr" if french > english else "en"]


def _place(table: Table) -> str:
    return f"{table.file}, sheet {table.sheet}" if table.sheet else table.file
