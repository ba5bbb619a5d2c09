"""Whether a short form could stand for a name: by the first letters of its words."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence

from pscvc_kg.linking.grammar import COMBINING, GRAMMAR_WORDS

_NEVER = math.inf
_LONGEST = 12
_LEAST_SPELLED = 0.8
"""A short form that spells less of a part of a name does not shorten that."""
_LONGEST_START = 4
"""So many letters of one word may stand in a short form: the "Can" of "NRCan"."""


def stands_for(short: str, name: Sequence[str], weights: Sequence[float] = ()) -> float:
    """From 0 to 1, how well the letters of *short* spell the beginnings of the words of *name*.

    1 where each letter begins a word and each word that carries meaning is begun; less where a word gives
    several letters or is left out, by its share of the *weights*; 0 where the letters cannot be spelled.
    Words of grammar may give a letter or not.

    >>> words = ["office", "of", "the", "auditor", "general"]
    >>> [round(stands_for(short, words), 2) for short in ("oag", "ootag", "audgen", "oga", "og")]
    [1.0, 1.0, 0.0, 0.0, 0.67]
    >>> stands_for("nrcan", ["natural", "resources", "canada"]) > 0.8
    True
    """
    if not 2 <= len(short) <= _LONGEST or not name:
        return 0.0
    said = [
        0.0 if word in GRAMMAR_WORDS else weight
        for word, weight in zip(name, weights or [1.0] * len(name), strict=True)
    ]
    every = sum(said) or 1.0
    cost = _cost(short, tuple(name), [weight / every for weight in said])
    return 0.0 if cost is None else max(0.0, 1.0 - cost)


def _cost(short: str, name: tuple[str, ...], shares: Sequence[float]) -> float | None:
    """The least cost of spelling *short* with the words of *name*; None where it cannot be done."""
    longer = 0.2 / len(short)
    # From the last word to the first: what it costs to spell the end of *short* from each of its letters on.
    end = len(short)
    costs = [_NEVER] * end + [0.0]
    for place in range(len(name) - 1, -1, -1):
        word, grammar = name[place], name[place] in GRAMMAR_WORDS
        # The name's first word is always begun, or nearly every short form could stand for every name.
        further = [cost + shares[place] if place or grammar else _NEVER for cost in costs]
        for letter in range(end):
            for length in range(1, min(1 if grammar else _LONGEST_START, end - letter, len(word)) + 1):
                if word[length - 1] != short[letter + length - 1]:
                    break
                further[letter] = min(further[letter], costs[letter + length] + longer * (length - 1))
        costs = further
    return costs[0] if costs[0] < _NEVER else None


def beginnings(name: Sequence[str]) -> str:
    """All letters of *name* that a short form can have, in their order."""
    return "".join(word[:_LONGEST_START] for word in name)


@functools.lru_cache(maxsize=1_000)
def pattern(short: str) -> re.Pattern[str]:
    """Finds the `beginnings` in which the letters of *short* stand in their order."""
    return re.compile(".*?".join(map(re.escape, short)))


def _with_combining(name: tuple[str, ...]) -> tuple[str, ...]:
    """The words of *name*, with what a combining form begins as two: "inter", "communal"."""
    parts: list[str] = []
    for word in name:
        form = next((form for form in COMBINING if word.startswith(form) and len(word) > len(form) + 3), "")
        parts += [form, word.removeprefix(form)] if form else [word]
    return tuple(parts)


def spells(short: str, name: tuple[str, ...]) -> bool:
    return max(stands_for(short, name), stands_for(short, _with_combining(name))) >= _LEAST_SPELLED


def skips(short: str, name: tuple[str, ...]) -> bool:
    """Whether *short* has first letters of *name* in order, with those of the first and the last word."""
    letters = iter(word[0] for word in name if word not in GRAMMAR_WORDS)
    said = [word for word in name if word not in GRAMMAR_WORDS]
    ends = bool(said) and said[0][0] == short[0] and said[-1][0] == short[-1]
    return ends and len(short) <= len(said) <= 2 * len(short) and all(letter in letters for letter in short)
