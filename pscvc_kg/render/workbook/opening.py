"""An agency's workbook opened to be changed, and what of it openpyxl would lose: kept where it can be."""

from __future__ import annotations

import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from openpyxl import Workbook
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pscvc_kg.tables import REPORT_SHEET

_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"

# A drawing that names parts of its sheet which openpyxl drops would make Excel offer to repair the file.
_BOUND = re.compile(rb"slicer|timeslicer|compatExt|oleObj|<(?:\w+:)?control")
_LOST_PARTS = {
    "macros": re.compile(r"xl/vbaProject\.bin$"),
    "controls": re.compile(r"xl/(?:ctrlProps|activeX|embeddings)/"),
    "slicers": re.compile(r"xl/(?:slicers|timelines)/"),
    "threads": re.compile(r"xl/threadedComments/"),
    "connections": re.compile(r"xl/(?:connections\.xml$|queryTables/|model/)"),
    "rich": re.compile(r"xl/richData/"),
    "drawings": re.compile(r"xl/(?:drawings/drawing\d*\.xml$|media/)"),
}
_LOST_EXTENSIONS = {
    "sparklines": b"05C60535-1F16-4FD2-B633-F4F36F0B64E0",
    "bars": b"78C0D931-6437-407D-A8EE-F0AAD7539E65",
}


@dataclass
class Opened:
    """A workbook that openpyxl opened, with what it does not keep itself.

    Attributes:
        name: The file's name.
        data: The file's bytes.
        book: The workbook of openpyxl.
        drawings: The part that holds the pictures and charts of a sheet, by the sheet's title; kept as it is.
        parts: Every part that those drawings need, with its content type.
        earlier: Whether it is one that was given back with marks; our own sheets are taken out of it.
        lost: What cannot be kept: ``macros``, ``controls``, ``slicers`` … (words ``book-lost-…``).
    """

    name: str
    data: bytes
    book: Workbook
    drawings: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    earlier: bool = False
    lost: tuple[str, ...] = ()

    def values(self) -> Workbook:
        """The same workbook with the stored values of its formulas instead of these."""
        book = _read(self.data, data_only=True).wb
        _take_out_ours(book)
        return book


def opened(name: str, data: bytes) -> Opened | None:
    """The workbook *name* in *data*; None where openpyxl, stricter than a spreadsheet program, refuses it."""
    try:
        reader = _read(data)
    except Exception:  # It raises whatever an unexpected attribute leads to.
        return None
    found = Opened(name, data, reader.wb)
    found.earlier = _take_out_ours(found.book)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        sheets = {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets()}
        extensions = set()
        for sheet in found.book._sheets:
            part = sheets.get(sheet.title, "")
            if part not in names:
                continue
            drawing = _drawing(archive, names, part)
            if drawing is not None:
                _keep_drawing(found, archive, names, sheet.title, drawing)
                sheet._charts, sheet._images = [], []
            xml = archive.read(part)
            upper = xml[xml.rfind(b"<extLst") :].upper() if b"<extLst" in xml else b""
            extensions |= {name for name, uri in _LOST_EXTENSIONS.items() if uri in upper}
            if isinstance(sheet, Worksheet) and b"dataValidations" in xml and upper:
                _restore_validations(sheet, xml)
    left = names - found.parts.keys()
    gone = {name for name, pattern in _LOST_PARTS.items() if any(map(pattern.match, left))}
    found.lost = tuple(sorted(gone | extensions))
    return found


def _take_out_ours(book: Workbook) -> bool:
    """Remove the sheets of findings of an earlier check; whether there were any."""
    ours = [ws for ws in book.worksheets if REPORT_SHEET in ws.defined_names]
    for ws in ours:
        book.remove(ws)
    return bool(ours)


def _read(data: bytes, data_only: bool = False) -> ExcelReader:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # What is lost is found out by looking, and said in the workbook.
        reader = ExcelReader(io.BytesIO(data), data_only=data_only, rich_text=True)
        reader.read()
    return reader


def _drawing(archive: zipfile.ZipFile, names: set[str], part: str) -> str | None:
    """The drawing of the sheet in *part*."""
    rels = get_rels_path(part)
    if rels not in names:
        return None
    targets = [rel.target for rel in get_dependents(archive, rels) if rel.Type == _DRAWING]
    return next((target for target in targets if target in names), None)


def _keep_drawing(found: Opened, archive: zipfile.ZipFile, names: set[str], title: str, drawing: str) -> None:
    """Note the drawing and all that it leads to; one that is bound to what is lost is lost with it."""
    if _BOUND.search(archive.read(drawing)):
        return
    types = _content_types(archive)
    waiting = [drawing]
    while waiting:
        part = waiting.pop()
        if part in found.parts or part not in names:
            continue
        extension = posixpath.splitext(part)[1].lstrip(".").lower()
        found.parts[part] = types.get("/" + part) or types.get(extension, "application/octet-stream")
        rels = get_rels_path(part)
        if rels in names:
            found.parts[rels] = ""
            internal = (rel for rel in get_dependents(archive, rels) if rel.TargetMode != "External")
            waiting += [rel.target for rel in internal]
    found.drawings[title] = drawing


def _content_types(archive: zipfile.ZipFile) -> dict[str, str]:
    """The content type of each part (``/xl/…``) that has its own, and of each ending (``png``)."""
    root = ElementTree.fromstring(archive.read("[Content_Types].xml"))
    return {
        element.get("PartName") or element.get("Extension", "").lower(): element.get("ContentType", "")
        for element in root
    }


def _restore_validations(ws: Worksheet, xml: bytes) -> None:
    """Drop-down lists that Excel 2010 and later keep as an extension, given back as ordinary ones."""
    for element in _validations(xml):
        ranges = element.findtext(f"{_XM}sqref")
        if not ranges:
            continue
        formulas = {name: element.findtext(f"{_X14}{name}/{_XM}f") for name in ("formula1", "formula2")}
        known = {name: value for name, value in element.items() if name in _VALIDATION}
        ws.add_data_validation(DataValidation(sqref=ranges, **formulas, **known))


_VALIDATION = {
    *("type", "errorStyle", "imeMode", "operator", "allowBlank", "showDropDown", "showInputMessage"),
    *("showErrorMessage", "errorTitle", "error", "promptTitle", "prompt"),
}


def _validations(xml: bytes) -> Iterator[ElementTree.Element]:
    # Only what follows the last row: reading a whole sheet as a tree takes a gigabyte.
    for _, element in ElementTree.iterparse(io.BytesIO(xml)):
        if element.tag == f"{_X14}dataValidation":
            yield element
        elif element.tag == f"{_MAIN}row":
            element.clear()
