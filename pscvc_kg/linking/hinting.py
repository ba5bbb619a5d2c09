"""What may be meant where no name is alike: hints that a person looks at, and nothing is accepted by.

Each rule looks for few targets; where it finds more than a few it tells nothing, and offers none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pscvc_kg.linking.acronyms import skips, spells
from pscvc_kg.linking.comparing import How, Likeness, Weighed, Written, compare
from pscvc_kg.linking.countries import countries, says, stated
from pscvc_kg.linking.index import Index
from pscvc_kg.linking.lexicon import PAIRED, concepts, kinds_of_bodies
from pscvc_kg.linking.reasons import Ground
from pscvc_kg.linking.things import Name
from pscvc_kg.linking.verdicts import REVIEW
from pscvc_kg.linking.wording import as_written, is_short_form, words

FEW = 3
"""A hint that fits more targets than this says nothing."""
_COUNTRY_BESIDE = 0.85
"""What is left of a score where the name also says the country of the target."""
_LEAST_BESIDE = 0.65
_ONLY_OF_COUNTRY = 0.55
_LEAST_KIN = 0.7
_LEAST_TELLING = 5
"""A word of fewer letters tells no target of a country from others."""
_LEAST_ABROAD = 0.5
"""The country tells something where so many targets are of others."""
_APART = 0.85
"""What is left of a score where compounds had to be taken apart."""
_WORD_UNKNOWN = 0.5
_SKIPPING = 0.52
_SHORTENED_BEGINNING = 0.7
_BLEND = 0.6
_LEAST_START, _MOST_START, _LEAST_END = 3, 6, 4
"""Of a blend: "Agri" and "Vale" in "Agrivale"."""

Hint = tuple[float, Ground]
Likenesses = Callable[[str, bool, str], Mapping[int, Likeness]]
"""The likeness of a text, which may be a short form, with the targets that may be of a country."""


@dataclass(frozen=True)
class Asked:
    """A name for which nothing better was found, and of which country and language it is."""

    text: str
    country: str
    language: str


class Hints:
    """Finds the hints of the rules below in an *index*."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._by_country: dict[str, dict[str, set[int]]] = {}
        self._by_last: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._short_first: dict[str, list[int]] = defaultdict(list)
        self._of_target: dict[int, list[int]] = defaultdict(list)
        for place, variant in enumerate(index.variants):
            self._of_target[variant.target].append(place)
            every = variant.written.every
            first, _, rest = variant.written.name.text.partition(" ")
            if rest and is_short_form(first):
                self._short_first[every[-1]].append(place)
            if len(every) > 2:
                self._by_last[every[0][0], every[-1][0]].append(place)

    def of(self, asked: Asked, likenesses: Likenesses) -> Mapping[int, Hint]:
        """The hints for each target that has any, by its place in the index: the score and the ground."""
        best: dict[int, Hint] = {}
        for rule in (
            self._beside_country(asked, likenesses),
            self._taken_apart(asked, likenesses),
            *self._by_rule(asked),
        ):
            found = {
                number: hint
                for number, hint in rule.items()
                if not self._index.is_elsewhere(number, asked.country)
            }
            for number, hint in found.items() if len(found) <= FEW else ():
                if hint[0] > best.get(number, (0.0,))[0]:
                    best[number] = hint
        return best

    def _by_rule(self, asked: Asked) -> Iterator[Mapping[int, Hint]]:
        written = Written.of(Name(asked.text))
        if len(written.every) == 1:
            yield self._skipping(asked.text)
            yield self._blended(written.letters)
        elif written.core:
            yield self._shortened_beginning(asked, written)
            yield self._blending(written)
            yield self._word_unknown(asked, written)
        if written.core:
            yield self._only_of_country(written, asked.country)

    def _beside_country(self, asked: Asked, likenesses: Likenesses) -> Mapping[int, Hint]:
        """The targets of a country that the name says at its beginning or end, by the rest of the name."""
        found: dict[int, Hint] = {}
        for country, rest in stated(asked.text):
            for number, likeness in likenesses(rest, is_short_form(rest), country).items():
                of_it = country in countries(self._index.targets[number].country)
                score = _COUNTRY_BESIDE * likeness.score
                if of_it and likeness.score >= _LEAST_BESIDE and score > found.get(number, (0.0,))[0]:
                    found[number] = score, Ground.of("country-beside", known=likeness.known.text, rest=rest)
        return found

    def _taken_apart(self, asked: Asked, likenesses: Likenesses) -> Mapping[int, Hint]:
        """The targets that are like the *asked* name once its compounds are taken apart: "Wasseramt"."""
        said = words(asked.text)
        apart = [part for word in said for part in self._index.lexicon.parts(word)]
        if len(apart) == len(said):
            return {}
        return {
            number: (_APART * likeness.score, Ground.of("taken-apart", known=likeness.known.text))
            for number, likeness in likenesses(" ".join(apart), False, asked.country).items()
            if _APART * likeness.score >= REVIEW
        }

    def _word_unknown(self, asked: Asked, written: Written) -> Mapping[int, Hint]:
        """The one target of which a name in another language has a counterpart for all other words.

        What is left over in the *asked* name is not known to the register: it may be the translation.
        """
        if not asked.language:
            return {}
        weighed = Weighed.asked(written, self._index.lexicon)
        found: dict[int, Hint] = {}
        for place in self._index.near(weighed, asked.country):
            variant = self._index.variants[place]
            known = variant.written
            if not known.name.language or _same_language(known.name.language, asked.language):
                continue
            likeness = compare(weighed, self._index.weighed[place])
            added, lacking = likeness.added, likeness.lacking
            matched = len(written.core) - len(added)
            if (
                likeness.how is How.PARTLY
                and matched >= 2 * len(added)
                and len(lacking) <= len(added)
                and not any(map(self._index.lexicon.knows, added))
                and any(word not in known.core for word in written.core if word not in added)
            ):
                unknown, left = as_written(asked.text, added), as_written(known.name.text, lacking)
                ground = Ground.of("word-unknown", known=known.name.text, added=unknown, lacking=left)
                found.setdefault(variant.target, (_WORD_UNKNOWN, ground))
        return found if len(found) == 1 else {}

    def _only_of_country(self, written: Written, country: str) -> Mapping[int, Hint]:
        """The target that alone of its country has a word like one of the name, and most of the others."""
        if len(countries(country)) != 1 or self._index.elsewhere(country) <= _LEAST_ABROAD:
            return {}
        [code] = countries(country)
        having = self._words_of(code)
        said = [word for word in written.core if not says(word, code)]
        met = {word: self._akin(word, having) for word in said}
        alone = {
            number
            for word, numbers in met.items()
            if len(numbers) == 1 and len(word) >= _LEAST_TELLING and not concepts(word) & kinds_of_bodies()
            for number in numbers
        }
        found: dict[int, Hint] = {}
        for number in sorted(alone):
            open_ = [word for word in said if number not in met[word] and not self._says_little(word)]
            name = self._covered(number, said, code)
            if name and 2 * len(open_) <= len(said):
                found[number] = _ONLY_OF_COUNTRY, Ground.of("only-of-country", known=name.text)
        return found if len(found) == 1 else {}

    def _covered(self, number: int, said: Sequence[str], country: str) -> Name | None:
        """A name of the target of which the words that are *said* leave no more than half open."""
        meant = {other for word in said for other in self._like(word)}
        for place in self._of_target[number]:
            variant = self._index.variants[place]
            own = [word for word in variant.written.core if not says(word, country)]
            if 0 < len(own) <= 2 * len(meant.intersection(own)):
                return variant.written.name
        return None

    def _words_of(self, country: str) -> Mapping[str, set[int]]:
        """The words of the names of targets of *country*, and which of them have each."""
        found = self._by_country.get(country)
        if found is None:
            found = self._by_country[country] = defaultdict(set)
            for variant in self._index.variants:
                if country in countries(self._index.targets[variant.target].country):
                    for word in variant.written.core:
                        found[word].add(variant.target)
        return found

    def _akin(self, word: str, having: Mapping[str, set[int]]) -> set[int]:
        return {number for other in self._like(word) for number in having.get(other, ())}

    def _like(self, word: str) -> set[str]:
        """The words of the register that are like *word*; not those that only stand where it stands."""
        kin = self._index.lexicon.kin(word)
        return {other for other, (likeness, why) in kin.items() if likeness >= _LEAST_KIN and why != PAIRED}

    def _says_little(self, word: str) -> bool:
        """Whether *word* is a kind of body, or many targets have it or one that it stands for."""
        return bool(concepts(word) & kinds_of_bodies()) or any(
            self._index.is_common(other) for other in self._index.lexicon.kin(word)
        )

    def _skipping(self, text: str) -> Mapping[int, Hint]:
        """The targets of whose name a short form has the first letters of the first and the last word."""
        short = "".join(words(text))
        if not is_short_form(text) or not 3 <= len(short) <= 6 or not short.isalpha():
            return {}
        found: dict[int, Hint] = {}
        for place in self._by_last.get((short[0], short[-1]), ()):
            variant = self._index.variants[place]
            every = variant.written.every
            if variant.target not in found and skips(short, every):
                ground = Ground.of("skipping", known=variant.written.name.text)
                found[variant.target] = _SKIPPING, ground
        return found

    def _shortened_beginning(self, asked: Asked, written: Written) -> Mapping[int, Hint]:
        """The targets whose name ends as the *asked* one, where one begins with what shortens the other's."""
        places = self._short_first.get(written.every[-1], [])
        if is_short_form(asked.text.split()[0]):
            weighed = Weighed.asked(written, self._index.lexicon)
            places = [*places, *self._index.near(weighed, asked.country)]
        found: dict[int, Hint] = {}
        for place in places:
            variant = self._index.variants[place]
            known = variant.written
            for short, long in ((written, known), (known, written)):
                if _shortens(short, long):
                    first = short.name.text.split()[0]
                    ground = Ground.of("shortened-beginning", known=known.name.text, short=first)
                    found.setdefault(variant.target, (_SHORTENED_BEGINNING, ground))
        return found

    def _blended(self, letters: str) -> Mapping[int, Hint]:
        """The targets of whose name one word is the beginning and another word: "Agrivale"."""
        found: dict[int, Hint] = {}
        for cut in range(_LEAST_START, len(letters) - _LEAST_END + 1):
            for place in self._index.having(letters[cut:]):
                variant = self._index.variants[place]
                if letters in _blends(variant.written.core):
                    ground = Ground.of("blend", known=variant.written.name.text)
                    found.setdefault(variant.target, (_BLEND, ground))
        return found

    def _blending(self, written: Written) -> Mapping[int, Hint]:
        """The targets with a name of one word that is the beginning and another word of the *asked* name."""
        found: dict[int, Hint] = {}
        for blend in _blends(written.core):
            for place in self._index.spelled(blend):
                variant = self._index.variants[place]
                if len(variant.written.core) == 1:
                    ground = Ground.of("blending", known=variant.written.name.text)
                    found.setdefault(variant.target, (_BLEND, ground))
        return found


def _shortens(short: Written, long: Written) -> bool:
    """Whether *short* begins with what may shorten the beginning of *long*, and then is the same."""
    first, _, rest = short.name.text.partition(" ")
    ending = words(rest)
    cut = len(long.every) - len(ending)
    return (
        is_short_form(first)
        and bool(ending)
        and long.every[cut:] == ending
        and cut > 1
        and spells("".join(words(first)), long.every[:cut])
    )


def _blends(core: Sequence[str]) -> set[str]:
    """The words that join a beginning of the first word of *core* and a whole later one."""
    return {
        core[0][:cut] + word
        for word in core[1:]
        if len(word) >= _LEAST_END
        for cut in range(_LEAST_START, min(_MOST_START, len(core[0]) - 1) + 1)
    }


def _same_language(one: str, other: str) -> bool:
    return one.partition("-")[0].casefold() == other.partition("-")[0].casefold()
