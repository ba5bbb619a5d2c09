"""The table layouts that we know, as queries/mappings/ state them, and which one a table has."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pscvc_kg import headers, resources
from pscvc_kg.errors import InputError, PscvcError
from pscvc_kg.tables import Place

if TYPE_CHECKING:
    from pscvc_kg.report import Location, Text
    from pscvc_kg.tables import Table

ROW = "row"
"""The name that a template gives to the row token: unique in a run."""

_FIELD = re.compile(r"\{(\w+)\}")
_NEAR = 0.8
"""How alike two headers must be to be one renamed: `servce_id` is like `service_id`, `sid` is not."""
_SAME_LAYOUT = 0.5
"""Which part of a layout's columns, and of the table's headers, must meet for the table to be recognised."""


@dataclass(frozen=True)
class Template:
    """A text with `{field}` holes, in pieces: ``literals[0] fields[0] literals[1] … literals[n]``."""

    literals: tuple[str, ...]
    fields: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Template:
        """The template that *text* writes."""
        pieces = _FIELD.split(text)
        return cls(tuple(pieces[::2]), tuple(pieces[1::2]))

    def __str__(self) -> str:
        holes = [f"{{{name}}}" for name in self.fields] + [""]
        return "".join(literal + hole for literal, hole in zip(self.literals, holes, strict=True))


@dataclass(frozen=True)
class Derived:
    """How a column that the table lacks comes from one that it has (*of*).

    By a register, a value table or a pattern; ``otherwise`` is the text where that gives nothing. Where the
    cell itself is empty, the derived one is empty. Where ``fold``, the keys of ``values`` are folded ones.
    """

    of: str
    lookup: str | None = None
    values: Mapping[str, str] | None = None
    pattern: re.Pattern[str] | None = None
    value: Template | None = None
    otherwise: Template | None = None
    fold: bool = False


@dataclass(frozen=True)
class Check:
    """What a cell of a generated layout may hold: ``kind`` is that of the form's field.

    ``values`` are the folded names of codes, ``tables`` the sheets whose rows it may name, ``apart`` those
    whose rows have other names.
    """

    kind: str
    needed: bool = False
    values: frozenset[str] = frozenset()
    tables: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    pattern: str | None = None
    version: str | None = None


@dataclass(frozen=True)
class Share:
    """By which column, and which IRI made of it, a table that holds many submissions is split."""

    column: str
    iri: str


@dataclass(frozen=True)
class Source:
    """Who publishes a table, where, and under which licence."""

    title: Text
    licence: str
    publisher: Text | None = None
    address: str | None = None


@dataclass(frozen=True, eq=False)
class Layout:
    """One table layout: its columns, what stands for a row, and the query that gives it meaning.

    ``columns`` (required) and ``optional`` lead from the short name, used as ``col:short`` in ``query``, to
    the headers under which the column is known. ``through`` is the command by which alone such a table goes
    into a store. CONTRIBUTING.md explains every header key.

    Only layouts that are generated (`forms`) have the last four: ``needs`` are further ``depends``, ``given``
    the values that another table of the same file states once for all, ``defaults`` what an empty cell stands
    for, ``checks`` what each cell may hold.
    """

    name: str
    summary: str
    label: Text
    kind: str
    source: Source
    columns: Mapping[str, tuple[str, ...]]
    iris: Mapping[str, Template]
    record: str
    query: str
    jurisdiction: str = "ca"
    profile: str | None = None
    optional: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    file: re.Pattern[str] | None = None
    example: str | None = None
    part: Template | None = None
    split: Mapping[str, str] = field(default_factory=dict)
    derive: Mapping[str, Derived] = field(default_factory=dict)
    owner: Share | None = None
    period: Share | None = None
    key: tuple[str, ...] = ()
    depends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    through: str | None = None
    needs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    given: tuple[str, ...] = ()
    defaults: Mapping[str, Template] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)

    @property
    def cells(self) -> dict[str, tuple[str, ...]]:
        """Every column that the mapping reads: short name to known headers."""
        return {**self.columns, **self.optional}

    @property
    def lookups(self) -> frozenset[str]:
        """The names of the registers (queries/registers/) that mapping a row asks."""
        return frozenset(rule.lookup for rule in self.derive.values() if rule.lookup)

    def sources(self, name: str) -> tuple[str, ...]:
        """The short names of the table's own columns from which *name* (a column or derived one) comes."""
        if name in self.derive:
            return self.sources(self.derive[name].of)
        return (name,) if name in self.columns or name in self.optional or name in self.given else ()

    def columns_of_iri(self, name: str) -> tuple[str, ...]:
        """The table's own columns that go into the IRI called *name*, in the order of its template."""
        found = [column for part in self.iris[name].fields for column in self.sources(part)]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, order=True)
