"""A table as it was submitted: headers, rows and cells, each with the place where a person finds it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pscvc_kg.errors import InputError

MAX_BYTES = 100_000_000
"""The largest file, and the largest workbook once unzipped, that is read."""

MAX_CELL = 131_072
"""The longest cell in characters: four times what a spreadsheet allows, and the limit of Python's csv."""


class Row(NamedTuple):
    """One record: its number as a spreadsheet counts, the line of a text file where it begins, and its cells.

    The cells are the text as submitted, untrimmed, one for each header.
    """

    number: int
    line: int | None
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table of one file.

    Attributes:
        file: The file's name as people know it.
        sheet: The sheet's name; None in a text file.
        headers: The header cells, trimmed and in Unicode NFC. One is empty only where its column is empty.
        rows: The records that hold anything; blank ones are left out but counted.
        sha256: Of the file's bytes, in hexadecimal.
        header_row: The spreadsheet's number of the row that holds the headers.
        header_line: The line of a text file where the headers begin; None in a workbook.
        first_column: How many columns lie to the left of the table.
        declared: What the workbook itself calls the table; None where it does not say.
    """

    file: str
    sheet: str | None
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    sha256: str
    header_row: int = 1
    header_line: int | None = None
    first_column: int = 0
    declared: str | None = None

    def letter(self, index: int) -> str:
        """The spreadsheet's letter of the column at *index* in ``headers``."""
        return column_letter(self.first_column + index)


def column_letter(index: int) -> str:
    """The letter a spreadsheet gives to a column, counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def shown(text: str, limit: int = 60) -> str:
    """*text* on one printable line of at most *limit* characters, for a sentence that a person reads."""
    line = "".join(letter if letter.isprintable() else " " for letter in text).strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"


@dataclass(frozen=True)
class Place:
    """Where a table comes from, to begin a sentence with."""

    file: str
    sheet: str | None = None

    def __str__(self) -> str:
        """The file, and the sheet in quotation marks."""
        file = shown(self.file, 120)
        return file if self.sheet is None else f'{file}, sheet "{shown(self.sheet)}"'

    def error(self, what: str, *, row: Row | int | None = None, column: int | None = None) -> InputError:
        """The error that says this place, then *what*: the problem and its remedy, without the full stop."""
        parts = [str(self)]
        number, line = (row.number, row.line) if isinstance(row, Row) else (row, None)
        if number is not None:
            name = f"row {number}" if column is None else f"cell {column_letter(column)}{number}"
            parts.append(name if line in (None, number) else f"{name} (line {line})")
        return InputError(f"{', '.join(parts)}: {what}.")


def assemble(place: Place, records: Iterable[Row], *, sha256: str, first_column: int = 0) -> Table | None:
    """The table that *records* make: the first that is not blank is its header; None when all are blank.

    Raises:
        InputError: A row does not fit the header, or a column that holds data has no header.
    """
    remaining = iter(records)
    header = next((record for record in remaining if not is_blank(record.cells)), None)
    if header is None:
        return None
    headers = _headers(header.cells)
    width = len(headers)
    rows = []
    for row in remaining:
        if is_blank(row.cells):
            continue
        if len(row.cells) != width:
            row = _fitted(place, row, header, width, first_column)
        rows.append(row)
    table = Table(
        place.file, place.sheet, headers, tuple(rows), sha256, header.number, header.line, first_column
    )
    _require_headers(place, table)
    return table


def is_blank(cells: Sequence[str]) -> bool:
    """Whether no cell holds anything but white space."""
    return not cells or (not cells[0].strip() and not "".join(cells).strip())


def _headers(cells: tuple[str, ...]) -> tuple[str, ...]:
    headers = [unicodedata.normalize("NFC", cell).strip() for cell in cells]
    while not headers[-1]:
        headers.pop()
    return tuple(headers)


def _fitted(place: Place, row: Row, header: Row, width: int, first_column: int) -> Row:
    """*row* cut to the header's width. Empty cells too many are harmless: spreadsheets write them."""
    extra = next((index for index, cell in enumerate(row.cells) if index >= width and cell.strip()), None)
    if extra is not None and extra < len(header.cells):
        raise _unnamed(place, header, first_column + extra, row.number)
    if extra is None and len(row.cells) > width:
        return row._replace(cells=row.cells[:width])
    count = len(row.cells)
    why = (
        "put quotation marks around a cell that holds the separator"
        if count > width
        else "add the missing cells, or send the whole file if this one was cut off"
    )
    cells = "1 cell" if count == 1 else f"{count} cells"
    raise place.error(f"the row has {cells} and the header has {width}; {why}", row=row)


def _require_headers(place: Place, table: Table) -> None:
    for index, text in enumerate(table.headers):
        if text:
            continue
        for row in table.rows:
            if row.cells[index].strip():
                header = Row(table.header_row, table.header_line, table.headers)
                raise _unnamed(place, header, table.first_column + index, row.number)


def _unnamed(place: Place, header: Row, column: int, below: int) -> InputError:
    what = f"the header is empty although row {below} holds data under it; name the column, or clear it"
    if sum(map(bool, map(str.strip, header.cells))) == 1:
        what += f"; if row {header.number} is a title, delete what stands above the headers"
    return place.error(what, row=header, column=column)
