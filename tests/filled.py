"""A filled-in template as plain rows, written into the workbook, and broken cell by cell."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import strategies as st

from pscvc_kg import forms
from pscvc_kg.forms import Field, Form, names_of
from pscvc_kg.forms.layout import shown
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


def words() -> st.SearchStrategy[str]:
    letters = st.characters(categories=["L"], max_codepoint=0x24F)
    return st.lists(st.text(letters, min_size=1, max_size=9), min_size=1, max_size=5).map(" ".join)


def keys() -> st.SearchStrategy[str]:
    return st.from_regex(r"\A[A-Z]{1,3}[0-9]{1,4}(-[a-zé/ ]{0,4}[a-z])?\Z")


@st.composite
def submissions(draw: st.DrawFn, language: str) -> Rows:
    """A valid submission: every needed cell is filled, others may be; whatever is named has its row."""
    rows: dict[str, list[dict[str, Value]]] = {"submission": [draw(_row("submission", language, {}))]}
    rows["submission"][0].update(jurisdiction=draw(st.sampled_from(["ca", "ca-on", "fr"])))
    own = {str(rows["submission"][0]["organization"]).casefold()}
    for sheet in [each.name for each in form().sheets if not each.single]:
        names = form().sheet(sheet).names
        taken = set(own) if sheet == "organizations" else set()
        for _ in range(draw(st.integers(1, 3))):
            row = draw(_row(sheet, language, rows))
            if row is None:
                continue
            key = tuple(str(row[name]).casefold() for name in form().sheet(sheet).key)
            if key in taken or (names and str(row[names]).casefold() in taken):
                continue
            taken |= {key, str(row[names]).casefold() if names else key}
            rows.setdefault(sheet, []).append(row)
    return rows


@st.composite
def _row(draw: st.DrawFn, sheet: str, language: str, rows: Rows) -> Any:
    row: dict[str, Value] = {}
    for field in form().sheet(sheet).fields:
        filled = field.needed or draw(st.booleans())
        row[field.column.name] = draw(_value(field, language, rows)) if filled else None
    return _sensible(draw, sheet, row, rows)


def _value(field: Field, language: str, rows: Rows) -> st.SearchStrategy[Value]:
    if field.kind == "version":
        return st.just(form().mark)
    if field.kind == "number":
        return st.integers(0, 10**9) | st.decimals(0, 1, places=2).map(float)
    if field.kind == "date":
        return st.dates(date(1950, 1, 1), date(2090, 1, 1))
    if field.kind == "code":
        texts = [text for code in field.codes for text in (shown(code, language), *names_of(code))]
        return _several(field, texts)
    if field.kind == "reference":
        return _several(
            field,
            [
                str(row[form().sheet(name).names or ""])
                for name in field.column.sheets
                for row in rows.get(name, [])
            ],
        )
    if field.column.pattern:
        return st.sampled_from(["ca", "ca-qc", "us"])
    return keys() if field.key else words()


def _several(field: Field, texts: list[str]) -> st.SearchStrategy[Value]:
    if not texts:
        return st.none()
    one = st.sampled_from(texts)
    if not field.column.separator:
        return one
    return st.lists(one, min_size=1, max_size=3, unique_by=str.casefold).map("; ".join)


def _sensible(draw: st.DrawFn, sheet: str, row: dict[str, Value], rows: Rows) -> Any:
    """*row* with what the rules ask of cells together; None where it cannot be."""
    if any(row.get(field.column.name) is None for field in form().sheet(sheet).fields if field.needed):
        return None
    if sheet == "handovers":
        stages = [stage["stage"] for stage in rows.get("stages", []) if stage["chain"] == row["chain"]]
        if len(stages) < 2:
            return None
        row["from_stage"], row["to_stage"] = draw(st.permutations(stages))[:2]
        # Whether two hand-overs go back and forth is tried by the cases of the rules.
        row["interdependence"] = None
    if sheet == "standards":
        total, share = draw(st.integers(100, 9999)), draw(st.integers(0, 100))
        row.update(target=share / 100, met=total * share, total=total * 100, reached=share / 100, status=None)
    if sheet == "measurements":
        row.update(indicator=draw(st.sampled_from(["num_applications_total", "num_website_visits"])))
        row.update(value=draw(st.integers(0, 10**9)), status=None, numerator=None, denominator=None)
        row.update(sample=draw(st.none() | st.integers(500, 1000)))
    if sheet == "arrangements":
        names = [
            str(each["organization"])
            for name in ("submission", "organizations")
            for each in rows.get(name, [])
        ]
        if len(names) < 2:
            return None
        # What a network, a contract or a collaboration needs besides is tried by the cases of the rules.
        bare = ("governance", "interdependence", "mode", "lead", "administration", "commissioner", "provider")
        row.update(dict.fromkeys(bare), form="partnership", members="; ".join(names[:2]))
    if sheet == "innovations":
        row["service"] = row["service"] or rows.get("services", [{}])[0].get("service")
        if row["service"] is None and row["chain"] is None:
            return None
        row.update(adopter=rows["submission"][0]["organization"], date=date(2024, 2, 29))
    if row.get("starts") and row.get("ends") and row["starts"] > row["ends"]:  # type: ignore[operator]
        row["starts"], row["ends"] = row["ends"], row["starts"]
    return row
