"""A text as its words: each folded, so that names are compared without capitals and accents."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
_WITHIN = re.compile(r"[\s,&'’\-‐‑–—]*")
"""What may stand between two words of a name; a full stop, a colon or a bracket ends it."""


class Word(NamedTuple):
    """A word of a text: folded, and from where to where it stands."""

    key: str
    start: int
    end: int


def fold(phrase: str) -> str:
    """A phrase as it is compared: its words without capitals and accents, a space between two."""
    return " ".join(word.key for word in split(phrase))


def has(words: Sequence[Word], phrase: str) -> bool:
    """Whether *phrase*, folded, stands among *words*."""
    return f" {phrase} " in f" {' '.join(word.key for word in words)} "


def is_short(text: str, word: Word) -> bool:
    """Whether *word* is written in capitals only."""
    written = text[word.start : word.end]
    return len(written) > 1 and written.isupper()


def are_joined(text: str, words: Sequence[Word]) -> bool:
    """Whether nothing that ends a name stands between *words*."""
    pairs = itertools.pairwise(words)
    return all(_WITHIN.fullmatch(text, one.end, other.start) for one, other in pairs)


def is_next(text: str, word: Word, after: Word, *, possessive: bool = False) -> bool:
    """Whether *after* follows with nothing but a space between, or the apostrophe of a possessive."""
    between = text[word.end : after.start]
    return not between.strip(" \u00a0" + ("'’" if possessive else "")) and bool(between)


def split(text: str) -> list[Word]:
    """The words of *text*, in order."""
    return [Word(_folded(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]


def _folded(word: str) -> str:
    word = word.casefold()
    if word.isascii():
        return word
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
