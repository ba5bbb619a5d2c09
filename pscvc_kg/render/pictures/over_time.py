"""Values over periods as lines: a gap where there is none, a dashed line before those made in another way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup

from pscvc_kg.render.pictures.axes import Span, scale, span
from pscvc_kg.render.pictures.filled import Filled, Key, sliced
from pscvc_kg.render.pictures.marks import mark
from pscvc_kg.render.pictures.series import Series, changes, in_common, read, runs
from pscvc_kg.render.pictures.shapes import (
    COLOURS,
    INK,
    MARGIN,
    SOFT,
    WIDTH,
    Drawn,
    centred,
    number,
    path,
    text,
    wrapped,
)
from pscvc_kg.render.words import word

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer

MOST_LINES = 10
"""Of more series than this, those with the most values are drawn; the picture says how many there are."""
_LEFT, _RIGHT, _INSET, _HIGH, _STEP = MARGIN + 80, WIDTH - MARGIN - 310, 60, 380, 18
_GRID = "#d9dde1"


def draw(answer: Answer, lang: str) -> Drawn:
    """A line for each series, its name at its end."""
    from pscvc_kg.render.answer import cell, header

    answer, said = sliced(answer, lang)
    seen = Filled(answer)
    column = seen.column("value")
    said = [header(column, lang), *said]
    every, blank, again = read(seen)
    shown = sorted(every, key=lambda one: -len(one.values))[:MOST_LINES]
    shown = [one for one in every if one in shown and one.values]
    said += in_common(shown)
    if len(shown) < len(every):
        said.append(word("drawn-lines", lang, n=len(shown), all=len(every)))
    said += [word(key, lang, n=n) for key, n in (("no-number", blank), ("second-values", again)) if n]
    names = {seen.key(row, "x"): seen.name(row, "x") for row in range(len(answer.rows))}
    across = span(list(names.items()))
    for one in shown:
        changes(one, across)
    x = {
        key: _LEFT + _INSET + share * (_RIGHT - _LEFT - 2 * _INSET)
        for key, share in zip(across.keys, across.shares, strict=True)
    }
    body, top = _breaks(shown, across, x, names, lang)
    up = scale([value for one in shown for value in one.values.values()])

    def y(value: Decimal) -> float:
        return top + _HIGH * (1 - up.share(value))

    for tick in up.ticks:
        body.append(path(f"M{_LEFT} {number(y(tick))} H{_RIGHT}", _GRID, width=1))
        body.append(text(cell(column, tick, lang), _LEFT - 10, y(tick) + 5, 14, anchor="end", colour=SOFT))
    bottom, axis = _axis(across, x, names, top + _HIGH)
    body += axis
    gaps = 0
    for place, one in enumerate(shown):
        colour = COLOURS[place % len(COLOURS)]
        points = {key: (x[key], y(value)) for key, value in one.values.items()}
        if len(across.keys) == 1:  # no line leads to a sign: those of the same value stand beside each other
            same = sum(other.values == one.values for other in shown[:place])
            points = {key: (at + 14 * same, high) for key, (at, high) in points.items()}
        joined = list(runs(one, across))
        gaps += len(joined) - 1 - sum(key in one.values for key in one.breaks)
        for run in joined:
            way = " L".join(f"{number(points[key][0])} {number(points[key][1])}" for key in run)
            if len(run) > 1:
                body.append(path("M" + way, colour, width=2.5))
        for key, (at, high) in points.items():
            title = f"{one.name}, {names[key]}{word('colon', lang)} {cell(column, one.values[key], lang)}"
            body.append(mark(place, at, high, colour, title))
    if gaps > 0:
        said.append(word("gap", lang))
    ends = [max(one.values, key=x.__getitem__) for one in shown]
    last = [(x[end], y(one.values[end])) for one, end in zip(shown, ends, strict=True)]
    labelled, low = _labels(shown, last, top)
    return Drawn(said, [*body, *labelled], max(bottom, low))


def _breaks(
    shown: Sequence[Series], across: Span, x: Mapping[Key, float], names: Mapping[Key, str], lang: str
) -> tuple[list[Markup], float]:
    """A dashed line before each period with a break, what it is above it, and the top of the diagram."""
    found: dict[tuple[Key, str], list[Series]] = {}
    for one in shown:
        for key, why in one.breaks.items():
            found.setdefault((key, why), []).append(one)
    body: list[Markup] = []
    y = 26.0
    ways = []
    for (key, why), of in sorted(found.items(), key=lambda item: (across.keys.index(item[0][0]), item[0][1])):
        n = across.keys.index(key)
        at = (x[across.keys[n - 1]] + x[key]) / 2 if n else _LEFT + 6
        label = f"{names[key]}{word('colon', lang)} {why}"
        if any(one not in of and _goes_on(one, across, n) for one in shown):
            label += f" ({'; '.join(one.name for one in of)})"
        late = at > (_LEFT + _RIGHT) / 2
        room = at - _LEFT - 10 if late else _RIGHT - at - 10
        ways.append((at, y))
        for line in wrapped(label, 14, max(room, 200)):
            body.append(text(line, at - 8 if late else at + 8, y + 12, 14, anchor="end" if late else "start"))
            y += _STEP
        y += 6
    top = y + 6
    body += [
        path(f"M{number(at)} {number(high)} V{number(top + _HIGH)}", INK, dashed=True) for at, high in ways
    ]
    return body, top


def _goes_on(one: Series, across: Span, n: int) -> bool:
    """Whether the series has values before the n-th period, and in it or after it."""
    return any(key in one.values for key in across.keys[:n]) and any(
        key in one.values for key in across.keys[n:]
    )


def _axis(
    across: Span, x: Mapping[Key, float], names: Mapping[Key, str], y: float
) -> tuple[float, list[Markup]]:
    """The periods under the diagram, as many as there is room for, and the height under them."""
    body = [path(f"M{_LEFT} {number(y)} H{_RIGHT}", INK)]
    lowest, free = y, 0.0
    closest = min((x[b] - x[a] for a, b in pairwise(across.keys)), default=200.0)
    room = min(max(closest - 8, 56), 2 * _INSET)
    for key in across.keys:
        body.append(path(f"M{number(x[key])} {number(y)} v6", INK))
        if x[key] - room / 2 >= free - 1:
            found = wrapped(names[key], 14, room)
            body += [
                text(one, x[key], y + 22 + _STEP * n, 14, anchor="middle") for n, one in enumerate(found)
            ]
            lowest = max(lowest, y + 22 + _STEP * len(found))
            free = x[key] + room / 2 + 4
    return lowest, body


def _labels(
    shown: Sequence[Series], last: Sequence[tuple[float, float]], top: float
) -> tuple[list[Markup], float]:
    """The name of each line at its right, as near to its last point as the others allow."""
    body: list[Markup] = []
    order = sorted(range(len(shown)), key=lambda n: last[n][1])
    room = {n: wrapped(shown[n].name, 15, WIDTH - _RIGHT - MARGIN - 40) for n in order}
    high = {n: len(room[n]) * _STEP + 6 for n in order}
    middle: dict[int, float] = {}
    free = top
    for n in order:
        middle[n] = max(last[n][1], free + high[n] / 2)
        free = middle[n] + high[n] / 2
    low = max(top + _HIGH + 20, top + sum(high.values()))
    for n in reversed(order):
        middle[n] = min(middle[n], low - high[n] / 2)
        low = middle[n] - high[n] / 2
    for n in order:
        (at, y), colour = last[n], COLOURS[n % len(COLOURS)]
        way = f"M{number(at + 8)} {number(y)} L{_RIGHT} {number(y)} L{_RIGHT + 14} {number(middle[n])}"
        if at > _RIGHT - 2 * _INSET:  # from further away it would look like a value
            body.append(path(way, colour, width=0.8))
        body.append(mark(n, _RIGHT + 22, middle[n], colour, ""))
        body += centred(room[n], _RIGHT + 34, middle[n], 15)
    return body, max(middle[n] + high[n] / 2 for n in order) if order else top
