"""The workbook as a file: with the drawings that openpyxl would lose, and the same bytes each time."""

from __future__ import annotations

import io
import posixpath
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl.comments.comment_sheet import CommentSheet
from openpyxl.packaging.manifest import FileExtension, Override
from openpyxl.packaging.relationship import Relationship, RelationshipList, get_rels_path
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.related import Related
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element, SubElement, tostring

from pscvc_kg.render.workbook.boxes import blocks, boxes

if TYPE_CHECKING:
    from pscvc_kg.render.workbook.sheets import Sheets

_EPOCH = (1980, 1, 1, 0, 0, 0)
_RELATIONSHIPS = ".rels"


def saved(sheets: Sheets) -> bytes:
    """The bytes of the workbook."""
    book = sheets.book
    for sheet in book._sheets:
        # Two sheets selected at once would take what is typed into one of them into both.
        views = sheet.views if isinstance(sheet, Worksheet) else sheet.sheetViews
        for view in views.sheetView:
            view.tabSelected = False
    book.active = 0
    book.views[0].firstSheet = 0
    book.calculation.fullCalcOnLoad = True  # openpyxl keeps formulas without their values.
    target = io.BytesIO()
    with _Still(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=6) as archive:
        _BookWriter(sheets, archive).write_data()
    return target.getvalue()


class _Still(zipfile.ZipFile):
    """A zip archive in which nothing tells when it was made."""

    def writestr(self, name: Any, data: Any, *_: Any, **__: Any) -> None:  # type: ignore[override]
        entry = zipfile.ZipInfo(name, _EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        super().writestr(entry, data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        entry = zipfile.ZipInfo(arcname, _EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with Path(filename).open("rb") as source, self.open(entry, "w") as target:
            while block := source.read(1 << 20):
                target.write(block)


def _keep_digits(ws: Worksheet) -> None:
    """Write numbers out where openpyxl would round them to 16 digits; a text it takes as it is."""
    for cell in ws._cells.values():
        value = cell._value
        if type(value) in (int, float) and cell.data_type == "n" and float(f"{value:.16g}") != value:
            cell._value = repr(value)


class _SheetWriter(WorksheetWriter):  # type: ignore[misc]
    """Writes a sheet with what openpyxl's writer has no place for."""

    def __init__(self, ws: Worksheet, drawing: str | None, as_text: str | None) -> None:
        super().__init__(ws)
        self._kept_drawing, self._as_text = drawing, as_text

    def write_drawings(self) -> None:
        if self._as_text is not None:
            # Else each number of a text file would carry a green mark, and ours would be lost among them.
            ignored = Element("ignoredErrors")
            SubElement(ignored, "ignoredError", {"sqref": self._as_text, "numberStoredAsText": "1"})
            self.xf.send(ignored)
        if self._kept_drawing is None:
            super().write_drawings()
            return
        relation = Relationship(type="drawing", Target="/" + self._kept_drawing)
        self._rels.append(relation)
        self.xf.send(Related(id=relation.id).to_tree("drawing"))


class _BookWriter(ExcelWriter):  # type: ignore[misc]
    """Writes a workbook with the drawings of the one that it was made from."""

    def __init__(self, sheets: Sheets, archive: zipfile.ZipFile) -> None:
        super().__init__(sheets.book, archive)
        self._sheets, self._base = sheets, sheets.base
        self._block = 1

    def write_data(self) -> None:
        super().write_data()
        if self._base is None:
            return
        with zipfile.ZipFile(io.BytesIO(self._base.data)) as source:
            for part in sorted(self._base.parts):
                self._archive.writestr(part, source.read(part))

    def write_worksheet(self, ws: Worksheet) -> None:
        ws._drawing = None
        _keep_digits(ws)
        if ws._charts or ws._images:  # Only of a drawing that could not be kept as it is.
            super().write_worksheet(ws)
            return
        writer = _SheetWriter(ws, self._drawing_of(ws.title), self._sheets.as_text.get(ws.title))
        writer.write()
        ws._rels = writer._rels
        self._archive.write(writer.out, ws.path[1:])
        self.manifest.append(ws)
        writer.cleanup()

    def _write_comment(self, ws: Worksheet) -> None:
        sheet = CommentSheet.from_comments(ws._comments)
        self._comments.append(sheet)
        sheet._id = len(self._comments)
        self._archive.writestr(sheet.path[1:], tostring(sheet.to_tree()))
        self.manifest.append(sheet)
        ws.legacy_drawing = f"xl/drawings/commentsDrawing{sheet._id}.vml"
        self._archive.writestr(ws.legacy_drawing, boxes(ws, sheet.commentList, self._block))
        self._block += blocks(sheet.commentList)
        ws._rels.append(Relationship(Id="comments", type=sheet._rel_type, Target=sheet.path))

    def _write_chartsheets(self) -> None:
        super()._write_chartsheets()
        for sheet in self.workbook.chartsheets:
            drawing = self._drawing_of(sheet.title)
            if drawing is not None:
                relations = RelationshipList()
                relations.append(Relationship(type="drawing", Target="/" + drawing))
                path = get_rels_path(sheet.path[1:])
                self._archive.writestr(path, tostring(relations.to_tree()))

    def _merge_vba(self) -> None:
        """Name the kept parts in the list of contents, which is written after this."""
        for part, kind in sorted((self._base.parts if self._base else {}).items()):
            extension = posixpath.splitext(part)[1].lstrip(".")
            if part.endswith(_RELATIONSHIPS):
                continue
            if extension.lower() in ("xml", "vml"):
                self.manifest.Override.append(Override(PartName="/" + part, ContentType=kind))
            else:
                self.manifest.Default.append(FileExtension(Extension=extension, ContentType=kind))

    def _drawing_of(self, title: str) -> str | None:
        return None if self._base is None else self._base.drawings.get(title)
