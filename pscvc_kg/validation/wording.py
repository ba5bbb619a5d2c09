"""Messages for people: a rule's sentence filled with what was found, as each language writes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from urllib.parse import unquote

import pyoxigraph as ox

from pscvc_kg.cells import NUMBER
from pscvc_kg.namespaces import XSD
from pscvc_kg.validation.catalogue import Term

LANGUAGES = ("en", "fr")
Label = Callable[[str, str], tuple[str, bool] | None]
"""From an IRI and a language to what people call it, and whether that is a common noun; None if unknown."""

_VARIABLE = re.compile(r"\{[?$](\w+)\}")
_NUMBERS = {XSD + name for name in ("decimal", "integer", "double", "float")}
_ROUNDED = re.compile(NUMBER.pattern + r"(?:[eE][+-]?\d{1,3})?", re.ASCII)
_FURTHEST = 30
"""Places before or after the decimal mark; a number that has more stays as it was written."""
_EXACT = Context(prec=2 * _FURTHEST)
_DAY = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
_MONTHS = {
    "en": "January/February/March/April/May/June/July/August/September/October/November/December",
    "fr": "janvier/février/mars/avril/mai/juin/juillet/août/septembre/octobre/novembre/décembre",
}
_LARGE = 100
_LONGEST = 160
"""A value longer than this is cut in a message; the finding has it whole."""


def variables(template: str) -> frozenset[str]:
    """The names of the variables that *template* shows."""
    return frozenset(_VARIABLE.findall(template))


def filled(template: str, bindings: Mapping[str, Term], language: str, label: Label) -> str:
    """*template* with each ``{?name}`` replaced by its value as *language* writes it.

    A common noun begins with a small letter inside a sentence.
    """

    def text(match: re.Match[str]) -> str:
        term = bindings.get(match[1])
        text = "" if term is None else shown(term, language, label, inside=match.start() > 0)
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"

    return _VARIABLE.sub(text, template)


def shown(term: Term, language: str, label: Label, *, inside: bool = False) -> str:
    """One term as a person reads it in *language*."""
    if isinstance(term, ox.NamedNode):
        called = label(term.value, language)
        if called is None:
            return _key(term.value)
        name, common = called
        return name[:1].lower() + name[1:] if common and inside and not name[1:2].isupper() else name
    if not isinstance(term, ox.Literal):
        return str(term)
    if term.datatype.value in _NUMBERS:
        return number(term.value, language, exact=term.datatype.value != XSD + "double")
    if term.datatype.value == XSD + "date":
        return _date(term.value, language)
    return term.value


def _key(iri: str) -> str:
    """What stands in an IRI that nobody named: its last part, of a period without its calendar."""
    last = unquote(re.split(r"[/#]", iri.rstrip("/#"))[-1])
    return last.partition("-")[2] or last if "/period/" in iri else last


def number(text: str, language: str, *, exact: bool = True) -> str:
    r"""A number with groups of three digits and the decimal mark of *language*; unchanged when it is none.

    No text raises, and no exponent makes a long text of a short one. One is taken only in a result that is
    to be rounded (not *exact*).

    >>> number("31283.5", "en"), number("31283.5", "fr")
    ('31,283.5', '31\u202f283,5')
    """
    if not (NUMBER if exact else _ROUNDED).fullmatch(text):
        return text
    value = Decimal(text)
    if abs(value.adjusted()) > _FURTHEST:
        return text
    if not exact:
        value = value.quantize(Decimal(1 if value.copy_abs() >= _LARGE else "0.01"), context=_EXACT)
    plain = f"{value:,f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    # In French a narrow no-break space parts the groups and a comma the decimals.
    return plain if language == "en" else plain.replace(",", "\u202f").replace(".", ",")


def _date(text: str, language: str) -> str:
    """A day as *language* writes it: 31 March 2025, 1er avril 2025; unchanged when it is none."""
    match = _DAY.fullmatch(text)
    if match is None:
        return text
    day = "1er" if language == "fr" and match[3] == "01" else str(int(match[3]))
    return f"{day} {_MONTHS[language].split('/')[int(match[2]) - 1]} {match[1]}"
