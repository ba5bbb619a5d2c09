"""Registers and open data go into the graph by parts; a part loaded again replaces the earlier one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from pscvc_kg import chain, current, reading, registers
from pscvc_kg.errors import InputError
from pscvc_kg.folder import require_room
from pscvc_kg.layouts import Recognised
from pscvc_kg.mapping import Lookup, Mapped, fold_key
from pscvc_kg.namespaces import DCT, GRAPH_LOG, GRAPH_ONTOLOGY, key_segment
from pscvc_kg.report import Text
from pscvc_kg.store import Store, Term, statements

from . import log


@dataclass(frozen=True, order=True)
class Part:
    """One part of a register or of open data, as it is now in the store.

    ``state`` is ``new``, ``replaced`` (an earlier version is kept, off `current`) or ``unchanged``.
    """

    layout: str
    part: str
    file: str
    sha256: str
    records: int
    graph: str
    state: str


@dataclass(frozen=True, order=True)
class Unresolved:
    """A text in *rows* rows of a file for which a register (named by its label) has no entry."""

    file: str
    header: str
    value: str
    rows: int
    register: str
    label: Text


@dataclass(frozen=True, order=True)
class Outdated:
    """A part loaded before a register knew names that it holds; loading *file* again resolves them."""

    layout: str
    part: str
    file: str


@dataclass(frozen=True)
class Loaded:
    """What `load` did: the parts now there, names that no register knows, columns that no mapping reads.

    ``outdated`` are live parts, loaded earlier, that should be loaded again.
    """

    parts: tuple[Part, ...]
    unresolved: tuple[Unresolved, ...] = ()
    unknown_columns: tuple[tuple[str, str], ...] = ()
    outdated: tuple[Outdated, ...] = ()

    @property
    def records(self) -> int:
        """How many records were read."""
        return sum(part.records for part in self.parts)


def load(
    files: Iterable[str | Path],
    store: Store,
    *,
    clock: log.Clock = log.now,
    progress: log.Progress = log.silent,
) -> Loaded:
    """Put *files* of registers and open data into *store*, each part into its own named graph.

    Nothing is written before every file has been recognised. A part whose content is in the store already
    changes nothing. Files may come in any order: those that others look names up in go first.

    Raises:
        InputError: A file cannot be read, is of no known layout, lacks a column, or is a submission.
        StoreError: The store refused; parts that are complete stay, and `load` again does the rest.
    """
    paths = [Path(file) for file in files]
    tables = sources(paths)
    parts = _parts(tables)
    require_room(store.where, paths)
    moment = clock()
    done: list[Part] = []
    unresolved: list[Unresolved] = []
    for group in reading.load_order(tables):
        # A group's names are looked up in what the groups before it brought: the sources say it, and no
        # inference is needed, so that `current` has to be made only once, at the end.
        lookups = registers.lookups(_select_live(store))
        for table in group:
            progress(len(done), len(tables) + 1, table.table.file)
            mapped = reading.map_tables([table], lookups).mapped[0]
            unknown_names = list(_unresolved(mapped, lookups))
            unresolved += unknown_names
            done.append(_put(store, mapped, parts[id(table)], moment, unknown_names))
    progress(len(tables), len(tables) + 1, "current")
    if any(part.state != "unchanged" for part in done) or current.is_stale(store):
        current.refresh(store)
    unknown = sorted(
        (table.table.file, problem.name)
        for table in tables
        for problem in table.problems
        if problem.kind == "unknown"
    )
    return Loaded(
        tuple(sorted(done)), tuple(sorted(unresolved, key=_order)), tuple(unknown), _outdated(store)
    )


def sources(files: Iterable[str | Path]) -> tuple[Recognised, ...]:
    """The tables of *files*, all of them registers or open data that can be loaded.

    Raises:
        InputError: A file cannot be read, is of no known layout, lacks a column, or is a submission.
    """
    tables = reading.recognise(files)
    _parts(tables)
    return tables


def _order(each: Unresolved) -> tuple[str, str, str]:
    return each.file, each.header, each.value


def _parts(tables: Sequence[Recognised]) -> dict[int, str]:
    """The part of its source that each table is, by the table's identity."""
    found: dict[int, str] = {}
    taken: dict[tuple[str, str], str] = {}
    for table in tables:
        file = table.table.file
        part = table.part()
        for problem in table.problems:
            if problem.kind != "unknown":
                near = f"; its nearest is '{problem.nearest}'" if problem.nearest else ""
                fault = "stands twice in" if problem.kind == "repeated" else "is missing from"
                raise InputError(
                    f"{file}: read as {table.layout.name}, but the column '{problem.name}' {fault} the header"
                    f" row{near}; correct it"
                )
        if other := taken.get((table.layout.name, part)):
            raise InputError(
                f"{file} and {other} are both the part '{part}' of {table.layout.name}; load one of them"
            )
        taken[table.layout.name, part] = file
        found[id(table)] = part
    return found


