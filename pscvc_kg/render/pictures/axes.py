"""The scales of a diagram with lines: round numbers upwards, periods from the left to the right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pscvc_kg.render.pictures.filled import Key


@dataclass(frozen=True)
class Scale:
    """Round numbers that stand beside the upward axis, and what lies between them."""

    ticks: tuple[Decimal, ...]

    def share(self, value: Decimal) -> float:
        """How far up between the first and the last tick *value* stands, from 0 to 1."""
        low, high = self.ticks[0], self.ticks[-1]
        return float((value - low) / (high - low))


def scale(values: Sequence[Decimal]) -> Scale:
    """A scale of three to seven round numbers around all *values*."""
    low, high = (min(values), max(values)) if values else (Decimal(0), Decimal(1))
    if low == high:
        around = abs(low or Decimal(1)) / 10
        low, high = low - around, high + around
    size = Decimal(10) ** ((high - low).adjusted() - 1)
    for many in (1, 2, 5, 10, 20, 50, 100):
        step = size * many
        first, last = (
            (low / step).to_integral_value("ROUND_FLOOR"),
            (high / step).to_integral_value("ROUND_CEILING"),
        )
        if last - first <= 6:
            break
    return Scale(tuple(_plain((first + n) * step) for n in range(int(last - first) + 1)))


def _plain(value: Decimal) -> Decimal:
    """Without an exponent and without zeros at the end of its decimals."""
    short = value.normalize()
    return short if short.as_tuple().exponent < 0 else short.quantize(Decimal(1))  # type: ignore[operator]


@dataclass(frozen=True)
class Span:
    """Periods in their order, and how far to the right each stands, from 0 to 1.

    ``missing`` are the places of those between which and the next one lies a period without any value.
    """

    keys: tuple[Key, ...]
    shares: tuple[float, ...]
    missing: frozenset[int]


def span(periods: Sequence[tuple[Key, str]]) -> Span:
    """The periods (key, name), each once, in their order; one alone stands in the middle.

    That is by the year, or year and quarter, in the name where each has its own. Then their distances
    hold, and one is missing where the step to the next is larger than the smallest step.
    """
    names = dict(periods)
    years = {
        key: int(found[1]) + (int(found[2]) - 1) / 4 if found[2] else float(found[1])
        for key, name in names.items()
        if (found := re.search(r"\b(\d{4})\b(?:\W{0,2}[QT]([1-4])\b)?", name))
    }
    if len(names) == 1:
        return Span(tuple(names), (0.5,), frozenset())
    if len(set(years.values())) < len(names):
        keys = sorted(names)
        return Span(tuple(keys), tuple(n / max(len(keys) - 1, 1) for n in range(len(keys))), frozenset())
    keys = sorted(names, key=lambda key: years[key])
    steps = [years[b] - years[a] for a, b in pairwise(keys)]
    all_over = sum(steps) or 1
    shares = tuple((years[key] - years[keys[0]]) / all_over for key in keys)
    return Span(tuple(keys), shares, frozenset(n for n, step in enumerate(steps) if step > min(steps)))
