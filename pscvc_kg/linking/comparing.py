"""Two names side by side: which words of one stand for which of the other, and how alike that makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pscvc_kg.linking.lexicon import AKIN, FORM, PAIRED, SAME, SPELLING, TRANSLATED, Kin, Lexicon
from pscvc_kg.linking.things import Name
from pscvc_kg.linking.wording import meaning, numbers, squeezed, words


class How(StrEnum):
    """What lies between two names, from nothing to the most."""

    EXACT = "exact"
    WRITTEN = "written"
    GRAMMAR = "grammar"
    JOINED = "joined"
    ORDER = "order"
    SPELLING = "spelling"
    SHORTENED = "shortened"
    LONGER = "longer"
    SHORTER = "shorter"
    LANGUAGE = "language"
    PARTLY = "partly"
    GIVEN = "given"
    DERIVED = "derived"
    INITIALS = "initials"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Written:
    """A name as it is compared."""

    name: Name
    every: tuple[str, ...]
    core: tuple[str, ...]
    letters: str
    numbers: frozenset[str]

    @classmethod
    def of(cls, name: Name) -> Written:
        """The forms of *name*."""
        every = words(name.text)
        core = meaning(every)
        return cls(name, every, core, squeezed(core), numbers(every))


@dataclass(frozen=True)
class Weighed:
    """A name with the weight of each of its words, and of an asked one the words that may stand for each."""

    written: Written
    weights: tuple[float, ...]
    kin: tuple[Kin, ...] = ()

    @classmethod
    def known(cls, written: Written, lexicon: Lexicon) -> Weighed:
        """A name of the register."""
        return cls(written, tuple(map(lexicon.weight, written.core)))

    @classmethod
    def asked(cls, written: Written, lexicon: Lexicon) -> Weighed:
        """A name that is looked for."""
        return cls(written, tuple(map(lexicon.weight, written.core)), tuple(map(lexicon.kin, written.core)))


@dataclass(frozen=True)
class Likeness:
    """How alike two names are, and *how*; *lacking* and *added* are words without a counterpart."""

    score: float
    how: How
    known: Name
    lacking: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


# What is the same but for the way it is written is ranked by how little had to be looked past.
_SAME = {How.EXACT: 0.99, How.WRITTEN: 0.98, How.GRAMMAR: 0.97, How.JOINED: 0.96, How.ORDER: 0.95}
_MOST = 0.94
"""The most that names can have that are not the same in one of these ways."""
_UNSURE = 0.89
"""The most where words were only read as those of another language, or where one name has a number."""
_LEAST_SAME = 0.65
"""So much must be the very same words, by weight: a letter lies between the names of many places."""
_TELLING = 0.2
"""A word that says more tells organizations apart where one name has it: "Police Zone of A" is not "A"."""
_ONE_WORD = 0.55
"""The most where all that two names share is one word, and that is not the same word."""
_MOST_DOUBTFUL = 0.25
"""Of what two names share so much may rest on words of other languages to be sure."""
_OTHER_NUMBERS = 0.3
"""The most where the numbers differ: another region, another fund, another year."""


def compare(asked: Weighed, known: Weighed) -> Likeness:
    """How alike the *asked* name and the *known* one are."""
    one, other = asked.written, known.written
    if one.letters == other.letters and one.core:
        for how, same in (
            (How.EXACT, one.name.text == other.name.text),
            (How.WRITTEN, one.every == other.every),
            (How.GRAMMAR, one.core == other.core),
            (How.JOINED, True),
        ):
            if same:
                return Likeness(_SAME[how], how, other.name)
    pairs = _pairs(asked, other.core)
    if not pairs:
        return Likeness(0.0, How.PARTLY, other.name)
    if len(pairs) == len(one.core) == len(other.core) and all(why == SAME for *_, why in pairs):
        return Likeness(_SAME[How.ORDER], How.ORDER, other.name)
    return _weighed(asked, known, pairs)


_Pair = tuple[float, int, int, str]


def _pairs(asked: Weighed, known: Sequence[str]) -> list[_Pair]:
    """Which word of *asked* stands for which of *known*, the surest first; two may stand for one."""
    # Of two that are as sure, those that stand at like places.
    likely = sorted(
        (-found[0], abs(place - other_place), place, other_place, found[1])
        for place, kin in enumerate(asked.kin)
        for other_place, other in enumerate(known)
        if (found := kin.get(other))
    )
    here: set[int] = set()
    there: set[int] = set()
    pairs: list[_Pair] = []
    for likeness, _, place, other_place, why in likely:
        if place not in here and other_place not in there:
            here.add(place)
            there.add(other_place)
            pairs.append((-likeness, place, other_place, why))
    words = asked.written.core
    if len(here) < len(words) or len(there) < len(known):
        pairs += _joined(words, known, here, there)
    return pairs


def _joined(asked: Sequence[str], known: Sequence[str], here: set[int], there: set[int]) -> list[_Pair]:
    """Words left over that are two neighbours of the other name in one: "ecowerf", "eco werf"."""
    found: list[_Pair] = []
    for longer, other, mine, theirs, turned in (
        (asked, known, here, there, False),
        (known, asked, there, here, True),
    ):
        left = {word: place for place, word in enumerate(longer) if place not in mine}
        if not left:
            continue
        for second in range(1, len(other)):
            place = left.get(other[second - 1] + other[second])
            if place is None or place in mine or second in theirs or second - 1 in theirs:
                continue
            mine.add(place)
            theirs.update((second - 1, second))
            for part in (second - 1, second):
                found.append((1.0, part, place, FORM) if turned else (1.0, place, part, FORM))
    return found


def _weighed(asked: Weighed, known: Weighed, pairs: Sequence[_Pair]) -> Likeness:
    theirs = known.weights
    mine = list(asked.weights)
    one, other_name = asked.written, known.written
    alike = doubtful = same = 0.0
    for likeness, place, other, why in pairs:
        # A word that the register does not know weighs what the one weighs that it stands for.
        if one.core[place] not in asked.kin[place]:
            mine[place] = min(mine[place], theirs[other])
        shared = mine[place] + theirs[other]
        alike += likeness * shared
        if why in (AKIN, TRANSLATED):
            doubtful += shared
        elif why == SAME:
            same += shared
    total = sum(mine) + sum(theirs)
    met = {place for _, place, _, _ in pairs}
    found = {other for _, _, other, _ in pairs}
    added = tuple(word for place, word in enumerate(one.core) if place not in met)
    lacking = tuple(word for place, word in enumerate(other_name.core) if place not in found)
    over = [mine[place] for place in range(len(mine)) if place not in met]
    under = [theirs[place] for place in range(len(theirs)) if place not in found]
    # Words in the place of other words speak against: "Court of A" is not "Court of B".
    score = (alike - min(sum(over), sum(under))) / total
    whys = {pair[3] for pair in pairs}
    if added and lacking:
        how = How.PARTLY
    elif added or lacking:
        how = How.LONGER if added else How.SHORTER
    elif whys & {AKIN, PAIRED, TRANSLATED}:
        how = How.LANGUAGE
    else:
        how = How.SPELLING if SPELLING in whys or FORM in whys else How.SHORTENED
    most = _MOST
    if not same and len(pairs) == 1 and how is not How.SPELLING:
        most = _ONE_WORD
    elif (
        any(weight > _TELLING for weight in over + under)
        or same < _LEAST_SAME * total
        or doubtful > _MOST_DOUBTFUL * alike
        or one.numbers != other_name.numbers
    ):
        most = _UNSURE
    if one.numbers and other_name.numbers and one.numbers != other_name.numbers:
        most, how = _OTHER_NUMBERS, How.NUMBERS
    return Likeness(max(0.0, min(most, score)), how, other_name.name, lacking, added)
