"""The neighbourhood of a thing as boxes and lines: what leads to it at the left, where it leads right."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pscvc_kg.terms import Cell, Section

WIDTH = 860
_BOX, _MIDDLE, _LINE, _GAP, _PAD = 250, 240, 18, 14, 20
_LETTERS = 29
"""So many letters of a label fit in the width of a box."""


@dataclass(frozen=True)
class Box:
    """A box in pixels, with the lines of its text, what it names, and the relation by which it hangs.

    The relation has its lines, ``above``, over those of the text.
    """

    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    cell: Cell
    relation: Cell | None = None
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """The boxes of a picture; ``height`` is in pixels, as wide as `WIDTH`."""

    left: tuple[Box, ...]
    middle: Box
    right: tuple[Box, ...]
    height: int


def picture(section: Section, iri: str, label: str) -> Picture:
    """The rows (from, relation, to) of *section* about the thing *iri*, which stands in the middle.

    Where it is itself the relation, or what relates (a proposition), the middle is the relation.
    """
    left: dict[tuple[str | None, str | None], tuple[Cell, Cell | None]] = {}
    right: dict[tuple[str | None, str | None], tuple[Cell, Cell | None]] = {}
    middle = Cell(label, iri)
    for start, relation, end in section.rows:
        if iri not in (start.iri, end.iri):
            left[start.iri, None] = (start, None)
            right[end.iri, None] = (end, None)
            middle = relation if relation.iri != iri else middle
        elif start.iri == iri:
            right[end.iri, relation.text] = (end, relation)
        else:
            left[start.iri, relation.text] = (start, relation)
    heights = [_stack(side.values()) for side in (left, right)]
    height = max(*heights, _height(middle) + 2 * _PAD)
    return Picture(
        left=_column(tuple(left.values()), 0, (height - heights[0]) // 2),
        middle=_box(middle, (WIDTH - _MIDDLE) // 2, (height - _height(middle)) // 2, _MIDDLE),
        right=_column(tuple(right.values()), WIDTH - _BOX, (height - heights[1]) // 2),
        height=height,
    )


def _stack(side: Iterable[tuple[Cell, Cell | None]]) -> int:
    """How high the boxes of one side are together."""
    return sum(_height(cell, relation) + _GAP for cell, relation in side) + _GAP


def _height(cell: Cell, relation: Cell | None = None) -> int:
    return (len(_lines(cell.text)) + len(_above(relation))) * _LINE + _PAD


def _column(pairs: Sequence[tuple[Cell, Cell | None]], x: int, y: int) -> tuple[Box, ...]:
    boxes = []
    y += _GAP
    for cell, relation in pairs:
        boxes.append(_box(cell, x, y, _BOX, relation))
        y += boxes[-1].height + _GAP
    return tuple(boxes)


def _box(cell: Cell, x: int, y: int, width: int, relation: Cell | None = None) -> Box:
    return Box(x, y, width, _height(cell, relation), _lines(cell.text), cell, relation, _above(relation))


def _above(relation: Cell | None) -> tuple[str, ...]:
    return _lines(relation.text) if relation else ()


def _lines(text: str) -> tuple[str, ...]:
    return tuple(textwrap.wrap(text, _LETTERS)) or ("",)
