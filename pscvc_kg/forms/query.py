"""The CONSTRUCT that gives the rows of a sheet their meaning, written from the sheet's description."""

from __future__ import annotations

from collections.abc import Iterator

from pscvc_kg.forms.fields import RECORD, Column, Field
from pscvc_kg.forms.form import Sheet
from pscvc_kg.namespaces import COLUMN, RDF_TYPE, ROW, XSD

_HEAD = f"""PREFIX col: <{COLUMN}>
PREFIX row: <{ROW}>

CONSTRUCT {{ ?subject ?property ?object . }}
WHERE {{
"""
CODE_OF = "{}__code"
"""The name of the derived column that holds the last part of a code's address."""
THING_OF = "{}__thing"
"""The name of the address that the cell of a column gives."""


def query(sheet: Sheet) -> str:
    """The query of *sheet*: one leg for each thing and each column."""
    return _HEAD + "  {\n" + "\n  } UNION {\n".join(_legs(sheet)) + "\n  }\n}\n"


def code_prefix(field: Field) -> str:
    """What the addresses of the codes of *field* begin with."""
    starts = {code.iri.rpartition("/")[0] + "/" for code in field.codes}
    return min(starts, default=f"{field.scheme}/")


def _legs(sheet: Sheet) -> Iterator[str]:
    yield _fact(RECORD, RDF_TYPE, sheet.kind)
    for thing in sheet.virtual:
        for filled in _conditions(sheet, thing):
            if thing.value and thing.kind:
                yield _fact(thing.name, RDF_TYPE, thing.kind, filled)
            if thing.step and thing.constant:
                yield _fact(thing.about, thing.step.iri, thing.constant, filled)
            elif thing.step and thing.value:
                yield _relation(thing, thing.name, filled)
    for field in sheet.fields:
        column = field.column
        if column.step is None or field.kind == "version":
            continue
        if column.value:
            yield _relation(column, THING_OF.format(column.name), None)
        elif field.scheme:
            yield _coded(field)
        else:
            yield _literal(field)


def _conditions(sheet: Sheet, thing: Column) -> list[str | None]:
    """The cells of which one must be filled for *thing*, or what it speaks of, to exist; None: none."""
    names = {thing.name, thing.about}
    optional = [column.name for column in sheet.virtual if column.optional and column.name in names]
    if not optional:
        return [None]
    return [field.column.name for field in sheet.fields if field.column.about in optional]


def _where(filled: str | None) -> str:
    return f' . ?row col:{filled} ?filled . FILTER(?filled != "")' if filled else " ."


def _fact(subject: str, predicate: str, value: str, filled: str | None = None) -> str:
    return (
        f"    ?row row:{subject} ?subject{_where(filled)}\n"
        f"    VALUES (?property ?object) {{ (<{predicate}> <{value}>) }}"
    )


def _relation(column: Column, thing: str, filled: str | None) -> str:
    assert column.step is not None
    ends = (thing, column.about) if column.step.inverse else (column.about, thing)
    return (
        f"    ?row row:{ends[0]} ?subject ; row:{ends[1]} ?object{_where(filled)}\n"
        f"    BIND(<{column.step.iri}> AS ?property)"
    )


def _coded(field: Field) -> str:
    column = field.column
    assert column.step is not None
    return (
        f"    ?row row:{column.about} ?subject ; col:{CODE_OF.format(column.name)} ?code .\n"
        f'    FILTER(?code != "")\n    BIND(<{column.step.iri}> AS ?property)\n'
        f'    BIND(IRI(CONCAT("{code_prefix(field)}", ENCODE_FOR_URI(?code))) AS ?object)'
    )


def _literal(field: Field) -> str:
    column = field.column
    assert column.step is not None
    made = "?written"
    if field.kind in ("number", "date"):
        # What is no number or date stays as text, so that a rule finds it at its cell.
        made = f"COALESCE(<{column.datatype or XSD + 'string'}>(?written), ?written)"
    elif column.language:
        made = f'STRLANG(?written, "{column.language}")'
    return (
        f"    ?row row:{column.about} ?subject ; col:{column.name} ?written .\n"
        f'    FILTER(?written != "")\n    BIND(<{column.step.iri}> AS ?property)\n    BIND({made} AS ?object)'
    )
