"""Where the nodes and ribbons of a diagram of flows stand: a column for each step, heights by the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pscvc_kg.render.pictures.filled import Key
from pscvc_kg.render.pictures.lanes import steps
from pscvc_kg.render.pictures.shapes import MARGIN, WIDTH, number, wrapped

NODE, HIGH = 14, 420
"""How wide a node is, and how high all that flows through the fullest column."""
_LABEL, _LINE, _GAP = 300, 18, 10


@dataclass(frozen=True)
class Flow:
    """What goes from one node to another; ``value`` in the unit of its column."""

    start: Key
    end: Key
    value: Decimal


@dataclass(frozen=True)
class Node:
    """A node; its label ends at its left (``side`` is end) or begins at its right (start)."""

    key: Key
    x: float
    y: float
    height: float
    value: Decimal
    lines: tuple[str, ...]
    side: str


@dataclass(frozen=True)
class Ribbon:
    """A flow, how wide it is, and its outline as SVG writes one."""

    flow: Flow
    width: float
    way: str


@dataclass(frozen=True)
class Plan:
    """The nodes column by column, downwards, and the ribbons; ``bottom`` is under all of them."""

    nodes: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]
    bottom: float


@dataclass(frozen=True)
class Stop:
    """A node, or the place where the flow of this number passes a column."""

    key: Key
    flow: int | None = None
    column: int | None = None


Way = Sequence[Stop]


def ribbons(flows: Sequence[Flow], names: Mapping[Key, str], top: float) -> Plan:
    """Lay *flows* out, among which none closes a loop, under the height *top*."""
    nodes = list(dict.fromkeys(key for flow in flows for key in (flow.start, flow.end)))
    column = steps(nodes, [(flow.start, flow.end) for flow in flows])
    last = max(column.values(), default=0)
    value = {Stop(key): _through(key, flows) for key in nodes}
    stops = [[Stop(key) for key in nodes if column[key] == at] for at in range(last + 1)]
    ways: list[Way] = []
    for n, flow in enumerate(flows):
        passed = {at: Stop((), n, at) for at in range(column[flow.start] + 1, column[flow.end])}
        for at, stop in passed.items():
            value[stop] = flow.value
            stops[at].append(stop)
        ways.append([Stop(flow.start), *passed.values(), Stop(flow.end)])
    _untangle(stops, ways, value)
    scale = HIGH / float(max((sum(value[stop] for stop in each) for each in stops), default=0) or 1)
    tall = {stop: float(each) * scale for stop, each in value.items()}
    apart = (WIDTH - 2 * MARGIN - 2 * _LABEL - NODE) / max(last, 1)
    label = {
        Stop(key): tuple(
            wrapped(names[key], 15, _LABEL - 20 if column[key] in (0, last) else apart - NODE - 20)
        )
        for key in nodes
    }
    slot = {
        stop: max(height, (len(label[stop]) + 1) * _LINE) if stop in label else height
        for stop, height in tall.items()
    }
    high = max((sum(slot[stop] + _GAP for stop in each) for each in stops), default=0)
    place: dict[Stop, tuple[float, float]] = {}
    for at, each in enumerate(stops):
        free = (high - sum(slot[stop] for stop in each)) / max(len(each), 1)
        y = top + free / 2
        for stop in each:
            place[stop] = (MARGIN + _LABEL + at * apart, y + (slot[stop] - tall[stop]) / 2)
            y += slot[stop] + free
    placed = (
        Node(stop.key, *place[stop], tall[stop], value[stop], label[stop], "start" if at else "end")
        for at, each in enumerate(stops)
        for stop in each
        if stop in label
    )
    return Plan(tuple(placed), tuple(_outlines(flows, ways, place, scale)), top + high)


def _through(key: Key, flows: Sequence[Flow]) -> Decimal:
    """What comes in or what goes out, whichever is more."""
    into = sum((flow.value for flow in flows if flow.end == key), Decimal(0))
    return max(into, sum((flow.value for flow in flows if flow.start == key), Decimal(0)))


def _untangle(stops: list[list[Stop]], ways: Sequence[Way], value: Mapping[Stop, Decimal]) -> None:
    """Order each column so that its stops stand beside those that they are tied to; large ones first."""
    for each in stops:
        each.sort(key=lambda stop: -value[stop])
    ties = [(a, b) for way in ways for a, b in pairwise(way)]
    for beside in (range(1, len(stops)), range(len(stops) - 2, -1, -1), range(1, len(stops))):
        step = 1 if beside.step > 0 else -1
        for at in beside:
            rank = {stop: n for n, stop in enumerate(stops[at - step])}
            near: dict[Stop, list[int]] = {stop: [] for stop in stops[at]}
            for a, b in ties:
                stop, other = (b, a) if step > 0 else (a, b)
                if stop in near and other in rank:
                    near[stop].append(rank[other])
            mean = {
                stop: sum(ranks) / len(ranks) if ranks else n for n, (stop, ranks) in enumerate(near.items())
            }
            stops[at].sort(key=lambda stop: (mean[stop], -value[stop]))


def _outlines(
    flows: Sequence[Flow], ways: Sequence[Way], place: Mapping[Stop, tuple[float, float]], scale: float
) -> Iterator[Ribbon]:
    """Each flow as an area: at a node the flows stand under each other as their other ends do."""
    leaving: dict[Stop, float] = {}
    coming: dict[Stop, float] = {}
    begin: dict[int, float] = {}
    finish: dict[int, float] = {}
    for n in sorted(range(len(flows)), key=lambda n: place[ways[n][1]][1]):
        begin[n] = place[ways[n][0]][1] + leaving.get(ways[n][0], 0)
        leaving[ways[n][0]] = leaving.get(ways[n][0], 0) + float(flows[n].value) * scale
    for n in sorted(range(len(flows)), key=lambda n: place[ways[n][-2]][1]):
        finish[n] = place[ways[n][-1]][1] + coming.get(ways[n][-1], 0)
        coming[ways[n][-1]] = coming.get(ways[n][-1], 0) + float(flows[n].value) * scale
    for n, (flow, way) in enumerate(zip(flows, ways, strict=True)):
        width = float(flow.value) * scale
        tops = [(place[way[0]][0] + NODE, begin[n])]
        for stop in way[1:-1]:
            x, y = place[stop]
            tops += [(x, y), (x + NODE, y)]
        tops.append((place[way[-1]][0], finish[n]))
        under = [(x, y + width) for x, y in reversed(tops)]
        (x, y), (u, v) = tops[0], under[0]
        outline = f"M{number(x)} {_fine(y)}{_curve(tops)} L{number(u)} {_fine(v)}{_curve(under)} z"
        yield Ribbon(flow, width, outline)


def _curve(points: Sequence[tuple[float, float]]) -> str:
    return "".join(
        f" C{number((x + u) / 2)} {_fine(y)} {number((x + u) / 2)} {_fine(v)} {number(u)} {_fine(v)}"
        for (x, y), (u, v) in pairwise(points)
    )


def _fine(value: float) -> str:
    """To a hundredth, so that widths stay in proportion."""
    return f"{value:.2f}"