def _select_live(store: Store) -> registers.Select:
    graphs = [GRAPH_ONTOLOGY, *(source.graph for source in current.live_sources(store))]
    return lambda query: store.query(query, graph=graphs).texts()


def _outdated(store: Store) -> tuple[Outdated, ...]:
    """The live parts with a name that no register had when they were loaded, and that one has now."""
    lookups = registers.lookups(_select_live(store))
    found = set()
    for layout, part, file, entry in store.query(current.rule("waiting-sources"), graph=GRAPH_LOG).texts():
        register, _, name = entry.removeprefix(log.REGISTER).partition("/")
        if register in registers.registers() and unquote(name) in lookups(register):
            found.add(Outdated(layout.rpartition("/")[2], unquote(part.rpartition("/")[2]), file))
    return tuple(sorted(found))


def _put(store: Store, mapped: Mapped, part: str, moment: datetime, unresolved: Iterable[Unresolved]) -> Part:
    """Write one part, unless its content is there. The log's entry makes it live, so it comes last."""
    table = mapped.recognised.table
    base = f"{current.SOURCES}{mapped.layout.name}/{key_segment(part)}"
    [digest] = log.digests([mapped])
    earlier = [source for source in current.live_sources(store) if source.part == base]
    same = next((source for source in earlier if source.digest == digest), None)
    if same:
        return Part(
            mapped.layout.name, part, table.file, table.sha256, len(mapped.rows), same.graph, "unchanged"
        )
    versions = [int(name.rpartition("/")[2]) for name in store.graphs() if name.startswith(base + "/")]
    graph = f"{base}/{1 + max(versions, default=0)}"
    entry = log.about_delivery(graph, [mapped], [digest], moment)
    entry += statements(graph, [(DCT + "isVersionOf", Term(base))])
    entry += log.required(graph, ((each.register, each.value) for each in unresolved))
    entry += b"".join(log.invalidated(source.graph, moment) for source in earlier)
    entry += chain.about_graph(graph, mapped.triples)
    store.load(mapped.triples, graph)
    store.commit({GRAPH_LOG: chain.entry(store, entry) + current.STALE}, drop=current.supposed(store))
    state = "replaced" if earlier else "new"
    return Part(mapped.layout.name, part, table.file, table.sha256, len(mapped.rows), graph, state)


def _unresolved(mapped: Mapped, lookups: Lookup) -> Iterator[Unresolved]:
    """The texts of *mapped* that a register was asked about in vain."""
    layout, table = mapped.layout, mapped.recognised.table
    for rule in layout.derive.values():
        if rule.lookup is None or rule.of not in mapped.cells:
            continue
        register, values = lookups(rule.lookup), rule.values or {}
        separator = layout.split.get(rule.of)
        counts: Counter[str] = Counter()
        for text in mapped.cells[rule.of]:
            for value in text.split(separator) if separator else [text]:
                if value.strip() and fold_key(value) not in register and value.strip() not in values:
                    counts[value.strip()] += 1
        header = table.headers[mapped.recognised.columns[rule.of]]
        label = registers.registers()[rule.lookup].label
        for value, rows in counts.items():
            yield Unresolved(table.file, header, value, rows, rule.lookup, label)
