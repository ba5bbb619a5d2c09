"""What files of registers and open data hold, found before anything is written: every bad one is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pscvc_kg import imports, reading
from pscvc_kg.errors import FilesError, InputError
from pscvc_kg.layouts import Recognised

_NOTHING = "nothing was loaded"


@dataclass(frozen=True)
class Loadable:
    """The tables of some files, each with the part of its source that it is, and their catalogues."""

    tables: tuple[tuple[Recognised, str], ...]
    catalogues: tuple[imports.Recognised, ...]

    @property
    def recognised(self) -> tuple[Recognised, ...]:
        """The tables alone."""
        return tuple(table for table, _part in self.tables)


def recognise(paths: Sequence[Path], checked: str = "") -> Loadable:
    """What the files at *paths* hold; *checked* is as `load` has it.

    Raises:
        InputError: A file cannot be read, is of no known layout or kind, lacks a column, or is a submission.
        FilesError: So it is with several: it names them all.
    """
    reading.refuse_alike(((path.name, path) for path in paths), "have the same name; rename one of them")
    tables: list[tuple[Path, Recognised]] = []
    catalogues: list[tuple[Path, imports.Recognised]] = []
    bad: list[str] = []
    for path in paths:
        try:
            if imports.is_catalogue(path):
                catalogues.append((path, imports.recognise(path)))
            else:
                found = reading.recognise_file(path)
                tables += ((path, table) for table in found)
                for table in found:
                    _part(table, checked)
        except InputError as error:
            bad.append(str(error))
    ordered = reading.in_order(tables)
    if len(bad) == 1:
        said = bad[0] if len(paths) == 1 or bad[0].endswith(_NOTHING) else f"{bad[0].rstrip('.')}; {_NOTHING}"
        raise InputError(said)
    if bad:
        many = f"{len(bad)} of {len(paths)} files cannot be loaded"
        raise FilesError(f"{many}, and {_NOTHING}; correct them or leave them out", bad)
    catalogues.sort(key=lambda each: each[0].name)
    stems = ((f"{kind.name}/{path.stem}", path) for path, each in catalogues for kind in each.kinds)
    reading.refuse_alike(stems, "would be one part of the source; rename one of them")
    parts = [(table, _part(table, checked)) for table in ordered]
    _refuse_one_part_twice(parts)
    return Loadable(tuple(parts), tuple(each for _path, each in catalogues))


def _part(table: Recognised, checked: str) -> str:
    """The part of its source that *table* is; refuses a table that cannot be loaded."""
    file = table.table.file
    if table.layout.through and table.layout.name != checked:
        raise InputError(
            f"{file}: such a table ({table.layout.label['en']}) is taken only by "
            f"`{table.layout.through}`, which checks what it says; {_NOTHING}"
        )
    part = table.part()
    for problem in table.problems:
        if problem.kind != "unknown":
            near = f"; its nearest is '{problem.nearest}'" if problem.nearest else ""
            fault = "stands twice in" if problem.kind == "repeated" else "is missing from"
            raise InputError(
                f"{file}: read as {table.layout.name}, but the column '{problem.name}' {fault} the header "
                f"row{near}; correct it"
            )
    return part


def _refuse_one_part_twice(tables: Sequence[tuple[Recognised, str]]) -> None:
    taken: dict[tuple[str, str], str] = {}
    for table, part in tables:
        file = table.table.file
        if other := taken.get((table.layout.name, part)):
            raise InputError(
                f"{file} and {other} are both the part '{part}' of {table.layout.name}; load one of them"
            )
        taken[table.layout.name, part] = file
