"""An .xlsx workbook to tables: one of each visible sheet, each cell as the text a person would type."""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pscvc_kg.tables.declared import ABOUT, Declared, declarations
from pscvc_kg.tables.sheet import MAX_CELLS, SheetMarks, marks_of
from pscvc_kg.tables.table import MAX_BYTES, MAX_CELL, Place, Row, Table, assemble, column_letter, is_blank

MAX_RATIO = 100
"""How many times its size a workbook may become once unzipped."""
REPORT_SHEET = "pscvc_report"
"""The name, of one sheet only, that marks a sheet of findings in a workbook that we gave back."""
_SMALL = 1_000_000  # below this a high ratio harms nobody

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_DAMAGED = "the workbook is damaged or cut off; save it again as .xlsx and send the whole file"
_STRING_CELL = re.compile(rb"""\st\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d{1,9})""")
_STRING_ITEM = re.compile(rb"<(?:\w+:)?si[\s>/]")


def read_workbook(data: bytes, *, file: str, sha256: str, hidden: bool = False) -> tuple[Table, ...]:
    """The tables of the workbook in *data*, one of each visible sheet that is not empty.

    Sheets of findings, in a workbook that we gave back, are passed over.
    A workbook may declare where its tables begin (`declared`); what is above or left of one is not read.
    *hidden* is whether hidden rows and columns are read instead of refused.

    Raises:
        InputError: It is no workbook, or a sheet shows something else than it holds (hidden cells, formulas
            without a value, merged cells); the sentence names the place and the remedy.
    """
    place = Place(file)
    parts = _parts(data, place)
    paths = _sheet_paths(parts, place)
    ours = _our_sheets(parts, place)
    try:
        declared = declarations(parts[_WORKBOOK])
    except ValueError:
        raise place.error(_DAMAGED) from None
    tables = []
    with _opened(data, place) as workbook:
        for index, (meta, path) in enumerate(zip(workbook.sheets_metadata, paths, strict=False)):
            if str(index) in ours:
                continue
            if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible:
                here = Place(file, meta.name)
                begins = declared.get(meta.name)
                if begins is not None and begins.name == ABOUT:
                    continue
                marks = _marks(parts, path, here)
                if hidden:
                    marks = replace(marks, hidden_rows=set(), hidden_columns=[])
                table = _table(_sheet(workbook, index, here), marks, here, sha256, begins)
                if table is not None:
                    tables.append(table)
    if not tables:
        raise place.error("every visible sheet is empty; send the workbook that holds the table")
    return tuple(tables)


def _parts(data: bytes, place: Place) -> dict[str, bytes]:
    """The workbook's XML, unzipped here so that sizes and checksums are proven before anything parses it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _require_workbook({member.filename for member in members}, archive, place)
            total = sum(member.file_size for member in members)
            if total > MAX_BYTES or (total > _SMALL and total > MAX_RATIO * len(data)):
                raise place.error(
                    f"the workbook unzips from {max(1, len(data) // 1000)} kB to {total // 1_000_000} MB,"
                    " which is refused as unsafe; copy the table alone into a new workbook"
                )
            parts = {
                member.filename: archive.read(member)
                for member in members
                if member.filename.endswith((".xml", ".rels"))
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError):
        raise place.error(_DAMAGED) from None
    if len({member.filename for member in members}) < len(members):
        raise place.error(_DAMAGED)
    for part in parts.values():
        if b"<!DOCTYPE" in part or part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in part[:100]:
            raise place.error(
                "the workbook's XML declares a document type or encoding that no spreadsheet writes;"
                " copy the table into a new workbook"
            )
    return parts


def _require_workbook(names: set[str], archive: zipfile.ZipFile, place: Place) -> None:
    if _WORKBOOK in names:
        return
    kind = "a zip archive without a workbook in it; unpack it and send the tables"
    if "xl/workbook.bin" in names:
        kind = "a binary workbook (.xlsb); save it as .xlsx or CSV"
    elif "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument"):
        kind = "an OpenDocument file; save the table as .xlsx or CSV"
    elif "word/document.xml" in names:
        kind = "a Word document, not a table; send a CSV file or an .xlsx workbook"
    raise place.error(f"the file is {kind}")


def _sheet_paths(parts: Mapping[str, bytes], place: Place) -> list[str]:
    """The part of each sheet, in the workbook's order."""
    targets: dict[str, str] = {}
    for name, attributes in _elements(parts.get(_RELATIONS, b""), place):
        if name == "Relationship" and "Id" in attributes:
            targets[attributes["Id"]] = posixpath.normpath(
                posixpath.join("/xl", attributes.get("Target", ""))
            )
    sheets = [attributes for name, attributes in _elements(parts[_WORKBOOK], place) if name == "sheet"]
    identifiers = [
        next((value for key, value in sheet.items() if key.endswith(":id")), "") for sheet in sheets
    ]
    return [targets.get(identifier, "").lstrip("/") for identifier in identifiers]


