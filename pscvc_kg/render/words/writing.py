"""How each language writes numbers, dates and quotations, and the signs that it does so with."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

LANGUAGES = ("en", "fr")

NO_BREAK = "\u00a0"
NARROW = "\u202f"

WORDS: dict[str, dict[str, str]] = {
    "colon": {"en": ":", "fr": "\u00a0:"},
    "quote": {"en": "“{}”", "fr": "«\u00a0{}\u00a0»"},
    "percent": {"en": "{n}%", "fr": "{n}\u00a0%"},
}

_MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
}


def quoted(text: str, lang: str) -> str:
    """*text* between the quotation marks of the language."""
    return WORDS["quote"][lang].format(text)


def write_number(number: int | float | Decimal, lang: str) -> str:
    r"""A number as the language writes it, with the digits that it has.

    >>> write_number(1721, "en"), write_number(Decimal("-1721.50"), "fr")
    ('1,721', '-1\u202f721,50')
    """
    text = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    if lang == "fr":
        return text.replace(",", NARROW).replace(".", ",")
    return text


def write_day(day: str, lang: str) -> str:
    """An ISO date as the language writes it: ``1 March 2025``, ``1er mars 2025``; else as it stands."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
        return day
    moment = date.fromisoformat(day)
    first = "1er" if lang == "fr" and moment.day == 1 else str(moment.day)
    return NO_BREAK.join((first, _MONTHS[lang][moment.month - 1], str(moment.year)))