class ColumnProblem:
    """What is wrong with a column: kind ``missing``, ``unknown``, ``repeated`` or ``renamed``.

    ``name`` is the expected header of a missing or renamed column, else the header found. ``nearest`` is for
    a renamed column the header that stands in its place, else the nearest known name, if any.
    """

    kind: str
    name: str
    nearest: str | None = None


@dataclass(frozen=True)
class Recognised:
    """A table with its layout: where each column stands, what is wrong, and what the file's name says.

    In a workbook whose tables belong together, ``groups`` is also what another table gives, written at
    ``places``, and ``registers`` are what its tables know of each other: folded key to value, by name.
    """

    table: Table
    layout: Layout
    columns: Mapping[str, int]
    problems: tuple[ColumnProblem, ...]
    groups: Mapping[str, str]
    places: Mapping[str, Location] = field(default_factory=dict)
    registers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def part(self) -> str:
        """The part of the source that this table is, from the file's name: one graph each.

        Raises:
            InputError: The file's name does not say it, or the layout is no source.
        """
        if self.layout.part is None:
            raise InputError(
                f"{self.table.file}: layout '{self.layout.name}' is a submission, not reference data; "
                "use `pscvc accept`."
            )
        values = [self.groups[name] for name in self.layout.part.fields]
        pieces = zip(self.layout.part.literals, [*values, ""], strict=True)
        return "".join(literal + value for literal, value in pieces)


@functools.cache
def layouts() -> Mapping[str, Layout]:
    """Every layout by name, from queries/mappings/."""
    return {path.stem: read_layout(path) for path in sorted((resources.QUERIES / "mappings").glob("*.rq"))}


def recognise(table: Table, known: Mapping[str, Layout] | None = None) -> Recognised:
    """The layout whose columns best meet the headers of *table*, in any order.

    Raises:
        InputError: No layout is near enough (the message names the nearest and what the table lacks of it),
            the table has no row, or the file's name does not say what the layout needs from it.
    """
    known = layouts() if known is None else known
    found = [fold(header) for header in table.headers]
    scored = [(_likeness(layout, found), layout) for layout in known.values()]
    (meets, score), layout = max(scored, key=lambda item: (item[0], item[1].name))
    if not meets:
        raise InputError(_unknown_layout(table, layout, found, near=score > 0))
    if not table.rows:
        raise InputError(
            f"{_place(table)}: holds a header and no rows; {_remedy(table, 'fill in its rows')}."
        )
    columns, problems = _columns(layout, table.headers)
    return Recognised(table, layout, columns, problems, _groups(layout, table.file))


def as_layout(table: Table, layout: Layout) -> Recognised:
    """*table*, which says itself that it has *layout*, with what is wrong with its columns."""
    columns, problems = _columns(layout, table.headers)
    return Recognised(table, layout, columns, problems, {})


def fold(header: str) -> str:
    """A header as it is compared: Unicode NFC, outer and repeated white space and capitals left aside."""
    return " ".join(unicodedata.normalize("NFC", header).split()).casefold()


def _likeness(layout: Layout, found: list[str]) -> tuple[bool, float]:
    """Whether a table with headers *found* passes for *layout*, and how much of both they share (0 to 1)."""
    headers_found = {header for header in found if header}
    required = [{fold(name) for name in names} for names in layout.columns.values()]
    met = [names & headers_found for names in required]
    count = sum(1 for names in met if names)
    known = {fold(name) for names in layout.cells.values() for name in names}
    known |= {fold(name) for name in layout.ignored}
    strangers = len(headers_found - known)
    score = count / max(1, len(required) + strangers)
    enough = count >= _SAME_LAYOUT * len(required) and strangers <= (1 - _SAME_LAYOUT) * len(headers_found)
    return count > 0 and enough, score


