"""A filled-in template as plain rows, written into the workbook, and broken cell by cell."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl

from pscvc_kg import forms
from pscvc_kg.forms import Field, Form
from pscvc_kg.template import Plan, plans
from pscvc_kg.template.plan import FIRST_ROW, Value
from pscvc_kg.template.workbook import workbook

Rows = Mapping[str, list[dict[str, Value]]]
"""The rows of each sheet, by its name: what stands in each column, by its name."""


@cache
def form() -> Form:
    return forms.form("core")


@cache
def blank(language: str) -> bytes:
    return workbook(form(), language, "0.1.0")


@cache
def plan(sheet: str, language: str) -> Plan:
    return next(each for each in plans(form(), language) if each.sheet.name == sheet)


def write(path: Path, rows: Rows, language: str) -> Path:
    """The template in *language* with *rows* in it."""
    book = openpyxl.load_workbook(BytesIO(blank(language)))
    for name, own in rows.items():
        here = plan(name, language)
        for number, row in enumerate(own, start=FIRST_ROW):
            for column, value in row.items():
                book[here.title].cell(number, here.index(column)).value = value
    book.save(path)
    return path


def example_rows(sheet: str, language: str) -> dict[str, list[dict[str, Value]]]:
    """The example row of *sheet*, with the example rows of the sheets that it names, until all is there."""
    rows = {"submission": [_example("submission", language)]}
    _add(rows, sheet, _example(sheet, language), language)
    return rows


def _add(rows: dict[str, list[dict[str, Value]]], sheet: str, row: dict[str, Value], language: str) -> None:
    if sheet != "submission":
        rows.setdefault(sheet, []).append(row)
    for field in form().sheet(sheet).fields:
        value = row.get(field.column.name)
        for text in str(value).split(";") if value and field.column.sheets else []:
            if not _is_there(rows, field, text.strip()):
                other = field.column.sheets[-1]
                named = form().sheet(other).names or ""
                _add(rows, other, {**_example(other, language), named: text.strip()}, language)


def _is_there(rows: Rows, field: Field, text: str) -> bool:
    return any(
        row.get(form().sheet(name).names or "") == text
        for name in field.column.sheets
        for row in rows.get(name, [])
    )


def _example(sheet: str, language: str) -> dict[str, Value]:
    here = plan(sheet, language)
    return {field.column.name: here.example(field) for field in here.sheet.fields}


def story(language: str) -> dict[str, list[dict[str, Value]]]:
    """A small submission that fills every sheet: one registers a birth and another issues a number."""
    rows: dict[str, list[dict[str, Value]]] = {}
    for sheet in form().sheets:
        for name, own in example_rows(sheet.name, language).items():
            kept = rows.setdefault(name, [])
            kept += [copy.copy(row) for row in own if row not in kept]
    own = rows["submission"][0]["organization"]
    for stage in rows["stages"]:
        if stage["stage"] != "register-birth":
            stage.update(title_en="Issue a number", title_fr="Attribuer un numéro", performer=own)
    return rows


def broken(rows: Rows, sheet: str, row: int, column: str, value: Value) -> Rows:
    """*rows* with another value in one cell."""
    other = copy.deepcopy(dict(rows))
    other[sheet][row][column] = value
    return other
