"""The workbook in which a person decides on links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pscvc_kg.row_heights import height_of
from pscvc_kg.settling import settled

from . import sssom
from .deciding import Decision, Standing, to_review
from .requiring import name_in
from .sssom import LinkSet
from .workbook_words import HELP_WORDS, REVIEW_WORDS

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.styles import Font, PatternFill
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = {
    "subject": 32,
    "object": 36,
    "confidence": 12,
    "reason": 58,
    "decision": 14,
    "relation": 24,
    "comment": 34,
    "subject_id": 16,
    "object_id": 16,
}
"""The columns in the order of reading: what, which, how sure, why, and then the reviewer's own."""
COLUMNS = tuple(_WIDTHS)
_FREE = ("decision", "relation", "comment")
_NAVY, _PALE, _BAND, _INK = "FF1F3A5F", "FFFFF8E1", "FFF3F5F8", "FF1B1F24"
_GREY, _LINE = "FF6A7380", "FFD5DBE3"
_COLOURS = {"accept": "FFD3EBD8", "reject": "FFF6D5D2", "unsure": "FFFCE7B8"}


def review_workbook(links: LinkSet, lang: str, command: str = "") -> bytes:
    """The workbook of what a person should look at in *links*. The same links give the same bytes.

    Args:
        links: The links.
        lang: The language of headers, choices and help; it is read back in either.
        command: The call that reads it back, for the sheet of help.
    """
    # openpyxl takes a fifth of a second to import, which no other form need pay.
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title = f"{_word('sheet', lang)}: {links.iri}"
    book.properties.creator = "pscvc"
    book.properties.language = lang
    groups = to_review(links)
    _sheet(book.active, groups, lang)
    _about(book.create_sheet(_word("about", lang)), links, groups, lang, command)
    return settled(book)


def _word(key: str, lang: str) -> str:
    return REVIEW_WORDS[key][lang]


def _font(**how: Any) -> Font:
    from openpyxl.styles import Font

    return Font(name="Calibri", size=how.pop("size", 11), **how)


def _fill(colour: str) -> PatternFill:
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=colour, bgColor=colour)


def _sheet(ws: Worksheet, groups: Sequence[Sequence[Standing]], lang: str) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    ws.title = _word("sheet", lang)
    for at, key in enumerate(COLUMNS, 1):
        head = _put(ws.cell(1, at), _word(key, lang))
        head.font, head.fill = _font(bold=True, color="FFFFFFFF"), _fill(_NAVY)
        head.alignment = Alignment(vertical="center", wrap_text=True)
        ws.column_dimensions[get_column_letter(at)].width = _WIDTHS[key]
    number = 1
    for which, group in enumerate(groups):
        for standing in group:
            number += 1
            _row(ws, number, standing, lang, first=standing is group[0], banded=bool(which % 2))
    if number > 1:
        _choices(ws, "decision", list(Decision), number, lang)
        _choices(ws, "relation", list(sssom.PREDICATES), number, lang)
        _colours(ws, number, lang)
        ws.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{number}"
    ws.row_dimensions[1].height = 36
    ws.freeze_panes = "B2"
    ws.sheet_view.showGridLines = False
    # Against slips, without a password.
    ws.protection.sheet = True
    ws.protection.formatColumns = ws.protection.formatRows = False
    ws.protection.sort = ws.protection.autoFilter = False
    last = get_column_letter(COLUMNS.index(_FREE[-1]) + 1)
    ws.print_area = f"A1:{last}{number}"  # addresses are for the program that reads it back
    _printed(ws)
    ws.print_title_rows = "1:1"


def _row(ws: Worksheet, number: int, standing: Standing, lang: str, *, first: bool, banded: bool) -> None:
    """One thing that a name could mean; the name stands out in the *first* of its rows."""
    from openpyxl.styles import Alignment, Border, Protection, Side

    line, between = Side("thin", color=_LINE), Side("medium", color=_NAVY)
    wrapped = []
    for at, key in enumerate(COLUMNS, 1):
        cell = _cell(ws.cell(number, at), standing, key, lang)
        address = key.endswith("_id")
        if not address and isinstance(cell.value, str):
            wrapped.append((cell.value, float(_WIDTHS[key])))
        aside = address or (key == "subject" and not first)
        cell.font = _font(color=_GREY if aside else _INK, bold=key == "subject" and first)
        centred = "center" if key in ("confidence", "decision") else None
        cell.alignment = Alignment(wrap_text=not address, vertical="top", horizontal=centred)
        cell.border = Border(line, line, between if first else line, line)
        cell.protection = Protection(locked=key not in _FREE)
        if key in _FREE:
            cell.fill = _fill(_PALE)
        elif banded:
            cell.fill = _fill(_BAND)
    ws.row_dimensions[number].height = height_of(wrapped)


