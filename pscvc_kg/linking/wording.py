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

from pscvc_kg.linking.acronyms import stands_for
from pscvc_kg.linking.grammar import GRAMMAR_WORDS, LEGAL_FORMS

# Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "ng"}
)
# What is longer is no name, and comparing it takes time.
_LONGEST_NAME, _MOST_WORDS, _LONGEST_WORD = 1_000, 50, 50
_LONGEST_SHORT = 7
_LEAST_FIT = 0.6
"""A short form that spells less of a name does not stand for it."""
_DOTTED = re.compile(r"\b[^\W\d_]\.(?:\s?[^\W\d_]\.)+(?:[^\W\d_]\b)?")
"""Letters of one word, with dots between and perhaps spaces: "U.S.A", "U. S. A."."""
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"(?<![^\W_])[^\W\d_]{1,2}(?![^\W_])(?!['’])")
_ROMAN = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})")


@functools.lru_cache(maxsize=100_000)
def words(text: str) -> tuple[str, ...]:
    """The words of *text* without case, accents, punctuation and width; "&" is none, and U. S. is one word.

    Accents are what stands on letters of Latin, Greek and Cyrillic; in other scripts a mark is a letter.

    >>> words("Ministère de l’Économie & des Œuvres (U.S.)")
    ('ministere', 'de', 'l', 'economie', 'des', 'oeuvres', 'us')
    """
    joined = _undotted(text[:_LONGEST_NAME])
    folded = unicodedata.normalize("NFKD", joined.casefold()).translate(_LETTERS)
    found = _WORD.findall(folded) if folded.isascii() else _bare(folded).split()
    return tuple(word[:_LONGEST_WORD] for word in found[:_MOST_WORDS])


def _undotted(text: str) -> str:
    """*text* with its dotted letters in one word."""
    return _DOTTED.sub(lambda match: re.sub(r"[.\s]", "", match[0]), text)


def _bare(apart: str) -> str:
    """Letters, figures and spaces of a text that was taken *apart*, with the marks that are letters."""
    signs: list[str] = []
    accented = True
    for sign in apart:
        kind = unicodedata.category(sign)
        if kind[0] == "M":
            if not accented:
                signs.append(sign)
        elif kind != "Cf":  # Joiners and directions are not seen.
            accented = has_accents(sign)
            signs.append(sign if sign.isalnum() else " ")
    return unicodedata.normalize("NFC", "".join(signs))


def has_accents(sign: str) -> bool:
    """Whether *sign* is of a script whose letters may have accents: Latin, Greek, Cyrillic.

    >>> [has_accents(sign) for sign in "eжλが광ต"]
    [True, True, True, False, False, False]
    """
    return sign < "\u0530" or "\u1c80" <= sign < "\u2000" or "\u2c60" <= sign < "\u2c80"


def as_written(text: str, folded: Sequence[str]) -> str:
    """Those words of *text* that are among the *folded* ones, as they stand there.

    >>> as_written("Ministère de l’Économie", ["economie"])
    'Économie'
    """
    wanted = set(folded)
    signs = (
        sign if sign.isalnum() or unicodedata.category(sign)[0] in "MC" else " "
        for sign in text[:_LONGEST_NAME]
    )
    return " ".join(word for word in "".join(signs).split() if wanted & set(words(word)))


def meaning(found: tuple[str, ...]) -> tuple[str, ...]:
    """The words that carry meaning; all of them where none does.

    >>> meaning(("the", "bank", "of", "oslo", "ltd"))
    ('bank', 'oslo')
    """
    bare = tuple(word for word in found if word not in GRAMMAR_WORDS)
    if len(bare) > 1 and bare[-1] in LEGAL_FORMS:
        bare = bare[:-1]
    return bare or found


