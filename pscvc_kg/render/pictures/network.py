"""A network: who is tied to whom, with arrows or without, and what is said of each tie by its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import hypot
from typing import TYPE_CHECKING

from markupsafe import Markup

from pscvc_kg.render.pictures.circle import DOT, Bend, Node, Tie, bend, circle
from pscvc_kg.render.pictures.filled import Filled, Key, sliced
from pscvc_kg.render.pictures.lanes import reached
from pscvc_kg.render.pictures.shapes import (
    BLUE,
    INK,
    SOFT,
    WIDTH,
    Drawn,
    centred,
    columns,
    number,
    path,
    text,
)
from pscvc_kg.render.words import word, write_number

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer

MOST_NODES, MOST_TIES = 40, 80
"""More than these cannot be told apart; the picture says how many there are and which it shows."""
_WIDEST, _LINE_WIDTH = 5.0, 1.6


def draw(answer: Answer, lang: str, *, directed: bool = True) -> Drawn:
    """Nodes on an oval and the ties between them, as wide as their number where they have one."""
    from pscvc_kg.render.answer import cell, header

    answer, said = sliced(answer, lang)
    seen = Filled(answer)
    rows, names, alone = _ties(seen, directed)
    far, followed = _far(seen, rows)
    every = [tie for tie in rows if tie not in followed]
    value = {tie: _value(seen, rows[tie]) for tie in every}
    ties = _chosen(every, value)
    if directed:
        said.append(f"{seen.column('from').label[lang]} → {seen.column('to').label[lang]}")
    if seen.at("value"):
        said.append(word("wider-ties", lang, column=header(seen.column("value"), lang)))
    if far.intersection(ties):
        said.append(word("far-ties", lang))
    if followed:
        said.append(word("followed-ties", lang, n=len(followed)))
    if len(every) > len(ties):
        order = "strongest-ties" if seen.at("value") else "connected-ties"
        said.append(word(order, lang, n=len(ties), all=write_number(len(every), lang)))
    if len(names) > (left := len({key for tie in ties for key in tie})):
        said.append(word("drawn-nodes", lang, n=left, all=len(names)))
    if alone:
        said.append(word("no-tie", lang, n=alone))
    nodes, bottom = circle(ties, names, 30, 30 if seen.at("note") else 10)
    centre = (WIDTH / 2, (30 + bottom) / 2)
    ways = {tie: bend(nodes[tie[0]], nodes[tie[1]], centre, back=(tie[1], tie[0]) in value) for tie in ties}
    most = max((n for tie in ties if (n := value[tie]) is not None), default=None)
    body: list[Markup] = []
    for tie, way in ways.items():
        n = value[tie]
        width = _LINE_WIDTH if not most or n is None else max(float(n / most) * _WIDEST, 1)
        title = _title(tie, names, directed)
        if n is not None:
            title += f"{word('colon', lang)} {cell(seen.column('value'), n, lang)}"
        body += _tie(way, width, title, dashed=tie in far, directed=directed)
    for node in nodes.values():
        body += _node(node)
    if seen.at("note"):
        body += _numbers(list(ways.values()))
        entries = [
            f"{place} {_title(tie, names, directed)}{word('colon', lang)} "
            + "; ".join(dict.fromkeys(seen.name(row, "note") for row in rows[tie]))
            for place, tie in enumerate(ties, 1)
        ]
        bottom, listed = columns(entries, bottom + 30, WIDTH)
        body += listed
    return Drawn(said, body, bottom)


def draw_undirected(answer: Answer, lang: str) -> Drawn:
    """A network whose ties have no direction: a row from each side is one tie."""
    return draw(answer, lang, directed=False)


def _ties(seen: Filled, directed: bool) -> tuple[dict[Tie, list[int]], dict[Key, str], int]:
    """The rows of each tie, what its ends are called, and how many rows have not two ends."""
    rows: dict[Tie, list[int]] = {}
    names: dict[Key, str] = {}
    alone = 0
    for row in range(len(seen.answer.rows)):
        start, end = seen.key(row, "from"), seen.key(row, "to")
        if start in (end, ("",)) or end == ("",):
            alone += 1
            continue
        names[start], names[end] = seen.name(row, "from"), seen.name(row, "to")
        if not directed and (end, start) in rows:
            continue  # the same tie, seen from its other end
        rows.setdefault((start, end), []).append(row)
    return rows, names, alone


def _value(seen: Filled, rows: Sequence[int]) -> Decimal | None:
    if not seen.at("value"):
        return None
    found = [n for row in rows if (n := seen.number(row, "value")) is not None]
    return sum(found, Decimal(0)) if found else None


def _far(seen: Filled, rows: Mapping[Tie, Sequence[int]]) -> tuple[set[Tie], set[Tie]]:
    """The ties that are not direct, and those of them that follow from the direct ones."""
    if not seen.at("direct"):
        return set(), set()
    (at,) = seen.at("direct")
    far = {tie for tie, each in rows.items() if not any(seen.answer.rows[row][at] is True for row in each)}
    ahead: dict[Key, set[Key]] = {}
    for start, end in rows:
        if (start, end) not in far:
            ahead.setdefault(start, set()).add(end)
    return far, {(start, end) for start, end in far if end in reached(start, ahead)}


def _chosen(ties: Sequence[Tie], value: Mapping[Tie, Decimal | None]) -> list[Tie]:
    """As many ties as can be told apart, in their order: the strongest, or those of the best connected."""
    near = Counter(key for tie in {frozenset(tie) for tie in ties} for key in tie)
    first = sorted(ties, key=lambda tie: (-(value[tie] or 0), -near[tie[0]] - near[tie[1]]))
    nodes: set[Key] = set()
    chosen: set[Tie] = set()
    for tie in first:
        if len(nodes.union(tie)) <= MOST_NODES and len(chosen) < MOST_TIES:
            nodes.update(tie)
            chosen.add(tie)
    return [tie for tie in ties if tie in chosen]


def _title(tie: Tie, names: Mapping[Key, str], directed: bool) -> str:
    return f"{names[tie[0]]} {'→' if directed else '–'} {names[tie[1]]}"


def _tie(way: Bend, width: float, title: str, *, dashed: bool, directed: bool) -> Iterator[Markup]:
    (x, y), (u, v), (p, q) = way.start, way.middle, way.end
    curve = f"M{number(x)} {number(y)} Q{number(u)} {number(v)} {number(p)} {number(q)}"
    yield path(curve, SOFT, width=width, dashed=dashed, title=title)
    if directed:
        far = hypot(p - u, q - v) or 1
        size = 10 + width
        a, b = (p - u) / far * size, (q - v) / far * size
        left = f"{number(p - a - 0.4 * b)} {number(q - b + 0.4 * a)}"
        right = f"{number(p - a + 0.4 * b)} {number(q - b - 0.4 * a)}"
        yield path(f"M{number(p)} {number(q)} L{left} L{right} z", SOFT, width=0.5, fill=INK)


def _node(node: Node) -> Iterator[Markup]:
    yield Markup('<circle cx="{}" cy="{}" r="{}" fill="{}"/>').format(
        number(node.x), number(node.y), DOT, BLUE
    )
    anchor = "start" if node.side > 0 else "end"
    yield from centred(node.lines, node.x + node.side * (DOT + 8), node.y, 15, anchor=anchor)


def _numbers(ways: Sequence[Bend]) -> Iterator[Markup]:
    """The number of each tie on its way, where none stands yet."""
    taken: list[tuple[float, float]] = []
    for place, way in enumerate(ways, 1):
        spots = [way.at(part / 100) for part in (50, 42, 58, 34, 66, 26, 74, 18, 82)]
        apart = [min((hypot(x - u, y - v) for u, v in taken), default=99.0) for x, y in spots]
        x, y = next(
            (spot for spot, far in zip(spots, apart, strict=True) if far > 26), spots[apart.index(max(apart))]
        )
        taken.append((x, y))
        yield Markup('<circle cx="{}" cy="{}" r="11" fill="{}"/>').format(number(x), number(y), BLUE)
        yield text(str(place), x, y + 4, 12, anchor="middle", colour="#ffffff", bold=True)
