"""Two names side by side: which words of one stand for which of the other, and how alike that makes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pscvc_kg.linking.lexicon import (
    AKIN,
    FORM,
    JOINED,
    LETTERS,
    PAIRED,
    SAME,
    SHORTENED,
    TRANSLATED,
    Kin,
    Lexicon,
)
from pscvc_kg.linking.things import Name
from pscvc_kg.linking.wording import codes, counts, leads, meaning, numbers, squeezed, words


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
    CODES = "codes"
    LED = "led"


@dataclass(frozen=True)
class Written:
    """A name as it is compared."""

    name: Name
    every: tuple[str, ...]
    core: tuple[str, ...]
    letters: str
    numbers: frozenset[str]
    codes: frozenset[str]
    leads: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, name: Name) -> Written:
        """The forms of *name*."""
        every = words(name.text)
        core = meaning(every)
        short = codes(name.text)
        return cls(name, every, core, squeezed(core), numbers(every, short), short, leads(every))


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
    """How alike two names are, and *how*; *lacking* and *added* are words without a counterpart.

    ``apart`` is true where what lies between them may be all that tells two organizations apart: letters,
    a code, the order. A short form that both could have says nothing then.
    """

    score: float
    how: How
    known: Name
    lacking: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    apart: bool = False


# What is the same but for the way it is written is ranked by how little had to be looked past.
_SAME = {How.EXACT: 0.99, How.WRITTEN: 0.98, How.GRAMMAR: 0.97, How.JOINED: 0.96, How.ORDER: 0.95}
_MOST = 0.94
"""The most that names can have that are not the same in one of these ways."""
_UNSURE = 0.89
"""The most where a letter may make another word, a word is translated, or number, code or order differs."""
_LEAST_SAME = 0.65
"""So much must be the very same words, by weight: a letter lies between the names of many places."""
_TELLING = 0.2
"""A word that says more tells organizations apart where one name has it: "Police Zone of A" is not "A"."""
_ONE_WORD = 0.55
"""The most where all that two names share is one word, and that is not the same word."""
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
                found = Likeness(_SAME[how], how, other.name)
                if how in (How.EXACT, How.WRITTEN):
                    return found
                led = range(len(one.core)) if how is How.GRAMMAR else ()
                return _told_apart(found, one, other, [(place, place) for place in led])
    pairs = _pairs(asked, other.core)
    if not pairs:
        return Likeness(0.0, How.PARTLY, other.name)
    if len(pairs) == len(one.core) == len(other.core) and all(why == SAME for *_, why in pairs):
        found = Likeness(_SAME[How.ORDER], How.ORDER, other.name)
        if not _turned(one.core, other.core):
            found = replace(found, score=_UNSURE, apart=True)
    else:
        found = _weighed(asked, known, pairs)
    shared = [(place, theirs) for _, place, theirs, why in pairs if why == SAME]
    return _told_apart(found, one, other, shared)


def _told_apart(found: Likeness, one: Written, other: Written, same: Sequence[tuple[int, int]]) -> Likeness:
    """What was *found*, less sure where a number, a code or a word before one of the *same* words differs."""
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return replace(found, score=min(_OTHER_NUMBERS, found.score), how=How.NUMBERS, apart=True)
    how = None
    if any(one.every.count(code) != other.every.count(code) for code in one.codes | other.codes):
        how = How.CODES
    elif one.numbers != other.numbers or not _counted_alike(one.core, other.core):
        how = How.NUMBERS
    elif any(_differ(one.leads[place], other.leads[theirs]) for place, theirs in same):
        how = How.LED
    if how is None:
        return found
    whole = found.how in _SAME
    return replace(found, score=min(_UNSURE, found.score), how=how if whole else found.how, apart=True)


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether each has a word that the other has not: "to" and "from", not "of" and "of the"."""
    return not one <= other and not other <= one


def _turned(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the end of one name was put first: "Lakes, Office of", and nothing else changed places."""
    return any([*one[cut:], *one[:cut]] == [*other] for cut in range(len(one)))


def _counted_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether both have the same numbers in the same order, each beside the same word."""
    mine, theirs = _counted(one), _counted(other)
    return any(
        [(n, each[side]) for n, *each in mine] == [(n, each[side]) for n, *each in theirs] for side in (0, 1)
    )


def _counted(core: Sequence[str]) -> list[tuple[str, str, str]]:
    """The numbers of a name, with the word before and the word after each."""
    return [
        (word, before, after)
        for before, word, after in zip(("", *core), core, (*core[1:], ""), strict=False)
        if counts(word)
    ]


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

    def take(wanted: Iterable[tuple[float, int, int, int, str]]) -> None:
        for likeness, _, place, other_place, why in wanted:
            if place not in here and other_place not in there:
                here.add(place)
                there.add(other_place)
                pairs.append((-likeness, place, other_place, why))

    words = asked.written.core
    take(one for one in likely if one[4] == SAME)
    if len(here) < len(words) or len(there) < len(known):
        pairs += _joined(words, known, here, there)
        take(one for one in likely if one[4] != SAME)
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
                found.append((1.0, part, place, JOINED) if turned else (1.0, place, part, JOINED))
    return found


def _weighed(asked: Weighed, known: Weighed, pairs: Sequence[_Pair]) -> Likeness:
    theirs = known.weights
    mine = list(asked.weights)
    one, other_name = asked.written, known.written
    alike = same = 0.0
    for place in {place for _, place, _, why in pairs if why == JOINED}:
        mine[place] = 0.0
    for likeness, place, other, why in pairs:
        if why == JOINED:
            # One word in two weighs what the word or words weigh that the register knows.
            share = theirs[other] / [pair[2] for pair in pairs].count(other)
            mine[place] += share
            shared = 2 * share
        else:
            # A word that the register does not know weighs what the one weighs that it stands for.
            if one.core[place] not in asked.kin[place]:
                mine[place] = min(mine[place], theirs[other])
            shared = mine[place] + theirs[other]
        alike += likeness * shared
        if why == SAME:
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
        how = How.SHORTENED if SHORTENED in whys else How.SPELLING
    most = _MOST
    if not same and len(pairs) == 1 and how is not How.SPELLING:
        most = _ONE_WORD
    elif (
        any(weight > _TELLING for weight in over + under)
        or same < _LEAST_SAME * total
        or whys & {AKIN, FORM, LETTERS, SHORTENED, TRANSLATED}
    ):
        most = _UNSURE
    apart = bool(whys & {AKIN, FORM, LETTERS, SHORTENED, TRANSLATED}) or bool(added and lacking)
    return Likeness(max(0.0, min(most, score)), how, other_name.name, lacking, added, apart)
