"""The formulas that turn a cell red or amber while somebody types: what validation would find there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pscvc_kg.forms import Field
from pscvc_kg.template.plan import FIRST_ROW, Plan, list_name

RED, AMBER = "red", "amber"
_COLOUR = {"violation": RED, "warning": AMBER}


def conditions(plan: Plan, field: Field, rows: Mapping[tuple[str, ...], str]) -> Iterator[tuple[str, str]]:
    """The colour and formula of each condition of *field*, for the first row of *plan*; the worst is first.

    *rows* leads from the sheets that a cell may name a row of to the name of the range that lists them.
    """
    cell = f"${plan.letter(field.column.name)}{FIRST_ROW}"
    wrong = _wrong(field, cell, rows)
    if wrong:
        yield RED, f'AND({cell}<>"",{wrong})'
    if field.max_length:
        yield RED, f"LEN({cell})>{field.max_length}"
    if field.column.name == _telling(plan) and plan.sheet.key and not plan.sheet.single:
        yield RED, _repeated(plan)
    if field.needed in _COLOUR:
        first, last = (f"${plan.letter(each.column.name)}{FIRST_ROW}" for each in _ends(plan))
        started = f"COUNTA({first}:{last})>0"
        yield _COLOUR[field.needed], f'AND(TRIM({cell})="",{started})'


def _ends(plan: Plan) -> tuple[Field, Field]:
    return plan.sheet.fields[0], plan.sheet.fields[-1]


def _telling(plan: Plan) -> str:
    return plan.sheet.key[-1]


def _wrong(field: Field, cell: str, rows: Mapping[tuple[str, ...], str]) -> str | None:
    """The formula of whether what stands in *cell* is not what *field* takes; None where anything is."""
    if field.kind in ("number", "date"):
        return f"NOT(ISNUMBER({cell}))"
    if field.scheme:
        name = list_name(field.scheme)
        known = [name, f"{name}_also", f"{name}_code"]
    elif field.column.sheets:
        known = [rows[field.column.sheets]]
    else:
        return None
    separator = field.column.separator
    if not separator:
        return "+".join(f"COUNTIF({each},{cell})" for each in known) + "=0"
    # Each value stands between two separators: it counts once, by whatever name of a code it is there.
    text = f'"{separator}"&{cell}&"{separator}"'
    for spaced in (f"{separator} ", f" {separator}"):
        text = f'SUBSTITUTE({text},"{spaced}","{separator}")'
    found = "+".join(
        f'ISNUMBER(SEARCH("{separator}"&{each}&"{separator}",{text}))*({each}<>"")' for each in known
    )
    count = f'LEN({cell})-LEN(SUBSTITUTE({cell},"{separator}",""))+1'
    return f"SUMPRODUCT(SIGN({found}))<{count}"


def _repeated(plan: Plan) -> str:
    """Whether an earlier or later row has the same key."""
    pairs = [(plan.letter(name), f"${plan.letter(name)}{FIRST_ROW}") for name in plan.sheet.key]
    counted = ",".join(f"${letter}${FIRST_ROW}:${letter}${plan.last_row},{cell}" for letter, cell in pairs)
    filled = ",".join(f'{cell}<>""' for _, cell in pairs)
    return f"AND({filled},COUNTIFS({counted})>1)"
