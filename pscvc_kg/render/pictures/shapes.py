"""What every picture is drawn with: text, boxes, ways and colours. All lengths are units of the picture."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from pscvc_kg.render.page import plain

WIDTH, MARGIN = 1280, 30
"""A slide of 16:9 is so wide; a picture is wider only where what it shows needs it."""

INK, SOFT, BAND = "#1a1a1a", "#555555", "#f2f5f8"
"""Black, a grey of 7:1 on white, and what stands behind every second lane."""
BLUE = "#0072b2"
COLOURS = (BLUE, "#d55e00", "#009e73", "#b5578c", "#1a1a1a", "#8a6d00")
"""Okabe and Ito's blue, vermillion and green, their purple and yellow darkened: 3:1 and more on white."""

SIGN, BOLD_SIGN = 0.56, 0.68
"""How wide a sign of a sans-serif font is, in its height: what wraps leaves room for wide ones."""


@dataclass(frozen=True)
class Drawn:
    """A picture under its heading: what is said of it, its parts from y = 0 on, and its size."""

    said: Sequence[str]
    body: Sequence[Markup]
    height: float
    width: int = WIDTH


def wrapped(body: str, size: int, room: float, *, bold: bool = False) -> list[str]:
    """*body* in lines that fit into *room*."""
    signs = int(room / (size * (BOLD_SIGN if bold else SIGN)))
    return textwrap.wrap(plain(body), max(signs, 8), break_on_hyphens=True) or [""]


def lines(
    body: str, x: float, y: float, size: int, room: float, *, bold: bool = False, colour: str = INK
) -> tuple[int, Markup]:
    """*body* wrapped into *room*, after where the line under it stands."""
    found = wrapped(body, size, room, bold=bold)
    step = round(size * 1.4)
    drawn = (text(one, x, y + step * n, size, bold=bold, colour=colour) for n, one in enumerate(found))
    return round(y + step * len(found)), Markup("\n").join(drawn)


def centred(
    found: Sequence[str], x: float, middle: float, size: int, *, anchor: str = "start", bold: bool = False
) -> list[Markup]:
    """Lines of text around the height *middle*."""
    step = size * 1.25
    first = middle - (len(found) - 1) * step / 2 + size * 0.34
    return [text(one, x, first + step * n, size, anchor=anchor, bold=bold) for n, one in enumerate(found)]


def columns(entries: Sequence[str], top: float, width: int, size: int = 15) -> tuple[float, list[Markup]]:
    """Entries of a list in two columns, read downwards, after the height under them.

    A single column where there are so few that two would not help.
    """
    if len(entries) < 5:
        sides, room = [list(entries)], width - 2 * MARGIN
    else:
        half = (len(entries) + 1) // 2
        sides, room = [list(entries[:half]), list(entries[half:])], (width - 3 * MARGIN) // 2
    body, bottom = [], top
    for number, side in enumerate(sides):
        y = top
        for entry in side:
            y, drawn = lines(entry, MARGIN + number * (room + MARGIN), y, size, room)
            y += 4
            body.append(drawn)
        bottom = max(bottom, y)
    return bottom, body


def text(
    body: str,
    x: float,
    y: float,
    size: int,
    *,
    anchor: str = "start",
    bold: bool = False,
    colour: str = INK,
    halo: bool = False,
    turned: bool = False,
) -> Markup:
    """One line of text; with a white *halo* where it crosses lines, *turned* to read upwards."""
    more = Markup(' font-weight="700"') if bold else Markup("")
    if halo:
        more += Markup(' stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"')
    if turned:
        more += Markup(' transform="rotate(-90 {} {})"').format(number(x), number(y))
    return Markup('<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}"{}>{}</text>').format(
        number(x), number(y), size, anchor, colour, more, escape(plain(body))
    )


def rect(
    x: float, y: float, width: float, height: float, fill: str, edge: str = "", title: str = ""
) -> Markup:
    """A box, with rounded corners where it has an edge."""
    more = Markup(' stroke="{}" stroke-width="2" rx="6"').format(edge) if edge else ""
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"{}{}').format(
        number(x), number(y), number(width), number(height), fill, more, _titled("rect", title)
    )


def path(
    way: str,
    colour: str,
    *,
    dashed: bool = False,
    width: float = 1.5,
    fill: str = "none",
    opacity: float = 1,
    title: str = "",
) -> Markup:
    """A line, or the edge of an area that *fill* fills."""
    more = Markup(' stroke-dasharray="7 5"') if dashed else Markup("")
    if opacity < 1:
        more += Markup(' fill-opacity="{}"').format(opacity)
    return Markup('<path d="{}" fill="{}" stroke="{}" stroke-width="{}"{}{}').format(
        way, fill, colour, number(width), more, _titled("path", title)
    )


def _titled(tag: str, title: str) -> Markup:
    """The end of an element: what a pointer that rests on it shows, if anything."""
    return Markup("><title>{}</title></{}>").format(plain(title), Markup(tag)) if title else Markup("/>")


def number(value: float) -> str:
    """A length as SVG writes it, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")
