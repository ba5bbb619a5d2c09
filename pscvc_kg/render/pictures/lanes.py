"""Where the boxes of a chain stand: a lane for each owner, a column for each step of the links."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Node = tuple[str, str]
"""A box: in whose lane it stands, and what stands in it."""
Point = tuple[int, int]
Thing = TypeVar("Thing", bound=Hashable)

_BOX, _GAP, _LABEL, _LEFT = 170, 92, 220, 30  # four steps fit on a slide that is 1280 wide
_INDENT = 40  # between the names of the lanes and the boxes: lines that lead back go there
_PORT, _LINE, _PAD = 24, 18, 14
_CLEAR = 18  # at the top of each lane: no box stands there, and what goes past a column runs there


@dataclass(frozen=True)
class Box:
    """A box with the lines of its text, in the units of the picture."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A link: its ends, its way as SVG writes one, and whether it closes a loop."""

    start: Point
    end: Point
    way: str
    back: bool


@dataclass(frozen=True)
class Plan:
    """The lanes (name, top, height), the boxes, and a line for each link."""

    bands: tuple[tuple[str, int, int], ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    bottom: int
    label: int = _LABEL


def lanes(links: Sequence[tuple[Node, Node]], top: int) -> Plan:
    """Lay the *links* out under *top*. What closes a loop is marked and moves nothing."""
    nodes = list(dict.fromkeys(node for link in links for node in link))
    back = loops(links)
    column = steps(nodes, [link for number, link in enumerate(links) if number not in back])
    owners = sorted(
        dict.fromkeys(owner for owner, _ in nodes),
        key=lambda owner: min(column[node] for node in nodes if node[0] == owner),
    )
    size = {node: _height(node, links) for node in nodes}
    place: dict[Node, Point] = {}
    bands, y = [], top
    for owner in owners:
        taken: dict[int, int] = {}
        for node in nodes:
            if node[0] == owner:
                at = column[node]
                place[node] = (_LEFT + _LABEL + _INDENT + at * (_BOX + _GAP), y + taken.get(at, _CLEAR))
                taken[at] = taken.get(at, _CLEAR) + size[node] + 12
        height = max(*taken.values(), 4 * _LINE + 12)
        bands.append((owner, y, height))
        y += height
    boxes = tuple(Box(*place[node], _BOX, size[node], _text(node)) for node in nodes)
    leaving = {node: [n for n, link in enumerate(links) if link[0] == node] for node in nodes}
    coming = {node: [n for n, link in enumerate(links) if link[1] == node] for node in nodes}
    top_of = {name: above for name, above, _ in bands}
    passing: dict[str, int] = {}
    lines = []
    for number, (a, b) in enumerate(links):
        start = (place[a][0] + _BOX, _port(place[a][1], size[a], number, leaving[a]))
        end = (place[b][0], _port(place[b][1], size[b], number, coming[b]))
        if column[b] == column[a] + 1:
            way = _straight(start, end)
        else:
            passing[b[0]] = passing.get(b[0], 0) + 1
            way = _round(start, end, top_of[b[0]] + 1 + (passing[b[0]] * 4) % (_CLEAR - 4))
        lines.append(Line(start, end, way, number in back))
    width = 2 * _LEFT + _LABEL + _INDENT + (max(column.values(), default=0) + 1) * (_BOX + _GAP) - _GAP
    return Plan(tuple(bands), boxes, tuple(lines), width, y)


def reached(start: Thing, ahead: Mapping[Thing, set[Thing]]) -> set[Thing]:
    """What can be reached from *start* in one step or more."""
    found: set[Thing] = set()
    waiting = [start]
    while waiting:
        new = ahead.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def steps(nodes: Sequence[Thing], links: Sequence[tuple[Thing, Thing]]) -> dict[Thing, int]:
    """The length of the longest way to each node; no link may close a loop."""
    column = dict.fromkeys(nodes, 0)
    moved = True
    while moved:
        moved = False
        for start, end in links:
            if column[end] <= column[start]:
                column[end] = column[start] + 1
                moved = True
    return column


def loops(links: Sequence[tuple[Thing, Thing]]) -> set[int]:
    """The numbers of the links that lead back to where one came from; without them nothing goes round."""
    kept: dict[Thing, set[Thing]] = {}
    found = set()
    for number, (start, end) in enumerate(links):
        if start == end or start in reached(end, kept):
            found.add(number)
        else:
            kept.setdefault(start, set()).add(end)
    return found


def _straight(start: Point, end: Point) -> str:
    """The way across one gap."""
    (x1, y1), (x2, y2) = start, end
    half = (x2 - x1) // 2
    return f"M{x1} {y1} C{x1 + half} {y1} {x2 - half} {y2} {x2 - 8} {y2}"


def _round(start: Point, end: Point, free: int) -> str:
    """The way past other columns, or back, at the height *free*, where no box stands."""
    (x1, y1), (x2, y2) = start, end
    if x2 > x1:
        there, here, bend = x1 + _GAP, x2 - _GAP, _GAP // 2
        if here > there:
            first = f"M{x1} {y1} C{x1 + bend} {y1} {there - bend} {free} {there} {free} H{here}"
            return f"{first} C{here + bend} {free} {x2 - bend} {y2} {x2 - 8} {y2}"
    return (
        f"M{x1} {y1} C{x1 + 60} {y1} {x1 + 60} {free} {x1} {free} H{x2} "
        f"C{x2 - 50} {free} {x2 - 50} {y2} {x2 - 8} {y2}"
    )


def _text(node: Node) -> tuple[str, ...]:
    return tuple(textwrap.wrap(node[1], 19)) or ("",)


def _height(node: Node, links: Sequence[tuple[Node, Node]]) -> int:
    ports = max(sum(a == node for a, _ in links), sum(b == node for _, b in links))
    return max(len(_text(node)) * _LINE + _PAD, ports * _PORT)


def _port(top: int, height: int, number: int, own: Sequence[int]) -> int:
    """Where a link meets the side of its box: the links of a side are spread over it."""
    return top + round(height * (own.index(number) + 0.5) / len(own))
