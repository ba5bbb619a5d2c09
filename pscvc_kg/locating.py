"""Where in the submitted files something stands: from a node, a path and a value to the cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property
from urllib.parse import unquote

from pscvc_kg.documents import Document
from pscvc_kg.documents.lines import Lines
from pscvc_kg.forms import every_layout
from pscvc_kg.layouts import ROW, Layout, Recognised
from pscvc_kg.mapping import Mapped
from pscvc_kg.namespaces import DATA, RDF_TYPE
from pscvc_kg.provenance import Entry, columns_of
from pscvc_kg.report import Location

TABLE = "urn:pscvc:table:"
"""Begins the IRI of a table in a run; its number follows, from 1 in the order of the reading."""
_BACKWARDS = "^<"
"""Begins a path that is one property followed from its object, as SPARQL writes it."""
_FEW = 10
"""So many rows are gone through for each cell."""
_CELL = re.compile(rf"{TABLE}(?P<table>\d+)/cell/(?P<row>\d+)/(?P<column>\w+)/(?P<value>\d+)")


@dataclass(frozen=True)
class _Place:
    """A row of a mapped table, reached by the IRI called ``name`` and what follows it in the focus node."""

    mapped: Mapped
    index: int
    name: str
    suffix: str

    def entries(self, path: str | None) -> tuple[Entry, ...]:
        """What the row says of the node under *path*; under any path when None."""
        known = columns_of(self.mapped.layout)
        if path is not None and path.startswith(_BACKWARDS):
            return self._towards(path.removeprefix(_BACKWARDS).rstrip(">"))
        if path is not None:
            return known.get((self.name, self.suffix, path)) or self._towards(path)
        own = (self.name, self.suffix)
        return tuple(entry for key, entries in known.items() if key[:2] == own for entry in entries)

    def _towards(self, path: str) -> tuple[Entry, ...]:
        """What the row says under *path* with the node as its object: it comes from the others' cells."""
        layout, end = self.mapped.layout, f"{self.name}{self.suffix}"
        return tuple(
            replace(entry, columns=layout.columns_of_iri(entry.iri)[::-1], leads_to=None)
            for (_iri, _suffix, predicate), entries in columns_of(layout).items()
            if predicate == path
            for entry in entries
            if entry.leads_to == end and entry.iri in layout.iris
        )

    def text(self, column: str) -> str | None:
        """The cell as it was mapped; None where the table has no such column."""
        texts = self.mapped.cells.get(column)
        return None if texts is None else texts[self.index]

    def holds(self, column: str, value: str) -> bool:
        """Whether the cell, or one of the values in it, is *value* or the last part of the IRI *value*."""
        text = self.text(column)
        if not text:
            return False
        separator = self.mapped.layout.split.get(column)
        texts = [part.strip() for part in text.split(separator)] if separator else [text]
        return any(_says(part, value) for part in texts)

    def at(self, column: str | None) -> Location:
        """The cell of *column*; the header row, without a column, where the table lacks it."""
        table = self.mapped.recognised.table
        row = self.mapped.rows[self.index]
        if column is None:
            return Location(table.file, table.sheet, row.number, line=row.line)
        if column in self.mapped.recognised.places:
            return self.mapped.recognised.places[column]
        place = self.mapped.recognised.columns.get(column)
        if place is None:
            return Location(table.file, table.sheet, table.header_row, line=table.header_line)
        header = table.headers[place]
        return Location(table.file, table.sheet, row.number, table.letter(place), header, row.line)