def _our_sheets(parts: Mapping[str, bytes], place: Place) -> set[str]:
    """The numbers of the sheets that hold findings of an earlier check, and no data of the agency."""
    if REPORT_SHEET.encode() not in parts[_WORKBOOK]:
        return set()
    names = [attributes for name, attributes in _elements(parts[_WORKBOOK], place) if name == "definedName"]
    return {each.get("localSheetId", "") for each in names if each.get("name") == REPORT_SHEET}


def _elements(xml: bytes, place: Place) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        raise place.error(_DAMAGED) from None
    return found


def _marks(parts: Mapping[str, bytes], path: str, place: Place) -> SheetMarks:
    """The marks of one sheet, after what would exhaust memory or mislead was refused."""
    if path not in parts:
        raise place.error(_DAMAGED)
    xml = parts[path]
    if _text_size(xml, parts.get(_STRINGS, b"")) > MAX_BYTES:
        raise place.error(
            f"the texts make more than {MAX_BYTES // 1_000_000} MB, since long ones repeat; split the table"
        )
    try:
        marks = marks_of(xml)
    except ValueError:
        raise place.error(_DAMAGED) from None
    if marks.uncomputed:
        row, column = marks.uncomputed
        what = "the formula has no stored value; open the workbook in a spreadsheet program and save it"
        raise place.error(what, row=row + 1, column=column)
    if marks.area > MAX_CELLS:
        row, column = marks.last
        what = (
            f"the sheet reaches as far as this cell, over more than {MAX_CELLS:,} cells;"
            " delete the rows and columns outside the table"
        )
        raise place.error(what, row=row + 1, column=column)
    return marks


def _text_size(xml: bytes, strings: bytes) -> int:
    """How many bytes the sheet's texts take once each cell has its own copy of a shared one."""
    longest = max(map(len, strings.split(b"si>")))
    if xml.count(b"<") * longest <= MAX_BYTES:  # there are fewer cells than tags, and mostly this is enough
        return 0
    sizes = [len(item) for item in _STRING_ITEM.split(strings)[1:]]
    numbers = (int(number) for number in _STRING_CELL.findall(xml))
    return sum(sizes[number] for number in numbers if number < len(sizes))


def _opened(data: bytes, place: Place) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except BaseException as error:
        raise _reader_error(error, place) from None


def _sheet(workbook: CalamineWorkbook, index: int, place: Place) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_index(index)
    except BaseException as error:
        raise _reader_error(error, place) from None


def _reader_error(error: BaseException, place: Place) -> BaseException:
    """What to raise for *error*: a panic of the reader's Rust code is a damaged workbook too."""
    if isinstance(error, CalamineError) or type(error).__name__ == "PanicException":
        return place.error(_DAMAGED)
    return error


