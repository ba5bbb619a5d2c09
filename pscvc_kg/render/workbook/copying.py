"""Sheets of one workbook copied into another: values and looks, for openpyxl copies within one book only."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet


def copy_sheets(source: Workbook, target: Workbook, title: Callable[[str], str]) -> dict[str, Worksheet]:
    """Put the sheets of *source*, read with the values of its formulas, at the end of *target*.

    *title* makes a title that is free. Returns the new sheets by their titles in *source*.
    """
    styles: dict[bytes, StyleArray] = {}
    made = {}
    for old in source.worksheets:
        new = made[old.title] = target.create_sheet(title(old.title))
        _copy_cells(old, new, styles)
        _copy_looks(old, new)
    return made


def _copy_cells(old: Worksheet, new: Worksheet, styles: dict[bytes, StyleArray]) -> None:
    for (row, column), cell in sorted(old._cells.items()):
        if isinstance(cell, MergedCell):
            continue
        made = Cell(new, row=row, column=column)
        made._value, made.data_type = cell._value, cell.data_type
        key = (cell._style or StyleArray()).tobytes()
        if key not in styles:
            for name in ("font", "fill", "border", "alignment", "protection"):
                setattr(made, name, copy(getattr(cell, name)))
            made.number_format = cell.number_format
            made.quotePrefix = cell.quotePrefix
            styles[key] = made._style
        made._style = styles[key]
        if cell.comment is not None:
            made.comment = copy(cell.comment)
        if cell.hyperlink is not None:
            made.hyperlink = copy(cell.hyperlink)
        new._cells[(row, column)] = made
        new._current_row = max(new._current_row, row)


def _copy_looks(old: Worksheet, new: Worksheet) -> None:
    for letter, column in old.column_dimensions.items():
        new.column_dimensions[letter] = made = copy(column)
        made.worksheet = new
        made._style = copy(new.column_dimensions["XFD"]._style)
    new.column_dimensions.pop("XFD", None)
    for number, row in old.row_dimensions.items():
        new.row_dimensions[number].height = row.height
        new.row_dimensions[number].hidden = row.hidden
    for merged in old.merged_cells.ranges:
        new.merge_cells(merged.coord)
    for ranges in old.conditional_formatting:
        for rule in ranges.rules:
            new.conditional_formatting.add(str(ranges.sqref), copy(rule))
    for validation in old.data_validations.dataValidation:
        # A list on another sheet or under a name would be looked for among the sheets of the other workbook.
        if not any(mark in (validation.formula1 or "") for mark in "!(") and (
            validation.type != "list" or (validation.formula1 or "").startswith(('"', "$"))
        ):
            new.add_data_validation(copy(validation))
    new.freeze_panes = old.freeze_panes
    new.auto_filter.ref = old.auto_filter.ref
    new.sheet_state = old.sheet_state
    new.sheet_properties.tabColor = copy(old.sheet_properties.tabColor)
    new.sheet_format = copy(old.sheet_format)
    new.page_setup.orientation = old.page_setup.orientation
