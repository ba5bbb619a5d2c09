"""Two names side by side: which words of one stand for which of the other, and how alike that makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pscvc_kg.linking.lexicon import AKIN, FORM, PAIRED, SAME, SPELLING, Lexicon
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
class Likeness:
    """How alike two names are, from 0 to 1, and *how*; *lacking* and *added* are words without a counterpart."""

    score: float
    how: How
    known: Name
    lacking: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


# What is the same but for the way it is written is ranked by how little had to be looked past.
_SAME = {How.EXACT: 1.0, How.WRITTEN: 0.99, How.GRAMMAR: 0.98, How.JOINED: 0.97, How.ORDER: 0.96}
_MOST = 0.95
"""The most that names can have that are not the same in one of these ways."""
_UNSURE = 0.89
"""The most where words were only read as those of another language, or where one name has a number."""
_LEAST_SAME = 0.3
"""Of two names so much must be the very same words, by weight, to be sure of the rest: a name of one word that is
spelled otherwise may be another name."""
_MOST_AKIN = 0.25
"""Of what two names share so much may rest on words of other languages to be sure."""
_OTHER_NUMBERS = 0.3
"""The most where the numbers differ: another region, another fund, another year."""


def compare(asked: Written, known: Written, lexicon: Lexicon) -> Likeness:
    """How alike the *asked* name and the *known* one are, as the *lexicon* weighs their words."""
    for how, same in (
        (How.EXACT, asked.name.text == known.name.text),
        (How.WRITTEN, asked.every == known.every),
        (How.GRAMMAR, asked.core == known.core),
        (How.JOINED, asked.letters == known.letters),
    ):
        if same and asked.core:
            return Likeness(_SAME[how], how, known.name)
    pairs = _pairs(asked.core, known.core, lexicon)
    if not pairs:
        return Likeness(0.0, How.PARTLY, known.name)
    if len(pairs) == len(asked.core) == len(known.core) and all(why == SAME for *_, why in pairs):
        return Likeness(_SAME[How.ORDER], How.ORDER, known.name)
    return _weighed(asked, known, pairs, lexicon)


_Pair = tuple[float, int, int, str]


def _pairs(asked: Sequence[str], known: Sequence[str], lexicon: Lexicon) -> list[_Pair]:
    """Which word of *asked* stands for which of *known*, the surest first, each word once; two may stand for one."""
    likely: list[_Pair] = []
    for place, word in enumerate(asked):
        kin = lexicon.kin(word)
        for other_place, other in enumerate(known):
            if found := kin.get(other):
                # Of two that are as sure, those that stand at like places.
                likely.append((found[0], place, other_place, found[1]))
    likely.sort(key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair[1], pair[2]))
    here: set[int] = set()
    there: set[int] = set()
    pairs = []
    for pair in likely:
        if pair[1] not in here and pair[2] not in there:
            here.add(pair[1])
            there.add(pair[2])
            pairs.append(pair)
    if len(pairs) < len(asked) and len(pairs) < len(known):
        pairs += _joined(asked, known, here, there)
    return pairs


def _joined(asked: Sequence[str], known: Sequence[str], here: set[int], there: set[int]) -> list[_Pair]:
    """Words left over that are two neighbours of the other name in one: "ecowerf", "eco werf"."""
    found: list[_Pair] = []
    for longer, other, mine, theirs, turned in ((asked, known, here, there, False), (known, asked, there, here, True)):
        for place, word in enumerate(longer):
            if place in mine:
                continue
            for second in range(1, len(other)):
                if second - 1 in theirs or second in theirs or other[second - 1] + other[second] != word:
                    continue
                mine.add(place)
                theirs.update((second - 1, second))
                for part in (second - 1, second):
                    found.append((1.0, part, place, FORM) if turned else (1.0, place, part, FORM))
                break
    return found


def _weighed(asked: Written, known: Written, pairs: Sequence[_Pair], lexicon: Lexicon) -> Likeness:
    theirs = [lexicon.weight(word) for word in known.core]
    mine = [lexicon.weight(word) for word in asked.core]
    alike = doubtful = same = 0.0
    for likeness, place, other, why in pairs:
        # A word that the register does not know weighs what the one weighs that it stands for.
        if asked.core[place] not in lexicon:
            mine[place] = theirs[other]
        shared = mine[place] + theirs[other]
        alike += likeness * shared
        if why in (AKIN, PAIRED):
            doubtful += shared
        elif why == SAME:
            same += shared
    total = sum(mine) + sum(theirs)
    met = {place for _, place, _, _ in pairs}
    found = {other for _, _, other, _ in pairs}
    added = tuple(word for place, word in enumerate(asked.core) if place not in met)
    lacking = tuple(word for place, word in enumerate(known.core) if place not in found)
    over = sum(mine[place] for place in range(len(mine)) if place not in met)
    under = sum(theirs[place] for place in range(len(theirs)) if place not in found)
    # Words that one name has in the place of others of the other name speak against: "Court of A", "Court of B".
    score = alike / total - min(over, under) / total
    why = {pair[3] for pair in pairs}
    if added and lacking:
        how = How.PARTLY
    elif added or lacking:
        how = How.LONGER if added else How.SHORTER
    elif AKIN in why or PAIRED in why:
        how = How.LANGUAGE
    else:
        how = How.SPELLING if SPELLING in why or FORM in why else How.SHORTENED
    most = _MOST
    if same < _LEAST_SAME * total or (AKIN in why and doubtful > _MOST_AKIN * alike):
        most = _UNSURE
    if asked.numbers != known.numbers:
        most = _UNSURE
        if asked.numbers and known.numbers:
            most, how = _OTHER_NUMBERS, How.NUMBERS
    return Likeness(max(0.0, min(most, score)), how, known.name, lacking, added)


