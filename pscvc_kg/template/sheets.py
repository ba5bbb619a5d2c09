"""One sheet that a person fills in: its head, its drop-downs and messages, its colours, what is protected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pscvc_kg.forms import Field
from pscvc_kg.forms.layout import MARKS
from pscvc_kg.template import looks
from pscvc_kg.template.colours import conditions
from pscvc_kg.template.plan import (
    EXAMPLE_ROW,
    FIRST_ROW,
    HEADER_ROW,
    HELP_ROW,
    TITLE_ROW,
    Plan,
    list_name,
)
from pscvc_kg.template.words import word

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

_PROMPT, _PROMPT_TITLE = 255, 32
"""How long a spreadsheet lets the message of a cell and its title be."""
_LONG_TEXT = 60

Ranges = Mapping[tuple[str, ...], str]


def header_range(plan: Plan) -> str:
    """The cells of the header row."""
    first, last = plan.sheet.fields[0].column.name, plan.sheet.fields[-1].column.name
    return f"${plan.letter(first)}${HEADER_ROW}:${plan.letter(last)}${HEADER_ROW}"


def write_sheet(book: Workbook, plan: Plan, known: Ranges, offered: Ranges) -> None:
    """Add the sheet of *plan*. *known* and *offered* name the ranges of the rows that cells may name."""
    sheet = book.create_sheet(plan.title)
    _write_head(sheet, plan)
    for field in plan.sheet.fields:
        _write_column(sheet, plan, field)
        _add_colours(sheet, plan, field, known)
        _add_validation(sheet, plan, field, offered)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 1 if plan.sheet.single else 2)
    looks.protect(sheet)
    looks.print_setup(sheet, plan.language, HEADER_ROW)


def _write_head(sheet: Worksheet, plan: Plan) -> None:
    width = len(plan.sheet.fields)
    looks.title(sheet.cell(TITLE_ROW, 1, plan.title))
    for column in range(1, width + 1):
        looks.band(sheet.cell(TITLE_ROW, column))
        looks.below_band(sheet.cell(HELP_ROW, column))
    legend = word("legend", plan.language, must=MARKS["violation"], should=MARKS["warning"])
    sheet.cell(HELP_ROW, 1, f"{plan.sheet.help[plan.language]}    {legend}")
    sheet.row_dimensions[TITLE_ROW].height = 27
    sheet.row_dimensions[HELP_ROW].height = 21
    sheet.row_dimensions[EXAMPLE_ROW].height = 18
    sheet.row_dimensions[HEADER_ROW].height = 48


def _write_column(sheet: Worksheet, plan: Plan, field: Field) -> None:
    from openpyxl.comments import Comment

    index, letter = plan.index(field.column.name), plan.letter(field.column.name)
    header = sheet.cell(HEADER_ROW, index, plan.header(field))
    looks.header(header, field.needed)
    note = "\n".join(_help(plan, field))
    header.comment = Comment(
        note, "pscvc", width=330, height=60 + 17 * (len(note) // 46 + note.count("\n") + 1)
    )
    example = sheet.cell(EXAMPLE_ROW, index, plan.example(field))
    looks.example(example, word("example", plan.language) if index == 1 else "", _number_format(field))
    sheet.column_dimensions[letter].width = _width(plan, field)
    if plan.sheet.single:
        cell = sheet.cell(FIRST_ROW, index, plan.form.mark if field.kind == "version" else None)
        looks.free(cell, _number_format(field), locked=field.kind == "version")
    else:
        # A cell without a look of its own takes its column's: so all rows below are free.
        looks.free(sheet.column_dimensions[letter], _number_format(field))
        for row in (TITLE_ROW, HELP_ROW):
            looks.lock(sheet.cell(row, index))


def _number_format(field: Field) -> str:
    if field.kind == "date":
        return "yyyy-mm-dd"
    # As text, so that a spreadsheet keeps leading zeros and makes no date of a code.
    return "General" if field.kind == "number" else "@"


def _width(plan: Plan, field: Field) -> float:
    """Room for the header's longest word and for what the cells usually hold, in characters."""
    header = max(map(len, plan.header(field).split())) + 6
    if field.kind in ("number", "date"):
        return max(14, header)
    if field.kind == "code":
        longest = max(map(len, plan.choices(field)), default=0)
        return max(header, min(34, longest + 5))
    if field.kind in ("reference", "version") or field.key:
        return max(header, 22)
    long = len(str(plan.example(field) or "")) > _LONG_TEXT
    return max(header, 50 if long else 32)


