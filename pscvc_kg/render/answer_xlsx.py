"""An answer as a workbook: real numbers under labels, and a sheet that says how to cite them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pscvc_kg.errors import UsageError
from pscvc_kg.render.answer import header, source_lines
from pscvc_kg.render.page import Page, plain
from pscvc_kg.render.words import label, word
from pscvc_kg.settling import settled

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from pscvc_kg.questions import Answer, Column

_MOST_ROWS, _MOST_SIGNS = 1_048_575, 32_767
_FORMATS = {"share": "0.##%", "count": "#,##0"}
_WIDEST = 60


def answer_xlsx(answer: Answer, lang: str, page: Page | None = None) -> bytes:
    """The workbook. The same answer gives the same bytes; no text of a cell is ever a formula.

    Raises:
        UsageError: A sheet cannot hold so many rows.
    """
    # openpyxl takes a fifth of a second to import, which no other form need pay.
    from openpyxl import Workbook

    if len(answer.rows) > _MOST_ROWS:
        raise UsageError(
            f"a sheet holds {_MOST_ROWS:,} rows, and the answer has {len(answer.rows):,}; "
            "choose with name=value, or write --format csv"
        )
    book = Workbook()
    book.properties.title = answer.question.summary[lang]
    book.properties.creator = "pscvc"
    book.properties.language = lang
    _rows(book.active, answer, lang)
    _about(book.create_sheet(word("about-answer", lang)), answer, lang)
    return settled(book)


def _rows(ws: Worksheet, answer: Answer, lang: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    ws.title = word("answer", lang)
    for at, column in enumerate(answer.columns, 1):
        head = as_text(ws.cell(1, at), header(column, lang))
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="FFE3ECF4")
        head.alignment = Alignment(wrap_text=True, vertical="top")
        widest = max((len(str(row[at - 1])) for row in answer.rows if row[at - 1] is not None), default=0)
        ws.column_dimensions[get_column_letter(at)].width = min(
            max(widest, len(head.value) * 0.7, 9) + 3, _WIDEST
        )
    for number, (row, behind) in enumerate(zip(answer.rows, answer.iris, strict=True), 2):
        for at, (column, value, iri) in enumerate(zip(answer.columns, row, behind, strict=True), 1):
            if value is not None:
                _put(ws.cell(number, at), column, value, iri, lang)
    ws.freeze_panes = "A2"
    ws.auto_filter.ref = f"A1:{get_column_letter(len(answer.columns))}{len(answer.rows) + 1}"
    ws.print_title_rows = "1:1"


def _put(cell: Cell, column: Column, value: str | int | Decimal | bool, iri: str | None, lang: str) -> None:
    from openpyxl.styles import Alignment, Font

    cell.alignment = Alignment(wrap_text=isinstance(value, str), vertical="top")
    if isinstance(value, bool):
        as_text(cell, word("yes" if value else "no", lang))
    elif isinstance(value, (int, Decimal)):
        if len(Decimal(value).as_tuple().digits) > 15:
            as_text(cell, str(value))  # a sheet keeps 15 digits: more stay as they are, as text
        else:
            cell.value = value
            whole = Decimal(value) == Decimal(value).to_integral_value()
            cell.number_format = _FORMATS.get(column.unit or "", "#,##0" if whole else "#,##0.00##")
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", value) and (day := _day(value)):
        cell.value, cell.number_format = day, "yyyy-mm-dd"
    else:
        as_text(cell, value)
        if iri and iri.startswith(("http://", "https://")):
            cell.hyperlink = iri
            cell.font = Font(color="FF0B57A4", underline="single")


def _day(text: str) -> date | None:
    """The day that *text* writes, where a sheet can hold it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= 1901 else None


def as_text(cell: Cell, text: str) -> Cell:
    """Put *text* into the cell as text, whatever it begins with."""
    text = plain(text)
    cell.value = text if len(text) <= _MOST_SIGNS else text[: _MOST_SIGNS - 1] + "…"
    cell.data_type = "s"
    if text.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True
    return cell


def _about(ws: Worksheet, answer: Answer, lang: str) -> None:
    from openpyxl.styles import Alignment, Font

    for number, (name, text) in enumerate(_said(answer, lang), 1):
        as_text(ws.cell(number, 1), name).font = Font(bold=True)
        as_text(ws.cell(number, 2), text).alignment = Alignment(wrap_text=True, vertical="top")
    ws.column_dimensions["A"].width, ws.column_dimensions["B"].width = 26, 110


def _said(answer: Answer, lang: str) -> Iterator[tuple[str, str]]:
    yield label("question", lang), answer.question.summary[lang]
    yield "", answer.question.description[lang]
    for name, texts in answer.values.items():
        yield answer.question.parameter(name).label[lang] + word("colon", lang), "; ".join(texts)
    for text in source_lines(answer, lang):
        yield "", text
    for source in answer.sources:
        yield label("source", lang), " — ".join(filter(None, (source.title, source.address, source.licence)))
    if any(isinstance(value, str) and len(value) > _MOST_SIGNS for row in answer.rows for value in row):
        yield "", word("cut", lang) + "."
    for number, line in enumerate(answer.query.splitlines()):
        yield label("query", lang) if number == 0 else "", line
