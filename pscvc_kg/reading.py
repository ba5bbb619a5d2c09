"""The files of one run, read: tables recognised and mapped, and the way back to their cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pscvc_kg import cells, registers, workbooks
from pscvc_kg.documents import Document, is_document, read_document
from pscvc_kg.errors import InputError
from pscvc_kg.layouts import Layout, Recognised
from pscvc_kg.locating import TABLE, Locator, cell_node
from pscvc_kg.mapping import Lookup, Mapped, map_rows, nothing_known
from pscvc_kg.namespaces import PSC, RDF_TYPE, key_segment
from pscvc_kg.provenance import prepare
from pscvc_kg.report import Input
from pscvc_kg.tables import Row, read_tables

_CSVW = "http://www.w3.org/ns/csvw#"
TABLE_CLASS = _CSVW + "Table"
"""What a table is, of whose columns rules speak."""
_PROPERTY = {"missing": "hasMissingColumn", "renamed": "hasMissingColumn"} | {
    "unknown": "hasUnknownColumn",
    "repeated": "hasRepeatedColumn",
}


@dataclass(frozen=True)
class Reading:
    """What the files of a run say. ``tables`` are in the order of their numbers in the run, from 1."""

    tables: tuple[Recognised, ...]
    mapped: tuple[Mapped, ...]
    documents: tuple[Document, ...] = ()

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What was read, for the report; of an RDF file the records are the things that it describes."""
        tables = (
            Input(table.file, table.sha256, recognised.layout.name, len(table.rows), table.sheet)
            for recognised in self.tables
            for table in (recognised.table,)
        )
        documents = (
            Input(each.file, each.sha256, each.format, each.subjects, is_table=False)
            for each in self.documents
        )
        return (*tables, *documents)

    @property
    def triples(self) -> bytes:
        """What the rows say, N-Triples."""
        return b"".join(mapped.triples for mapped in self.mapped)

    @property
    def stated(self) -> tuple[bytes, ...]:
        """What the rows say and what is wrong with the columns, pieces of N-Triples: what rules judge."""
        mapped = (mapped.triples for mapped in self.mapped)
        return (*mapped, *(document.triples for document in self.documents), self.table_facts)

    @property
    def table_facts(self) -> bytes:
        """What is wrong with columns and cells, N-Triples: for rules about tables, never accepted."""
        numbered = enumerate(self.tables, start=1)
        facts = (_column_facts(number, table) + _cell_facts(number, table) for number, table in numbered)
        return "".join(facts).encode()

    @cached_property
    def locator(self) -> Locator:
        """Finds the cells of everything in this reading."""
        return Locator(self.mapped, self.tables, self.documents)

    def map_again(self, number: int, rows: Sequence[Row], lookups: Lookup = nothing_known) -> Mapped:
        """What *rows* of the table *number* (from 1) say, under the same IRIs as in this reading."""
        return map_rows(self.tables[number - 1], rows, lookups, _tokens(self.tables)[number - 1])


def read(files: Iterable[str | Path], lookups: Lookup = nothing_known) -> Reading:
    """Read, recognise and map *files*; the registers that a layout asks come from *lookups*.

    The order of the files does not matter: tables are numbered by file name, sheet and content.

    Raises:
        InputError: A file cannot be read or its layout is unknown; nothing was done.
    """
    return map_tables(recognise(files), lookups)


def recognise(files: Iterable[str | Path]) -> tuple[Recognised, ...]:
    """The tables of *files* with their layouts, in the order of their numbers in a run.

    Raises:
        InputError: A file cannot be read, its layout is unknown, or two files have one name or one content.
    """
    paths = [Path(file) for file in files]
    refuse_alike(((path.name, path) for path in paths), "have the same name; rename one of them")
    if other := next(filter(is_document, paths), None):
        raise InputError(
            f"{other}: an RDF or JSON file can be validated or loaded, and not yet be accepted; send a table"
        )
    return in_order((path, table) for path in paths for table in recognise_file(path))


def recognise_file(path: Path) -> tuple[Recognised, ...]:
    """The tables of the file at *path* with their layouts.

    Raises:
        InputError: It cannot be read, or the layout of a table is unknown.
    """
    return workbooks.recognise(read_tables(path))


def in_order(found: Iterable[tuple[Path, Recognised]]) -> tuple[Recognised, ...]:
    """The tables *found*, in the order of their numbers in a run.

    Raises:
        InputError: Two files have one content.
    """
    read = list(found)
    # A file's name may say what its table does not: one programme list may hold for two years.
    contents = ((f"{each.table.sha256} {sorted(each.groups.items())}", path) for path, each in read)
    refuse_alike(contents, "have the same content; give it once")
    tables = [each for _, each in read]
    tables.sort(key=lambda each: (each.table.file, each.table.sheet or "", each.table.sha256))
    return tuple(tables)


