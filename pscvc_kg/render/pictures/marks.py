"""Small signs that differ in shape as well as in colour."""

from __future__ import annotations

from markupsafe import Markup

from pscvc_kg.render.pictures.shapes import number, path

SHAPES = 7


def mark(place: int, x: float, y: float, colour: str, title: str, size: float = 5) -> Markup:
    """The sign of the *place*-th thing around the point, *size* from its middle to its edge.

    A disc, a triangle, a cross, an empty diamond, a square, a ring, a plus; then from the beginning.
    """
    r = size

    def way(*points: tuple[float, float], close: str = " z") -> str:
        return "M" + " L".join(f"{number(x + a)} {number(y + b)}" for a, b in points) + close

    def round_() -> str:
        left, right = f"{number(x - r)} {number(y)}", f"{number(x + r)} {number(y)}"
        return f"M{left} A{number(r)} {number(r)} 0 1 1 {right} A{number(r)} {number(r)} 0 1 1 {left} z"

    shape = place % SHAPES
    if shape == 0:
        return path(round_(), colour, fill=colour, width=1, title=title)
    if shape == 1:
        return path(
            way((0, -1.2 * r), (1.2 * r, r), (-1.2 * r, r)), colour, fill=colour, width=1, title=title
        )
    if shape == 2:
        cross = f"{way((-r, -r), (r, r), close='')} {way((-r, r), (r, -r), close='')}"
        return path(cross, colour, width=r / 2, title=title)
    if shape == 3:
        empty = way((0, -1.3 * r), (1.3 * r, 0), (0, 1.3 * r), (-1.3 * r, 0))
        return path(empty, colour, fill="#ffffff", width=r / 2.5, title=title)
    if shape == 4:
        return path(way((-r, -r), (r, -r), (r, r), (-r, r)), colour, fill=colour, width=1, title=title)
    if shape == 5:
        return path(round_(), colour, fill="#ffffff", width=r / 2.5, title=title)
    plus = f"{way((-1.3 * r, 0), (1.3 * r, 0), close='')} {way((0, -1.3 * r), (0, 1.3 * r), close='')}"
    return path(plus, colour, width=r / 2, title=title)
