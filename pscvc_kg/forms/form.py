"""The form of a profile: its sheets and columns from shapes/forms/, with what the rules ask of each."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from pscvc_kg import resources
from pscvc_kg.errors import PscvcError, UsageError
from pscvc_kg.forms.asked import Asked, Step, asked, builds_on
from pscvc_kg.forms.fields import RECORD, VERSION, Column, Field, field_of, rules_of_things
from pscvc_kg.forms.turtle import Graph, Node
from pscvc_kg.layouts import Template
from pscvc_kg.namespaces import DCT, SH, SHAPE
from pscvc_kg.report import Text

_CSVW = "http://www.w3.org/ns/csvw#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet: what a row describes, by which address, and what tells rows apart.

    ``single``: it has one row, which speaks for all sheets. ``names`` is the column by which others name a
    row.
    """

    name: str
    label: Text
    help: Text
    about: Template
    kind: str
    key: tuple[str, ...]
    names: str | None
    single: bool
    columns: tuple[Column, ...]
    fields: tuple[Field, ...]
    rules: tuple[Asked, ...]

    def column(self, name: str) -> Column:
        """The column called *name*."""
        return next(column for column in self.columns if column.name == name)

    @property
    def virtual(self) -> tuple[Column, ...]:
        """The columns that are no cells."""
        return tuple(column for column in self.columns if column.virtual)


@dataclass(frozen=True, eq=False)
class Form:
    """The sheets of a profile's workbook, in order, and the version of their description."""

    profile: str
    version: str
    label: Text
    help: Text
    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet:
        """The sheet called *name*."""
        return next(sheet for sheet in self.sheets if sheet.name == name)

    @property
    def single(self) -> Sheet:
        """The sheet that speaks for all."""
        return next(sheet for sheet in self.sheets if sheet.single)

    @property
    def mark(self) -> str:
        """What the workbook says of itself: for which rules it was made, and in which version."""
        return f"{self.profile} {self.version}"


@functools.cache
def profiles_with_form(folder: Path = resources.SHAPES) -> tuple[str, ...]:
    """The profiles for which a workbook can be written, sorted."""
    profiles = sorted(path.parent.name for path in folder.glob("*/profile.ttl"))
    return tuple(
        name
        for name in profiles
        if any((folder / "forms" / f"{part}.ttl").is_file() for part in builds_on(name, folder))
    )


@functools.cache
def form(profile: str, folder: Path = resources.SHAPES) -> Form:
    """The form of *profile*, with the sheets of the profiles that it builds on.

    Raises:
        UsageError: There is no such profile, or it has no form.
        PscvcError: The form's description is broken.
    """
    if profile not in profiles_with_form(folder):
        known = ", ".join(profiles_with_form(folder))
        raise UsageError(f"there is no template for a profile called '{profile}'; there are: {known}.")
    files = [folder / "forms" / f"{part}.ttl" for part in builds_on(profile, folder)]
    graph = Graph(file for file in files if file.is_file())
    group = ox.NamedNode(SHAPE + "Form")
    tables = sorted(
        graph.nodes(group, _CSVW + "table"), key=lambda table: int(graph.text(table, SH + "order") or 0)
    )
    rules = asked(profile, folder)
    return Form(
        profile,
        graph.text(group, VERSION) or "",
        _words(graph, group, _RDFS + "label"),
        _words(graph, group, _RDFS + "comment"),
        tuple(_sheet(graph, table, rules) for table in tables),
    )


def _words(graph: Graph, node: Node, predicate: str) -> Text:
    words = graph.words(node, predicate)
    if words is None or not {"en", "fr"} <= words.keys():
        place = node.value if isinstance(node, ox.NamedNode) else graph.text(node, _CSVW + "name")
        raise PscvcError(f"shapes/forms: {place} lacks a text in English or French under <{predicate}>.")
    return words


def _sheet(graph: Graph, table: Node, rules: tuple[Asked, ...]) -> Sheet:
    columns = tuple(_column(graph, node) for node in graph.members(table, _CSVW + "column"))
    kind = graph.iris(table, SH + "class")[0]
    key = set(graph.texts(table, _CSVW + "primaryKey"))
    of_things = rules_of_things(columns, kind, rules)
    return Sheet(
        name=graph.text(table, _CSVW + "name") or "",
        label=_words(graph, table, _RDFS + "label"),
        help=_words(graph, table, _RDFS + "comment"),
        about=Template.of(graph.text(table, _CSVW + "aboutUrl") or ""),
        kind=kind,
        key=tuple(column.name for column in columns if column.name in key),
        names=graph.text(table, _CSVW + "rowTitles"),
        single=graph.text(table, SH + "maxCount") == "1",
        columns=columns,
        fields=tuple(
            field_of(column, columns, of_things, column.name in key)
            for column in columns
            if not column.virtual
        ),
        rules=tuple(rule for several in of_things.values() for rule in several),
    )


def _column(graph: Graph, node: Node) -> Column:
    def template(predicate: str) -> Template | None:
        text = graph.text(node, predicate)
        return Template.of(text.replace("@", "__")) if text else None

    virtual = graph.text(node, _CSVW + "virtual") == "true"
    about_url = graph.text(node, _CSVW + "aboutUrl")
    required = graph.text(node, _CSVW + "required")
    return Column(
        name=graph.text(node, _CSVW + "name") or "",
        titles={} if virtual else _words(graph, node, _CSVW + "titles"),
        about=about_url.strip("{}") if about_url else RECORD,
        step=_step(graph, node),
        virtual=virtual,
        datatype=next(iter(graph.iris(node, _CSVW + "datatype")), None),
        language=graph.text(node, _CSVW + "lang"),
        separator=graph.text(node, _CSVW + "separator"),
        value=template(_CSVW + "valueUrl"),
        kind=next(iter(graph.iris(node, SH + "class")), None),
        constant=next(iter(graph.iris(node, SH + "hasValue")), None),
        optional=graph.text(node, SH + "minCount") == "0",
        sheets=tuple(
            graph.text(sheet, _CSVW + "name") or ""
            for sheet in sorted(
                graph.nodes(node, _CSVW + "reference"),
                key=lambda sheet: int(graph.text(sheet, SH + "order") or 0),
            )
        ),
        scheme=next(iter(graph.iris(node, DCT + "conformsTo")), None),
        pattern=graph.text(node, SH + "pattern"),
        required=None if required is None else required == "true",
        default=template(_CSVW + "default"),
        help=graph.words(node, _RDFS + "comment"),
        example=graph.words(node, _SKOS + "example"),
    )


def _step(graph: Graph, node: Node) -> Step | None:
    for term in graph.nodes(node, SH + "path"):
        if isinstance(term, ox.NamedNode):
            return Step(term.value)
        return Step(graph.iris(term, SH + "inversePath")[0], inverse=True)
    return None