def refuse_reference_data(tables: Iterable[Recognised], *, registers_only: bool = False) -> None:
    """Refuse *tables* that are no submissions, or only those that hold a register: it is the store's.

    Raises:
        InputError: One of them is.
    """
    held = {name for register in registers.registers().values() for name in register.reads}
    for table in tables:
        if table.layout.kind != "submission" and (table.layout.name in held or not registers_only):
            raise InputError(
                f"{table.table.file}: layout '{table.layout.name}' is reference data, not a submission; "
                "use `pscvc load`."
            )


def read_documents(files: Iterable[str | Path]) -> tuple[Document, ...]:
    """The RDF files among *files*, in the order of their names.

    Raises:
        InputError: One cannot be read, or two have one name or one content.
    """
    paths = sorted((path for path in map(Path, files) if is_document(path)), key=lambda path: path.name)
    refuse_alike(((path.name, path) for path in paths), "have the same name; rename one of them")
    documents = tuple(map(read_document, paths))
    contents = ((document.sha256, path) for document, path in zip(documents, paths, strict=True))
    refuse_alike(contents, "have the same content; give it once")
    return documents


def refuse_alike(marked: Iterable[tuple[str, Path]], fault: str) -> None:
    """Refuse two files with one mark: a finding in one could not be told from one in the other."""
    taken: dict[str, Path] = {}
    for mark, path in marked:
        other = taken.setdefault(mark, path)
        if other is not path:
            raise InputError(
                f"{path} is given twice; give it once"
                if other.resolve() == path.resolve()
                else f"{other} and {path} {fault}"
            )


def map_tables(tables: Sequence[Recognised], lookups: Lookup = nothing_known) -> Reading:
    """The reading of *tables*."""
    return Reading(tuple(tables), tuple(map_each(tables, lookups)))


def map_each(tables: Sequence[Recognised], lookups: Lookup = nothing_known) -> Iterator[Mapped]:
    """What the rows of each of *tables* say, as soon as it is known; all of them make the `Reading`."""
    submitted = {table.layout.name: table.layout for table in tables if table.layout.kind == "submission"}
    if submitted:
        prepare(submitted.values())
    for table, token in zip(tables, _tokens(tables), strict=True):
        yield map_rows(table, None, lookups, token)


def lookups_needed(layout: Layout) -> frozenset[str]:
    """The registers that *layout* asks: `load` first takes the layouts that these read (`Register.reads`)."""
    return layout.lookups


def load_order(tables: Sequence[Recognised]) -> tuple[tuple[Recognised, ...], ...]:
    """*tables* in groups: what a group's lookups read is in the store or in an earlier group.

    Load a group, bring the current graph up to date, then map the next one with lookups of that graph.
    """
    present = {table.layout.name for table in tables}
    waits: Mapping[str, set[str]] = {
        table.layout.name: _reads(table.layout) & present - {table.layout.name} for table in tables
    }
    groups, done = [], set[str]()
    while done != present:
        ready = {name for name in present - done if waits[name] <= done} or present - done
        groups.append(tuple(table for table in tables if table.layout.name in ready))
        done |= ready
    return tuple(groups)


def _reads(layout: Layout) -> set[str]:
    known = registers.registers()
    return {name for lookup in lookups_needed(layout) if lookup in known for name in known[lookup].reads}


def _tokens(tables: Sequence[Recognised]) -> list[str]:
    """The pattern of each table's row tokens: the row's number, after the table's among its layout's."""
    seen: Counter[str] = Counter()
    patterns = []
    for table in tables:
        seen[table.layout.name] += 1
        count = seen[table.layout.name]
        patterns.append("{row}" if count == 1 else f"{count}-{{row}}")
    return patterns


def _column_facts(number: int, recognised: Recognised) -> str:
    """The facts about one table: each column problem as a literal, and as a node that names its neighbour."""
    table = f"{TABLE}{number}"
    facts = [f"<{table}> <{RDF_TYPE}> <{TABLE_CLASS}> .\n"]
    for problem in recognised.problems:
        node = f"<{table}/column/{key_segment(problem.name)}>"
        name = _literal(problem.name)
        facts.append(f"<{table}> <{PSC}{_PROPERTY[problem.kind]}> {name} .\n")
        facts.append(f"<{table}> <{_CSVW}column> {node} .\n{node} <{_CSVW}name> {name} .\n")
        if problem.nearest is not None:
            facts.append(f"{node} <{PSC}nearestColumn> {_literal(problem.nearest)} .\n")
    return "".join(facts)


def _cell_facts(number: int, recognised: Recognised) -> str:
    """The facts about the cells of one table: one node for each problem."""
    facts = []
    for problem in cells.problems(recognised):
        node = f"<{cell_node(number, problem.row, problem.column, problem.value)}>"
        facts.append(f"{node} <{RDF_TYPE}> <{_CSVW}Cell> .\n")
        facts.append(f"{node} <{PSC}{problem.property}> {_literal(problem.text)} .\n")
        if problem.nearest is not None:
            facts.append(f"{node} <{PSC}nearestValue> {_literal(problem.nearest)} .\n")
        if problem.other is not None:
            other = f"<{cell_node(number, problem.other, problem.column)}>"
            facts.append(f"{node} <{PSC}repeatsCell> {other} .\n")
    return "".join(facts)


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
