"""One workbook of everything that was submitted: the agency's own sheets, and one for each text file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pscvc_kg.errors import InputError
from pscvc_kg.render.words import word
from pscvc_kg.render.workbook.copying import copy_sheets
from pscvc_kg.render.workbook.opening import Opened, opened
from pscvc_kg.tables import Table, read_tables

if TYPE_CHECKING:
    from openpyxl.styles.cell_style import StyleArray

    from pscvc_kg.report import Report

MAX_ROWS, MAX_COLUMNS, MAX_TEXT = 1_048_576, 16_384, 32_767
"""What a sheet of an .xlsx workbook holds: rows, columns, and characters in a cell."""
WIDEST, LINES = 50, 2
"""A column made for a text file is at most so many characters wide, a row so many lines high."""

_GRAPH = {".ttl", ".nt", ".nq", ".trig", ".rdf", ".xml", ".owl", ".json", ".jsonld"}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LOST = re.compile("[\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

Key = tuple[str, str | None]
"""A file and a sheet in it, as a finding names them."""


@dataclass
class Sheets:
    """The workbook in the making.

    Attributes:
        book: The workbook of openpyxl.
        base: The agency's workbook that it was made from; None where all files are text.
        places: The sheet of each table that was read.
        tables: The tables themselves.
        earlier: Whether a workbook among the files is one that was given back with marks earlier.
        notes: What a reader must know about the workbook, one sentence each.
        as_text: The titles of sheets whose numbers are kept as text.
    """

    book: Workbook
    base: Opened | None = None
    places: dict[Key, Worksheet] = field(default_factory=dict)
    tables: dict[Key, Table] = field(default_factory=dict)
    earlier: bool = False
    notes: list[str] = field(default_factory=list)
    as_text: dict[str, str] = field(default_factory=dict)

    def title(self, wanted: str) -> str:
        """*wanted* as the title of a new sheet: no letter that is forbidden, 31 letters, not taken yet."""
        taken = {name.casefold() for name in self.book.sheetnames} | {"history"}
        clean = _FORBIDDEN.sub("_", wanted).strip().strip("'").strip() or "_"
        title, number = clean[:31].rstrip("' "), 1
        while title.casefold() in taken:
            number += 1
            end = f" ({number})"
            title = clean[: 31 - len(end)].rstrip("' ") + end
        return title


def gather(report: Report, files: Sequence[Path], lang: str) -> Sheets:
    """The workbook of all *files* that hold tables, before anything is marked in it.

    Raises:
        InputError: A file cannot be read, or has changed since the *report* was made.
    """
    contents = {path: _content(path, report) for path in files}
    workbooks = {
        path: found
        for path, data in contents.items()
        if data.startswith(b"PK") and (found := opened(path.name, data)) is not None
    }
    base = next(iter(workbooks.values()), None)
    sheets = Sheets(base.book if base else Workbook(), base)
    sheets.earlier = any(found.earlier for found in workbooks.values())
    if base is None:
        sheets.book.remove(sheets.book.active)
        day = datetime.fromisoformat(report.as_of)
        sheets.book.properties.created = sheets.book.properties.modified = day
    for path in sorted(files, key=lambda path: workbooks.get(path) is not base):
        tables = _tables(path)
        for table in tables:
            sheets.tables[(table.file, table.sheet)] = table
        if path not in workbooks:
            _add_texts(sheets, path, tables, contents[path].startswith(b"PK"), lang)
            continue
        found = workbooks[path]
        own = {ws.title: ws for ws in found.book.worksheets}
        if found is not base:
            own = copy_sheets(found.values(), sheets.book, sheets.title)
            sheets.notes.append(word("book-copied", lang, file=path.name))
        for table in tables:
            sheets.places[(table.file, table.sheet)] = own[table.sheet or ""]
    return sheets


def _content(path: Path, report: Report) -> bytes:
    """The bytes of the file; they must be those that were checked, or findings would stand at other cells."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path} cannot be opened ({error.strerror}); check its name and permissions"
        ) from None
    known = {one.sha256 for one in report.inputs if one.file == path.name}
    if known and hashlib.sha256(data).hexdigest() not in known:
        raise InputError(f"{path} has changed since it was checked; check it again")
    return data


def _tables(path: Path) -> tuple[Table, ...]:
    """The tables of the file; none in a file that holds a graph, which has no cells."""
    if path.suffix.lower() in _GRAPH:
        return ()
    return read_tables(path)


