"""Where the nodes of a network stand: on an oval, in an order that keeps ties short, labels outside of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, hypot, pi, sin, sqrt

from pscvc_kg.render.pictures.filled import Key
from pscvc_kg.render.pictures.shapes import MARGIN, WIDTH, wrapped

DOT = 7
"""How far the edge of a node is from its middle."""
_HALF, _LINE, _LOW, _NEAR = 300, 18, 380, 150

Tie = tuple[Key, Key]
Point = tuple[float, float]


@dataclass(frozen=True)
class Node:
    """A node, the lines of its label, and on which side of the oval it stands: 1 is right, -1 left."""

    key: Key
    x: float
    y: float
    lines: tuple[str, ...]
    side: int


@dataclass(frozen=True)
class Bend:
    """The way of a tie: from *start* to *end*, drawn towards *middle*."""

    start: Point
    middle: Point
    end: Point

    def at(self, part: float) -> Point:
        """The point where this *part* of the way, between 0 and 1, is behind."""
        rest = 1 - part
        return tuple(  # type: ignore[return-value]
            rest * rest * a + 2 * rest * part * b + part * part * c
            for a, b, c in zip(self.start, self.middle, self.end, strict=True)
        )


def circle(
    ties: Sequence[Tie], names: Mapping[Key, str], top: float, apart: int
) -> tuple[dict[Key, Node], float]:
    """Every node of *ties* on an oval under *top*, by key, and the height under them.

    *apart* is the least space between the labels of two nodes.
    """
    order = _order(ties)
    half = (len(order) + 1) // 2
    sides = {1: order[:half], -1: order[half:][::-1]}
    label = {key: tuple(wrapped(names[key], 15, WIDTH / 2 - _HALF - DOT - 8 - MARGIN)) for key in order}
    tall = {key: len(label[key]) * _LINE + apart for key in order}
    high = max(
        min(_LOW, 120 + 40 * len(order)), *(sum(tall[key] for key in side) for side in sides.values()), 0
    )
    found = {}
    for side, keys in sides.items():
        free = (high - sum(tall[key] for key in keys)) / max(len(keys), 1)
        y = top
        for key in keys:
            middle = y + (tall[key] + free) / 2
            away = 2 * (middle - top) / high - 1
            x = WIDTH / 2 + side * _HALF * sqrt(max(1 - away * away, 0))
            found[key] = Node(key, x, middle, label[key], side)
            y += tall[key] + free
    return found, top + high


def bend(start: Node, end: Node, centre: Point, *, back: bool) -> Bend:
    """The way between two nodes: towards the *centre*, where no labels are, and apart from a way *back*."""
    dx, dy = end.x - start.x, end.y - start.y
    far = hypot(dx, dy) or 1
    if start.side == end.side and abs(dy) < _NEAR:
        inner, outer = sorted((start, end), key=lambda node: node.side * node.x)
        inwards = 10 + (0.45 if back and dy < 0 else 0.1) * far
        level = min(1, 1.2 * abs(dx) / far)  # the flatter, the further from the label of the inner one
        middle = (inner.x - start.side * inwards, level * outer.y + (1 - level) * (start.y + end.y) / 2)
    else:
        x, y = (start.x + end.x) / 2, (start.y + end.y) / 2
        pull = min(0.25, 0.3 * far / (hypot(centre[0] - x, centre[1] - y) or 1))
        middle = (x + pull * (centre[0] - x) - 0.1 * dy, y + pull * (centre[1] - y) + 0.1 * dx)
    return Bend(_edge(start, middle), middle, _edge(end, middle))


def _edge(node: Node, towards: Point) -> Point:
    """Where a way in this direction meets the node."""
    far = hypot(towards[0] - node.x, towards[1] - node.y) or 1
    gap = (DOT + 2) / far
    return node.x + gap * (towards[0] - node.x), node.y + gap * (towards[1] - node.y)


def _order(ties: Sequence[Tie]) -> list[Key]:
    """The nodes around the oval: neighbours beside each other, then any two changed while that helps."""
    near: dict[Key, list[Key]] = {}
    for a, b in ties:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    order = list(_walk(near))
    spots = [(cos(2 * pi * n / len(order)), sin(2 * pi * n / len(order))) for n in range(len(order))]
    spot = {key: spots[n] for n, key in enumerate(order)}

    def length(key: Key) -> float:
        return sum(hypot(spot[key][0] - spot[other][0], spot[key][1] - spot[other][1]) for other in near[key])

    for _ in range(30):
        changed = False
        for i, j in combinations(range(len(order)), 2):
            a, b = order[i], order[j]
            before = length(a) + length(b)
            spot[a], spot[b] = spots[j], spots[i]
            if length(a) + length(b) < before - 1e-9:
                order[i], order[j], changed = b, a, True
            else:
                spot[a], spot[b] = spots[i], spots[j]
        if not changed:
            break
    return order


def _walk(near: Mapping[Key, Sequence[Key]]) -> Iterator[Key]:
    """Every node, each followed by a neighbour where one is left; the best connected first."""
    left = sorted(near, key=lambda key: -len(set(near[key])))
    seen: set[Key] = set()
    ahead: list[Key] = []
    while len(seen) < len(near):
        key = ahead.pop() if ahead else next(one for one in left if one not in seen)
        if key not in seen:
            seen.add(key)
            yield key
            ahead += [one for one in reversed(left) if one in near[key]]
