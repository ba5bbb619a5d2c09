"""One bar for each row that has a number, in the order of the answer."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from markupsafe import Markup

from pscvc_kg.render.pictures.filled import Filled
from pscvc_kg.render.pictures.shapes import (
    BLUE,
    INK,
    MARGIN,
    WIDTH,
    Drawn,
    centred,
    path,
    rect,
    text,
    wrapped,
)
from pscvc_kg.render.words import word

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer

MOST_BARS = 25
"""More bars than this are not drawn; the picture says how many there are."""
_START, _NUMBERS = 470, 190


def draw(answer: Answer, lang: str) -> Drawn:
    """Bars as long as their numbers; what all rows have in common is said once."""
    from pscvc_kg.render.answer import cell, header

    seen = Filled(answer)
    (value,) = seen.at("value")
    named = seen.at("label")
    numbers = {row: n for row in range(len(answer.rows)) if (n := seen.number(row, "value")) is not None}
    constant = [at for at in named[1:] if len({answer.rows[row][at] for row in numbers}) == 1]
    said = [header(answer.columns[value], lang)]
    said += [str(common) for at in constant if (common := answer.rows[next(iter(numbers))][at]) is not None]
    if len(numbers) > MOST_BARS:
        said.append(word("drawn", lang, n=MOST_BARS, all=len(numbers)))
    if len(numbers) < len(answer.rows):
        said.append(word("no-number", lang, n=len(answer.rows) - len(numbers)))
    shown = list(numbers.items())[:MOST_BARS]
    most = max((abs(n) for _, n in shown), default=Decimal(0)) or Decimal(1)
    room, top = WIDTH - _START - _NUMBERS, 26
    body: list[Markup] = []
    y = float(top + 10)
    for row, n in shown:
        cells = answer.rows[row]
        label = " · ".join(str(cells[at]) for at in named if at not in constant and cells[at] is not None)
        found = wrapped(label, 16, _START - MARGIN - 14)
        height = max(len(found) * 20, 28)
        middle = y + height / 2
        body += centred(found, _START - 12, middle, 16, anchor="end")
        length = round(float(abs(n) / most) * room, 1)
        body.append(rect(_START, middle - 11, length, 22, BLUE))
        shown_number = cell(answer.columns[value], cells[value], lang)
        body.append(text(shown_number, _START + length + 8, middle + 5, 16))
        y += height + 10
    body.append(path(f"M{_START} {top} V{y:.0f}", INK))
    return Drawn(said, body, y)
