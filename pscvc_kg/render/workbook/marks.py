"""Cells with findings, filled and commented."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Color, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pscvc_kg.render.places import place_text
from pscvc_kg.render.words import count, label, word, write_number
from pscvc_kg.render.workbook.sheets import MAX_COLUMNS, MAX_ROWS, Sheets, cell_safe
from pscvc_kg.report import SEVERITIES, Finding, Location

if TYPE_CHECKING:
    from openpyxl import Workbook

AUTHOR = "pscvc"
FILLS = {"violation": "F4978C", "warning": "FFD966", "info": "DDEBF7"}
"""Pale, so that black text on them is read, and each lighter than the one before it, so that they differ in
grey and to the colour-blind. The comment says the severity in words."""
MAX_COMMENTS = 20_000
"""A workbook with more comments takes minutes to open."""

_SHOWN, _LONGEST, _RELATED = 8, 700, 3
_WIDTH, _LETTERS, _LINE = 440, 58, 19  # of a comment, in pixels and in letters of a line
_EARLIER = "\n\n────────────\n"
_HEADING = re.compile(r"(.*?)\u00a0?:\n", re.DOTALL)


@dataclass(frozen=True)
class Marked:
    """The cell of each finding, in the order of the findings: sheet, row, column; None where it has no cell.

    ``uncommented`` is the number of cells that were only filled.
    """

    cells: tuple[tuple[Worksheet, int, int] | None, ...]
    uncommented: int


def mark(sheets: Sheets, findings: Sequence[Finding], lang: str) -> Marked:
    """Fill and comment the cell of each finding; the agency's own comments get a box that fits, too."""
    if sheets.earlier:
        _unmark(sheets.book)
    for ws in sheets.book.worksheets:
        for cell in ws._cells.values():
            if cell.comment is not None:  # openpyxl forgets how large its box was.
                sized(cell.comment)
    cells = tuple(_cell_of(sheets, finding.location) for finding in findings)
    groups: dict[tuple[str, int, int], list[Finding]] = {}
    for place, finding in zip(cells, findings, strict=True):
        if place is not None:
            groups.setdefault((place[0].title, place[1], place[2]), []).append(finding)
    filled: dict[tuple[bytes, str], StyleArray] = {}
    for number, ((title, row, column), several) in enumerate(groups.items()):
        cell = sheets.book[title].cell(row, column)
        severity = min((one.rule.severity for one in several), key=SEVERITIES.index)
        _fill(cell, severity, filled)
        if number < MAX_COMMENTS:
            _comment(cell, comment_text(several, lang), lang)
    return Marked(cells, max(0, len(groups) - MAX_COMMENTS))


def _cell_of(sheets: Sheets, place: Location) -> tuple[Worksheet, int, int] | None:
    """The cell to mark: the finding's; the first of its row; of a missing column, where it would stand."""
    key = (place.file, place.sheet)
    if place.row is None or key not in sheets.places:
        return None
    ws, table = sheets.places[key], sheets.tables[key]
    last = table.first_column + len(table.headers)
    if place.column is not None:
        column = column_index_from_string(place.column)
    elif place.row != table.header_row:
        column = table.first_column + 1
    else:
        free = ws._cells.get((place.row, last + 1))
        taken = last >= MAX_COLUMNS or isinstance(free, MergedCell) or (free and free.value is not None)
        column = last if taken else last + 1
    return None if place.row > MAX_ROWS or column > MAX_COLUMNS else (ws, place.row, column)


def _fill(cell: Cell, severity: str, known: dict[tuple[bytes, str], StyleArray]) -> None:
    """Fill *cell* with the colour of *severity*, let its text be dark enough to read, and keep all else."""
    style = cell._style or StyleArray()
    key = (style.tobytes(), severity)
    if key not in known:
        cell._style = copy(style)  # Cells share one style, and setting a part of it would change it for all.
        cell.fill = PatternFill("solid", fgColor=FILLS[severity])
        font = cell.font
        if font.color is not None and not _is_black(font.color):
            dark = copy(font)
            dark.color = Color(rgb="FF000000")
            cell.font = dark
        known[key] = cell._style
    cell._style = known[key]


def _is_black(color: Color) -> bool:
    return (color.type == "theme" and color.theme == 1 and not color.tint) or (
        color.type == "rgb" and color.rgb in ("FF000000", "00000000")
    )


def comment_text(findings: Iterable[Finding], lang: str) -> str:
    """What a comment says of the *findings* on one cell; equal ones once, with their number."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule.iri, finding.message[lang]), []).append(finding)
    blocks = [_block(several, lang) for several in islice(groups.values(), _SHOWN)]
    if len(groups) > _SHOWN:
        blocks.append("… " + word("more", lang, n=write_number(len(groups) - _SHOWN, lang)))
    return "\n\n".join(blocks)


def _block(several: Sequence[Finding], lang: str) -> str:
    rule = several[0].rule
    head = f"{word(rule.severity, lang).upper()} · {rule.code or rule.iri.rpartition('#')[2]}"
    if len(several) > 1:
        head += f" ({count(len(several), 'finding', lang)})"
    lines = [head, _cut(several[0].message[lang])]
    if rule.fix[lang]:
        lines.append(f"{label('do', lang)} {_cut(rule.fix[lang])}")
    also = related_text(several[0], lang) if len(several) == 1 else ""
    if also:
        lines.append(f"{label('also', lang).capitalize()} {also}")
    return "\n".join(lines)


def related_text(finding: Finding, lang: str) -> str:
    """The other places of a finding in words, the first few of them."""
    places = [place_text(place, lang) for place in finding.related[:_RELATED]]
    if len(finding.related) > _RELATED:
        places.append(word("more", lang, n=write_number(len(finding.related) - _RELATED, lang)))
    return "; ".join(places)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _comment(cell: Cell, text: str, lang: str) -> None:
    earlier = cell.comment
    if earlier is not None:
        heading = earlier.author or word("book-someone", lang)
        text += f"{_EARLIER}{heading}{word('colon', lang)}\n{earlier.text}"
    cell.comment = sized(Comment(cell_safe(text), AUTHOR))


def sized(comment: Comment) -> Comment:
    """The comment in a box in which its text can be read."""
    lines = sum(1 + max(0, len(line) - 1) // _LETTERS for line in comment.text.split("\n"))
    longest = max(map(len, comment.text.split("\n")))
    comment.width = min(_WIDTH, max(160, longest * 8 + 20))
    comment.height = min(900, (lines + 1) * _LINE)
    return comment


def _unmark(book: Workbook) -> None:
    """Take off what an earlier call marked; the agency's own comments come back, not fills under ours."""
    ours = {f"{alpha}{colour}" for colour in FILLS.values() for alpha in ("00", "FF")}
    for ws in book.worksheets:
        for cell in ws._cells.values():
            if isinstance(cell, MergedCell):
                continue
            comment = cell.comment
            if comment is not None and comment.author == AUTHOR:
                _, parted, earlier = comment.text.partition(_EARLIER)
                cell.comment = None
                if parted:
                    heading = _HEADING.match(earlier)
                    author = heading[1] if heading else ""
                    cell.comment = Comment(earlier[heading.end() if heading else 0 :], author)
            if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in ours:
                cell._style = copy(cell._style)
                cell.fill = PatternFill()


def coordinate(row: int, column: int) -> str:
    """A cell's name as a spreadsheet shows it: ``M17``."""
    return f"{get_column_letter(column)}{row}"
