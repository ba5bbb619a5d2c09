"""Where everything stands in the workbook: sheets, rows and columns, what each is called and shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pscvc_kg import vocabulary
from pscvc_kg.forms import Field, Form, Sheet
from pscvc_kg.forms.layout import MARKS, names_of, shown
from pscvc_kg.mapping import fold_key
from pscvc_kg.tables import column_letter
from pscvc_kg.vocabulary import Code

TITLE_ROW, HELP_ROW, EXAMPLE_ROW, HEADER_ROW = 1, 2, 3, 4
FIRST_ROW = HEADER_ROW + 1
"""The first row that a person fills in."""
ROWS = 1000
"""How many rows have drop-downs and colours; further ones are read all the same."""

Value = str | int | float | date | None


@dataclass(frozen=True)
class Plan:
    """One sheet in one language."""

    form: Form
    sheet: Sheet
    language: str

    @property
    def title(self) -> str:
        """The sheet's name in the workbook."""
        return self.sheet.label[self.language]

    @property
    def last_row(self) -> int:
        """The last row that is prepared for a person to fill in."""
        return FIRST_ROW if self.sheet.single else HEADER_ROW + ROWS

    def field(self, name: str) -> Field:
        """The field of the column *name*."""
        return next(field for field in self.sheet.fields if field.column.name == name)

    def index(self, name: str) -> int:
        """The number of the column *name*, from 1."""
        return [field.column.name for field in self.sheet.fields].index(name) + 1

    def letter(self, name: str) -> str:
        """The letter of the column *name*."""
        return column_letter(self.index(name) - 1)

    def cells(self, name: str) -> str:
        """Every cell of the column *name* that a person fills in, with the sheet."""
        letter = self.letter(name)
        return f"{quoted(self.title)}!${letter}${FIRST_ROW}:${letter}${self.last_row}"

    def header(self, field: Field) -> str:
        """The header of *field*, with the mark of what must or should be filled in."""
        mark = MARKS.get(field.needed or "")
        return field.column.titles[self.language] + (f" {mark}" if mark else "")

    def choices(self, field: Field) -> tuple[str, ...]:
        """What a person chooses from, where the field is filled from a code list."""
        return choices(field.codes, self.language)

    def example(self, field: Field) -> Value:
        """What *field* holds in the example row, as a person would type it; None where it is empty there."""
        text = field.example.get(self.language, "")
        if field.kind == "version":
            return self.form.mark
        return self.value(field, text)

    def value(self, field: Field, text: str) -> Value:
        """*text*, with codes as notations or labels, as a person would type it into a cell of *field*."""
        if not text:
            return None
        if field.kind == "number":
            number = Decimal(text)
            return int(number) if number == number.to_integral_value() else float(number)
        if field.kind == "date":
            return date.fromisoformat(text)
        if field.kind != "code":
            return text
        known = {fold_key(name): code for code in field.codes for name in names_of(code)}
        parts = re.split(r"[;,]", text) if field.column.separator else [text]
        return "; ".join(shown(known[fold_key(part)], self.language) for part in parts)


def plans(form: Form, language: str) -> tuple[Plan, ...]:
    """The sheets of *form* in *language*, in order."""
    return tuple(Plan(form, sheet, language) for sheet in form.sheets)


def choices(codes: tuple[Code, ...], language: str) -> tuple[str, ...]:
    """What a person chooses from among *codes*, by what they show; of numbers, the latest first."""
    texts = sorted((shown(code, language) for code in codes), key=str.casefold)
    return tuple(reversed(texts)) if all(text[:1].isdigit() for text in texts) else tuple(texts)


def list_name(scheme: str) -> str:
    """What the workbook calls the code list *scheme*."""
    return "pscvc_list_" + re.sub(r"\W", "_", scheme.rstrip("/").rpartition("/")[2])


def list_title(scheme: str, language: str) -> str:
    """What people call the code list *scheme*."""
    return vocabulary.label(scheme, language) or scheme


def quoted(sheet: str) -> str:
    """The name of a sheet as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"
