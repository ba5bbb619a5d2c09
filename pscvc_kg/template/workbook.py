"""Writes the workbook from the plans of its sheets: their content, and the names that it defines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pscvc_kg.errors import InputError
from pscvc_kg.forms import Form, form
from pscvc_kg.settling import settled
from pscvc_kg.tables.declared import ABOUT, TABLE
from pscvc_kg.template.plan import Plan, list_name, plans, quoted
from pscvc_kg.template.words import word
from pscvc_kg.workbooks import declared_name

if TYPE_CHECKING:
    from openpyxl import Workbook

_NAMES = "pscvc_names"
"""The hidden sheet that gathers the names of rows that stand in several sheets."""


def write(path: str | Path, profile: str, language: str, rules_version: str) -> None:
    """Write the workbook for *profile* in *language* to *path*, which is replaced.

    The same form and rules give the same bytes.

    Raises:
        UsageError: There is no template for the profile.
        InputError: The file cannot be written.
    """
    data = workbook(form(profile), language, rules_version)
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({error.strerror}); name another file or folder."
        ) from error


def workbook(form: Form, language: str, rules_version: str) -> bytes:
    """The bytes of the workbook."""
    # openpyxl takes a fifth of a second to import, which no other command need pay.
    from openpyxl import Workbook

    from pscvc_kg.template import pages, sheets

    book = Workbook()
    book.remove(book.active)
    book.properties.title = form.label[language]
    book.properties.creator = "pscvc"
    book.properties.language = language
    every = plans(form, language)
    pages.write_about(book, every, rules_version)
    rows = _row_ranges(every)
    for plan in every:
        sheets.write_sheet(book, plan, {names: full for names, (_, full) in rows.items()}, _lists(rows))
        _define(
            book,
            TABLE + declared_name(form.profile, plan.sheet.name),
            f"{quoted(plan.title)}!{sheets.header_range(plan)}",
        )
    schemes = pages.write_lists(book, every)
    for number, title in enumerate((word("about", language), word("lists", language)), start=1):
        _define(book, f"{ABOUT}{number}", f"{quoted(title)}!$A$1")
    for scheme, ranges in schemes.items():
        for suffix, cells in ranges.items():
            _define(book, list_name(scheme) + suffix, f"{quoted(word('lists', language))}!{cells}")
    _write_names(book, every, rows)
    book.active = 0
    return settled(book)


def _lists(rows: Mapping[tuple[str, ...], tuple[str, str]]) -> Mapping[tuple[str, ...], str]:
    return {names: offered for names, (offered, _) in rows.items()}


def _row_ranges(every: Iterable[Plan]) -> dict[tuple[str, ...], tuple[str, str]]:
    """For each group of sheets that a cell may name a row of: the ranges of rows offered, and of all."""
    groups = {field.column.sheets for plan in every for field in plan.sheet.fields if field.column.sheets}
    return {
        names: (f"pscvc_rows_{'_'.join(names)}", f"pscvc_all_{'_'.join(names)}") for names in sorted(groups)
    }


def _write_names(
    book: Workbook, every: Iterable[Plan], rows: Mapping[tuple[str, ...], tuple[str, str]]
) -> None:
    """Define the ranges of rows that cells name; those of several sheets are gathered on a hidden one."""
    by_name = {plan.sheet.name: plan for plan in every}
    hidden = book.create_sheet(_NAMES)
    hidden.sheet_state = "veryHidden"
    for column, (names, (offered, full)) in enumerate(rows.items(), start=1):
        of = [by_name[name] for name in names]
        cells = [plan.cells(plan.sheet.names or "") for plan in of]
        count = "+".join(f"COUNTA({each})" for each in cells)
        if len(of) == 1:
            start, whole = cells[0].partition(":")[0], cells[0]
        else:
            last = _gather(hidden, column, of)
            letter = hidden.cell(1, column).column_letter
            start, whole = f"{_NAMES}!${letter}$1", f"{_NAMES}!${letter}$1:${letter}${last}"
        _define(book, offered, f"OFFSET({start},0,0,MAX(1,{count}),1)")
        _define(book, full, whole)


def _gather(hidden: object, column: int, of: Iterable[Plan]) -> int:
    """Write a formula for each row of the sheets *of* below each other; the number of the last."""
    row = 0
    for plan in of:
        sheet, cells = plan.cells(plan.sheet.names or "").split("!")
        letter, first, last = re.fullmatch(r"\$(\w+)\$(\d+):\$\w+\$(\d+)", cells).groups()  # type: ignore[union-attr]
        for number in range(int(first), int(last) + 1):
            row += 1
            place = f"{sheet}!${letter}${number}"
            hidden.cell(row, column, f'=IF({place}="","",{place})')  # type: ignore[attr-defined]
    return row


def _define(book: Workbook, name: str, text: str) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    book.defined_names[name] = DefinedName(name, attr_text=text)
