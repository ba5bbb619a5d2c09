"""Countries: their codes, and what they are called in a name, by ``queries/linking/countries.csv``."""

from __future__ import annotations

import csv
import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from pscvc_kg.linking.grammar import GRAMMAR_WORDS
from pscvc_kg.linking.wording import meaning, words
from pscvc_kg.resources import QUERIES

_OTHER_CODES = {"uk": "gb", "el": "gr"}
"""How the European Union abbreviates two countries, and how ISO 3166 does."""
_LEAST_STEM = 4
_WORD = re.compile(r"[^\W_]+")


@functools.lru_cache(maxsize=1_000)
def countries(codes: str) -> frozenset[str]:
    """The codes of ISO 3166 among *codes*, which spaces part, in lower case.

    >>> countries("UK") == countries("gb"), sorted(countries("al xk"))
    (True, ['al', 'xk'])
    """
    return frozenset(_OTHER_CODES.get(code, code) for code in codes.casefold().split())


def says(word: str, country: str) -> bool:
    """Whether *word*, folded, is one of the names of *country*, or an adjective of it.

    >>> [says(word, "hu") for word in ("hungary", "ungarisches", "hongroise", "hunting")]
    [True, True, True, False]
    """
    names = _words().get(country, ())
    return any(word in name or (len(name) == 1 and _of_one_stem(word, *name)) for name in names)


def _of_one_stem(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    common = next((at for at, sign in enumerate(short) if sign != long[at]), len(short))
    return common >= max(_LEAST_STEM, len(short) - 2)


def stated(text: str) -> Iterator[tuple[str, str]]:
    """The countries that *text* names at its beginning or end, each with the rest of the text.

    A code of two letters counts in capitals.

    >>> list(stated("US Mint")), list(stated("Mint (Costa Rica)")), list(stated("us mint"))
    ([('us', 'Mint')], [('cr', 'Mint')], [])
    """
    found = list(_WORD.finditer(text))
    for count in range(min(5, len(found) - 1), 0, -1):
        for first, rest in (
            (found[:count], text[found[count].start() :]),
            (found[-count:], text[: found[-count - 1].end()]),
        ):
            written = text[first[0].start() : first[-1].end()]
            code = _OTHER_CODES.get(written.lower(), written.lower())
            if len(code) == 2 and written.isupper() and code in _words():
                yield code, _bare(rest)
            elif country := _named().get(words(written)):
                yield country, _bare(rest)


def _bare(text: str) -> str:
    """*text* without the words of grammar at its end: "Mint of" is the "Mint"."""
    kept = text.split()
    while len(kept) > 1 and set(words(kept[-1])) <= GRAMMAR_WORDS:
        kept.pop()
    return " ".join(kept)


@functools.cache
def _rows() -> Mapping[str, tuple[str, ...]]:
    """What each country is called, in every language."""
    with (QUERIES / "linking" / "countries.csv").open(encoding="utf-8", newline="") as file:
        return {
            code: tuple(name for cell in cells for name in cell.split("; ") if name)
            for code, *cells in list(csv.reader(file))[1:]
        }


@functools.cache
def _words() -> Mapping[str, frozenset[tuple[str, ...]]]:
    """The words of each name of each country."""
    return {code: frozenset(meaning(words(name)) for name in names) for code, names in _rows().items()}


@functools.cache
def _named() -> Mapping[tuple[str, ...], str]:
    """The country that a name means; none where two are called so."""
    meant: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for code, names in _rows().items():
        for name in names:
            meant[words(name)].add(code)
    return {name: min(codes) for name, codes in meant.items() if len(codes) == 1}
