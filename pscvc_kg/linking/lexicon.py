"""The words of a register: how rare each is, and which other words may stand for it.

It comes from the names of the targets, whatever their language: there is no list of stop words. A word
that half of the targets have says little, one that a single target has says nearly everything. Two words
that the same targets have, never in one name, are one word in two languages or two spellings. Beside that
stands ``administration.csv``: the words of public administration, its kinds of bodies and its functions,
in five languages.
"""

from __future__ import annotations

import csv
import functools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from rapidfuzz import process
from rapidfuzz.distance import OSA

from pscvc_kg.linking.wording import has_accents
from pscvc_kg.resources import QUERIES

Kin = Mapping[str, tuple[float, str]]
"""Words of the register that may stand for a word: how surely, and why."""

SAME, SPELLING, LETTERS, FORM, JOINED = "same", "spelling", "letters", "form", "joined"
SHORTENED, PAIRED, TRANSLATED, AKIN = "shortened", "paired", "translated", "akin"

_LEAST_WEIGHT = 0.05
_TRANSLATED = 0.88
_LEAST_PAIRING = 0.5
"""Two words are paired when they share so much of the targets that have either (Dice's coefficient)."""
_AKIN = 0.7
"""Words of two languages are akin when so much of their letters is the same: "nacional", "national"."""
_AKIN_WITHIN = 0.8
"""As `_AKIN`, where even the first letter is another one: "estadistica", "statistica"."""
_PLURALS = (("", ""), ("s", ""), ("es", ""), ("x", ""), ("n", ""), ("en", ""), ("e", ""), ("aux", "al"))
"""How the five languages end a plural or a feminine, and what stands there without it."""
_LEAST_COMPOUND, _LEAST_PART = 7, 3
"""What is shorter is made of no words."""
_JOINTS = ("", "s", "es", "n", "en", "e")
_KEPT = 10_000
"""Words whose kin is kept; strangers may ask for any number of words."""


class Lexicon:
    """The words of the names of *targets*: for each target, the words of each of its names."""

    def __init__(self, targets: Sequence[Sequence[Sequence[str]]]) -> None:
        having: dict[str, set[int]] = defaultdict(set)
        for number, names in enumerate(targets):
            for name in names:
                for word in name:
                    having[word].add(number)
        self._having = {word: len(numbers) for word, numbers in having.items()}
        count = len(targets) + 1
        self._weights = {
            word: max(_LEAST_WEIGHT, math.log(count / number) / math.log(count / 0.5))
            for word, number in self._having.items()
        }
        self._paired = _pairings(targets, self._having)
        self._vocabulary = sorted(self._having)
        self._by_concept: dict[int, list[str]] = defaultdict(list)
        for word in self._vocabulary:
            for concept in concepts(word):
                self._by_concept[concept].append(word)
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for word in self._vocabulary:
            self._by_start[word[:2]].append(word)
        self._kin: dict[str, Kin] = {}
        self._parts: dict[str, tuple[str, ...]] = {}

    def __contains__(self, word: str) -> bool:
        """Whether a target has the *word*."""
        return word in self._having

    def knows(self, word: str) -> bool:
        """Whether a target has the *word*, or it is one of public administration."""
        return word in self._having or bool(concepts(word))

    def parts(self, word: str) -> tuple[str, ...]:
        """The words that are known of which a *word* is made that is not; itself where it is not made so.

        German and Dutch join words, some with a letter or two between: "wasseramt", "statistikbehorde".
        """
        found = self._parts.get(word)
        if found is None:
            if len(self._parts) >= _KEPT:
                self._parts.clear()
            found = self._parts[word] = self._find_parts(word)
        return found

    def _find_parts(self, word: str) -> tuple[str, ...]:
        if len(word) < _LEAST_COMPOUND or self.knows(word):
            return (word,)
        for cut in range(len(word) - _LEAST_PART, _LEAST_PART - 1, -1):
            if not self.knows(word[cut:]):
                continue
            for joint in _JOINTS:
                head = word[:cut].removesuffix(joint)
                if len(head) < _LEAST_PART or (joint and head == word[:cut]):
                    continue
                parts = self._find_parts(head)
                if len(parts) > 1 or self.knows(head):
                    return (*parts, word[cut:])
        return (word,)

    def weight(self, word: str) -> float:
        """How much a *word* says: 1 where no target has it, nearly nothing where most have."""
        return self._weights.get(word, 1.0)

    def kin(self, word: str) -> Kin:
        """The words of the register that may stand for *word*, itself among them."""
        found = self._kin.get(word)
        if found is None:
            if len(self._kin) >= _KEPT:
                self._kin.clear()
            found = self._kin[word] = self._find_kin(word)
        return found

    def _find_kin(self, word: str) -> Kin:
        known = word in self._having
        meant = concepts(word)
        found: dict[str, tuple[float, str]] = {}

        def add(other: str, likeness: float, why: str) -> None:
            if likeness > found.get(other, (0.0, ""))[0]:
                found[other] = (likeness, why)

        if known:
            add(word, 1.0, SAME)
        for concept in concepts(word):
            for other in self._by_concept.get(concept, ()):
                if other != word:
                    add(other, _TRANSLATED, TRANSLATED)
        for other, likeness in self._paired.get(word, {}).items():
            add(other, likeness, PAIRED)
        if len(word) < 3 or any(sign.isdigit() for sign in word):
            return found
        for other in self._by_start.get(word[:2], ()):
            if other != word and not _differ(meant, other):
                likeness, why = _begins_alike(word, other)
                if likeness:
                    add(other, likeness, why)
        if len(word) >= 4:
            near = process.extract(
                word,
                self._vocabulary,
                scorer=OSA.normalized_similarity,
                score_cutoff=_AKIN,
                limit=20,
            )
            for other, similarity, _ in near:
                if other == word or any(sign.isdigit() for sign in other) or _differ(meant, other):
                    continue
                # A word that the register knows is no misspelling of another that it knows.
                if not known and (likeness := _misspelled(word, other)):
                    add(other, likeness, SPELLING if _slipped(word, other) else LETTERS)
                elif len(other) >= 4 and (word[0] == other[0] or similarity >= _AKIN_WITHIN):
                    add(other, 0.9 * similarity, AKIN)
        return found


