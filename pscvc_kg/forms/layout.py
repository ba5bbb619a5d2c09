"""The table layout of each sheet of a form, made of its description: others stand in queries/mappings/."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from pscvc_kg.forms.fields import RECORD, Field
from pscvc_kg.forms.form import Form, Sheet, form, profiles_with_form
from pscvc_kg.forms.query import CODE_OF, THING_OF, code_prefix, query
from pscvc_kg.layouts import ROW, Check, Derived, Layout, Share, Source, Template, layouts
from pscvc_kg.mapping import fold_key
from pscvc_kg.vocabulary import Code

MARKS = {"violation": "*", "warning": "○"}
"""What follows a header: a cell that must be filled, and one that should be."""
GIVEN = "given__{}"
"""What a sheet calls a cell of the sheet that speaks for all."""
_NOTATION = "{}__notation"
_OWNER, _PERIOD = "owner", "period_iri"


def headers_of(field: Field) -> tuple[str, ...]:
    """The headers under which the column of *field* is known: in both languages, with and without a mark."""
    titles = dict.fromkeys(field.column.titles.values())
    return tuple(
        text for title in titles for text in (title, *(f"{title} {mark}" for mark in MARKS.values()))
    )


def unmarked(header: str) -> str:
    """*header* without a mark."""
    return header.rstrip("".join(MARKS.values())).rstrip()


def shown(code: Code, language: str) -> str:
    """What a person chooses for *code*: its label, or its notation where the label only adds to a number."""
    label = code.labels.get(language) or code.labels.get("en") or code.notation
    return code.notation if code.notation[:1].isdigit() and code.notation in label.split() else label


def names_of(code: Code) -> tuple[str, ...]:
    """Everything that stands for *code* in a cell: its notation, and its label in each language."""
    return tuple(dict.fromkeys((code.notation, *code.labels.values())))


@functools.cache
def layouts_of(form: Form) -> Mapping[str, Layout]:
    """The layout of each sheet, by the sheet's name."""
    return {sheet.name: layout_of(form, sheet) for sheet in form.sheets}


@functools.cache
def every_layout() -> Mapping[str, Layout]:
    """Every layout by name: those of queries/mappings/, and those of the forms of all profiles."""
    generated = {
        layout.name: layout
        for profile in reversed(profiles_with_form())
        for layout in layouts_of(form(profile)).values()
    }
    return {**layouts(), **generated}


def layout_of(form: Form, sheet: Sheet) -> Layout:
    """The layout of one sheet."""
    names = _Names(form, sheet)
    iris = {name: names.template(text) for name, text in _templates(sheet)}
    iris |= {_OWNER: names.given(form.single.about), _PERIOD: names.given(_period(form))}
    owner, period = _OWNER, _PERIOD
    return Layout(
        name=name_of(sheet),
        summary=f"The sheet “{sheet.label['en']}” of the template: {sheet.help['en']}",
        label={language: f"{form.label[language]}, {text}" for language, text in sheet.label.items()},
        kind="submission",
        source=Source(title=form.label, licence="Not stated"),
        columns={field.column.name: headers_of(field) for field in sheet.fields if field.key},
        optional={field.column.name: headers_of(field) for field in sheet.fields if not field.key},
        iris=iris,
        record=RECORD,
        query=query(sheet),
        profile=form.profile,
        split={field.column.name: field.column.separator for field in sheet.fields if field.column.separator},
        derive=names.derived,
        owner=Share(names.column("org_id"), owner),
        period=Share(names.column("period"), period),
        key=sheet.key,
        needs=tuple(_needs(form, sheet)),
        given=tuple(sorted(names.of_the_single)),
        defaults={
            field.column.name: names.template(field.column.default)
            for field in sheet.fields
            if field.column.default
        },
        checks={field.column.name: _check(form, sheet, field) for field in sheet.fields},
    )


def name_of(sheet: Sheet) -> str:
    """The name of the layout of *sheet*."""
    return f"template-{sheet.name}"


def _templates(sheet: Sheet) -> Iterator[tuple[str, Template]]:
    yield RECORD, sheet.about
    for column in sheet.columns:
        if column.value:
            yield column.name if column.virtual else THING_OF.format(column.name), column.value


def _period(form: Form) -> Template:
    value = form.single.column(_PERIOD).value
    assert value is not None
    return value


class _Names:
    """What the holes of a sheet's templates stand for, and the derived columns that this takes."""

    def __init__(self, form: Form, sheet: Sheet) -> None:
        self._sheet = sheet
        self._fields = {field.column.name: field for field in sheet.fields}
        self.of_the_single: set[str] = set()
        self.derived: dict[str, Derived] = {}
        for name, field in self._fields.items():
            if field.scheme:
                start = code_prefix(field)
                last = {
                    fold_key(text): code.iri.removeprefix(start)
                    for code in field.codes
                    for text in names_of(code)
                }
                self.derived[CODE_OF.format(name)] = Derived(
                    of=name, values=last, fold=True, otherwise=Template.of(f"{{{name}}}")
                )

    def template(self, template: Template) -> Template:
        """*template* with each hole named as the layout calls it."""
        return Template(template.literals, tuple(map(self._hole, template.fields)))

    def given(self, template: Template) -> Template:
        """*template* of the sheet that speaks for all, as this sheet sees it."""
        return Template(template.literals, tuple(map(self.column, template.fields)))

    def column(self, name: str) -> str:
        """What this sheet calls the column *name* of the sheet that speaks for all."""
        if self._sheet.single:
            return self._hole(name)
        self.of_the_single.add(GIVEN.format(name))
        return GIVEN.format(name)

    def _hole(self, name: str) -> str:
        field = self._fields.get(name)
        if field is None:
            column, _, other = name.partition("__")
            if other and column in self._fields:
                sheets = "+".join(self._fields[column].column.sheets)
                # An unknown name gives an address too, so that nothing but the name is found to be wrong.
                self.derived[name] = Derived(
                    of=column, lookup=f"{sheets}.{other}", otherwise=Template.of(f"unknown-{{{column}}}")
                )
                return name
            return ROW if name == ROW else self.column(name)
        if not field.scheme:
            return name
        notations = {fold_key(text): code.notation for code in field.codes for text in names_of(code)}
        derived = _NOTATION.format(name)
        self.derived[derived] = Derived(
            of=name, values=notations, fold=True, otherwise=Template.of(f"{{{name}}}")
        )
        return derived


def _needs(form: Form, sheet: Sheet) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The records of other sheets that one of *sheet* needs, each with the columns of its key."""
    if not sheet.single:
        yield name_of(form.single), tuple(GIVEN.format(name) for name in form.single.key)
    own = {field.column.name for field in sheet.fields}
    for field in sheet.fields:
        for name in field.column.sheets:
            other = form.sheet(name)
            key = tuple(field.column.name if part == other.names else part for part in other.key)
            if not other.single and not field.column.separator and own.issuperset(key):
                yield name_of(other), key


def _check(form: Form, sheet: Sheet, field: Field) -> Check:
    # Where a cell may name a row of either of two sheets, a name in both would name two things.
    groups = [each.column.sheets for other in form.sheets for each in other.fields]
    beside = [group[: group.index(sheet.name)] for group in groups if sheet.name in group]
    named = field.column.name == sheet.names
    return Check(
        field.kind,
        needed=field.key,
        values=frozenset(fold_key(text) for code in field.codes for text in names_of(code)),
        tables=field.column.sheets,
        apart=tuple(sorted({name for several in beside for name in several})) if named else (),
        pattern=field.column.pattern,
        version=form.mark if field.kind == "version" else None,
    )
