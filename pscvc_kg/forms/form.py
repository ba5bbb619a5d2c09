"""The form of a profile: its sheets and columns from shapes/forms/, with what the rules ask of each."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from pscvc_kg import resources, vocabulary
from pscvc_kg.errors import PscvcError, UsageError
from pscvc_kg.forms.asked import Asked, Step, about, asked, builds_on, worst
from pscvc_kg.forms.turtle import Graph, Node
from pscvc_kg.layouts import Template
from pscvc_kg.namespaces import DCT, SH, SHAPE, XSD
from pscvc_kg.report import SEVERITIES, Text
from pscvc_kg.vocabulary import Code

_CSVW = "http://www.w3.org/ns/csvw#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_VERSION = "http://www.w3.org/2002/07/owl#versionInfo"
RECORD = "record"
"""What the thing that a row is about is called among the things of the row."""


@dataclass(frozen=True, eq=False)
class Column:
    """A column as shapes/forms/ describes it; a virtual one is no cell but another thing of the row.

    ``about`` is the thing of which ``step`` says something: the row's, or a virtual column. ``value`` makes
    an address of the cell, ``constant`` is said without a cell. A virtual column that is ``optional`` exists
    only where one of the cells about it is filled. ``sheets`` are those whose rows the cell may name.
    """

    name: str
    titles: Text
    about: str
    step: Step | None
    virtual: bool
    datatype: str | None = None
    language: str | None = None
    separator: str | None = None
    value: Template | None = None
    kind: str | None = None
    constant: str | None = None
    optional: bool = False
    sheets: tuple[str, ...] = ()
    scheme: str | None = None
    pattern: str | None = None
    required: bool | None = None
    default: Template | None = None
    help: Text | None = None
    example: Text | None = None


@dataclass(frozen=True, eq=False)
class Field:
    """A column that a person fills in, with what the rules ask of it.

    ``needed`` is the severity of what is found where it is empty, None where nothing is; ``key`` whether the
    row cannot be read without it. ``scheme`` is the code list from which it is filled. ``rules`` are those
    about it.
    """

    column: Column
    needed: str | None
    key: bool
    scheme: str | None
    max_length: int | None
    help: Text
    fix: Text | None
    example: Text
    rules: tuple[str, ...]

    @property
    def codes(self) -> tuple[Code, ...]:
        """The codes from which it is filled."""
        return vocabulary.codes(self.scheme) if self.scheme else ()

    @property
    def kind(self) -> str:
        """What it holds: ``code``, ``reference``, ``number``, ``date``, ``version`` or ``text``."""
        if self.scheme:
            return "code"
        if self.column.sheets:
            return "reference"
        if self.column.step and self.column.step.iri == _VERSION:
            return "version"
        return {XSD + "decimal": "number", XSD + "date": "date"}.get(self.column.datatype or "", "text")


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
        graph.text(group, _VERSION) or "",
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
    of_things = _rules_of_things(columns, kind, rules)
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
            _field(column, columns, of_things, column.name in key) for column in columns if not column.virtual
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


def _rules_of_things(
    columns: Iterable[Column], kind: str, rules: tuple[Asked, ...]
) -> Mapping[str, tuple[Asked, ...]]:
    """The rules about each thing of a row whose class the form states."""
    classes = {RECORD: kind} | {
        column.name: column.kind for column in columns if column.virtual and column.kind
    }
    found = {}
    for thing, iri in classes.items():
        steps = [column.step for column in columns if column.about == thing and column.step]
        found[thing] = about(rules, [iri], steps)
    return found


def _field(
    column: Column, columns: Sequence[Column], of_things: Mapping[str, tuple[Asked, ...]], key: bool
) -> Field:
    own = _own_rules(column, columns, of_things)
    asking = [rule for rule in own if rule.at_least and _asks(rule, column, columns, of_things)]
    is_key = column.required if column.required is not None else key
    telling = sorted(own, key=lambda rule: (rule not in asking, SEVERITIES.index(rule.severity), rule.rule))
    first = telling[0] if telling else None
    return Field(
        column,
        SEVERITIES[0] if is_key else worst(rule.severity for rule in asking),
        is_key,
        column.scheme or next((rule.scheme for rule in own if rule.scheme), None),
        min((rule.max_length for rule in own if rule.max_length), default=None),
        column.help or (first.why if first and first.why else {}),
        None if column.help or first is None else first.fix,
        column.example or (first.example if first and first.example else {}),
        tuple(dict.fromkeys(rule.rule for rule in own)),
    )


def _own_rules(
    column: Column, columns: Sequence[Column], of_things: Mapping[str, tuple[Asked, ...]]
) -> list[Asked]:
    """The rules about what *column* says, and those about the thing that its cell calls into being."""
    found = [
        rule
        for rule in of_things.get(column.about, ())
        if column.step and rule.path == column.step.forwards and rule.language in (None, column.language)
    ]
    thing = _called_for(column, columns)
    if thing is not None and thing.step:
        found += [rule for rule in of_things.get(thing.about, ()) if rule.path == thing.step.forwards]
    return found


def _called_for(column: Column, columns: Sequence[Column]) -> Column | None:
    """The thing that is there because *column* is filled: it is in its address, or the first about it."""
    thing = next((each for each in columns if each.virtual and each.name == column.about), None)
    if thing is None or thing.value is None:
        return None
    about_it = [each.name for each in columns if each.about == thing.name and not each.virtual]
    needed = [name for name in about_it if name in thing.value.fields] or (
        about_it[:1] if thing.optional else []
    )
    return thing if column.name in needed else None


def _asks(
    rule: Asked, column: Column, columns: Sequence[Column], of_things: Mapping[str, tuple[Asked, ...]]
) -> bool:
    """Whether *rule* finds something where *column* is empty, whatever else the row says."""
    thing = _called_for(column, columns)
    if thing is not None and thing.step and rule.path == thing.step.forwards:
        about = thing.about
    else:
        about = column.about
        if any(each.optional for each in columns if each.virtual and each.name == about):
            return False
    beside = [each for each in columns if each.about == about and each.step]
    alike = [
        each
        for each in beside
        if each.step and each.step.forwards == rule.path and rule.language in (None, each.language)
    ]
    if len({each.language for each in alike}) < len(alike):
        return False
    return rule.alone or _is_sole(rule, of_things.get(about, ()), beside)


def _is_sole(rule: Asked, rules: Iterable[Asked], beside: Iterable[Column]) -> bool:
    """Whether of the alternatives with which *rule* is content, only one can be filled in."""
    steps = {column.step.forwards for column in beside if column.step}
    offered = {each.path for each in rules if (each.rule, each.choice) == (rule.rule, rule.choice)}
    return len(offered & steps) == 1