@functools.lru_cache(maxsize=50_000)
def concepts(word: str) -> frozenset[int]:
    """Which lines of ``administration.csv`` have the *word*, or have it without the ending of a plural.

    >>> concepts("puertos") == concepts("harbours") == concepts("haven") != frozenset()
    True
    >>> concepts("tribunaux") == concepts("tribunal")
    True
    """
    known = _concepts()
    for ending, instead in _PLURALS:
        stem = word.removesuffix(ending)
        long = not ending or len(stem) > 3
        if long and word.endswith(ending) and (found := known.get(stem + instead)):
            return found
    return frozenset()


@functools.cache
def kinds_of_bodies() -> frozenset[int]:
    """The lines of ``administration.csv`` that are kinds of bodies and no fields: each country has an office.

    ``kinds-of-bodies.csv`` has a word of each of them.

    >>> concepts("ministere") <= kinds_of_bodies(), concepts("finance") <= kinds_of_bodies()
    (True, False)
    """
    with (QUERIES / "linking" / "kinds-of-bodies.csv").open(encoding="utf-8", newline="") as file:
        _header, *rows = csv.reader(file)
    return frozenset().union(*(concepts(word) for [word] in rows))


@functools.cache
def _concepts() -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    with (QUERIES / "linking" / "administration.csv").open(encoding="utf-8", newline="") as file:
        _header, *rows = csv.reader(file)
        for number, row in enumerate(rows, 1):
            for cell in row:
                for word in cell.split():
                    found[word].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def _differ(meant: frozenset[int], other: str) -> bool:
    """Whether *other* is known to mean something else than what is *meant*, however alike the words are."""
    return bool(meant) and not meant & (concepts(other) or meant)


def _misspelled(word: str, other: str) -> float:
    """How surely *word* is *other* misspelled: one letter in five, two in nine, never the first."""
    length = min(len(word), len(other))
    if word[0] != other[0] or length < 5 or not all(map(has_accents, word)):
        return 0.0
    distance = OSA.distance(word, other)  # Two letters that changed places count once.
    if distance == 1:
        return 0.96
    return 0.93 if distance == 2 and length >= 9 else 0.0


def _slipped(word: str, other: str) -> bool:
    """Whether two letters changed places, or a consonant stands once for twice or twice for once.

    Any other letter may make another word: "employers" and "employees", "Shanxi" and "Shaanxi".

    >>> [_slipped(*pair) for pair in (("grian", "grain"), ("comission", "commission"), ("shanxi", "shaanxi"))]
    [True, True, False]
    """
    short, long = sorted((word, other), key=len)
    if len(short) == len(long):
        differing = [place for place, (one, two) in enumerate(zip(short, long, strict=True)) if one != two]
        return (
            len(differing) == 2
            and short[differing[0]] == long[differing[1]]
            and OSA.distance(short, long) == 1
        )
    return len(long) == len(short) + 1 and any(
        long[place] == long[place - 1]
        and long[place] not in "aeiouy"
        and long[:place] + long[place + 1 :] == short
        for place in range(1, len(long))
    )


def _begins_alike(word: str, other: str) -> tuple[float, str]:
    """Whether the words are forms of one, one shortens the other, or they are akin: how surely, and why."""
    short, long = sorted((word, other), key=lambda text: (len(text), text))
    common = 0
    for one, two in zip(short, long, strict=False):
        if one != two:
            break
        common += 1
    if len(short) >= 6 and common >= len(short) - 1 and len(long) - common <= 2:
        return 0.94, FORM
    if common == len(short) >= 3 and len(long) >= len(short) + 2:
        return (0.85 if len(short) >= 4 else 0.8), SHORTENED
    if 3 <= len(short) <= 8 and len(long) >= len(short) + 2 and common >= 2 and _contracted(short, long):
        return 0.8, SHORTENED
    if (common >= 4 and common >= 0.55 * len(long)) or (common >= 5 and common >= 0.5 * len(short)):
        return 0.5 + 0.4 * common / len(long), AKIN
    return 0.0, ""


def _contracted(short: str, long: str) -> bool:
    """Whether *short* is *long* without most of its vowels: "agcy" of "agency"."""
    place = -1
    for sign in short[:-1]:
        place = long.find(sign, place + 1)
        if place < 0:
            return False
    last = long.rfind(short[-1], place + 1)
    return last >= len(long) - 3 and sum(sign in "aeiou" for sign in short[1:]) <= 1


def _pairings(
    targets: Sequence[Sequence[Sequence[str]]], having: Mapping[str, int]
) -> dict[str, dict[str, float]]:
    """The words that stand for each other in the names of at least two targets, never in one name."""
    together: dict[tuple[str, str], int] = defaultdict(int)
    for names in targets:
        sets = {frozenset(word for word in name if having[word] > 1 and len(word) > 1) for name in names}
        beside = {pair for name in sets for pair in combinations(sorted(name), 2)}
        for pair in combinations(sorted(frozenset().union(*sets)), 2):
            if pair not in beside:
                together[pair] += 1
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for (one, two), count in together.items():
        shared = 2 * count / (having[one] + having[two])
        if count > 1 and shared >= _LEAST_PAIRING:
            found[one][two] = found[two][one] = min(0.9, 0.45 + 0.5 * shared)
    return found
