"""Tables that belong together in one workbook: one speaks for all, and they name each other's rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pscvc_kg import forms, layouts
from pscvc_kg.errors import InputError
from pscvc_kg.forms import Form, Sheet
from pscvc_kg.layouts import Recognised
from pscvc_kg.mapping import clean, fold_key
from pscvc_kg.report import Location
from pscvc_kg.tables import Place, Table


def recognise(tables: Sequence[Table]) -> tuple[Recognised, ...]:
    """The *tables* of one file with their layouts; those of a filled-in template without the empty ones.

    Raises:
        InputError: A table is of no known layout, or the template lacks the sheet that speaks for all.
    """
    if not any(table.declared for table in tables):
        return tuple(layouts.recognise(table) for table in tables)
    found = {form: sheet for form, sheet in map(_declared, tables) if form and sheet}
    form = next(iter(found), None)
    return tuple(_filled_in(form, tables)) if form else tuple(layouts.recognise(table) for table in tables)


def declared_name(profile: str, sheet: str) -> str:
    """What a workbook calls the table of *sheet* of the form of *profile*, in letters that names may have."""
    return f"{profile.replace('-', '_')}_{sheet}"


def _declared(table: Table) -> tuple[Form | None, Sheet | None]:
    """Of which form, and which sheet of it, *table* says that it is."""
    for profile in forms.profiles_with_form():
        form = forms.form(profile)
        for sheet in form.sheets:
            if table.declared == declared_name(profile, sheet.name):
                return form, sheet
    return None, None


def _filled_in(form: Form, tables: Iterable[Table]) -> Iterable[Recognised]:
    """The tables of a filled-in template of *form*, with what each takes from the others."""
    by_sheet: dict[str, Recognised] = {}
    for table in tables:
        own, sheet = _declared(table)
        if own is None or sheet is None:
            raise InputError(_no_sheet(table, form))
        by_sheet[sheet.name] = layouts.as_layout(table, forms.layouts_of(own)[sheet.name])
    groups, places = _given(form, by_sheet)
    registers = {name: _register(form, name, by_sheet, groups) for name in _asked(form)}
    registers |= {sheet.name: _names(sheet, by_sheet) for sheet in form.sheets if sheet.names}
    return [
        replace(each, groups=groups, places=places, registers=registers)
        for each in by_sheet.values()
        if each.table.rows
    ]


def _no_sheet(table: Table, form: Form) -> str:
    place = Place(table.file, table.sheet)
    return (
        f"{place}: this sheet is none of the template's, so nobody would read it; move its rows to the sheet "
        f"they belong to, and delete it (the template is that of the rules '{form.profile}')."
    )


def _given(form: Form, by_sheet: Mapping[str, Recognised]) -> tuple[dict[str, str], dict[str, Location]]:
    """The cells of the sheet that speaks for all, and where each stands.

    Raises:
        InputError: The sheet is not there, or it has not one row.
    """
    single = form.single
    each = by_sheet.get(single.name)
    label = " / ".join(dict.fromkeys(single.label.values()))
    if each is None or not each.table.rows:
        file = next(iter(by_sheet.values())).table.file
        raise InputError(
            f'{file}: the sheet "{label}" is missing or has no row; it says whose submission this is, and '
            "without it nothing can be read. Copy your rows into a new template."
        )
    table = each.table
    if len(table.rows) > 1:
        place = Place(table.file, table.sheet)
        raise place.error("only one row says whose submission this is; delete this one", row=table.rows[1])
    groups, places = {}, {}
    for field in single.fields:
        name, at = forms.GIVEN.format(field.column.name), each.columns.get(field.column.name)
        text = "" if at is None else clean(table.rows[0].cells[at])
        code = next(
            (code for code in field.codes if fold_key(text) in map(fold_key, forms.names_of(code))), None
        )
        groups[name] = code.notation if code and text else text
        places[name] = (
            Location(table.file, table.sheet, table.header_row)
            if at is None
            else Location(table.file, table.sheet, table.rows[0].number, table.letter(at), table.headers[at])
        )
    return groups, places


def _asked(form: Form) -> set[str]:
    """The registers of the workbook's own rows that its layouts ask: `submission+organizations.org_id`."""
    own = {sheet.name for sheet in form.sheets}
    return {
        rule.lookup
        for layout in forms.layouts_of(form).values()
        for rule in layout.derive.values()
        if rule.lookup and own.issuperset(rule.lookup.partition(".")[0].split("+"))
    }


def _register(
    form: Form, name: str, by_sheet: Mapping[str, Recognised], groups: Mapping[str, str]
) -> dict[str, str]:
    """What each row of some sheets has in one column, by the row's name."""
    sheets, _, column = name.partition(".")
    defaults = [
        field.column.default
        for sheet in sheets.split("+")
        for field in form.sheet(sheet).fields
        if field.column.name == column and field.column.default
    ]
    instead = "".join(
        groups.get(forms.GIVEN.format(hole), "") for default in defaults for hole in default.fields
    )
    found: dict[str, str] = {}
    for sheet in sheets.split("+"):
        for key, row in _rows(form.sheet(sheet), by_sheet):
            found.setdefault(key, row.get(column, "") or instead)
    return found


def _names(sheet: Sheet, by_sheet: Mapping[str, Recognised]) -> dict[str, str]:
    return {key: row[sheet.names or ""] for key, row in _rows(sheet, by_sheet)}


def _rows(sheet: Sheet, by_sheet: Mapping[str, Recognised]) -> Iterable[tuple[str, dict[str, str]]]:
    """The rows of *sheet* that have a name: the folded name, and the cells by column."""
    each = by_sheet.get(sheet.name)
    named = sheet.names
    if each is None or named is None or named not in each.columns:
        return
    for row in each.table.rows:
        cells = {name: clean(row.cells[at]) for name, at in each.columns.items()}
        if cells[named]:
            yield fold_key(cells[named]), cells