def _header_key(layout: Layout) -> Callable[[str], str]:
    """How headers are compared: folded, or as written where two of *layout* differ in capitals only."""
    names = {name for several in layout.cells.values() for name in several} | set(layout.ignored)
    times = Counter(map(fold, names))
    return lambda text: text.strip() if times[fold(text)] > 1 else fold(text)


def _columns(layout: Layout, written: tuple[str, ...]) -> tuple[dict[str, int], tuple[ColumnProblem, ...]]:
    """Where each column of *layout* stands among the headers, and what is wrong with them."""
    key = _header_key(layout)
    found = [key(header) for header in written]
    places: dict[str, int] = {}
    for short, names in layout.cells.items():
        alternatives = [key(name) for name in names]
        place = next((found.index(name) for name in alternatives if name in found), None)
        if place is not None:
            places[short] = place
    known = {key(name): name for names in layout.cells.values() for name in names}
    known |= {key(name): name for name in layout.ignored}
    missing = {key(names[0]): names[0] for short, names in layout.columns.items() if short not in places}
    unknown = {name: text for name, text in zip(found, written, strict=True) if name and name not in known}
    problems: list[ColumnProblem] = []
    for name, text in missing.items():
        near = _nearest(name, unknown)
        if near is not None:
            problems.append(ColumnProblem("renamed", text, unknown.pop(near).strip()))
        else:
            problems.append(ColumnProblem("missing", text))
    for name, text in unknown.items():
        near = _nearest(name, known)
        problems.append(ColumnProblem("unknown", text.strip(), known[near] if near else None))
    seen: set[str] = set()
    for name, text in zip(found, written, strict=True):
        if name and name in seen:
            problems.append(ColumnProblem("repeated", text.strip()))
        seen.add(name)
    return places, tuple(sorted(set(problems), key=lambda problem: (problem.kind, problem.name)))


def _nearest(name: str, among: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(name, sorted(among), n=1, cutoff=_NEAR)), None)


def _unknown_layout(table: Table, layout: Layout, found: list[str], *, near: bool) -> str:
    """The sentence for a table that no layout describes."""
    place = _place(table)
    if not near:
        sent = sorted(name for name, each in layouts().items() if each.kind == "submission")
        names = f"{', '.join(sent)} and {len(layouts()) - len(sent)} sources"
        remedy = _remedy(table, "check that the first row holds the headers")
        return f"{place}: none of its headers is a column of a layout we know ({names}); {remedy}."
    lacking = [
        names[0] for names in layout.columns.values() if not {fold(name) for name in names} & set(found)
    ]
    shown = ", ".join(f"'{name}'" for name in lacking[:5])
    more = f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""
    wanting = f"it lacks {shown}{more}" if lacking else "most of its columns are not of that layout"
    return (
        f"{place}: no known layout has these columns; the nearest is '{layout.name}', but {wanting}; "
        f"{_remedy(table, 'correct the headers')}."
    )


def _place(table: Table) -> str:
    """Where *table* is, as every sentence about tables writes it."""
    return str(Place(table.file, table.sheet))


def _remedy(table: Table, otherwise: str) -> str:
    """What to do about a table that cannot be used: the file may hold other sheets that can."""
    if table.sheet is None:
        return f"{otherwise}, or leave the file out"
    return f"delete or hide the sheet if it is not data; else {otherwise}"


def _groups(layout: Layout, file: str) -> dict[str, str]:
    """What the file's name says, by the layout's pattern."""
    if layout.file is None:
        return {}
    match = layout.file.search(Path(file).name)
    if match is None:
        wanted = " and ".join(layout.file.groupindex)
        example = f", for instance '{layout.example}'" if layout.example else ""
        raise InputError(
            f"{file}: the table does not say its {wanted}, and neither does the file's name; "
            f"give the file the name under which it is published{example}."
        )
    return {name: value or "" for name, value in match.groupdict().items()}


_REQUIRED = ("summary", "label", "kind", "source", "columns", "iris", "record")
_KEYS = frozenset(_REQUIRED) | {
    *("description", "jurisdiction", "profile", "optional", "ignored", "file", "example", "part"),
    *("split", "derive", "owner", "period", "key", "depends", "through"),
}