def _cell(cell: Cell, standing: Standing, key: str, lang: str) -> Cell:
    link = standing.last
    if key == "confidence":
        confidence = standing.proposed.confidence
        if confidence is not None:
            cell.value, cell.number_format = round(confidence, 3), "0%" if lang == "en" else '0"\u00a0"%'
        return cell
    texts = {
        "subject": link.subject_label,
        "object": link.object_label,
        "reason": standing.proposed.slots.get("comment", ""),
        "relation": next(
            (_word(key, lang) for key, iri in sssom.PREDICATES.items() if iri == link.predicate), ""
        ),
        "subject_id": link.subject,
        "object_id": link.object,
    }
    return _put(cell, texts.get(key, ""))


def _put(cell: Cell, text: str) -> Cell:
    """Put *text* into the cell as text, whatever it begins with."""
    if text:
        cell.value = "".join(sign if sign.isprintable() or sign == "\u00a0" else " " for sign in text)[
            :32_000
        ]
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    return cell


def _choices(ws: Worksheet, column: str, keys: list[str], rows: int, lang: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(_word(str(key), lang) for key in keys)
    rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = HELP_WORDS["wrong"][lang], HELP_WORDS["choose"][lang]
    rule.add(_range(column, rows))
    ws.add_data_validation(rule)


def _colours(ws: Worksheet, rows: int, lang: str) -> None:
    """A decision shows at once."""
    from openpyxl.formatting.rule import CellIsRule

    for key, colour in _COLOURS.items():
        rule = CellIsRule("equal", [f'"{_word(key, lang)}"'], fill=_fill(colour))
        ws.conditional_formatting.add(_range("decision", rows), rule)


def _range(column: str, rows: int) -> str:
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(COLUMNS.index(column) + 1)
    return f"{letter}2:{letter}{rows}"


def _printed(ws: Worksheet) -> None:
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", ws.PAPERSIZE_LETTER
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_margins.left = ws.page_margins.right = 0.4
    ws.oddFooter.center.text = "&P / &N"


def _about(
    ws: Worksheet, links: LinkSet, groups: Sequence[Sequence[Standing]], lang: str, command: str
) -> None:
    from openpyxl.styles import Alignment

    def said(key: str, **values: object) -> str:
        return HELP_WORDS[key][lang].format(**values)

    def line(left: str, right: str = "", **how: Any) -> None:
        number = ws.max_row + 1 if ws.cell(1, 1).value else 1
        for at, text in enumerate((left, right), 1):
            cell = _put(ws.cell(number, at), text)
            cell.font = _font(color=_INK, **how)
            across = "right" if left.rstrip(".").isdecimal() and at == 1 else None
            cell.alignment = Alignment(
                wrap_text=at == 2, vertical="bottom" if how else "top", horizontal=across
            )
        ws.row_dimensions[number].height = height_of([(right, 92.0)]) + (15 if how else 1)

    name = str(links.metadata.get("mapping_set_title") or name_in(links.iri))
    # Whoever reads the workbook back takes the first row for headers: each column has one.
    line(_word("about", lang), said("title", name=name), bold=True, size=16)
    line("", said("count", names=len(groups), rows=sum(map(len, groups))))
    line(said("steps"), bold=True, size=13)
    for number in range(1, 5):
        line(f"{number}.", said(f"step-{number}"))
    line("", command or 'pscvc link --review LINKS --decisions XLSX --by "NAME"')
    ws.cell(ws.max_row, 2).font = _font(color=_NAVY, bold=True)
    line(said("decisions"), bold=True, size=13)
    for key in _COLOURS:
        line(_word(key, lang), said(key))
        ws.cell(ws.max_row, 1).fill = _fill(_COLOURS[key])
    line(said("empty"), said("empty-means"))
    line(said("relations"), bold=True, size=13)
    for key in sssom.PREDICATES:
        line(_word(key, lang), said(key))
    ws.column_dimensions["A"].width, ws.column_dimensions["B"].width = 26, 92
    ws.sheet_view.showGridLines = False
    _printed(ws)
