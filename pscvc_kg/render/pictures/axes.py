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

    The order is that of the day, or the quarter, month or year, in the names, where each has one. Where each
    has its own, their distances hold, and one is missing where the step to the next is larger than the usual
    one: that which occurs most often, the smallest of several. Names without any stand in their own order.
    """
    names = dict(periods)
    if len(names) == 1:
        return Span(tuple(names), (0.5,), frozenset())
    when = {key: found for key, name in names.items() if (found := _when(name)) is not None}
    if len(when) < len(names):
        return _even(sorted(names, key=lambda key: (names[key], key)))
    keys = sorted(names, key=lambda key: (when[key], names[key], key))
    if len(set(when.values())) < len(names):
        return _even(keys)
    steps = [when[b] - when[a] for a, b in pairwise(keys)]
    usual = min(steps, key=lambda step: (-sum(abs(step - other) < _SAME for other in steps), step))
    shares = tuple((when[key] - when[keys[0]]) / (when[keys[-1]] - when[keys[0]]) for key in keys)
    missing = frozenset(n for n, step in enumerate(steps) if step > usual + _SAME)
    return Span(tuple(keys), shares, missing)


_SAME = 0.01
"""Steps, in years, that differ by less than this are of the same length."""
_YEAR = re.compile(r"\b(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?!\d)(?:\W{0,2}[QT]([1-4])\b)?")
_MONTHS = {
    name: n
    for names in (
        "january february march april may june july august september october november december",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    )
    for n, name in enumerate(names.split())
}


def _even(keys: Sequence[Key]) -> Span:
    """Periods whose distances are not known."""
    return Span(tuple(keys), tuple(n / max(len(keys) - 1, 1) for n in range(len(keys))), frozenset())


def _when(name: str) -> float | None:
    """The first year in a name as a number, with the quarter or the month where the name has one."""
    found = _YEAR.search(name)
    if found is None:
        return None
    year, month, day, quarter = found.groups()
    if quarter:
        return int(year) + (int(quarter) - 1) / 4
    if month and (day or not 1 <= int(month) - int(year) % 100 <= 1) and 1 <= int(month) <= 12:
        return int(year) + (int(month) - 1) / 12 + (int(day or 1) - 1) / 366
    months = [_MONTHS[word] for word in re.findall(r"[^\W\d_]+", name.lower()) if word in _MONTHS]
    return int(year) + (months[0] / 12 if months else 0)
