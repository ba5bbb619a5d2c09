"""How a name is written: the same words in another spelling, order or dress give the same forms.

Nothing here knows a country, a register or a name: only the grammar words and legal forms of languages, which are
closed lists, and the marks by which people put several names into one cell.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Articles, prepositions and "and": in a title they carry no meaning of their own, and lists drop or translate them.
GRAMMAR_WORDS = frozenset(
    # English; French; Dutch; German; Spanish; Portuguese; Italian; Nordic languages
    "a an and at by for from in of on the to with "
    "a au aux avec d dans de des du en et l la le les par pour sur un une "
    "de den der en het in met naar op s te ten ter tot van voor "
    "am an auf aus bei das dem den der des die fur fuer im in mit und vom von zu zum zur "
    "al con de del e el en la las los para por y "
    "a ao aos as com da das do dos e em na no nas nos o os para pela pelo "
    "agli ai alla con da dal dalla degli dei del della delle dello di e gli i il la le lo nella per "
    "af av for fra i og och om pa til till ved".split()
)
# What a company or an association is by law; lists add it, write it in other ways, or leave it out.
LEGAL_FORMS = frozenset(
    "ab ag aps as asa asbl bv bvba co cv cvba eeig eg ev gmbh inc incorporated kft limited llc llp ltd ltda ltee "
    "mbh nv oy oyj plc pty pvt sa sarl sas sl sp spa spol srl sro vof vzw zoo".split()
)
# Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "ng"}
)
_DOTTED = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
_WORD = re.compile(r"[^\W_]+")
_ROMAN = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})")


@functools.lru_cache(maxsize=100_000)
def words(text: str) -> tuple[str, ...]:
    """The words of *text* without case, accents, punctuation and width; "&" is none, and U.S. is one word.

    >>> words("Ministère de l’Économie & des Œuvres (U.S.)")
    ('ministere', 'de', 'l', 'economie', 'des', 'oeuvres', 'us')
    """
    joined = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    apart = unicodedata.normalize("NFKD", joined.casefold()).translate(_LETTERS)
    return tuple(_WORD.findall("".join(sign for sign in apart if not unicodedata.combining(sign))))


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

    >>> sorted(numbers(("army", "corps", "iv", "of", "2", "x3")))
    ['2', '4', 'x3']
    """
    counted = set()
    for position, word in enumerate(found):
        if any(sign.isdigit() for sign in word):
            counted.add(word.lstrip("0") or "0")
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
    """Whether *text* looks like an acronym: one word of up to ten signs that is written mostly in capitals.

    >>> [is_short_form(text) for text in ("AAFC", "R&D", "ÉNAP", "Parks", "GSA", "OF THE")]
    [True, True, True, False, True, False]
    """
    bare = text.strip().replace(".", "")
    capitals = sum(sign.isupper() for sign in bare)
    return 2 <= len(bare) <= 10 and " " not in bare and capitals >= 2 and capitals * 2 > len(bare)


def initials(found: tuple[str, ...]) -> str:
    """The first letters of the words that carry meaning.

    >>> initials(words("Department of the Environment and Climate"))
    'dec'
    """
    return "".join(word[0] for word in meaning(found))


@dataclass(frozen=True)
class Reading:
    """One way to read a cell: the *name* it says, the names that stand beside it, and of what it is a part.

    ``whole`` is true of the cell as it stands; *beside* are other names of the same thing; *rest* is text of the
    cell that this reading leaves out and that may say something else.
    """

    name: str
    whole: bool = True
    beside: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()


_BETWEEN = re.compile(r"\s+[-–—―|/·•:]\s+|\s*[|;•]\s*|\s+/\s*|\s*/\s+|\s*\n\s*")
_BRACKETS = re.compile(r"\s*[(\[（]([^()\[\]（）]*)[)\]）]\s*")


def readings(text: str) -> Iterator[Reading]:
    """The ways to read *text*, as it stands first.

    A path ("/Government/Department") names its last step within the ones before. A dash, a bar or a slash with
    space around it may stand between two names of one thing. Brackets hold a short form, or a word to be put elsewhere.

    >>> [reading.name for reading in readings("/Region/Forest Agency - Agence des forêts (FA)")]
    ['Forest Agency - Agence des forêts (FA)', 'Forest Agency - Agence des forêts', 'FA', 'Forest Agency', 'Agence des forêts']
    """
    steps = [step.strip() for step in text.split("/")]
    within: tuple[str, ...] = ()
    if text.strip().startswith("/") and len(steps) > 2 and steps[-1]:
        within, text = tuple(step for step in steps[1:-1] if step), steps[-1]
    text = text.strip()
    yield Reading(text, within=within)
    short = [found for found in _BRACKETS.findall(text) if is_short_form(found)]
    bare = text
    if short:
        bare = _BRACKETS.sub(lambda match: " " if match[1] in short else match[0], text).strip()
        if bare:
            yield Reading(bare, beside=tuple(short), within=within)
            for acronym in short:
                yield Reading(acronym, whole=False, beside=(bare,), within=within)
    parts = [part for part in (part.strip() for part in _BETWEEN.split(bare)) if part]
    if len(parts) > 1:
        for part in parts:
            others = tuple(other for other in parts if other is not part)
            yield Reading(part, whole=False, beside=(*others, *short), within=within, rest=others)
