"""The exports that there are: the folders of queries/exports/, and what the header of each query says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from pscvc_kg import headers
from pscvc_kg.errors import PscvcError, UsageError
from pscvc_kg.namespaces import GRAPH
from pscvc_kg.report import Text
from pscvc_kg.resources import QUERIES

GATHERED = "gathered"
EXPORT = "export"
REMOVED = "removed"
_FOLDER = QUERIES / "exports"
_PREFIX = re.compile(r"^PREFIX\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)
_PARAMETER = re.compile(r"\bVALUES\s*\?(\w+)\s*\{\s*UNDEF\s*\}")


@dataclass(frozen=True)
class Part:
    """One query of an export.

    It reads named graphs of the store, or what earlier parts ``gathered``, or, to find faults, the ``export``
    itself. What it gives is gathered, goes into the export or is ``removed`` from it. ``leaves_out`` is the
    reason why the records that it finds are left out. ``pages`` is the class of what addresses in the result
    lead to; ``among`` says from which class or scheme each of its parameters comes. ``columns`` and ``about``
    are those of a table.
    """

    name: str
    text: str
    reads: tuple[str, ...]
    gives: str
    after: tuple[str, ...] = ()
    pages: str | None = None
    leaves_out: Text | None = None
    columns: Mapping[str, Mapping[str, Any]] | None = None
    about: Mapping[str, Any] | None = None
    among: Mapping[str, str] = field(default_factory=dict)

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that it declares."""
        return dict(_PREFIX.findall(self.text))


@dataclass(frozen=True)
class Export:
    """A form in which others read the graph: its parts, in the order in which they run."""

    name: str
    parts: tuple[Part, ...]

    @property
    def faults(self) -> tuple[Part, ...]:
        """The parts that say which records are left out."""
        return tuple(part for part in self.parts if part.leaves_out is not None)

    @property
    def building(self) -> tuple[Part, ...]:
        """The parts that make it."""
        return tuple(part for part in self.parts if part.leaves_out is None and part.gives != REMOVED)

    @property
    def pruning(self) -> tuple[Part, ...]:
        """The parts that say which statements are taken away when all is made."""
        return tuple(part for part in self.parts if part.gives == REMOVED)

    @property
    def parameters(self) -> dict[str, str]:
        """What may be chosen, each with the class or scheme that it comes from."""
        return {name: of for part in self.parts for name, of in part.among.items()}

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that its parts declare."""
        return {prefix: iri for part in self.building for prefix, iri in sorted(part.prefixes.items())}


@cache
def exports() -> dict[str, Export]:
    """Every export of queries/exports/, by name."""
    folders = sorted(path for path in _FOLDER.iterdir() if path.is_dir())
    return {folder.name: Export(folder.name, _parts(folder)) for folder in folders}


def export_named(name: str, others: tuple[str, ...] = ()) -> Export:
    """The export of that name; raises UsageError that names the nearest, of *others*, too."""
    known = exports()
    if name in known:
        return known[name]
    names = sorted({*known, *others})
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"take one of: {', '.join(names)}"
    raise UsageError(f"there is no export '{name}'; {hint}")


def _parts(folder: Path) -> tuple[Part, ...]:
    """The queries of *folder* in the order in which they run.

    What gathers from the store comes first, then what gathers on from there, each after what its header
    names, then all that builds on it.
    """
    parts = {path.stem: _part(path) for path in sorted(folder.glob("*.rq"))}

    def turn(part: Part) -> int:
        if part.gives != GATHERED:
            return len(parts) + 1
        earlier = [turn(parts[name]) for name in part.after]
        return max(earlier, default=0 if part.reads != (GATHERED,) else 1) + bool(earlier)

    return tuple(sorted(parts.values(), key=turn))


def _part(path: Path) -> Part:
    header, text = headers.read(path)
    reads = tuple(map(str, header.get("reads", ["current"])))
    inner = {GATHERED, EXPORT} & set(reads)
    if inner and len(reads) > 1:
        raise PscvcError(f"{path.name}: '{min(inner)}' is read alone; gather first what lies in the store.")
    prefixes = dict(_PREFIX.findall(text))
    among = header.get("parameters", {})
    if missing := set(_PARAMETER.findall(text)) ^ set(among):
        raise PscvcError(
            f"{path.name}: write {min(missing)} in the header and in a VALUES line, or in neither."
        )
    return Part(
        name=path.stem,
        text=text,
        reads=reads if inner else tuple(GRAPH + name for name in reads),
        gives=str(header.get("gives", EXPORT)),
        after=tuple(map(str, header.get("after", ()))),
        pages=_expanded(str(header["pages"]), prefixes) if "pages" in header else None,
        leaves_out=headers.text_of(path, header, "leaves_out") if "leaves_out" in header else None,
        columns=header.get("columns"),
        about=header.get("about"),
        among={name: _expanded(str(of), prefixes) for name, of in among.items()},
    )


def _expanded(name: str, prefixes: Mapping[str, str]) -> str:
    """The IRI of a name with a prefix that the query declares."""
    prefix, _, local = name.partition(":")
    return prefixes[prefix] + local
