"""How high a sheet's row must be for its wrapped text: not every program finds that by itself."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

_LINE, _EDGE = 15.0, 3.0
"""Points of a line of text, and of what is left above and below."""
_HIGHEST = 409.0
"""Points that a row may have at most."""
_NARROWER = 0.95
"""Signs of text for each sign that a column is wide, where the reader's fonts are wider than ours."""


def lines_of(text: str, width: float) -> int:
    """How many lines *text* takes in a column that is *width* signs wide.

    >>> lines_of("", 20), lines_of("short", 20), lines_of("one line and then another", 20)
    (1, 1, 2)
    """
    signs = max(4, int(width * _NARROWER) - 1)
    return sum(len(textwrap.wrap(line, signs)) or 1 for line in text.splitlines()) or 1


def height_of(cells: Iterable[tuple[str, float]]) -> float:
    """The height in points of a row of *cells*: the text of each, and how many signs wide its column is.

    >>> height_of([("short", 20), ("one line and then another", 20)])
    33.0
    """
    lines = max((lines_of(text, width) for text, width in cells), default=1)
    return min(_HIGHEST, _LINE * lines + _EDGE)
