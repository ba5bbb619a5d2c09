"""The words around the facts in every language.

Each module here holds those of one job, as its ``WORDS``; ours are all of them. Canadian French: a no-break
space before a colon and inside « », none before ; ? and !.
"""

from __future__ import annotations

from collections.abc import Mapping

from pscvc_kg.render.words import (
    answer,
    candidates,
    care,
    catalogue,
    demo,
    giving,
    open_data,
    pictures,
    progress,
    receipt,
    report,
    since,
    things,
    workbook,
    writing,
)
from pscvc_kg.render.words.writing import LANGUAGES, NO_BREAK, quoted, write_day, write_number

__all__ = [
    "LANGUAGES",
    "WORDS",
    "count",
    "joined",
    "label",
    "quoted",
    "word",
    "write_day",
    "write_number",
]


def joined(*parts: Mapping[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """All the words of *parts* by their keys.

    Raises:
        ValueError: Two of the parts give the same key, of which one would be lost.
    """
    words: dict[str, dict[str, str]] = {}
    for part in parts:
        if twice := sorted(words.keys() & part.keys()):
            raise ValueError(f"two modules of words give these keys; rename one of each: {', '.join(twice)}")
        words |= part
    return words


WORDS = joined(
    answer.WORDS,
    candidates.WORDS,
    care.WORDS,
    catalogue.WORDS,
    demo.WORDS,
    giving.WORDS,
    open_data.WORDS,
    pictures.WORDS,
    progress.WORDS,
    receipt.WORDS,
    report.WORDS,
    since.WORDS,
    things.WORDS,
    workbook.WORDS,
    writing.WORDS,
)


def word(key: str, lang: str, **values: object) -> str:
    """The words called *key* in *lang*, with their places filled in."""
    text = WORDS[key][lang]
    return text.format(**values) if values else text


def label(key: str, lang: str) -> str:
    """The words called *key*, with the colon that the language puts after them."""
    return WORDS[key][lang] + WORDS["colon"][lang]


def count(number: int, thing: str, lang: str) -> str:
    """A number with the word for what it counts: ``1,721 rows``, ``0 ligne``. French counts 0 as one."""
    singular = abs(number) < 2 if lang == "fr" else abs(number) == 1
    space = NO_BREAK if lang == "fr" else " "
    return f"{write_number(number, lang)}{space}{WORDS[thing if singular else thing + 's'][lang]}"
