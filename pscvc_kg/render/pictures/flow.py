"""Flows from the left to the right (Sankey's diagram): a ribbon is as wide as its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from markupsafe import Markup

from pscvc_kg.render.pictures.filled import Filled, Key, sliced
from pscvc_kg.render.pictures.lanes import loops
from pscvc_kg.render.pictures.ribbons import NODE, Flow, Plan, ribbons
from pscvc_kg.render.pictures.shapes import (
    COLOURS,
    INK,
    MARGIN,
    WIDTH,
    Drawn,
    columns,
    lines,
    path,
    rect,
    text,
)
from pscvc_kg.render.words import word

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer, Column

MOST_FLOWS = 60
"""Of more flows than this the largest are drawn; the picture says how many there are and what is missing."""


def draw(answer: Answer, lang: str) -> Drawn:
    """Ribbons between nodes; a flow that would close a loop is left out and listed under the drawing."""
    from pscvc_kg.render.answer import cell, header

    answer, said = sliced(answer, lang)
    seen = Filled(answer)
    column = seen.column("value")
    said = [header(column, lang), *said]
    flows, names, blank, nothing = _summed(seen)
    back = loops([(flow.start, flow.end) for flow in flows])
    forward = [flow for number, flow in enumerate(flows) if number not in back]
    shown = forward[:MOST_FLOWS]
    if len(forward) > len(shown):
        missing = sum((flow.value for flow in forward[MOST_FLOWS:]), Decimal(0))
        total = missing + sum((flow.value for flow in shown), Decimal(0))
        said.append(
            word(
                "largest-flows",
                lang,
                n=len(shown),
                all=len(forward),
                sum=cell(column, missing, lang),
                total=cell(column, total, lang),
            )
        )
    plan = ribbons(shown, names, 26)
    thin = sum(ribbon.width < 1 for ribbon in plan.ribbons)
    said += [word(key, lang, n=n) for key, n in (("thin-flows", thin), ("no-number", blank)) if n]
    said += [word("nothing-flows", lang, n=nothing)] if nothing else []
    body = _drawn(plan, names, column, lang)
    bottom: float = plan.bottom + 10
    if back:
        bottom, heading = lines(
            word("flows-back", lang), MARGIN, bottom + 24, 15, WIDTH - 2 * MARGIN, bold=True
        )
        entries = [
            f"{names[flow.start]} → {names[flow.end]}{word('colon', lang)} {cell(column, flow.value, lang)}"
            for number, flow in enumerate(flows)
            if number in back
        ]
        bottom, listed = columns(entries, bottom, WIDTH)
        body += [heading, *listed]
    return Drawn(said, body, bottom)


def _summed(seen: Filled) -> tuple[list[Flow], Mapping[Key, str], int, int]:
    """Flows between the same two nodes as one, largest first; names; rows without a number, and with none."""
    sums: dict[tuple[Key, Key], Decimal] = {}
    names: dict[Key, str] = {}
    blank = nothing = 0
    for row in range(len(seen.answer.rows)):
        value = seen.number(row, "value")
        start, end = seen.key(row, "from"), seen.key(row, "to")
        if value is None or start == ("",) or end == ("",):
            blank += 1
        elif value <= 0:
            nothing += 1
        else:
            names[start], names[end] = seen.name(row, "from"), seen.name(row, "to")
            sums[start, end] = sums.get((start, end), Decimal(0)) + value
    flows = [Flow(start, end, value) for (start, end), value in sums.items()]
    return sorted(flows, key=lambda flow: -flow.value), names, blank, nothing


def _drawn(plan: Plan, names: Mapping[Key, str], column: Column, lang: str) -> list[Markup]:
    from pscvc_kg.render.answer import cell

    body: list[Markup] = []
    order = {node.key: number for number, node in enumerate(plan.nodes)}
    for ribbon in plan.ribbons:
        flow = ribbon.flow
        colour = COLOURS[order[flow.start] % len(COLOURS)]
        number = cell(column, flow.value, lang)
        title = f"{names[flow.start]} → {names[flow.end]}{word('colon', lang)} {number}"
        body.append(path(ribbon.way, colour, width=0.7, fill=colour, opacity=0.45, title=title))
    for node in plan.nodes:
        body.append(rect(node.x, node.y, NODE, max(node.height, 1), INK))
        label = [*node.lines, cell(column, node.value, lang)]
        x = node.x - 8 if node.side == "end" else node.x + NODE + 8
        body += _label(label, x, node.y + node.height / 2, node.side)
    return body


def _label(label: Sequence[str], x: float, middle: float, side: str) -> list[Markup]:
    """The name of a node, and under it what flows through it."""
    first = middle - (len(label) - 1) * 9 + 5
    return [
        text(one, x, first + 18 * n, 15, anchor=side, bold=n == len(label) - 1, halo=True)
        for n, one in enumerate(label)
    ]