def _help(plan: Plan, field: Field) -> Iterator[str]:
    """What the note on a header says, line by line."""
    language = plan.language
    if field.needed in MARKS:
        yield f"{MARKS[field.needed]} {word(field.needed, language)}"
    if field.fix:
        yield field.fix[language]
    if text := field.help.get(language):
        yield text
    yield from _form(plan, field)
    example = plan.example(field)
    if example is not None and field.kind != "version":
        yield word("example-is", language, text=example)


def _form(plan: Plan, field: Field) -> Iterator[str]:
    """In what form the cell is to be filled."""
    language = plan.language
    if field.kind == "reference":
        titles = [plan.form.sheet(name).label[language] for name in field.column.sheets]
        yield word("reference", language, sheets=word("or", language).join(titles))
    elif field.kind in ("number", "date", "code"):
        yield word(field.kind, language)
    if field.column.separator:
        yield word("several", language)
    if field.max_length:
        yield word("longest", language, count=field.max_length)


def _add_colours(sheet: Worksheet, plan: Plan, field: Field, known: Ranges) -> None:
    from openpyxl.formatting.rule import FormulaRule

    letter = plan.letter(field.column.name)
    cells = f"{letter}{FIRST_ROW}:{letter}{plan.last_row}"
    for colour, formula in conditions(plan, field, known):
        rule = FormulaRule([formula], stopIfTrue=True, **looks.alarm(colour))
        sheet.conditional_formatting.add(cells, rule)


def _add_validation(sheet: Worksheet, plan: Plan, field: Field, offered: Ranges) -> None:
    letter = plan.letter(field.column.name)
    rule = _validation(plan, field, offered)
    rule.promptTitle = field.column.titles[plan.language][:_PROMPT_TITLE]
    rule.prompt = _cut("\n".join(_help(plan, field)))
    rule.showInputMessage = True
    rule.allow_blank = field.kind not in ("code", "reference")
    rule.add(f"{letter}{FIRST_ROW}:{letter}{plan.last_row}")
    sheet.add_data_validation(rule)


def _validation(plan: Plan, field: Field, offered: Ranges) -> DataValidation:
    """The rule by which the spreadsheet itself offers values and refuses others."""
    from openpyxl.worksheet.datavalidation import DataValidation

    language = plan.language
    if field.kind in ("code", "reference"):
        name = list_name(field.scheme) if field.scheme else offered[field.column.sheets]
        rule = DataValidation(type="list", formula1=name, errorStyle="warning")
        rule.error = word("not-in-list", language)
        # Several values of a list are no value of it, so they are left to the colours.
        rule.showErrorMessage = not field.column.separator
        return rule
    if field.kind == "number":
        rule = DataValidation(type="decimal", operator="between", formula1="-1E+15", formula2="1E+15")
        rule.error = word("not-a-number", language)
    elif field.kind == "date":
        rule = DataValidation(type="date", operator="greaterThan", formula1="1")
        rule.error = word("not-a-date", language)
    elif field.max_length:
        rule = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(field.max_length))
        rule.error = word("too-long", language)
    else:
        return DataValidation()
    rule.showErrorMessage = True
    return rule


def _cut(text: str) -> str:
    return text if len(text) <= _PROMPT else text[: _PROMPT - 1] + "…"
