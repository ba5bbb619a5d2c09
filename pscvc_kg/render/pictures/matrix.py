"""What stands where rows and columns meet, by signs that differ in shape and colour, and what they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup

from pscvc_kg.render.pictures.filled import Filled, Key, sliced
from pscvc_kg.render.pictures.marks import mark
from pscvc_kg.render.pictures.shapes import (
    BAND,
    COLOURS,
    INK,
    MARGIN,
    SIGN,
    WIDTH,
    Drawn,
    centred,
    number,
    path,
    rect,
    text,
    wrapped,
)
from pscvc_kg.render.words import word

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer

MOST_ROWS = 25
"""Of more rows than this the fullest are drawn; the picture says how many there are."""
_REST: Key = ("rest",)
_LABEL, _HEAD, _LINE, _CELL = 440, 250, 17, 30
_COLOURS = (COLOURS[0], COLOURS[5], COLOURS[1], COLOURS[3], COLOURS[4], COLOURS[2])
_GRID = "#c9ced3"

Cells = dict[tuple[Key, Key], set[int]]
"""For each row and column the numbers of the codes that stand there."""


def draw(answer: Answer, lang: str) -> Drawn:
    """A sign for each code that stands in a cell, once however often it does; the legend is above.

    What stands in columns for which there is no room stands in the last one: each row shows all of its signs.
    """
    answer, said = sliced(answer, lang)
    seen = Filled(answer)
    cells, names, meant, other = _cells(seen)
    rows = _fullest(Counter(row for row, _ in cells), MOST_ROWS)
    counted = Counter(column for row, column in cells if row in rows)
    heads = {column: wrapped(names[column], 14, _HEAD) for column in counted}
    columns, left_out = _fitting(counted, heads)
    if len(rows) < (every := len({row for row, _ in cells})):
        said.append(word("drawn-rows", lang, n=len(rows), all=every))
    if left_out:
        names[_REST] = word("other-columns", lang, n=len(left_out))
        heads[_REST] = wrapped(names[_REST], 14, _HEAD)
        columns.append(_REST)
        for row, column in list(cells):
            if column in left_out:
                cells[row, _REST] = cells.get((row, _REST), set()) | cells[row, column]
    if other:
        said.append(word("no-mark", lang, n=other))
    top, body = _legend(meant)
    top += max((len(line) for column in columns for line in heads[column]), default=0) * 14 * SIGN + 16
    edges = [float(MARGIN + _LABEL)]
    for column in columns:
        edges.append(edges[-1] + _wide(heads[column]))
        middle = (edges[-2] + edges[-1]) / 2
        first = middle - (len(heads[column]) - 1) * _LINE / 2 + 5
        for m, one in enumerate(heads[column]):
            body.append(text(one, first + _LINE * m, top - 8, 14, turned=True))
    y = top
    for n, row in enumerate(rows):
        label = wrapped(names[row], 15, _LABEL - 16)
        high = max(len(label) * 19 + 8, _CELL)
        if n % 2 == 0:
            body.append(rect(MARGIN, y, edges[-1] - MARGIN, high, BAND))
        body += centred(label, MARGIN + 4, y + high / 2, 15)
        for column, (start, end) in zip(columns, pairwise(edges), strict=True):
            title = f"{names[row]} — {names[column]}{word('colon', lang)}"
            body += _signs(sorted(cells.get((row, column), ())), start, end, y + high / 2, title, meant)
        y += high
    body += [path(f"M{number(x)} {number(top)} V{number(y)}", _GRID, width=1) for x in edges]
    across = f"M{MARGIN} {number(top)} H{number(edges[-1])} M{MARGIN} {number(y)} H{number(edges[-1])}"
    body.append(path(across, INK))
    return Drawn(said, body, y)


def _cells(seen: Filled) -> tuple[Cells, dict[Key, str], dict[int, str], int]:
    """What stands in each cell, what rows and columns are called, what codes mean, and rows without one."""
    cells: Cells = {}
    names: dict[Key, str] = {}
    meant: dict[int, str] = {}
    other = 0
    for row in range(len(seen.answer.rows)):
        code = seen.coded(row, "mark")
        # A thing may be a row and a column as well: the places keep the two apart.
        across, down = ("row", *seen.key(row, "row")), ("column", *seen.key(row, "column"))
        if code is None or across == ("row", "") or down == ("column", ""):
            other += 1
            continue
        names[across], names[down] = seen.name(row, "row"), seen.name(row, "column")
        meant[code] = seen.name(row, "mark")
        cells.setdefault((across, down), set()).add(code)
    return cells, names, dict(sorted(meant.items())), other


def _fullest(counted: Mapping[Key, int], most: int) -> list[Key]:
    """The keys with the highest counts, in their first order."""
    kept = set(sorted(counted, key=lambda key: -counted[key])[:most])
    return [key for key in counted if key in kept]


def _fitting(counted: Mapping[Key, int], heads: Mapping[Key, list[str]]) -> tuple[list[Key], set[Key]]:
    """The fullest columns for which there is room, in their first order, and the others."""
    room = WIDTH - 2 * MARGIN - _LABEL
    if sum(_wide(heads[column]) for column in counted) <= room:
        return list(counted), set()
    room -= _CELL
    left_out: set[Key] = set()
    for column in sorted(counted, key=lambda column: -counted[column]):
        if left_out or _wide(heads[column]) > room:
            left_out.add(column)
        room -= _wide(heads[column])
    return [column for column in counted if column not in left_out], left_out


def _wide(head: Sequence[str]) -> int:
    """How wide a column must be for its heading."""
    return max(_CELL, len(head) * _LINE + 8)


def _signs(
    found: Sequence[int], start: float, end: float, y: float, title: str, meant: Mapping[int, str]
) -> Iterator[Markup]:
    """The signs of a cell beside each other."""
    step = min(14, (end - start - 2) / max(len(found), 1))
    for n, code in enumerate(found):
        x = (start + end) / 2 + (n - (len(found) - 1) / 2) * step
        size = min(5.5, step / 2.6)
        yield mark(code, x, y, _COLOURS[code % len(_COLOURS)], f"{title} {meant[code]}", size)


def _legend(meant: Mapping[int, str]) -> tuple[float, list[Markup]]:
    """Each sign with what it means, in as many lines as it takes, and the height under them."""
    body: list[Markup] = []
    x, y = float(MARGIN), 34.0
    for code, name in meant.items():
        wide = 24 + len(name) * 16 * SIGN + 30
        if x + wide > WIDTH - MARGIN and x > MARGIN:
            x, y = float(MARGIN), y + 26
        body.append(mark(code, x + 8, y, _COLOURS[code % len(_COLOURS)], "", 6))
        body.append(text(name, x + 24, y + 5, 16))
        x += wide
    return y + 14, body
