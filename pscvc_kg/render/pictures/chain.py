"""A chain: organizations as lanes, stages as boxes in the order of the hand-overs, each of them numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from pscvc_kg.render.pictures.filled import Filled
from pscvc_kg.render.pictures.lanes import lanes
from pscvc_kg.render.pictures.shapes import (
    BAND,
    BLUE,
    INK,
    MARGIN,
    WIDTH,
    Drawn,
    centred,
    columns,
    path,
    rect,
    text,
    wrapped,
)
from pscvc_kg.render.words import word

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer

_PLACES = ("from", "from_stage", "object", "to", "to_stage")


def draw(answer: Answer, lang: str) -> Drawn:
    """Lanes and boxes, and under them what is handed over, by its number."""
    seen = Filled(answer)
    links = [tuple(seen.name(row, place) for place in _PLACES) for row in range(len(answer.rows))]
    plan = lanes([((a, b), (c, d)) for a, b, _, c, d in links], 26)
    width = max(WIDTH, plan.width)
    body: list[Markup] = []
    for number, (name, y, height) in enumerate(plan.bands):
        body.append(rect(MARGIN, y, width - 2 * MARGIN, height, BAND if number % 2 == 0 else "#ffffff"))
        found = wrapped(name or "—", 15, plan.label - 20, bold=True)
        body += centred(found, MARGIN + 10, y + height / 2, 15, bold=True)
    for link in plan.lines:
        body.append(path(link.way, INK, dashed=link.back))
        body.append(Markup('<path d="M{} {} l-10 -5 v10 z" fill="{}"/>').format(*link.end, INK))
    for box in plan.boxes:
        body.append(rect(box.x, box.y, box.width, box.height, "#ffffff", BLUE))
        body += centred(box.lines, box.x + box.width / 2, box.y + box.height / 2, 15, anchor="middle")
    for number, (x, y) in enumerate((link.start for link in plan.lines), 1):
        body.append(Markup('<circle cx="{}" cy="{}" r="10" fill="{}"/>').format(x + 12, y, BLUE))
        body.append(text(str(number), x + 12, y + 4, 12, anchor="middle", colour="#ffffff", bold=True))
    entries = []
    for number, ((_, stage, thing, _, after), line) in enumerate(zip(links, plan.lines, strict=True), 1):
        entry = f"{number} {thing or '—'} ({stage} → {after})"
        entries.append(f"{entry} — {word('goes-back', lang)}" if line.back else entry)
    bottom, legend = columns(entries, plan.bottom + 34, width)
    return Drawn((), [*body, *legend], bottom, width)