@dataclass(frozen=True)
class _Texts:
    """What stands in many rows that mint one IRI: the numbers of the rows by text, and one of each table."""

    rows: Mapping[str | Decimal, Sequence[int]]
    tables: frozenset[int]

    @classmethod
    def of(cls, rows: Sequence[tuple[Mapped, int, str]]) -> _Texts:
        found: dict[str | Decimal, list[int]] = {}
        tables: dict[tuple[int, str], int] = {}
        for number, (mapped, row, name) in enumerate(rows):
            tables.setdefault((id(mapped), name), number)
            for column, texts in mapped.cells.items():
                separator = mapped.layout.split.get(column)
                parts = texts[row].split(separator) if separator else [texts[row]]
                for part in parts:
                    for key in _keys(part.strip() if separator else part):
                        found.setdefault(key, []).append(number)
        return cls(found, frozenset(tables.values()))

    def likely(self, value: str | None) -> list[int]:
        """The rows that say *value*, and one of each table, in order."""
        saying = [] if value is None else [n for key in _keys(value) for n in self.rows.get(key, ())]
        last = unquote(value.rpartition("/")[2]) if value and "/" in value else None
        return sorted({*self.tables, *saying, *(self.rows.get(last, ()) if last is not None else ())})


def _keys(text: str) -> tuple[str | Decimal, ...]:
    """The text, and the number that it is."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return (text,)
    return (text, number) if number.is_finite() else (text,)


def cell_node(table: int, row: int, column: str, value: int = 0) -> str:
    """The IRI of a cell in a run, or of one of the values in it.

    *table* is the table's number in the run, *row* the spreadsheet's, *column* the layout's name of the
    column, *value* the number of the value.
    """
    return f"{TABLE}{table}/cell/{row}/{column}/{value}"


class Locator:
    """Finds the cells from which triples were made, over all tables of a run."""

    def __init__(
        self,
        mapped: Sequence[Mapped],
        recognised: Sequence[Recognised] = (),
        documents: Sequence[Document] = (),
    ) -> None:
        """Look in the rows of *mapped* and in *documents*; *recognised* are the run's tables, for columns."""
        self._mapped = mapped
        self._tables = recognised
        self._documents = documents
        self._said: list[tuple[Document, dict[str, list[tuple[int, bytes]]]]] = []
        self._lines: dict[tuple[str, str], Lines] = {}
        self._texts: dict[str, _Texts] = {}
        self._letters: dict[tuple[str, str | None], Mapping[str, str]] = {}
        self._identities: dict[tuple[str, str | None], str] = {}

    def locate(
        self, focus: str, path: str | None = None, value: str | None = None, language: str | None = None
    ) -> Location | None:
        """The cell that says *value* under *path* of *focus*; None when no row of the run speaks of *focus*.

        A missing value (None) points at the empty cell of the record, a missing column at the header row.
        Without a path it is the cell that says *value* under any; failing that, or with a path that no
        mapping makes, the cell of the record's key.

        Args:
            focus: An IRI that a mapping minted, or a table's.
            path: The predicate.
            value: The object's text or IRI.
            language: Of the value, or of the one that is missing.
        """
        if focus.startswith(TABLE):
            return self._column(focus, value)
        places = self._likely(focus, path, value)
        if not places:
            return self._line(focus, path, value)
        cells = [cell for place in places for cell in _cells(place, path, value, language)]
        if cells:
            return min(cells, key=lambda cell: cell[0])[1]
        place = next((place for place in places if place.entries(RDF_TYPE)), places[0])
        return place.at(_key_column(place))

    def computed_from(self, focus: str, path: str) -> tuple[Location, ...]:
        """The cells from which a mapping computes what *path* of *focus* says, where there are several."""
        for place in self._places(focus):
            for entry in place.entries(path):
                if len(entry.columns) > 1 and not (entry.constant or entry.start or entry.leads_to):
                    return tuple(place.at(column) for column in entry.columns)
        return ()

    def asks(self, focus: str, path: str) -> bool:
        """Whether a table that speaks of *focus* has a column for what *path* says, even a missing one."""
        places = self._likely(focus)
        return not places or any(place.entries(path) for place in places)

    def expect(self, focuses: Iterable[str]) -> None:
        """Look for these at once in RDF files, where going through the file for each would take too long."""
        wanted = set(focuses)
        self._said = [(document, document.said_of(wanted)) for document in self._documents]
        self._lines = {}

    def _line(self, focus: str, path: str | None, value: str | None) -> Location | None:
        """The line of an RDF file that says *value* under *path* of *focus*, else that first speaks of it."""
        for document, said in self._said:
            lines = said.get(focus)
            if lines:
                key = (document.file, focus)
                if key not in self._lines:
                    self._lines[key] = Lines(lines)
                return Location(document.file, line=self._lines[key].best(path, value) or None)
        return None

    def related(self, focus: str, path: str | None = None) -> tuple[Location, ...]:
        """Every row that speaks of *focus* (and says something under *path*), each at its cell, sorted."""
        places = list(self._places(focus))
        saying = [place for place in places if path and place.entries(path)]
        found = set()
        for place in saying or places:
            cells = list(_cells(place, path, None, None)) if path else []
            found.add(min(cells, key=lambda cell: cell[0])[1] if cells else place.at(_key_column(place)))
        return tuple(sorted(found, key=_order))

    def identity(self, focus: str) -> str:
        """*focus* without the token of its row or the number of its table: the same in whatever run."""
        if cell := _CELL.fullmatch(focus):
            return self._identity_of_cell(int(cell["table"]), int(cell["row"]), cell["column"], cell["value"])
        if (table := self._table(focus)) is not None:
            part = focus.removeprefix(TABLE).partition("/")[2]
            return "/".join(filter(None, (f"{TABLE}{self._identity_of_table(table)}", part)))
        place = next(self._places(focus), None)
        if place is None or ROW not in place.mapped.layout.iris[place.name].fields:
            return focus
        base = focus.removesuffix(place.suffix)
        return base.removesuffix(f"/{place.mapped.tokens[place.index]}") + place.suffix

    def _identity_of_table(self, recognised: Recognised) -> str:
        """A table by its layout, its sheet, and whose it is for which period.

        Where that is unknown, or a table is of several, it is known by its file: that stays when a row comes
        or goes. Its number says nothing: it changes with the other files of a run.
        """
        key = (recognised.table.file, recognised.table.sheet)
        if key not in self._identities:
            own = next((mapped for mapped in self._mapped if mapped.recognised is recognised), None)
            shared = [_only(iris) for iris in _shared(own)] if own is not None else []
            whose = [iri for iri in shared if iri]
            told = whose if whose and len(whose) == len(shared) else [recognised.table.file]
            self._identities[key] = "/".join((recognised.layout.name, recognised.table.sheet or "", *told))
        return self._identities[key]

    def _identity_of_cell(self, table: int, row: int, column: str, value: str) -> str:
        """A cell by its layout, whose its row is for which period, and the key of its row."""
        recognised = self._tables[table - 1]
        mapped, index = self._rows[(recognised.table.file, recognised.table.sheet, row)]
        whose = (next(iter(iris[index]), "") for iris in _shared(mapped))
        return "/".join([f"{TABLE}{recognised.layout.name}", *whose, *mapped.key(index), column, value])

    def content(self, focus: str) -> str:
        """What the row of *focus* says, of a table its file: tells apart what has one identity.

        "" where it stands in no table.
        """
        if cell := _CELL.fullmatch(focus):
            table = self._tables[int(cell["table"]) - 1].table
            mapped, index = self._rows[(table.file, table.sheet, int(cell["row"]))]
        elif (recognised := self._table(focus)) is not None:
            return recognised.table.file
        elif (place := next(self._places(focus), None)) is not None:
            mapped, index = place.mapped, place.index
        else:
            return ""
        return "\x1f".join(f"{name}={texts[index]}" for name, texts in sorted(mapped.cells.items()))

    def cell(self, location: Location, value: str | None = None) -> str | None:
        """What stands at *location*, trimmed: "" in an empty cell, None where it is no cell of a mapped row.

        Of several values in a cell, it is the one that says *value*, where one does.
        """
        found = self._rows.get((location.file, location.sheet, location.row))
        if found is None or location.column is None:
            return None
        place = _Place(*found, name="", suffix="")
        column = self._columns(place.mapped.recognised).get(location.column)
        if column is None:
            return None
        text = place.text(column) or ""
        separator = place.mapped.layout.split.get(column)
        parts = text.split(separator) if separator else []
        return next((part.strip() for part in parts if value and _says(part.strip(), value)), text)

    def _columns(self, recognised: Recognised) -> Mapping[str, str]:
        """The layout's short names of the columns of a table, by their letters."""
        table = recognised.table
        if (table.file, table.sheet) not in self._letters:
            self._letters[(table.file, table.sheet)] = {
                table.letter(index): column for column, index in recognised.columns.items()
            }
        return self._letters[(table.file, table.sheet)]

    def record(self, location: Location) -> tuple[tuple[str, str], ...]:
        """The key of the record at *location*, headers and texts; not whose it is or of which period."""
        found = self._rows.get((location.file, location.sheet, location.row))
        if found is None:
            return ()
        place = _Place(*found, name="", suffix="")
        layout, recognised = place.mapped.layout, place.mapped.recognised
        shared = {share.column for share in (layout.owner, layout.period) if share is not None}
        key = [column for column in layout.key if column in recognised.columns and column not in shared]
        texts = ((recognised.table.headers[recognised.columns[name]], place.text(name)) for name in key)
        return tuple((header, text) for header, text in texts if text)

    @cached_property
    def _rows(self) -> dict[tuple[str, str | None, int | None], tuple[Mapped, int]]:
        """Every mapped row by its file, sheet and number."""
        return {
            (mapped.recognised.table.file, mapped.recognised.table.sheet, row.number): (mapped, index)
            for mapped in self._mapped
            for index, row in enumerate(mapped.rows)
        }

    @cached_property
    def _index(self) -> dict[str, list[tuple[Mapped, int, str]]]:
        """Every IRI that stands for something in a row, with its rows in order."""
        index: dict[str, list[tuple[Mapped, int, str]]] = {}
        for mapped in self._mapped:
            for name, minted in mapped.iris.items():
                for row, iris in enumerate(minted):
                    for iri in iris:
                        index.setdefault(iri, []).append((mapped, row, name))
        return index

    def _places(self, focus: str) -> Iterator[_Place]:
        """The rows that mint the longest beginning of *focus*."""
        iri = self._minted(focus)
        for mapped, row, name in self._index.get(iri, ()):
            yield _Place(mapped, row, name, focus[len(iri) :])

    def _table(self, focus: str) -> Recognised | None:
        """The table of the run that *focus*, or what it is a part of, is; None where it is none."""
        number = focus.removeprefix(TABLE).partition("/")[0] if focus.startswith(TABLE) else ""
        if not number.isdigit() or not 0 < int(number) <= len(self._tables):
            return None
        return self._tables[int(number) - 1]

    def _minted(self, focus: str) -> str:
        """The longest beginning of *focus* that a row mints; "" where none does."""
        iri, slash = focus, "/"
        while slash and iri not in self._index:
            iri, slash, _last = iri.rpartition("/")
        return iri if slash else ""

    def _likely(self, focus: str, path: str | None = None, value: str | None = None) -> list[_Place]:
        """The rows that mint *focus*, without those that cannot tell its cell better than the others.

        A key that stands in thousands of rows would else be looked for in all of them for each of them.
        """
        iri = self._minted(focus)
        rows = self._index.get(iri, [])
        if len(rows) > _FEW and (path is None or value is not None):
            if iri not in self._texts:
                self._texts[iri] = _Texts.of(rows)
            rows = [rows[number] for number in self._texts[iri].likely(value)]
        return [_Place(mapped, row, name, focus[len(iri) :]) for mapped, row, name in rows]

    def _column(self, focus: str, header: str | None) -> Location | None:
        """The header cell that says *header* in the table *focus*, the header row where none does.

        Where *focus* is a cell of the table (`cell_node`), that cell.
        """
        recognised = self._table(focus)
        if recognised is None:
            return None
        table = recognised.table
        if cell := _CELL.fullmatch(focus):
            place = recognised.columns[cell["column"]]
            row = int(cell["row"])
            return Location(table.file, table.sheet, row, table.letter(place), table.headers[place])
        places = [index for index, text in enumerate(table.headers) if text == header]
        letter = table.letter(places[-1]) if places else None
        shown = header if places else None
        return Location(table.file, table.sheet, table.header_row, letter, shown, table.header_line)


