"""Candidates as a workbook to decide in: what is read first, the rest folded, and a sheet that says how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pscvc_kg.linking.hand_overs.headings import DECISIONS, DIRECTIONS, FOLDED, SHOWN
from pscvc_kg.linking.hand_overs.proposing import AROUND
from pscvc_kg.render.answer_xlsx import as_text
from pscvc_kg.render.candidates import left_out_lines, where_text
from pscvc_kg.render.page import Page, plain
from pscvc_kg.render.words import word
from pscvc_kg.report import Text
from pscvc_kg.row_heights import height_of
from pscvc_kg.settling import settled

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from pscvc_kg.linking.hand_overs.table import Row

_WIDTHS = {
    "from_name": 28,
    "from_organization_name": 24,
    "to_name": 28,
    "to_organization_name": 24,
    "direction": 13,
    "quotation": 52,
    "place": 24,
    "reason": 36,
    "decision": 13,
    "comment": 26,
}
"""How wide a column is, in signs of the sheet's font; those that are folded have `_WIDTH`."""
_WIDTH = 24
_FREE = ("decision", "comment", "value_object_en", "value_object_fr", "chain")
_NAVY, _PALE, _EDGE, _MARK = "FF1F3A5F", "FFFFF8E1", "FFB8C2CF", "FF9A3412"
_COMMAND = 'pscvc candidates --store FOLDER --accept FILE --by "NAME"'


def candidates_xlsx(
    rows: Sequence[Row], lang: str, page: Page | None = None, labels: Mapping[str, Text] | None = None
) -> bytes:
    """The workbook. The same rows give the same bytes; no text of a cell is ever a formula."""
    # openpyxl takes a fifth of a second to import, which no other form need pay.
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title = book.active.title = word("candidates", lang)
    book.properties.creator = "pscvc"
    book.properties.language = lang
    _sheet(book.active, rows, lang)
    _help(book.create_sheet(word("candidates-help", lang)), rows, lang)
    return settled(book)


def _sheet(ws: Worksheet, rows: Sequence[Row], lang: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    headings = {**SHOWN, **FOLDED}
    edge = Side("thin", color=_EDGE)
    for at, (name, heading) in enumerate(headings.items(), 1):
        head = as_text(ws.cell(1, at), heading[lang])
        head.font, head.fill = (
            Font("Arial", 10, bold=True, color="FFFFFFFF"),
            PatternFill("solid", fgColor=_NAVY),
        )
        head.alignment = Alignment(wrap_text=True, vertical="center")
        dimension = ws.column_dimensions[get_column_letter(at)]
        dimension.width = _WIDTHS.get(name, _WIDTH)
        if name in FOLDED:
            dimension.outlineLevel, dimension.hidden = 1, True
    likeliest_first = sorted(rows, key=lambda row: -float(row["likelihood"] or 0))
    for number, row in enumerate(likeliest_first, 2):
        texts = {name: _text(row, name, lang) for name in headings}
        for at, name in enumerate(headings, 1):
            cell = ws.cell(number, at)
            _put(cell, texts[name], row["named"] if name == "quotation" else "")
            cell.font, cell.border = Font("Arial", 10), Border(edge, edge, edge, edge)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if name in _FREE:
                cell.fill = PatternFill("solid", fgColor=_PALE)
        ws.row_dimensions[number].height = height_of((texts[name], _WIDTHS[name]) for name in _WIDTHS)
    ws.row_dimensions[1].height = 30
    last = get_column_letter(len(headings))
    _choices(ws, list(headings).index("decision") + 1, len(rows) + 1, lang)
    ws.freeze_panes = "B2"
    ws.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
    ws.sheet_properties.outlinePr.summaryRight = False
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", ws.PAPERSIZE_A3
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.print_title_rows = "1:1"


def _text(row: Row, name: str, lang: str) -> str:
    """What the cell of a column says."""
    if name == "place":
        return where_text(row, lang) if row["file"] else ""
    if name == "reason":
        # The sentence has a column of its own.
        shown = row["quotation"]
        return row[f"reason_{lang}"].replace(f": “{shown}”", "").replace(f"\u00a0: «\u00a0{shown}\u00a0»", "")
    if name in ("from_name", "to_name"):
        side = name.partition("_")[0]
        return row[f"{name}_{lang}"] if row[f"{side}_service"] else ""
    if name in ("from_organization_name", "to_organization_name"):
        return row[f"{name}_{lang}"]
    if name == "direction":
        return DIRECTIONS[row[name]][lang] if row[name] else ""
    if name == "decision":
        return DECISIONS[row[name]][lang] if row[name] in DECISIONS else row[name]
    return row[name]


def _put(cell: Cell, text: str, marked: str) -> None:
    """Put *text* into the cell as text, with the words *marked* in it standing out."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    text = _visible(text)
    marked = _visible(marked)
    as_text(cell, text)
    if marked and marked in text and cell.value == text:
        # As much as may be is quoted before the name: what stands there earlier is another mention of it.
        start = max(text.rfind(marked, 0, AROUND + 1 + len(marked)), text.find(marked))
        before, after = text[:start], text[start + len(marked) :]
        usual = InlineFont(rFont="Arial", sz=10)
        strong = InlineFont(rFont="Arial", sz=10, b=True, color=_MARK)
        parts = ((usual, before), (strong, marked), (usual, after))
        cell.value = CellRichText(*(TextBlock(font, part) for font, part in parts if part))


def _visible(text: str) -> str:
    """What can be seen of *text*: a sign without a shape would come back as a letter that was lost."""
    return plain("".join(sign for sign in text if sign.isprintable() or sign.isspace()))


def _choices(ws: Worksheet, column: int, last: int, lang: str) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(each[lang] for each in DECISIONS.values())
    choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True)
    choice.error = word("candidates-choose", lang)
    letter = get_column_letter(column)
    choice.add(f"{letter}2:{letter}{max(last, 2)}")
    ws.add_data_validation(choice)


def _help(ws: Worksheet, rows: Sequence[Row], lang: str) -> None:
    from openpyxl.styles import Alignment, Font

    told = [word(f"candidates-help-{part}", lang) for part in ("what", "decide", "folded", "back")]
    lines = [word("candidates-help", lang), *told, _COMMAND, *left_out_lines(rows, lang)]
    for number, text in enumerate(lines, 1):
        cell = as_text(ws.cell(number, 1), text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font("Courier New" if text == _COMMAND else "Arial", 10, bold=number == 1)
        ws.row_dimensions[number].height = height_of([(text, 90)])
    ws.column_dimensions["A"].width = 90
    ws.page_setup.fitToHeight, ws.sheet_properties.pageSetUpPr.fitToPage = 0, True
    ws.sheet_view.showGridLines = False
