"""Registers and open data go into the graph by parts; a part loaded again replaces the earlier one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pscvc_kg import current, imports, reading, registers
from pscvc_kg.folder import require_room
from pscvc_kg.layouts import Recognised
from pscvc_kg.mapping import Lookup, Mapped, fold_key
from pscvc_kg.store import Store

from . import log
from .overtaking import Outdated, names_of_ours, outdated_parts, refuse_others, select_live
from .parts import Part, Unresolved, Written, of_catalogue, of_table, put, put_together
from .recognising import recognise


@dataclass(frozen=True, order=True)
class Unread:
    """What stands *times* in a catalogue and was not read: ``personal`` where it may be about individuals."""

    file: str
    name: str
    times: int
    personal: bool


@dataclass(frozen=True)
class Loaded:
    """What `load` did: the parts now there, names that no register knows, columns that no mapping reads.

    ``outdated`` are live parts, loaded earlier, that should be loaded again. ``left_out`` says which records
    of a catalogue, or which of their statements, are not there, and why; ``unread`` what was not read.
    """

    parts: tuple[Part, ...]
    unresolved: tuple[Unresolved, ...] = ()
    unknown_columns: tuple[tuple[str, str], ...] = ()
    outdated: tuple[Outdated, ...] = ()
    left_out: tuple[imports.LeftOut, ...] = ()
    unread: tuple[Unread, ...] = ()

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
    checked: str = "",
) -> Loaded:
    """Put *files* of registers and open data into *store*, each part into its own named graph.

    Nothing is written before every file has been recognised. A part whose content is in the store already
    changes nothing. Files may come in any order: those that others look names up in go first.

    *checked* is the layout of tables that the caller has checked where their layout says ``through``; what
    *files* hold is then all there or nothing of it.

    Raises:
        InputError: A file cannot be read, is of no known layout, lacks a column, or is a submission.
        StoreError: The store refused; parts that are complete stay, and `load` again does the rest.
    """
    paths = [Path(file) for file in files]
    loadable = recognise(paths, checked)
    tables, catalogues = loadable.recognised, loadable.catalogues
    parts = {id(table): part for table, part in loadable.tables}
    require_room(store.where, paths)
    places = {path.name: path for path in paths}
    refuse_others(store, catalogues, places)
    moment = clock()
    steps = len(tables) + len(catalogues) + 1
    done: list[Part] = []
    together: list[Written] = []
    unresolved: list[Unresolved] = []
    for group in reading.load_order(tables):
        # A group's names are looked up in what the groups before it brought: the sources say it, and no
        # inference is needed, so that `current` has to be made only once, at the end.
        lookups = registers.lookups(select_live(store))
        for table in group:
            progress(len(done), steps, table.table.file)
            mapped = reading.map_tables([table], lookups).mapped[0]
            unknown_names = list(_unresolved(mapped, lookups))
            unresolved += unknown_names
            written = of_table(store, mapped, parts[id(table)], moment, unknown_names, places)
            if checked:
                together.append(written)
            else:
                put(store, written)
            done.append(written.part)
    put_together(store, together)
    left_out: list[imports.LeftOut] = []
    unread: set[Unread] = set()
    lookups = registers.lookups(select_live(store))
    ours = names_of_ours(store) if catalogues else frozenset[str]()
    for number, catalogue in enumerate(catalogues, len(tables)):
        progress(number, steps, catalogue.found.file)
        for each in imports.read(catalogue, lookups, ours.__contains__):
            unknown_names = list(_unknown(each))
            unresolved += unknown_names
            left_out += each.left_out
            unread |= {Unread(each.file, *one, personal=True) for one in each.personal}
            unread |= {Unread(each.file, *one, personal=False) for one in each.unread}
            written = of_catalogue(store, each, moment, unknown_names, places)
            put(store, written)
            done.append(written.part)
    progress(steps - 1, steps, "current")
    if any(part.state != "unchanged" for part in done) or current.is_stale(store):
        current.refresh(store)
    unknown = sorted(
        (table.table.file, problem.name)
        for table in tables
        for problem in table.problems
        if problem.kind == "unknown"
    )
    return Loaded(
        tuple(sorted(done)),
        tuple(sorted(unresolved, key=_order)),
        tuple(unknown),
        outdated_parts(store),
        _once(left_out),
        tuple(sorted(unread)),
    )


def _once(left_out: Iterable[imports.LeftOut]) -> tuple[imports.LeftOut, ...]:
    """Each fault once, though several kinds may meet it: that a record is gone says the most."""
    found: dict[imports.LeftOut, imports.LeftOut] = {}
    for one in left_out:
        key = replace(one, whole=False)
        found[key] = max(one, found.get(key, one))
    return tuple(sorted(found.values()))


def sources(files: Iterable[str | Path]) -> tuple[Recognised, ...]:
    """The tables of *files*, which are registers or open data that can be loaded; so are all other files.

    Raises:
        InputError: A file cannot be read, is of no known layout or kind, lacks a column, or is a submission.
    """
    return recognise([Path(file) for file in files]).recognised


def _order(each: Unresolved) -> tuple[str, str, str]:
    return each.file, each.header, each.value


def _unknown(read: imports.Imported) -> Iterator[Unresolved]:
    """The values of a catalogue that a register was asked about in vain."""
    for register, key, value in read.asked:
        yield Unresolved(read.file, key, value, 1, register, registers.registers()[register].label)


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