def leads(found: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """The words of grammar before each of the words that carry `meaning`.

    >>> [sorted(each) for each in leads(("aid", "to", "the", "north", "from", "us"))]
    [[], ['the', 'to'], ['from']]
    """
    led: list[frozenset[str]] = []
    before: set[str] = set()
    for word in found:
        if word in GRAMMAR_WORDS:
            before.add(word)
        else:
            led.append(frozenset(before))
            before.clear()
    core = meaning(found)
    return tuple(led[: len(core)]) or (frozenset(),) * len(core)


@functools.lru_cache(maxsize=100_000)
def codes(text: str) -> frozenset[str]:
    """Words of one or two letters that may tell one from another: "Zone A", "Department of Health DE".

    They stand in capitals among small letters, begin or end what is written all in one case, or stand alone
    after a comma; one letter is no word at the beginning or the end.

    >>> [sorted(codes(text)) for text in ("Zone A", "LA Office", "La Poste", "L'Office", "Health, Board of")]
    [['a'], ['la'], [], [], []]
    """
    joined = _undotted(text.strip()[:_LONGEST_NAME])
    mixed = joined != joined.upper() and joined != joined.lower()
    found: set[str] = set()
    for match in _CODE.finditer(joined):
        code = match[0]
        if code.upper() == code.lower():
            continue  # A script without capitals has no such codes.
        before, after = _WORD.search(joined[: match.start()]), _WORD.search(joined[match.end() :])
        alone = joined[: match.start()].rstrip().endswith(",") and not re.match(
            r"\s*[^\s,]", joined[match.end() :]
        )
        at_edge = (not before or not after) and (len(code) == 1 or not mixed)
        if alone or at_edge or (mixed and code == code.upper()):
            found.update(words(code))
    return frozenset(found)


def numbers(found: tuple[str, ...], letters: frozenset[str] = frozenset()) -> frozenset[str]:
    """The numbers among the words, in figures or Roman, and single letters that number: "Region 3", "Zone B".

    *letters* are known to be no words of grammar.

    >>> sorted(numbers(("army", "corps", "iv", "of", "02", "x3")))
    ['2', '4', 'x3']
    >>> numbers(("zone", "a")), numbers(("zone", "a"), frozenset("a"))
    (frozenset(), frozenset({'a'}))
    """
    counted = set()
    for position, word in enumerate(found):
        if word.isdecimal():
            counted.add(str(int(word)))
        elif any(sign.isdigit() for sign in word):
            counted.add(word)
        elif position and len(word) > 1 and (value := _roman(word)):
            counted.add(value)
        elif word not in GRAMMAR_WORDS - letters and len(word) == 1 and 0 < position == len(found) - 1:
            counted.add(_roman(word) or word)
    return frozenset(counted)


@functools.lru_cache(maxsize=50_000)
def counts(word: str) -> bool:
    """Whether *word* may be a number or a letter that numbers.

    >>> [counts(word) for word in ("3", "iv", "b", "2nd", "zone")]
    [True, True, True, True, False]
    """
    return len(word) == 1 or bool(_roman(word)) or any(sign.isdigit() for sign in word)


def _roman(word: str) -> str:
    match = _ROMAN.fullmatch(word)
    if not match:
        return ""
    ones = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
    return str(10 * len(match[1]) + ones[match[2]])


def is_short_form(text: str) -> bool:
    """Whether *text* looks like a short form: one word of up to seven signs, mostly in capitals.

    >>> [is_short_form(text) for text in ("AAFC", "R&D", "É. N. A.", "Parks", "GSA", "OF THE")]
    [True, True, True, False, True, False]
    """
    bare = _undotted(text.strip())
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
        bare = _without(text, short)
        # What the name does not spell may say which one it is: "Department of Health (NSW)".
        own = [found for found in short if not words(bare) or _spells(found, bare)]
        name = _without(text, own) or text
    found = [Reading(name, within=within, short=short, acronym=is_short_form(name))]
    pair = _SHORT_PAIR.fullmatch(name)
    parts = (
        [part for part in pair.groups() if part] if pair else [part for part in _parts(name) if words(part)]
    )
    # Where all is in capitals, they make no short form of a word.
    loud = name == name.upper() and any(len(word) > _LONGEST_SHORT for word in words(name))
    if len(parts) > 1:
        for part in parts:
            rest = tuple(other for other in parts if other is not part)
            short_part = bool(pair) or (is_short_form(part) and not loud)
            found.append(Reading(part, False, rest, within, acronym=short_part))
    found += [Reading(acronym, False, (name,), within, acronym=True) for acronym in short if acronym != name]
    return found


def _spells(short: str, name: str) -> bool:
    """Whether *name*, or one of several names in it, is shortened to *short*."""
    letters = "".join(words(short))
    return any(stands_for(letters, words(part)) >= _LEAST_FIT for part in (name, *_parts(name)))


def _without(text: str, short: Sequence[str]) -> str:
    """*text* without the brackets that hold one of the *short* forms."""
    return _BRACKETS.sub(lambda match: " " if match[1].strip() in short else match[0], text).strip()


def says_in_words(text: str) -> bool:
    """Whether *text* names something in words, not by a short form or two.

    >>> [says_in_words(text) for text in ("Forest Agency", "FA", "fa-af", "FA / AF", "Forests")]
    [True, False, False, False, False]
    """
    first, *others = readings(text)
    named = [reading for reading in others or [first] if not reading.acronym]
    return any(len(meaning(words(reading.name))) > 1 for reading in named)


def _parts(name: str) -> list[str]:
    """What may be names of their own in one cell: between marks, or of several words in brackets."""
    parts = [part.strip() for part in _BETWEEN.split(name) if part.strip()]
    if len(parts) > 1:
        return parts
    inner = [found.strip() for found in _BRACKETS.findall(name) if len(meaning(words(found))) > 1]
    return [_BRACKETS.sub(" ", name).strip(), *inner] if inner else [name]
