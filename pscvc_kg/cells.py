"""What is wrong with single cells of a generated layout: facts for rules about tables, never accepted."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pscvc_kg.forms import unmarked
from pscvc_kg.layouts import Check, Recognised
from pscvc_kg.mapping import clean, fold_key
from pscvc_kg.tables import Row

EMPTY, REPEATED = "hasEmptyKey", "repeatsRow"
UNREADABLE = {
    "number": "unreadableNumber",
    "date": "unreadableDate",
    "code": "unlistedCode",
    "reference": "unmatchedName",
    "text": "unreadableText",
    "version": "otherTemplate",
}
"""The property under which a cell of each kind is reported, from `Check.kind`."""
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
"""How XML Schema writes a decimal or an integer: no exponent, no underscore, no digits but ours."""
_NEAR = 0.75
_HINTS = 10
"""For how many wrong cells of a table a like value is looked for: among a thousand it takes 0.1 s."""


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with the cell of *column* (a short name) in *row*, a spreadsheet's number.

    ``property`` says what, ``text`` is what stands there, ``nearest`` a known value that is like it,
    ``other`` the number of an earlier row with the same key, ``value`` which of the values in the cell it is.
    """

    property: str
    row: int
    column: str
    text: str
    nearest: str | None = None
    other: int | None = None
    value: int = 0


def problems(recognised: Recognised) -> Iterator[CellProblem]:
    """The problems of each cell of a table, row by row; none where its layout is written by hand."""
    layout = recognised.layout
    if not layout.checks:
        return
    seen: dict[tuple[str, ...], int] = {}
    hints = _HINTS
    for row in recognised.table.rows:
        cells = {name: clean(row.cells[at]) for name, at in recognised.columns.items()}
        for name, text in cells.items():
            for problem in _of_cell(recognised, row, name, text):
                hinted = problem.property in UNREADABLE.values() and hints > 0
                hints -= hinted
                yield replace(problem, nearest=_nearest(recognised, problem)) if hinted else problem
        key = tuple(fold_key(cells.get(name, "")) for name in layout.key)
        if any(key) and (first := seen.setdefault(key, row.number)) != row.number:
            last = next(name for name in reversed(_telling(layout.key, cells)))
            shown = ", ".join(cells[name] for name in layout.key if cells.get(name))
            yield CellProblem(REPEATED, row.number, last, shown, other=first)


def _telling(key: tuple[str, ...], cells: Mapping[str, str]) -> list[str]:
    return [name for name in key if cells.get(name)] or [key[-1]]


def _of_cell(recognised: Recognised, row: Row, name: str, text: str) -> Iterator[CellProblem]:
    check = recognised.layout.checks.get(name)
    if check is None:
        return
    if not text:
        if check.needed:
            header = recognised.table.headers[recognised.columns[name]]
            yield CellProblem(EMPTY, row.number, name, unmarked(header))
        return
    if any(fold_key(text) in recognised.registers.get(each, {}) for each in check.apart):
        yield CellProblem(REPEATED, row.number, name, text)
    separator = recognised.layout.split.get(name)
    values = [part.strip() for part in text.split(separator)] if separator else [text]
    for number, value in enumerate(values):
        if value and not _fits(recognised, check, value):
            yield CellProblem(UNREADABLE[check.kind], row.number, name, value, value=number)


def _fits(recognised: Recognised, check: Check, text: str) -> bool:
    """Whether *text* is what *check* takes."""
    if check.kind == "number":
        return NUMBER.fullmatch(text) is not None
    if check.kind == "date":
        return _is_date(text)
    if check.kind == "code":
        return fold_key(text) in check.values
    if check.kind == "reference":
        return any(fold_key(text) in recognised.registers.get(name, {}) for name in check.tables)
    if check.kind == "version":
        return text == check.version
    return check.pattern is None or re.fullmatch(check.pattern, text) is not None


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _nearest(recognised: Recognised, problem: CellProblem) -> str | None:
    """The known value that the text of *problem* may be meant for."""
    check = recognised.layout.checks[problem.column]
    if check.kind == "version":
        return check.version
    known = {value: value for value in check.values}
    for name in check.tables:
        known |= recognised.registers.get(name, {})
    near = difflib.get_close_matches(fold_key(problem.text), sorted(known), n=1, cutoff=_NEAR)
    return known[near[0]] if near else None