def read_layout(path: Path) -> Layout:
    """The layout that the mapping file at *path* states.

    Raises:
        PscvcError: A header key is unknown or missing, or names a column or IRI that is not there; the
            message names file and key.
    """
    header, text = headers.read(path)
    for key in header.keys() - _KEYS:
        near = _nearest(key, _KEYS)
        raise PscvcError(f"{path.name}: unknown header key '{key}'" + (f"; is it '{near}'?" if near else "."))
    for key in _REQUIRED:
        if key not in header:
            raise PscvcError(f"{path.name}: header key '{key}' is missing; see CONTRIBUTING.md.")
    derive = {name: _derived(rule) for name, rule in header.get("derive", {}).items()}
    layout = Layout(
        name=path.stem,
        summary=str(header["summary"]),
        label=headers.text_of(path, header, "label"),
        kind=header["kind"],
        source=_source(path, header["source"]),
        columns=_names(header["columns"]),
        iris={name: Template.of(text) for name, text in header["iris"].items()},
        record=header["record"],
        query=text,
        jurisdiction=header.get("jurisdiction", "ca"),
        profile=header.get("profile"),
        optional=_names(header.get("optional", {})),
        ignored=tuple(header.get("ignored", ())),
        file=re.compile(header["file"]) if "file" in header else None,
        example=header.get("example"),
        part=Template.of(str(header["part"])) if "part" in header else None,
        split=dict(header.get("split", {})),
        derive=derive,
        owner=_share(header.get("owner")),
        period=_share(header.get("period")),
        key=tuple(header.get("key", ())),
        depends={name: tuple(columns) for name, columns in header.get("depends", {}).items()},
        through=header.get("through"),
    )
    _check(path, layout)
    return layout


def _names(value: Any) -> dict[str, tuple[str, ...]]:
    """Columns as a list of headers, or as short name to header or to several alternative headers."""
    if isinstance(value, list):
        return {str(name): (str(name),) for name in value}
    return {
        short: tuple(map(str, names)) if isinstance(names, list) else (str(names),)
        for short, names in value.items()
    }


def _derived(rule: Mapping[str, Any]) -> Derived:
    values = rule.get("values")
    return Derived(
        of=rule["of"],
        lookup=rule.get("lookup"),
        values={str(key): str(value) for key, value in values.items()} if values else None,
        pattern=re.compile(rule["pattern"]) if "pattern" in rule else None,
        value=Template.of(rule["value"]) if "value" in rule else None,
        otherwise=Template.of(str(rule["else"])) if "else" in rule else None,
    )


def _source(path: Path, value: Mapping[str, Any]) -> Source:
    return Source(
        title=headers.text_of(path, value, "title"),
        licence=str(value["licence"]),
        publisher=headers.text_of(path, value, "publisher") if "publisher" in value else None,
        address=value.get("address"),
    )


def _share(value: Mapping[str, str] | None) -> Share | None:
    return Share(value["column"], value["iri"]) if value else None


def _check(path: Path, layout: Layout) -> None:
    """Refuse a header that names what is not there: it would map nothing, in silence."""
    fields = {ROW, *layout.cells, *layout.derive}
    fields |= set(layout.file.groupindex) if layout.file else set()
    for name, template in layout.iris.items():
        for hole in template.fields:
            if hole not in fields:
                raise PscvcError(
                    f"{path.name}: iri '{name}' uses '{hole}', which is no column of the layout."
                )
    for name, rule in layout.derive.items():
        if rule.of not in fields:
            raise PscvcError(
                f"{path.name}: '{name}' is derived from '{rule.of}', which is no column of the layout."
            )
    for name in [layout.record, *(share.iri for share in (layout.owner, layout.period) if share)]:
        if name not in layout.iris:
            raise PscvcError(f"{path.name}: '{name}' is named but is not under iris; add its template.")
    if layout.kind not in ("submission", "source"):
        raise PscvcError(f"{path.name}: kind is '{layout.kind}'; it must be submission or source.")
    if layout.kind == "source" and layout.part is None:
        raise PscvcError(f"{path.name}: a source needs the header key 'part', for instance `part: all`.")