class StoredLocator:
    """Says in which submission what a store holds stands; its cell is known to the submitted file only."""

    def __init__(self, submission: str, said_in: Sequence[Layout]) -> None:
        """Everything stands in *submission*, a part of a graph's name, submitted in these layouts."""
        self._location = Location(submission)
        self._layouts = said_in

    def locate(
        self, focus: str, path: str | None = None, value: str | None = None, language: str | None = None
    ) -> Location | None:
        """The submission."""
        return self._location

    def asks(self, focus: str, path: str) -> bool:
        """Whether a layout of the submission has a column for what *path* says."""
        entries = (entry for layout in self._layouts for entry in columns_of(layout))
        return any(predicate == path for _name, _suffix, predicate in entries)

    def expect(self, focuses: Iterable[str]) -> None:
        """Nothing is to be looked for."""

    def identity(self, focus: str) -> str:
        """*focus* without the token of its row, as `Locator.identity` gives it for the submitted file."""
        parts = focus.removeprefix(DATA).split("/")
        for layout in every_layout().values():
            for template in layout.iris.values():
                length = str(template).count("/") + 1
                kind = str(template).partition("/{")[0].split("/")
                if template.fields[-1:] == (ROW,) and parts[: len(kind)] == kind and len(parts) >= length:
                    return DATA + "/".join(parts[: length - 1] + parts[length:])
        return focus

    def cell(self, location: Location, value: str | None = None) -> str | None:
        """None: a submission is no cell."""
        return None

    def record(self, location: Location) -> tuple[tuple[str, str], ...]:
        """Nothing: the focus names the record."""
        return ()

    def content(self, focus: str) -> str:
        """The focus itself: what a store holds of two rows with one key stands under two addresses."""
        return focus


