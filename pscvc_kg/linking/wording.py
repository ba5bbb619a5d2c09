"""How a name is written: the same words in another spelling, order or dress give the same forms.

Nothing here knows a country, a register or a name: only the grammar words and legal forms of languages,
and the marks by which people put several names into one cell.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pscvc_kg.linking.grammar import GRAMMAR_WORDS, LEGAL_FORMS

# Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "ng"}
)
# What is longer is no name, and comparing it takes time.
_LONGEST_NAME, _MOST_WORDS, _LONGEST_WORD = 1_000, 50, 50
_LONGEST_SHORT = 7
_DOTTED = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
_WORD = re.compile(r"[^\W_]+")
_ROMAN = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})")


@functools.lru_cache(maxsize=100_000)
def words(text: str) -> tuple[str, ...]:
    """The words of *text* without case, accents, punctuation and width; "&" is none, and U.S. is one word.

    >>> words("Ministère de l’Économie & des Œuvres (U.S.)")
    ('ministere', 'de', 'l', 'economie', 'des', 'oeuvres', 'us')
    """
    joined = _DOTTED.sub(lambda match: match[0].replace(".", ""), text[:_LONGEST_NAME])
    apart = unicodedata.normalize("NFKD", joined.casefold()).translate(_LETTERS)
    found = _WORD.findall("".join(sign for sign in apart if not unicodedata.combining(sign)))
    return tuple(word[:_LONGEST_WORD] for word in found[:_MOST_WORDS])


def as_written(text: str, folded: Sequence[str]) -> str:
    """Those words of *text* that are among the *folded* ones, as they stand there.

    >>> as_written("Ministère de l’Économie", ["economie"])
    'Économie'
    """
    wanted = set(folded)
    return " ".join(word for word in _WORD.findall(text[:_LONGEST_NAME]) if wanted & set(words(word)))


def meaning(found: tuple[str, ...]) -> tuple[str, ...]:
    """The words that carry meaning; all of them where none does.

    >>> meaning(("the", "bank", "of", "oslo", "ltd"))
    ('bank', 'oslo')
    """
    bare = tuple(word for word in found if word not in GRAMMAR_WORDS)
    if len(bare) > 1 and bare[-1] in LEGAL_FORMS:
        bare = bare[:-1]
    return bare or found


def numbers(found: tuple[str, ...]) -> frozenset[str]:
    """The numbers among the words, in figures or Roman, and single letters that number: "Region 3", "Zone B".

    >>> sorted(numbers(("army", "corps", "iv", "of", "02", "x3")))
    ['2', '4', 'x3']
    """
    counted = set()
    for position, word in enumerate(found):
        if word.isdecimal():
            counted.add(str(int(word)))
        elif any(sign.isdigit() for sign in word):
            counted.add(word)
        elif position and len(word) > 1 and (value := _roman(word)):
            counted.add(value)
        elif position == len(found) - 1 and position and len(word) == 1 and word not in GRAMMAR_WORDS:
            counted.add(_roman(word) or word)
    return frozenset(counted)


def _roman(word: str) -> str:
    match = _ROMAN.fullmatch(word)
    if not match:
        return ""
    ones = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
    return str(10 * len(match[1]) + ones[match[2]])


def is_short_form(text: str) -> bool:
    """Whether *text* looks like a short form: one word of up to seven signs, mostly in capitals.

    >>> [is_short_form(text) for text in ("AAFC", "R&D", "ÉNAP", "Parks", "GSA", "OF THE")]
    [True, True, True, False, True, False]
    """
    bare = _DOTTED.sub(lambda match: match[0].replace(".", ""), text.strip())
    capitals = sum(sign.isupper() for sign in bare)
    return (
        2 <= len(bare) <= _LONGEST_SHORT
        and not set(" .") & set(bare)
        and capitals >= 2
        and capitals * 2 > len(bare)
    )


def squeezed(found: Sequence[str]) -> str:
    """The letters alone: what is written as one word or as two is the same.

    >>> squeezed(words("Eco-Werf")) == squeezed(words("EcoWerf"))
    True
    """
    return "".join(found)


def initials(found: tuple[str, ...]) -> str:
    """The first letters of the words that carry meaning.

    >>> initials(words("Department of the Environment and Climate"))
    'dec'
    """
    return "".join(word[0] for word in meaning(found))


@dataclass(frozen=True)
class Reading:
    """One way to read a cell.

    ``whole`` is true where it leaves nothing of the cell out but the path before it; otherwise *rest* is
    what else stands there. *within* are the steps of the path, *short* the acronyms in brackets after the
    name. ``acronym`` is true where it can only be a short form.
    """

    name: str
    whole: bool = True
    rest: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    acronym: bool = False


_BETWEEN = re.compile(r"\s+[-–—―/:]+\s+|\s*[|;•·\n]\s*|\s+/|/\s+")
_BRACKETS = re.compile(r"\s*[(\[（]([^()\[\]（）]*)[)\]）]\s*")
_SHORT_PAIR = re.compile(r"([a-z]{2,7})[-/]([a-z]{2,7})|([A-Z]{2,7})[-/]([A-Z]{2,7})")


def readings(text: str) -> list[Reading]:
    """The ways to read *text*, the fullest first.

    A path ("/Government/Department") names its last step within the ones before. A dash, a bar or a slash
    with space around it may stand between two names of one thing, and in "fa-af" between two short forms.
    Brackets hold a short form, or words to be put elsewhere, which is how they are then compared.

    >>> [reading.name for reading in readings("/Region/Forest Agency - Agence des forêts (FA)")]
    ['Forest Agency - Agence des forêts', 'Forest Agency', 'Agence des forêts', 'FA']
    """
    text = text.strip()
    within: tuple[str, ...] = ()
    if text.startswith("/"):
        *before, last = [step.strip() for step in text[1:].split("/") if step.strip()] or [text]
        within, text = tuple(before), last
    short = tuple(found.strip() for found in _BRACKETS.findall(text) if is_short_form(found))
    name = text
    if short:
        bare = _BRACKETS.sub(lambda match: " " if match[1].strip() in short else match[0], text).strip()
        name = bare or text
    found = [Reading(name, within=within, short=short, acronym=is_short_form(name))]
    pair = _SHORT_PAIR.fullmatch(name)
    parts = (
        [part for part in pair.groups() if part] if pair else [part for part in _parts(name) if words(part)]
    )
    if len(parts) > 1:
        for part in parts:
            rest = tuple(other for other in parts if other is not part)
            found.append(Reading(part, False, rest, within, acronym=bool(pair) or is_short_form(part)))
    found += [Reading(acronym, False, (name,), within, acronym=True) for acronym in short if acronym != name]
    return found


def _parts(name: str) -> list[str]:
    """What may be names of their own in one cell: between marks, or of several words in brackets."""
    parts = [part.strip() for part in _BETWEEN.split(name) if part.strip()]
    if len(parts) > 1:
        return parts
    inner = [found.strip() for found in _BRACKETS.findall(name) if len(meaning(words(found))) > 1]
    return [_BRACKETS.sub(" ", name).strip(), *inner] if inner else [name]
