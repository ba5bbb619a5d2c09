"""The pages of the workbook that nobody fills in: instructions, and what the lists mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pscvc_kg.forms.layout import MARKS, shown
from pscvc_kg.template import looks
from pscvc_kg.template.colours import AMBER, RED
from pscvc_kg.template.plan import Plan, choices, list_title, quoted
from pscvc_kg.template.words import word
from pscvc_kg.vocabulary import codes

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_OTHER = {"en": "fr", "fr": "en"}


def write_about(book: Workbook, every: Sequence[Plan], rules_version: str) -> None:
    """Add the instructions: what to do, what each sheet holds, what signs and colours mean, which version."""
    form, language = every[0].form, every[0].language
    sheet = book.create_sheet(word("about", language))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 100
    looks.title(sheet.cell(1, 1, form.label[language]))
    looks.band(sheet.cell(1, 1))
    looks.band(sheet.cell(1, 2))
    sheet.row_dimensions[1].height = 30
    row = 2
    purpose, *steps = form.help[language].split("\n")
    looks.prose(sheet.cell(row, 1, purpose))
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
    sheet.row_dimensions[row].height = 36
    row += 1
    row = _heading(sheet, row, word("how", language))
    for number, step in enumerate(steps, start=1):
        row = _line(sheet, row, str(number), step)
    row = _heading(sheet, row, word("sheets", language))
    for plan in every:
        cell = sheet.cell(row, 1, plan.title)
        cell.hyperlink = f"#{quoted(plan.title)}!A1"
        row = _line(sheet, row, plan.title, plan.sheet.help[language])
        looks.prose(cell, link=True)
    row = _heading(sheet, row, word("signs", language))
    for needed in ("violation", "warning", None):
        mark = MARKS.get(needed or "", "")
        looks.header(sheet.cell(row, 1, f"{word('header', language)} {mark}".strip()), needed)
        row = _line(sheet, row, None, word(needed or "optional", language))
    for colour in (RED, AMBER):
        looks.swatch(sheet.cell(row, 1, word("cell", language)), colour)
        row = _line(sheet, row, None, word(colour, language))
    row = _heading(sheet, row, word("template", language))
    row = _line(
        sheet,
        row,
        word("template", language),
        f"{form.profile}, {word('version', language, version=form.version)}",
    )
    _line(
        sheet,
        row,
        word("rules", language),
        f"{form.profile}, {word('version', language, version=rules_version)}",
    )
    looks.protect(sheet)
    looks.print_setup(sheet, language, None)
    sheet.page_setup.fitToHeight = 1


def _heading(sheet: Worksheet, row: int, text: str) -> int:
    looks.heading(sheet.cell(row + 1, 1, text))
    sheet.row_dimensions[row + 1].height = 24
    return row + 2


def _line(sheet: Worksheet, row: int, name: str | None, text: str) -> int:
    """Write one line of two cells, the first as it is where *name* is None; the number of the next."""
    if name is not None:
        looks.prose(sheet.cell(row, 1, name or None), strong=True)
    looks.prose(sheet.cell(row, 2, text))
    sheet.row_dimensions[row].height = 16 * (len(text) // 105 + 1) + 3
    return row + 1


def write_lists(book: Workbook, every: Sequence[Plan]) -> dict[str, dict[str, str]]:
    """Add the page of the lists; for each list, the cells that hold its choices, other names and codes.

    They are led to by what is added to the list's own name: nothing, ``_also``, ``_code``.
    """
    language = every[0].language
    other = _OTHER[language]
    sheet = book.create_sheet(word("lists", language))
    for letter, width in zip("ABCDE", (30, 40, 40, 26, 90), strict=True):
        sheet.column_dimensions[letter].width = width
        looks.band(sheet[f"{letter}1"])
        looks.below_band(sheet[f"{letter}2"])
    looks.title(sheet.cell(1, 1, word("lists", language)))
    sheet.cell(2, 1, word("lists-help", language))
    for column, key in enumerate(("list", "choose", "also", "notation", "meaning"), start=1):
        looks.header(sheet.cell(3, column, word(key, language)), "violation")
    found: dict[str, dict[str, str]] = {}
    row = 4
    for scheme in _schemes(every):
        first = row
        order = choices(codes(scheme), language)
        for code in sorted(codes(scheme), key=lambda code: order.index(shown(code, language))):
            texts = (
                list_title(scheme, language),
                shown(code, language),
                shown(code, other),
                code.notation,
                code.definitions.get(language, ""),
            )
            for column, text in enumerate(texts, start=1):
                looks.prose(sheet.cell(row, column, text), strong=column == 2)
            sheet.row_dimensions[row].height = 16 * (len(texts[4]) // 95 + 1) + 2
            row += 1
        found[scheme] = {
            suffix: f"${letter}${first}:${letter}${row - 1}"
            for suffix, letter in (("", "B"), ("_also", "C"), ("_code", "D"))
        }
    sheet.freeze_panes = "A4"
    sheet.auto_filter.ref = f"A3:E{row - 1}"
    looks.protect(sheet)
    looks.print_setup(sheet, language, 3)
    return found


def _schemes(every: Sequence[Plan]) -> tuple[str, ...]:
    """The code lists from which some cell is filled, by what they are called."""
    schemes = {field.scheme for plan in every for field in plan.sheet.fields if field.scheme}
    return tuple(sorted(schemes, key=lambda scheme: list_title(scheme, every[0].language).casefold()))