def _shared(mapped: Mapped) -> Iterator[Sequence[tuple[str, ...]]]:
    """The IRIs of the owner and of the period in each row, where the layout says them."""
    for share in (mapped.layout.owner, mapped.layout.period):
        if share is not None:
            yield mapped.iris[share.iri]


def _only(minted: Iterable[tuple[str, ...]]) -> str | None:
    """The IRI that is the only one in all rows; None where there are several or none."""
    found = {iri for iris in minted for iri in iris}
    return found.pop() if len(found) == 1 else None


def _cells(
    place: _Place, path: str | None, value: str | None, language: str | None
) -> Iterator[tuple[int, Location]]:
    """The cells of one row that may say *value* under *path*, each with how far it is from saying so."""
    if path is None and value is None:
        return
    for entry in place.entries(path):
        for order, column in enumerate(entry.columns):
            strange = language is not None and entry.language not in (None, language)
            if value is None:
                misses = bool(place.text(column))
            elif entry.constant is not None:
                misses = entry.constant != value
            else:
                misses = not place.holds(column, value)
            if path is not None or not misses:
                yield (4 * misses + 2 * strange + (order > 0), place.at(column))


def _key_column(place: _Place) -> str | None:
    """The column that tells the record best: the last one of the table in its IRI, else in its key.

    One of the key that is empty tells it better: it is why nothing better can be said.
    """
    layout = place.mapped.layout
    columns = [name for name in layout.columns_of_iri(place.name) if name not in layout.given]
    if not columns:
        columns = [name for name in layout.key if name not in layout.given]
        columns += [name for name in columns if place.text(name) == ""]
    return columns[-1] if columns else None


def _says(text: str, value: str) -> bool:
    """Whether *text* is *value*, the last part of the IRI *value*, or the same number."""
    last = unquote(value.rpartition("/")[2]) if "/" in value else value
    return text in (value, last) or _same_number(text, value)


def _same_number(text: str, value: str) -> bool:
    try:
        return Decimal(text) == Decimal(value)
    except InvalidOperation:
        return False


def _order(place: Location) -> tuple[str, str, int, int, str]:
    return (place.file, place.sheet or "", place.row or 0, len(place.column or ""), place.column or "")
