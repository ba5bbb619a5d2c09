"""An OpenDocument spreadsheet (.ods) to tables: what LibreOffice makes of a workbook that came back."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.parsers import expat

from pscvc_kg.tables.sheet import MAX_CELLS
from pscvc_kg.tables.table import MAX_BYTES, MAX_CELL, Place, Row, Table, assemble, is_blank

_CONTENT = "content.xml"
_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_DAMAGED = "the spreadsheet is damaged or cut off; save it again and send the whole file"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _TEXT = f"{_OFFICE}table:1.0 ", f"{_OFFICE}text:1.0 "
_ANNOTATION = f"{_OFFICE}office:1.0 annotation"


def is_spreadsheet(data: bytes) -> bool:
    """Whether *data* is an OpenDocument spreadsheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "mimetype" in archive.namelist() and archive.read("mimetype").strip() == _KIND
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError):
        return False


def read_spreadsheet(data: bytes, *, file: str, sha256: str) -> tuple[Table, ...]:
    """The tables of the spreadsheet in *data*, one of each sheet that is not empty; hidden cells count.

    A cell is the text that it shows.

    Raises:
        InputError: It is damaged, or so large that reading it would not be safe.
    """
    place = Place(file)
    xml = _content(data, place)
    reader = _Reader(place)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        raise place.error(_DAMAGED) from None
    found = (assemble(Place(file, name), _even(rows), sha256=sha256) for name, rows in reader.sheets if rows)
    return tuple(table for table in found if table is not None)


def _content(data: bytes, place: Place) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(_CONTENT).file_size > MAX_BYTES:
                raise place.error("the spreadsheet is too large to be read; copy the table into a new one")
            xml = archive.read(_CONTENT)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
        raise place.error(_DAMAGED) from None
    if b"<!DOCTYPE" in xml or b"\0" in xml[:100]:
        raise place.error(_DAMAGED)
    return xml


def _even(rows: list[Row]) -> list[Row]:
    """*rows* with as many cells in each: a file leaves empty ones at the end out."""
    width = max(len(row.cells) for row in rows)
    return [row._replace(cells=row.cells + ("",) * (width - len(row.cells))) for row in rows]


class _Reader:
    """Goes through the XML once. What is repeated is written out only where it holds anything."""

    def __init__(self, place: Place) -> None:
        self.sheets: list[tuple[str, list[Row]]] = []
        self._place = place
        self._number = self._repeat = self._cells_read = self._aside = self._length = 0
        self._cells: list[str] = []
        self._cell: list[str] | None = None
        self._times = 1

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == _ANNOTATION:
            self._aside += 1
        elif name == f"{_TABLE}table":
            self.sheets.append((given.get(f"{_TABLE}name", ""), []))
            self._number = 0
        elif name == f"{_TABLE}table-row":
            self._cells, self._repeat = [], _number(given.get(f"{_TABLE}number-rows-repeated"))
        elif name in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            self._cell, self._times = [], _number(given.get(f"{_TABLE}number-columns-repeated"))
        elif self._cell is not None and not self._aside:
            if name == f"{_TEXT}p" and self._cell:
                self._cell.append("\n")
            elif name == f"{_TEXT}p":
                self._cell.append("")
            elif name == f"{_TEXT}s":
                self._add(" " * min(_number(given.get(f"{_TEXT}c")), MAX_CELL + 1))
            elif name in (f"{_TEXT}tab", f"{_TEXT}line-break"):
                self._cell.append("\t" if name.endswith("tab") else "\n")

    def text(self, data: str) -> None:
        if self._cell and not self._aside:
            self._add(data)

    def _add(self, text: str) -> None:
        self._length += len(text)
        if self._length > MAX_CELL:
            raise self._place.error(f"a cell has more than {MAX_CELL:,} characters; shorten it")
        if self._cell is not None:
            self._cell.append(text)

    def end(self, name: str) -> None:
        if name == _ANNOTATION:
            self._aside -= 1
        elif name in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell") and self._cell is not None:
            text = "".join(self._cell)
            self._cell, self._length = None, 0
            times = self._times if text else min(self._times, 1024)
            self._count(times)
            self._cells += [text] * times
        elif name == f"{_TABLE}table-row" and self.sheets:
            while self._cells and not self._cells[-1].strip():
                self._cells.pop()
            cells = tuple(self._cells)
            if not is_blank(cells):
                self._count(self._repeat * len(cells))
                rows = self.sheets[-1][1]
                rows += [Row(self._number + at, None, cells) for at in range(1, self._repeat + 1)]
            self._number += self._repeat

    def _count(self, cells: int) -> None:
        self._cells_read += cells
        if self._cells_read > MAX_CELLS:
            raise self._place.error(
                f"the spreadsheet has more than {MAX_CELLS:,} cells; copy the table alone into a new one"
            )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else 1