def _table(
    sheet: CalamineSheet, marks: SheetMarks, place: Place, sha256: str, begins: Declared | None
) -> Table | None:
    if sheet.start is None:
        return None
    top, left = sheet.start
    values = sheet.to_python(skip_empty_area=True)
    records = [
        Row(top + index + 1, None, cells)
        for index, cells in enumerate(_texts(values, marks.exact, top, left))
        if not is_blank(cells)
    ]
    if begins is not None:
        records, left = _within(records, left, begins, place)
    for row in records:
        _require_whole(row, left, place)
    _refuse_hidden(records, marks, left, place)
    table = assemble(place, records, sha256=sha256, first_column=left)
    if table is not None:
        _refuse_merged(table, sheet.merged_cell_ranges or (), place)
        table = replace(table, declared=begins.name) if begins is not None else table
    return table


def _within(records: Iterable[Row], left: int, begins: Declared, place: Place) -> tuple[list[Row], int]:
    """Those of *records* that are of the declared table, cut at its left edge, which is the second."""
    kept, margin = [], max(0, begins.column - left)
    for row in records:
        if row.number < begins.row:
            continue
        if not is_blank(row.cells[:margin]):
            what = "this cell stands left of the table; clear it, and write in the columns that have a header"
            raise place.error(what, row=row, column=left)
        kept.append(row._replace(cells=row.cells[margin:]))
    return [row for row in kept if not is_blank(row.cells)], left + margin


def _texts(
    values: Iterable[Sequence[object]], exact: Mapping[tuple[int, int], str], top: int, left: int
) -> Iterator[tuple[str, ...]]:
    rows_with_exact = {row for row, _ in exact}
    for number, row in enumerate(values, top):
        cells = [value if type(value) is str else cell_text(value) for value in row]
        if number in rows_with_exact:
            cells = [exact.get((number, column), cell) for column, cell in enumerate(cells, left)]
        yield tuple(cells)


def cell_text(value: object) -> str:
    """The text of a cell's value: numbers without exponent or idle ".0", dates and times in ISO 8601.

    >>> cell_text(123.0), cell_text(1e20), cell_text(0.85), cell_text(True)
    ('123', '100000000000000000000', '0.85', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return f"PT{format(Decimal(str(value.total_seconds())).normalize(), 'f')}S"
    return str(value)


def _require_whole(row: Row, left: int, place: Place) -> None:
    text = "".join(row.cells)
    if "\ufffd" not in text and len(text) <= MAX_CELL:
        return
    for column, cell in enumerate(row.cells, left):
        if "\ufffd" in cell:
            what = "a letter was lost when the text was converted; type it again"
            raise place.error(what, row=row, column=column)
        if len(cell) > MAX_CELL:
            raise place.error(
                f"the cell has more than {MAX_CELL:,} characters; shorten it", row=row, column=column
            )


def _refuse_hidden(records: Sequence[Row], marks: SheetMarks, left: int, place: Place) -> None:
    """Nobody reviews what they do not see."""
    for row in records:
        if row.number - 1 in marks.hidden_rows:
            raise place.error(
                "the row is hidden or filtered out and holds data; show it or delete it", row=row
            )
        for first, last in marks.hidden_columns:
            for column in range(max(first, left), min(last + 1, left + len(row.cells))):
                if row.cells[column - left].strip():
                    what = f"column {column_letter(column)} is hidden and holds data; show it or delete it"
                    raise place.error(what, row=row, column=column)


def _refuse_merged(
    table: Table, ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]], place: Place
) -> None:
    last_row = table.rows[-1].number if table.rows else table.header_row
    last_column = table.first_column + len(table.headers) - 1
    for (top, left), (bottom, right) in sorted(ranges):
        inside = bottom + 1 >= table.header_row and top < last_row
        if inside and right >= table.first_column and left <= last_column:
            name = f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"
            what = (
                f"cells {name} are merged, so their value stands in one of them only; unmerge and fill each"
            )
            raise place.error(what, row=top + 1, column=left)
