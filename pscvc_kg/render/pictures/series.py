"""Series of values over periods, as an answer gives them: where each has gaps and breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from pscvc_kg.render.pictures.axes import Span
from pscvc_kg.render.pictures.filled import Filled, Key


@dataclass
class Series:
    """One line: its values by period, the periods from which on they are made in another way, and by what."""

    name: str
    parts: tuple[str, ...]
    values: dict[Key, Decimal] = field(default_factory=dict)
    breaks: dict[Key, str] = field(default_factory=dict)
    made: dict[Key, str] = field(default_factory=dict)


def read(seen: Filled) -> tuple[list[Series], int, int]:
    """The series; how many rows have no number, and how many a second one for the same period."""
    found: dict[Key, Series] = {}
    (broken,) = seen.at("break") or (None,)
    blank = again = 0
    for row, cells in enumerate(seen.answer.rows):
        key, period, value = seen.key(row, "series"), seen.key(row, "x"), seen.number(row, "value")
        parts = tuple(str(cells[at] if cells[at] is not None else "") for at in seen.at("series"))
        one = found.setdefault(key, Series(seen.name(row, "series"), parts))
        if value is None or period in one.values:
            blank, again = blank + (value is None), again + (value is not None)
            continue
        one.values[period] = value
        if broken is not None and seen.coded(row, "break") is not None:
            one.breaks[period] = str(cells[broken])
        one.made[period] = seen.name(row, "instrument")
    return list(found.values()), blank, again


def in_common(shown: Sequence[Series]) -> list[str]:
    """What all series have in their names is taken out and said once, if something is left of each."""
    if len(shown) < 2:
        return []
    common = [n for n in range(len(shown[0].parts)) if len({one.parts[n] for one in shown}) == 1]
    if not all(any(p for n, p in enumerate(one.parts) if n not in common) for one in shown):
        return []
    for one in shown:
        one.name = " · ".join(dict.fromkeys(p for n, p in enumerate(one.parts) if n not in common and p))
    return [part for n in common if (part := shown[0].parts[n])]


def changes(one: Series, across: Span) -> None:
    """Where the instrument is another than before, or known on one side only, there is a break."""
    for before, after in pairwise(key for key in across.keys if key in one.values):
        if one.made[before] != one.made[after]:
            one.breaks.setdefault(after, f"{one.made[before] or '—'} → {one.made[after] or '—'}")


def runs(one: Series, across: Span) -> Iterator[list[Key]]:
    """The periods that one line joins: it ends at a gap and before a break."""
    run: list[Key] = []
    for n, key in enumerate(across.keys):
        if run and (key not in one.values or key in one.breaks or n - 1 in across.missing):
            yield run
            run = []
        if key in one.values:
            run.append(key)
    if run:
        yield run
