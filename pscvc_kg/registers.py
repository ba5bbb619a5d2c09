"""What a run needs to know from the store: the queries of queries/registers/."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pscvc_kg import headers, resources
from pscvc_kg.errors import PscvcError
from pscvc_kg.mapping import Lookup, fold_key
from pscvc_kg.report import Text

Select = Callable[[str], Iterable[Sequence[str]]]
"""Runs a SELECT on the store's current graph and gives the rows as texts."""


@dataclass(frozen=True, eq=False)
class Register:
    """One register: ``kind`` is ``lookup`` (SELECT ?key ?value) or ``context`` (CONSTRUCT).

    ``label`` completes "Missing in the store: …". ``reads`` names the layouts whose tables hold it, so that
    `load` takes them first and no submission speaks for it.
    """

    name: str
    summary: str
    label: Text
    kind: str
    query: str
    reads: tuple[str, ...] = ()


@functools.cache
def registers() -> Mapping[str, Register]:
    """Every register by name, from queries/registers/."""
    return {path.stem: _register(path) for path in sorted((resources.QUERIES / "registers").glob("*.rq"))}


def lookups(select: Select) -> Lookup:
    """The function from a register's name to its table, asked of the store once each by *select*."""

    @functools.cache
    def lookup(name: str) -> Mapping[str, str]:
        register = registers().get(name)
        if register is None or register.kind != "lookup":
            raise PscvcError(
                f"no register is called '{name}'; add queries/registers/{name}.rq or correct the mapping."
            )
        return as_table(select(register.query))

    return lookup


def as_table(rows: Iterable[Sequence[str]]) -> dict[str, str]:
    """Folded key to value. A key that has several values has none: a guess would be wrong half the time."""
    found: dict[str, set[str]] = {}
    for key, value in rows:
        found.setdefault(fold_key(key), set()).add(value)
    return {key: next(iter(values)) for key, values in found.items() if len(values) == 1}


def _register(path: Path) -> Register:
    header, text = headers.read(path)
    kind = header.get("kind")
    if kind not in ("lookup", "context"):
        raise PscvcError(f"{path.name}: kind is '{kind}'; it must be lookup or context.")
    return Register(
        name=path.stem,
        summary=str(header.get("summary", "")),
        label=headers.text_of(path, header, "label"),
        kind=kind,
        query=text,
        reads=tuple(header.get("reads", ())),
    )
