"""Where the boxes of a chain stand: a lane for each owner, a column for each step of the links."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

Node = tuple[str, str]
"""A box: in whose lane it stands, and what stands in it."""
Point = tuple[int, int]

_BOX, _GAP, _LABEL, _LEFT = 180, 100, 200, 30
_PORT, _LINE, _PAD = 24, 18, 14


@dataclass(frozen=True)
class Box:
    """A box with the lines of its text, in the units of the picture."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The lanes (name, top, height), the boxes, and for each link its ends and whether it closes a loop."""

    bands: tuple[tuple[str, int, int], ...]
    boxes: tuple[Box, ...]
    lines: tuple[tuple[Point, Point, bool], ...]
    width: int
    bottom: int
    label: int = _LABEL


def lanes(links: Sequence[tuple[Node, Node]], top: int) -> Plan:
    """Lay the *links* out under *top*. What closes a loop is marked and moves nothing."""
    nodes = list(dict.fromkeys(node for link in links for node in link))
    back = loops(links)
    column = _columns(nodes, [link for number, link in enumerate(links) if number not in back])
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
                place[node] = (_LEFT + _LABEL + at * (_BOX + _GAP), y + taken.get(at, 12))
                taken[at] = taken.get(at, 12) + size[node] + 12
        height = max(*taken.values(), 4 * _LINE + 12)
        bands.append((owner, y, height))
        y += height
    boxes = tuple(Box(*place[node], _BOX, size[node], _text(node)) for node in nodes)
    leaving = {node: [n for n, link in enumerate(links) if link[0] == node] for node in nodes}
    coming = {node: [n for n, link in enumerate(links) if link[1] == node] for node in nodes}
    lines = tuple(
        (
            (
                place[a][0] + _BOX,
                _port(place[a][1], size[a], number, leaving[a]),
            ),
            (place[b][0], _port(place[b][1], size[b], number, coming[b])),
            number in back,
        )
        for number, (a, b) in enumerate(links)
    )
    width = _LEFT * 2 + _LABEL + (max(column.values(), default=0) + 1) * (_BOX + _GAP)
    return Plan(tuple(bands), boxes, lines, width, y)


def loops(links: Sequence[tuple[Hashable, Hashable]]) -> set[int]:
    """The numbers of the links that lead back to where one came from; without them nothing goes round."""
    kept: dict[Hashable, set[Hashable]] = {}
    found = set()
    for number, (start, end) in enumerate(links):
        reached, ahead = {end}, [end]
        while ahead:
            new = kept.get(ahead.pop(), set()) - reached
            reached |= new
            ahead += new
        if start in reached:
            found.add(number)
        else:
            kept.setdefault(start, set()).add(end)
    return found


def _columns(nodes: Sequence[Node], links: Sequence[tuple[Node, Node]]) -> dict[Node, int]:
    """The length of the longest way to each node."""
    column = dict.fromkeys(nodes, 0)
    moved = True
    while moved:
        moved = False
        for start, end in links:
            if column[end] <= column[start]:
                column[end] = column[start] + 1
                moved = True
    return column


def _text(node: Node) -> tuple[str, ...]:
    return tuple(textwrap.wrap(node[1], 20, break_on_hyphens=False)) or ("",)


def _height(node: Node, links: Sequence[tuple[Node, Node]]) -> int:
    ports = max(sum(a == node for a, _ in links), sum(b == node for _, b in links))
    return max(len(_text(node)) * _LINE + _PAD, ports * _PORT)


def _port(top: int, height: int, number: int, own: Sequence[int]) -> int:
    """Where a link meets the side of its box: the links of a side are spread over it."""
    return top + round(height * (own.index(number) + 0.5) / len(own))
