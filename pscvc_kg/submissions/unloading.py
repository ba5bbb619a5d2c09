"""Registers and open data that were loaded are taken back: `current` is as if they had never come."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote

from pscvc_kg import chain, current
from pscvc_kg.errors import UsageError
from pscvc_kg.namespaces import GRAPH_LOG
from pscvc_kg.store import Store

from . import log, originals


@dataclass(frozen=True)
class Unloaded:
    """What was taken back: the parts (``layout/part``), the files they came in, and their named graphs."""

    parts: tuple[str, ...]
    files: tuple[str, ...]
    graphs: tuple[str, ...]

    def iris(self) -> tuple[str, ...]:
        """The things that it speaks of, by which their names are found: none."""
        return ()


@dataclass(frozen=True)
class _Version:
    """A version of a part (``layout/part``) that is not withdrawn; ``content`` names its file's bytes."""

    graph: str
    part: str
    file: str
    content: str
    live: bool


def is_loaded(store: Store, name: str) -> bool:
    """Whether *name* is how people call something loaded: a file, or ``layout/part``."""
    return bool(_named(_versions(store), name))


def loaded_files(store: Store) -> tuple[str, ...]:
    """The names of the files of registers and open data that *store* was loaded from and still holds."""
    return tuple(sorted({each.file for each in _versions(store) if each.live}))


def unload(store: Store, name: str, *, reason: str, by: str = "", clock: log.Clock = log.now) -> Unloaded:
    """Take back what was loaded from the file called *name*, or the one part that is called so.

    Its statements leave the store in all their versions, and so do the files that were kept of them; the log
    keeps that they were there. A part
    that had been replaced does not hold again: load its file again where it should.

    Args:
        store: The graph.
        name: The name of the file that it was last loaded from, or ``layout/part`` as `load` tells it.
        reason: Why; the log keeps it.
        by: Who decided it.
        clock: Gives the time that the log states.

    Raises:
        UsageError: Nothing is loaded under that name, or there is no reason.
        StoreError: The store refused; nothing has changed.
    """
    if not reason.strip():
        raise UsageError("a withdrawal needs a reason, which the log keeps; give it with --reason")
    versions = _versions(store)
    parts = _named(versions, name)
    if not parts:
        raise UsageError(_unknown(versions, name))
    theirs = [each for each in versions if each.part in parts]
    live = sorted({each.graph for each in theirs if each.live})
    entry = log.withdrawn(live, clock(), reason.strip(), by.strip())
    for part in parts:
        now = next(each.graph for each in theirs if each.part == part and each.live)
        earlier = {each.graph for each in theirs if each.part == part and not each.live}
        entry += log.withdrawn_with(sorted(earlier), now)
    graphs = sorted({each.graph for each in theirs})
    said = chain.entry(store, entry) + current.STALE
    there = [graph for graph in graphs if graph in set(store.graphs())]
    read_from = {each.content for each in theirs} - {each.content for each in versions if each not in theirs}
    remove = {originals.GRAPH_ORIGINALS: originals.statements_about(store, sorted(read_from))}
    store.commit({GRAPH_LOG: said}, remove, drop=[*there, *current.supposed(store)])
    store.flush()
    current.refresh(store)
    files = sorted({each.file for each in theirs if each.live})
    return Unloaded(tuple(sorted(parts)), tuple(files), tuple(graphs))


def _versions(store: Store) -> list[_Version]:
    rows = store.query(current.rule("loaded-versions"), graph=GRAPH_LOG).texts()
    return [
        _Version(graph, unquote(part.removeprefix(current.SOURCES)), file, content, live == "true")
        for graph, part, file, content, live in rows
    ]


def _named(versions: list[_Version], name: str) -> set[str]:
    """The parts that *name* calls: all of a file, or one."""
    live = [each for each in versions if each.live]
    text = name.strip()
    if one := {each.part for each in live if each.part == text}:
        return one
    file = Path(text).name if text.startswith((".", "/")) else text
    return {each.part for each in live if each.file == file}


def _unknown(versions: list[_Version], name: str) -> str:
    files = sorted({each.file for each in versions if each.live})
    near = get_close_matches(name, files, n=3, cutoff=0.5) or files[:5]
    more = f" and {len(files) - len(near)} more" if len(files) > len(near) else ""
    there = f"; loaded are {', '.join(near)}{more}" if near else "; nothing is loaded"
    return (
        f"nothing that the graph holds was loaded from '{name}'{there}. A submission is written as "
        "ORG/PERIOD or ORG/PERIOD/NUMBER, for instance cra-arc/2023-2024"
    )
