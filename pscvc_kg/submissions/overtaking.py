"""What a catalogue may not replace or name, as others hold it, and what others have overtaken since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from pscvc_kg import current, imports, registers
from pscvc_kg import sources as fetched
from pscvc_kg.errors import InputError
from pscvc_kg.namespaces import DATA, GRAPH_LOG, GRAPH_ONTOLOGY, PROV, key_segment
from pscvc_kg.store import Store, Term

from . import log


@dataclass(frozen=True, order=True)
class Outdated:
    """A part loaded before a register knew names that it holds; loading *file* again resolves them."""

    layout: str
    part: str
    file: str


def refuse_others(store: Store, catalogues: Iterable[imports.Recognised], places: Mapping[str, Path]) -> None:
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
                    catalogue, registers.lookups(select_live(store)), names_of_ours(store).__contains__
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


def select_live(store: Store) -> registers.Select:
    graphs = [GRAPH_ONTOLOGY, *(source.graph for source in current.live_sources(store))]
    return lambda query: store.query(query, graph=graphs).texts()


def names_of_ours(store: Store) -> frozenset[str]:
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


def outdated_parts(store: Store) -> tuple[Outdated, ...]:
    """The live parts with a name that no register had when they were loaded, and that one has now."""
    lookups = registers.lookups(select_live(store))
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
            ours = names_of_ours(store)
        if ours and not ours.isdisjoint(said):
            part = unquote(source.part.rpartition("/")[2])
            found.add(Outdated(kind.name, part, files.get(source.graph, part)))
    return found
