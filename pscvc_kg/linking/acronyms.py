"""Whether a short form could stand for a name: by the first letters of its words, or a little more of some."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from pscvc_kg.linking.grammar import GRAMMAR_WORDS

_LONGEST_START = 4
"""So many letters of one word may stand in a short form: the "Can" of "NRCan"."""


def stands_for(short: str, name: Sequence[str]) -> float:
    """From 0 to 1, how well the letters of *short* spell the beginnings of the words of *name*, in their order.

    1 where each letter begins a word and each word that carries meaning is begun; less where a word is left out or
    gives several letters; 0 where the letters cannot be spelled. Words of grammar may give a letter or not.

    >>> words = ["office", "of", "the", "auditor", "general"]
    >>> [round(stands_for(short, words), 2) for short in ("oag", "ootag", "audgen", "oga", "og")]
    [1.0, 1.0, 0.0, 0.0, 0.67]
    >>> stands_for("nrcan", ["natural", "resources", "canada"]) > 0.8
    True
    """
    if not 2 <= len(short) <= 12 or not name:
        return 0.0
    best = _cost(short, tuple(name))
    if best is None:
        return 0.0
    begun = sum(word not in GRAMMAR_WORDS for word in name)
    return max(0.0, 1.0 - best / max(begun, 1))


def _cost(short: str, name: tuple[str, ...]) -> float | None:
    """The least cost of spelling *short* with the words of *name*; None where it cannot be done."""

    @functools.cache
    def spell(letter: int, word: int) -> float | None:
        if word == len(name):
            return 0.0 if letter == len(short) else None
        here = name[word]
        grammar = here in GRAMMAR_WORDS
        costs = []
        # The name's first word is always begun, or nearly every short form could stand for every name.
        if grammar or letter:
            skipped = spell(letter, word + 1)
            if skipped is not None:
                costs.append(skipped + (0.0 if grammar else 1.0))
        for length in range(1, min(_LONGEST_START, len(short) - letter, len(here)) + 1):
            if here[length - 1] != short[letter + length - 1]:
                break
            if grammar and length > 1:
                break
            further = spell(letter + length, word + 1)
            if further is not None:
                costs.append(further + 0.2 * (length - 1))
        return min(costs, default=None)

    return spell(0, 0)
