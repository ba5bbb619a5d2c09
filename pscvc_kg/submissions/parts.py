"""A part of a register or of open data as it is written: its graph, the log's entry, the file as it came."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pscvc_kg import chain, current, imports
from pscvc_kg import sources as fetched
from pscvc_kg.folder import is_address
from pscvc_kg.mapping import Mapped
from pscvc_kg.namespaces import DCT, GRAPH_LOG, key_segment
from pscvc_kg.report import Text
from pscvc_kg.store import Store, Term, statements

from . import log, originals

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
class Unresolved:
    """A text in *rows* rows of a file for which a register (named by its label) has no entry."""

    file: str
    header: str
    value: str
    rows: int
    register: str
    label: Text


@dataclass(frozen=True)
class Written:
    """A part, what its graph holds, and what the log says of it: nothing where the part is unchanged.

    ``path`` is the table that it is, which is kept so that its cells are found again.
    """

    part: Part
    triples: bytes
    entry: bytes
    path: Path | None = None


def of_table(
    store: Store,
    mapped: Mapped,
    part: str,
    moment: datetime,
    unresolved: Iterable[Unresolved],
    places: Mapping[str, Path],
) -> Written:
    """The part that a table is."""
    table, layout = mapped.recognised.table, mapped.layout
    piece = log.Piece(layout.name, layout.source, table.file, table.sha256, len(mapped.rows))
    [digest] = log.digests([mapped])
    piece = _with_origin(piece, places)
    written = _written(store, piece, part, digest, mapped.triples, moment, unresolved)
    path = None if layout.through else places.get(table.file)
    return replace(written, part=replace(written.part, found=len(mapped.rows)), path=path)


def of_catalogue(
    store: Store,
    read: imports.Imported,
    moment: datetime,
    unresolved: Iterable[Unresolved],
    places: Mapping[str, Path],
) -> Written:
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
) -> Written:
    """One part as it is to be written, unless its content is there."""
    base = f"{current.SOURCES}{piece.layout}/{key_segment(part)}"
    earlier = [source for source in current.live_sources(store) if source.part == base]
    same = next((source for source in earlier if source.digest == digest), None)
    head = piece.layout, part, piece.file, piece.sha256, piece.records
    if same:
        return Written(Part(*head, same.graph, "unchanged"), b"", b"")
    known = {name for (name,) in store.query(current.rule("known-graphs"), graph=GRAPH_LOG).texts()}
    known |= {*store.graphs()}  # A number is never given twice, though what had it is withdrawn.
    versions = [int(name.rpartition("/")[2]) for name in known if name.startswith(base + "/")]
    graph = f"{base}/{1 + max(versions, default=0)}"
    entry = log.about_pieces(graph, [piece], [digest], moment)
    entry += statements(graph, [(DCT + "isVersionOf", Term(base))])
    entry += log.required(graph, ((each.register, each.value) for each in unresolved))
    entry += b"".join(log.invalidated(source.graph, moment) for source in earlier)
    entry += chain.about_graph(graph, triples)
    return Written(Part(*head, graph, "replaced" if earlier else "new"), triples, entry)


def put(store: Store, written: Written) -> None:
    """Write a part. The log's entry makes it live, so it comes last."""
    kept = _kept(store, written)
    if written.entry:
        store.load(written.triples, written.part.graph)
        _commit(store, kept, written.entry)
    elif kept:
        store.commit(kept)


def _kept(store: Store, written: Written) -> dict[str, bytes]:
    """What is to be added so that the table of a part is there as it was sent, where a store keeps files."""
    path = written.path
    if path is None or is_address(store.where) or path.stat().st_size > _KEPT:
        return {}
    said = originals.keep(store, [path], [written.part.sha256])
    return {originals.GRAPH_ORIGINALS: said} if said else {}


def put_together(store: Store, written: Iterable[Written]) -> None:
    """Write all the parts or none of them."""
    new = [one for one in written if one.entry]
    if new:
        _commit(store, {one.part.graph: one.triples for one in new}, b"".join(one.entry for one in new))


def _commit(store: Store, add: Mapping[str, bytes], entry: bytes) -> None:
    said = chain.entry(store, entry) + current.STALE
    store.commit({**add, GRAPH_LOG: said}, drop=current.supposed(store))
