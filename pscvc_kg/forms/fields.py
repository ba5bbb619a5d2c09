"""The columns of a form, and what the rules ask of each that a person fills in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pscvc_kg import vocabulary
from pscvc_kg.forms.asked import Asked, Step, about, worst
from pscvc_kg.layouts import Template
from pscvc_kg.namespaces import XSD
from pscvc_kg.report import SEVERITIES, Text
from pscvc_kg.vocabulary import Code

VERSION = "http://www.w3.org/2002/07/owl#versionInfo"
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
        if self.column.step and self.column.step.iri == VERSION:
            return "version"
        return {XSD + "decimal": "number", XSD + "date": "date"}.get(self.column.datatype or "", "text")


def rules_of_things(
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


def field_of(
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
