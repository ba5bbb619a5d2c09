"""Identifiers and web addresses in the form in which two sources agree on them."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_LEAST_FIGURES = 8
"""A number of fewer figures numbers things in many registers."""
_DATE = re.compile(r"\d{4}[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./]\d{4}")
_LEAST_LETTERS = 5
"""Fewer letters are a short form of many names."""


def compact(value: str) -> str:
    """An identifier without case, spaces and the marks that group its figures; leading zeros belong to it.

    >>> compact("BE 0206.561.993")
    'be0206561993'
    """
    return re.sub(r"[\s.\-/·]", "", unicodedata.normalize("NFKC", value).casefold())


def cuts(value: str) -> tuple[int, ...]:
    """Where marks stand between the figures of an identifier, by how many signs of it come before.

    >>> cuts("BE 0206.561.993"), cuts("0206561993"), cuts("12-3")
    ((6, 9), (), (2,))
    """
    written = unicodedata.normalize("NFKC", value).casefold()
    return tuple(
        len(compact(written[: match.start() + 1])) for match in re.finditer(r"\d(?=[\s.\-/·]+\d)", written)
    )


def is_date(value: str) -> bool:
    """Whether *value* is written as a day.

    >>> is_date("2024-01-31"), is_date("31.01.2024"), is_date("0206.561.993")
    (True, True, False)
    """
    return bool(_DATE.fullmatch(value.strip()))


def same_figures(one: str, other: str) -> bool:
    """Whether two identifiers that are the same once `compact` group their figures alike, or one groups none.

    >>> same_figures("12.3456", "1-23456"), same_figures("0206.561.993", "0206561993")
    (False, True)
    """
    mine, theirs = cuts(one), cuts(other)
    return mine == theirs or (not (mine and theirs) and not is_date(one) and not is_date(other))


def is_distinctive(compacted: str) -> bool:
    """Whether an identifier could hardly be another one's in another scheme: it has many signs.

    >>> [is_distinctive(value) for value in ("127", "0206561993", "aafcaac", "scc")]
    [False, True, True, False]
    """
    return len(compacted) >= (_LEAST_FIGURES if compacted.isdigit() else _LEAST_LETTERS)


def is_address(text: str) -> bool:
    """Whether *text* is a web address or a domain.

    >>> [is_address(text) for text in ("www.example.org", "agency.example/en", "Agency", "U.S. Mint")]
    [True, True, False, False]
    """
    return bool(_ADDRESS.fullmatch(text.strip()))


def site(address: str) -> tuple[str, str]:
    """The host without "www." and the path without what says nothing; two empty texts for what is no address.

    >>> site("HTTPS://www.Example.org/en/index.html?x=1")
    ('example.org', '/en')
    """
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return "", ""
    path = re.sub(r"/(?:index|default|home)\.\w+$", "", unquote(parts.path), flags=re.IGNORECASE)
    return (host, path.rstrip("/").casefold()) if "." in host else ("", "")
