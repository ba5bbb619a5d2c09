"""Registers and open data go into the graph by parts; a part loaded again replaces the earlier one."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from pscvc_kg import chain, current, imports, reading, registers
from pscvc_kg import sources as fetched
from pscvc_kg.errors import InputError
from pscvc_kg.folder import is_address, require_room
from pscvc_kg.layouts import Recognised
from pscvc_kg.mapping import Lookup, Mapped, fold_key
from pscvc_kg.namespaces import DATA, DCT, GRAPH_LOG, GRAPH_ONTOLOGY, PROV, key_segment
from pscvc_kg.report import Text
from pscvc_kg.store import Store, Term, statements

from . import log, originals
from .recognising import recognise

_KEPT = 20_000_000
"""Tables of more bytes are not kept: of what they say, only the file is told."""


@dataclass(frozen=True, order=True)
class Part:
    """One part of a register or of open data, as it is now in the store.

    ``layout`` is the table's layout or the kind of the catalogue, and ``found`` how many records the file has
    of it; ``records`` of them are in the store. ``state`` is ``new``, ``replaced`` (an earlier version is
    kept, off `current`) or ``unchanged``.
    """

    layout: str
    part: str
    file: str
    sha256: str
    records: int
    graph: str
    state: str
    found: int = 0
    is_table: bool = True


@dataclass(frozen=True, order=True)
class Unread:
    """What stands *times* in a catalogue and was not read: ``personal`` where it may be about individuals."""

    file: str
    name: str
    times: int
    personal: bool


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
    _refuse_others(store, catalogues, places)
    moment = clock()
    steps = len(tables) + len(catalogues) + 1
    done: list[Part] = []
    together: list[_Written] = []
    unresolved: list[Unresolved] = []
    for group in reading.load_order(tables):
        # A group's names are looked up in what the groups before it brought: the sources say it, and no
        # inference is needed, so that `current` has to be made only once, at the end.
        lookups = registers.lookups(_select_live(store))
        for table in group:
            progress(len(done), steps, table.table.file)
            mapped = reading.map_tables([table], lookups).mapped[0]
            unknown_names = list(_unresolved(mapped, lookups))
            unresolved += unknown_names
            written = _table(store, mapped, parts[id(table)], moment, unknown_names, places)
            if checked:
                together.append(written)
            else:
                _put(store, written)
            done.append(written.part)
    _put_together(store, together)
    left_out: list[imports.LeftOut] = []
    unread: set[Unread] = set()
    lookups = registers.lookups(_select_live(store))
    ours = _names_of_ours(store) if catalogues else frozenset[str]()
    for number, catalogue in enumerate(catalogues, len(tables)):
        progress(number, steps, catalogue.found.file)
        for each in imports.read(catalogue, lookups, ours.__contains__):
            unknown_names = list(_unknown(each))
            unresolved += unknown_names
            left_out += each.left_out
            unread |= {Unread(each.file, *one, personal=True) for one in each.personal}
            unread |= {Unread(each.file, *one, personal=False) for one in each.unread}
            written = _catalogue(store, each, moment, unknown_names, places)
            _put(store, written)
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
        _outdated(store),
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


def _refuse_others(
    store: Store, catalogues: Iterable[imports.Recognised], places: Mapping[str, Path]
) -> None:
    """Refuse what would replace somebody else's catalogue of the same name: data.json is anybody's.

    It is somebody else's where no record of it is in the file. What was fetched is named after its source.
    """
    live: dict[str, set[str]] = {}
    for source in current.live_sources(store):
        live.setdefault(source.part, set()).add(source.graph)
    for catalogue in catalogues:
        file, sha256 = catalogue.found.file, catalogue.found.sha256
        replaced = {
            kind.name: live[part] for kind in catalogue.kinds if (part := _part_of(kind, file)) in live
        }
        if not replaced or fetched.origin_of(places[file], sha256) or _is_known(store, sha256, replaced):
            continue
        names = frozenset[str]().union(
            *(
                each.names
                for each in imports.read(
                    catalogue, registers.lookups(_select_live(store)), _names_of_ours(store).__contains__
                )
            )
        )
        if names and not any(
            _has_one(store, graph, names) for graphs in replaced.values() for graph in graphs
        ):
            raise InputError(
                f"{file}: the graph has another catalogue under this name, and this one has none of its "
                f"records; give this file another name, such as AGENCY-{file}. Nothing was loaded"
            )


def _part_of(kind: imports.Kind, file: str) -> str:
    return f"{current.SOURCES}{kind.name}/{key_segment(Path(file).stem)}"


def _is_known(store: Store, sha256: str, replaced: Mapping[str, Iterable[str]]) -> bool:
    """Whether all the graphs come from a file of that content."""
    came = f"<{PROV}wasDerivedFrom> {Term(log.file_name(sha256)).sparql()}"
    each = (f"{Term(graph).sparql()} {came} ." for graphs in replaced.values() for graph in graphs)
    return store.query(f"ASK {{ {' '.join(each)} }}", graph=GRAPH_LOG).texts() == [("true",)]


def _has_one(store: Store, graph: str, names: frozenset[str]) -> bool:
    """Whether a *graph* says anything of one of *names*."""
    lines = store.dump(graph).splitlines()
    return not names.isdisjoint(line[1 : line.index(b">")].decode() for line in lines)


def _order(each: Unresolved) -> tuple[str, str, str]:
    return each.file, each.header, each.value


def _select_live(store: Store) -> registers.Select:
    graphs = [GRAPH_ONTOLOGY, *(source.graph for source in current.live_sources(store))]
    return lambda query: store.query(query, graph=graphs).texts()


def _names_of_ours(store: Store) -> frozenset[str]:
    """The names of our data of which live registers and submissions speak: no catalogue may."""
    graphs = [
        source.graph
        for source in current.live_sources(store)
        if source.layout.rpartition("/")[2] not in imports.kinds()
    ]
    graphs += [said.graph for said in current.live_submissions(store)]
    return frozenset(name for graph in graphs for name in _data_named(store.dump(graph)))


def _data_named(triples: bytes) -> Iterator[str]:
    """The subjects of N-Triples that are names of our data."""
    start = f"<{DATA}".encode()
    seen = {line[1 : line.index(b">")] for line in triples.splitlines() if line.startswith(start)}
    return (name.decode() for name in seen)


def _outdated(store: Store) -> tuple[Outdated, ...]:
    """The live parts with a name that no register had when they were loaded, and that one has now."""
    lookups = registers.lookups(_select_live(store))
    found = set()
    for layout, part, file, entry in store.query(current.rule("waiting-sources"), graph=GRAPH_LOG).texts():
        register, _, name = entry.removeprefix(log.REGISTER).partition("/")
        if register in registers.registers() and unquote(name) in lookups(register):
            found.add(Outdated(layout.rpartition("/")[2], unquote(part.rpartition("/")[2]), file))
    return tuple(sorted(found | _overtaken(store)))


def _overtaken(store: Store) -> set[Outdated]:
    """The live catalogues that speak of what a register, or a submission, has named since.

    Loaded again, they say nothing of it.
    """
    rows = store.query(current.rule("source-files"), graph=GRAPH_LOG).texts()
    files = {graph: file for graph, _layout, file, _content in rows}
    found = set()
    ours: frozenset[str] | None = None
    for source in current.live_sources(store):
        kind = imports.kinds().get(source.layout.rpartition("/")[2])
        if kind is None:
            continue
        said = {name for name in _data_named(store.dump(source.graph)) if not name.startswith(kind.mints)}
        if said and ours is None:
            ours = _names_of_ours(store)
        if ours and not ours.isdisjoint(said):
            part = unquote(source.part.rpartition("/")[2])
            found.add(Outdated(kind.name, part, files.get(source.graph, part)))
    return found


@dataclass(frozen=True)
class _Written:
    """A part, what its graph holds, and what the log says of it: nothing where the part is unchanged.

    ``path`` is the table that it is, which is kept so that its cells are found again.
    """

    part: Part
    triples: bytes
    entry: bytes
    path: Path | None = None


def _table(
    store: Store,
    mapped: Mapped,
    part: str,
    moment: datetime,
    unresolved: Iterable[Unresolved],
    places: Mapping[str, Path],
) -> _Written:
    """The part that a table is."""
    table, layout = mapped.recognised.table, mapped.layout
    piece = log.Piece(layout.name, layout.source, table.file, table.sha256, len(mapped.rows))
    [digest] = log.digests([mapped])
    piece = _with_origin(piece, places)
    written = _written(store, piece, part, digest, mapped.triples, moment, unresolved)
    path = None if layout.through else places.get(table.file)
    return replace(written, part=replace(written.part, found=len(mapped.rows)), path=path)


def _catalogue(
    store: Store,
    read: imports.Imported,
    moment: datetime,
    unresolved: Iterable[Unresolved],
    places: Mapping[str, Path],
) -> _Written:
    """The part that the records of one kind in a file are."""
    kind = read.kind
    piece = log.Piece(kind.name, kind.source, read.file, read.sha256, read.taken)
    digest = f"{kind.name} sha256:{hashlib.sha256(read.triples).hexdigest()}"
    part = Path(read.file).stem
    piece = _with_origin(piece, places)
    written = _written(store, piece, part, digest, read.triples, moment, unresolved)
    return replace(written, part=replace(written.part, found=read.found, is_table=False))


def _with_origin(piece: log.Piece, places: Mapping[str, Path]) -> log.Piece:
    """*piece* with where its file was fetched from, when and under which licence, where that is kept."""
    path = places.get(piece.file)
    origin = fetched.origin_of(path, piece.sha256) if path else None
    if origin is None:
        return piece
    source = replace(piece.source, address=origin.address)
    if piece.layout in imports.kinds():  # A layout says itself whose table it is; a kind is anybody's.
        source = replace(source, title=origin.title, publisher=origin.publisher, licence=origin.licence)
    return replace(piece, source=source, retrieved=origin.retrieved)


def _written(
    store: Store,
    piece: log.Piece,
    part: str,
    digest: str,
    triples: bytes,
    moment: datetime,
    unresolved: Iterable[Unresolved],
) -> _Written:
    """One part as it is to be written, unless its content is there."""
    base = f"{current.SOURCES}{piece.layout}/{key_segment(part)}"
    earlier = [source for source in current.live_sources(store) if source.part == base]
    same = next((source for source in earlier if source.digest == digest), None)
    head = piece.layout, part, piece.file, piece.sha256, piece.records
    if same:
        return _Written(Part(*head, same.graph, "unchanged"), b"", b"")
    known = {name for (name,) in store.query(current.rule("known-graphs"), graph=GRAPH_LOG).texts()}
    known |= {*store.graphs()}  # A number is never given twice, though what had it is withdrawn.
    versions = [int(name.rpartition("/")[2]) for name in known if name.startswith(base + "/")]
    graph = f"{base}/{1 + max(versions, default=0)}"
    entry = log.about_pieces(graph, [piece], [digest], moment)
    entry += statements(graph, [(DCT + "isVersionOf", Term(base))])
    entry += log.required(graph, ((each.register, each.value) for each in unresolved))
    entry += b"".join(log.invalidated(source.graph, moment) for source in earlier)
    entry += chain.about_graph(graph, triples)
    return _Written(Part(*head, graph, "replaced" if earlier else "new"), triples, entry)


def _put(store: Store, written: _Written) -> None:
    """Write a part. The log's entry makes it live, so it comes last."""
    kept = _kept(store, written)
    if written.entry:
        store.load(written.triples, written.part.graph)
        _commit(store, kept, written.entry)
    elif kept:
        store.commit(kept)


def _kept(store: Store, written: _Written) -> dict[str, bytes]:
    """What is to be added so that the table of a part is there as it was sent, where a store keeps files."""
    path = written.path
    if path is None or is_address(store.where) or path.stat().st_size > _KEPT:
        return {}
    said = originals.keep(store, [path], [written.part.sha256])
    return {originals.GRAPH_ORIGINALS: said} if said else {}


def _put_together(store: Store, written: Iterable[_Written]) -> None:
    """Write all the parts or none of them."""
    new = [one for one in written if one.entry]
    if new:
        _commit(store, {one.part.graph: one.triples for one in new}, b"".join(one.entry for one in new))


def _commit(store: Store, add: Mapping[str, bytes], entry: bytes) -> None:
    said = chain.entry(store, entry) + current.STALE
    store.commit({**add, GRAPH_LOG: said}, drop=current.supposed(store))


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