def _add_texts(sheets: Sheets, path: Path, tables: Sequence[Table], was_workbook: bool, lang: str) -> None:
    """A sheet for each of *tables*, of a text file or of a workbook that openpyxl cannot open."""
    if was_workbook:
        sheets.notes.append(word("book-as-text", lang, file=path.name))
    for table in tables:
        ws = sheets.book.create_sheet(sheets.title(table.sheet or path.stem))
        _Writing(sheets, ws, table).write()
        sheets.places[(table.file, table.sheet)] = ws
        if any(row.number > MAX_ROWS for row in table.rows) or len(table.headers) > MAX_COLUMNS:
            sheets.notes.append(word("book-too-long", lang, file=path.name, sheet=ws.title))
        if any(len(text) > MAX_TEXT for row in table.rows for text in row.cells):
            sheets.notes.append(word("book-cut", lang, sheet=ws.title))


def cell_safe(text: str) -> str:
    """*text* as a cell can hold it: control characters made visible, not longer than a cell allows.

    >>> cell_safe("a" + chr(7)), cell_safe("_x0041_")
    ('a␇', '_x005F_x0041_')
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = _NOT_XML.sub(lambda found: chr(0x2400 + ord(found[0])), text)
        text = _LOST.sub("\ufffd", text)
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def font(**parts: Any) -> Font:
    """The font of the sheets that we make; without a name, LibreOffice takes one with serifs."""
    return Font(**{"name": "Calibri", "family": 2, "size": 11} | parts)


def style_of(ws: Worksheet, *, quoted: bool = False, **parts: Any) -> StyleArray:
    """The style that a cell of *ws* has with these *parts*: ``font``, ``fill``, ``alignment`` and so on.

    With *quoted* the text in the cell stays text even where a person edits it and it looks like a formula.
    """
    cell = Cell(ws, row=1, column=1)
    for name, part in parts.items():
        setattr(cell, name, part)
    cell.quotePrefix = quoted
    return cell._style


def put(ws: Worksheet, row: int, column: int, text: str, style: StyleArray, quoted: StyleArray) -> Cell:
    """Write *text* into a cell as text, in the style *quoted* where it looks like a formula.

    For sheets with some 100,000 cells: half the time of assigning a value and the parts of a style.
    """
    cell = Cell(ws, row=row, column=column)
    if text:
        cell._value, cell.data_type = cell_safe(text), "s"
    cell._style = quoted if text.startswith(("=", "+", "-", "@")) else style
    ws._cells[(row, column)] = cell
    ws._current_row = max(ws._current_row, row)
    return cell


class _Writing:
    """Writes one table into an empty sheet, each cell at its own place and as text."""

    def __init__(self, sheets: Sheets, ws: Worksheet, table: Table) -> None:
        self.ws, self.table = ws, table
        first = table.first_column + 1
        self.columns = range(first, min(first + len(table.headers), MAX_COLUMNS + 1))
        self.rows = [row for row in table.rows if row.number <= MAX_ROWS]
        last = max([table.header_row, *(row.number for row in self.rows)])
        left, right = get_column_letter(self.columns[0]), get_column_letter(self.columns[-1])
        self.area = f"{left}{table.header_row}:{right}{last}"
        sheets.as_text[ws.title] = self.area

    def write(self) -> None:
        table, ws = self.table, self.ws
        # The format "Text": what a person types over a cell stays as typed.
        looks = {"number_format": "@", "alignment": Alignment(vertical="top")}
        long = {"number_format": "@", "alignment": Alignment(vertical="top", wrap_text=True)}
        plain, wrapped, quoted = (
            style_of(ws, **looks),
            style_of(ws, **long),
            style_of(ws, quoted=True, **long),
        )
        bold = style_of(ws, font=font(bold=True), **long)
        for column, text in zip(self.columns, table.headers, strict=False):
            put(ws, table.header_row, column, text, bold, bold)
        for row in self.rows:
            high = False
            for column, text in zip(self.columns, row.cells, strict=False):
                if text:
                    much = len(text) > WIDEST or "\n" in text
                    high = high or much
                    put(ws, row.number, column, text, wrapped if much else plain, quoted)
            if high:
                ws.row_dimensions[row.number].height = 15 * LINES
        for column, width in zip(self.columns, self._widths(), strict=True):
            ws.column_dimensions[get_column_letter(column)].width = width
        ws.freeze_panes = f"A{table.header_row + 1}"
        ws.auto_filter.ref = self.area

    def _widths(self) -> Iterator[int]:
        """As wide as most texts of the column need."""
        for index, header in enumerate(self.table.headers[: len(self.columns)]):
            lengths = sorted(len(row.cells[index]) for row in self.rows[:2000])
            usual = lengths[int(len(lengths) * 0.95)] if lengths else 0
            yield max(8, min(WIDEST, max(usual, min(len(header), 30)) + 3))
