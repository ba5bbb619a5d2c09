"""The targets laid out to be found: by identifier, web address, name, word and short form."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pscvc_kg.linking.acronyms import beginnings, pattern, stands_for
from pscvc_kg.linking.addresses import compact, site
from pscvc_kg.linking.comparing import Weighed, Written, compare
from pscvc_kg.linking.countries import countries
from pscvc_kg.linking.lexicon import Lexicon, concepts
from pscvc_kg.linking.things import Name, NameKind, Thing
from pscvc_kg.linking.wording import initials, is_short_form, meaning, readings, says_in_words, words

_ENOUGH = 20
"""So many names are compared word by word: those that share the most weight with what is asked."""
_SAME_IN_OTHER_WORDS = 0.25
"""The parts of a cell that are so much alike say the same: a branch shares no words with its organization."""
_LEAST_OPEN = 0.4
"""Words are looked up until only so much of what they say is left."""
_COMMON = 0.35
"""Words that say less than this are looked up only where no rarer one has led anywhere."""

_KEPT = 2_000
"""Short forms whose targets are kept; strangers may ask for any number of them."""


@dataclass(frozen=True)
class Variant:
    """A name of a target as it is compared; ``whole`` is false of a part of a cell.

    *rest* is the other part, until it is settled whether that says the same in another language.
    """

    target: int
    written: Written
    whole: bool = True
    rest: str = ""


class Index:
    """What `Matcher` looks up."""

    def __init__(self, targets: Sequence[Thing]) -> None:
        self.targets = targets
        self.variants: list[Variant] = []
        self.by_identifier: dict[str, dict[int, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
        """Compacted, by whom it is borne: the scheme, and as it is written."""
        self.by_keyword: dict[tuple[str, ...], set[int]] = defaultdict(set)
        self._formerly: dict[tuple[str, ...], set[int]] = defaultdict(set)
        self.by_site: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.by_host: dict[str, set[int]] = defaultdict(set)
        self.by_short: dict[str, dict[int, list[Name]]] = defaultdict(dict)
        self.contexts = [contexts(target.context) for target in targets]
        self.in_words = [any(says_in_words(name.text) for name in target.names) for target in targets]
        self.by_country: dict[str, int] = defaultdict(int)
        self._by_letters: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_initial: dict[str, list[int]] = defaultdict(list)
        for number, target in enumerate(targets):
            self._add_keys(number, target)
            self._add_names(number, target)
        named: list[list[tuple[str, ...]]] = [[] for _ in targets]
        for variant in self.variants:
            named[variant.target].append(variant.written.core)
        self.lexicon = Lexicon(named)
        self.variants = [self._settled(variant) for variant in self.variants]
        self.weighed = [Weighed.known(variant.written, self.lexicon) for variant in self.variants]
        self._weights = [sum(weighed.weights) for weighed in self.weighed]
        self._said = [tuple(map(self.lexicon.weight, variant.written.every)) for variant in self.variants]
        self._beginnings = [beginnings(variant.written.every) for variant in self.variants]
        self._shorts: dict[str, Mapping[int, tuple[float, Name]]] = {}

    def _add_keys(self, number: int, target: Thing) -> None:
        for identifier in target.identifiers:
            written = (identifier.scheme.casefold(), identifier.value)
            self.by_identifier[compact(identifier.value)][number].add(written)
        self.by_identifier[compact(target.iri)][number].add(("", target.iri))
        for keyword in target.keywords:
            self.by_keyword[meaning(words(keyword.text))].add(number)
        for name in target.names:
            if name.kind is NameKind.FORMER:
                self._formerly[words(name.text)].add(number)
        for website in target.websites:
            host, path = site(website)
            if host:
                self.by_site[host, path].add(number)
                self.by_host[host].add(number)
        for country in countries(target.country):
            self.by_country[country] += 1

    def _add_names(self, number: int, target: Thing) -> None:
        seen: set[tuple[tuple[str, ...], str, str]] = set()
        for name, whole, rest in sorted(_names(target), key=lambda one: (not one[1], _rank(one[0]), one[0])):
            written = Written.of(name)
            key = (written.every, name.text, name.language if len(written.every) == 1 else "")
            if not written.core or key in seen:
                continue
            seen.add(key)
            if len(written.every) == 1 and (
                name.kind is NameKind.ACRONYM or (whole and is_short_form(name.text))
            ):
                # A short form is no word: it is found as it is, or by the name that it stands for.
                self.by_short[written.letters].setdefault(number, []).append(name)
                continue
            place = len(self.variants)
            self.variants.append(Variant(number, written, whole, rest))
            self._by_letters[written.letters].append(place)
            if readings(name.text)[-1].acronym and not written.name.text.count(" "):
                continue
            for word in dict.fromkeys(written.core):
                self._by_word[word].append(place)
            for first, second in zip(written.core, written.core[1:], strict=False):
                self._by_word[first + second].append(place)
            if len(written.core) > 1:
                self._by_initial[written.every[0][0]].append(place)
                if written.core[0][0] != written.every[0][0]:
                    self._by_initial[written.core[0][0]].append(place)

    def _settled(self, variant: Variant) -> Variant:
        """*variant* as a whole name, where the other part of its cell says the same in another language."""
        if variant.whole or not variant.rest:
            return variant
        rest = Written.of(Name(variant.rest))
        asked, known = Weighed.asked(variant.written, self.lexicon), Weighed.known(rest, self.lexicon)
        same = compare(asked, known).score >= _SAME_IN_OTHER_WORDS
        return replace(variant, whole=True) if same else variant

    def lettered(self, asked: Written) -> list[int]:
        """The places of the variants that have the letters of the *asked* name, however they are joined."""
        return self.spelled(asked.letters)

    def spelled(self, letters: str) -> list[int]:
        """The places of the variants that have these *letters*, however they are joined."""
        return self._by_letters.get(letters, [])

    def having(self, word: str) -> list[int]:
        """The places of the variants that have the *word*, or two neighbours that make it."""
        return self._by_word.get(word, [])

    def is_common(self, word: str) -> bool:
        """Whether so many targets have the *word* that it says little."""
        return self.lexicon.weight(word) <= _COMMON

    def near(self, asked: Weighed, country: str) -> list[int]:
        """The places of the variants that share letters or rare words with the *asked* name.

        What is of another *country* is none of them; "" is no country.
        """
        written = asked.written
        same = self.lettered(written)
        shared: dict[int, float] = defaultdict(float)
        said = sorted(zip(written.core, asked.weights, asked.kin, strict=True), key=lambda one: -one[1])
        found = open_ = sum(max(map(self.lexicon.weight, kin), default=0.0) for *_, kin in said)
        for word, weight, kin in said:
            # What shares none of the rarer words cannot be alike any more.
            if shared and (weight < _COMMON or open_ < _LEAST_OPEN * found):
                break
            open_ -= max(map(self.lexicon.weight, kin), default=0.0)
            best: dict[int, float] = {}
            for other, (likeness, _) in kin.items():
                rare = likeness * self.lexicon.weight(other)
                for place in self._by_word.get(other, ()):
                    if best.get(place, 0.0) < rare:
                        best[place] = rare
            if word not in kin:
                for place in self._by_word.get(word, ()):
                    best[place] = 1.0
            for place, rare in best.items():
                shared[place] += rare
        for first, second in zip(written.core, written.core[1:], strict=False):
            if first + second in self.lexicon:
                for place in self._by_word[first + second]:
                    shared[place] += self.lexicon.weight(first + second)
        own = sum(asked.weights)
        places: Iterable[int] = shared
        if country:
            same = [place for place in same if not self.is_elsewhere(self.variants[place].target, country)]
            places = [
                place for place in shared if not self.is_elsewhere(self.variants[place].target, country)
            ]
        weights = self._weights
        rated = heapq.nsmallest(
            _ENOUGH, ((-shared[place] / (own + weights[place]), place) for place in places)
        )
        return list(dict.fromkeys([*same, *(place for _, place in rated)]))

    def successors(self, number: int) -> list[int]:
        """The targets that have a name of a target that ended as a former one."""
        target = self.targets[number]
        if not target.end:
            return []
        found = set().union(*(self._formerly.get(words(name.text), ()) for name in target.names))
        return sorted(found - {number})

    def tells_apart(self, context: Sequence[str]) -> bool:
        """Whether what something belongs to says more than "government" and words that many targets have."""
        government = concepts("government")
        return any(self.lexicon.weight(word) > _COMMON for word in context if not concepts(word) & government)

    def is_elsewhere(self, target: int, country: str) -> bool:
        """Whether the *target* is known to be of another country than *country*."""
        known = self.targets[target].country
        return bool(known and country) and countries(known).isdisjoint(countries(country))

    def elsewhere(self, country: str) -> float:
        """The share of the targets that are not known to be of *country*; 0 where no country is said."""
        if not countries(country) or not self.targets:
            return 0.0
        most = max(self.by_country.get(one, 0) for one in countries(country))
        return 1.0 - most / len(self.targets)

    def spelled_by(self, short: str) -> Mapping[int, tuple[float, Name]]:
        """The targets that have a name for which *short* could stand: how well it does, and the name."""
        found = self._shorts.get(short)
        if found is None:
            best: dict[int, tuple[float, Name]] = {}
            spelled = pattern(short)
            for place in self._by_initial.get(short[:1], ()):
                if not spelled.search(self._beginnings[place]):
                    continue
                variant = self.variants[place]
                fit = stands_for(short, variant.written.every, self._said[place])
                if fit > best.get(variant.target, (0.0,))[0]:
                    best[variant.target] = (fit, variant.written.name)
            if len(self._shorts) >= _KEPT:
                self._shorts.clear()
            found = self._shorts[short] = best
        return found

    def abbreviated(self, asked: Written) -> Mapping[int, Sequence[Name]]:
        """The targets with a short form that is made of the first letters of the *asked* name."""
        if len(asked.core) < 3:
            return {}
        every = "".join(word[0] for word in asked.every)
        return {**self.by_short.get(every, {}), **self.by_short.get(initials(asked.every), {})}


def contexts(names: Iterable[Name | str]) -> frozenset[tuple[str, ...]]:
    """What something belongs to, as it is compared: each of the names in each of its readings."""
    texts = (name if isinstance(name, str) else name.text for name in names)
    return frozenset(meaning(words(reading.name)) for text in texts for reading in readings(text))


def _rank(name: Name) -> int:
    return [NameKind.PREFERRED, NameKind.OTHER, NameKind.ACRONYM, NameKind.FORMER].index(name.kind)


def _names(target: Thing) -> Iterator[tuple[Name, bool, str]]:
    """The names of *target*, and what its source writes into one cell with them.

    Each with whether it is a whole name for sure, and what else stands in its cell: that may say which
    part of the target is meant.
    """
    plain = {words(name.text) for name in target.names}
    codes = {compact(identifier.value) for identifier in target.identifiers}
    for name in target.names:
        # A code of the target that stands among its names is a short form however it is written.
        coded = compact(name.text) in codes and " " not in name.text
        yield (Name(name.text, name.language, NameKind.ACRONYM) if coded else name), True, ""
        first, *others = readings(name.text)
        if first.name != name.text:
            yield Name(first.name, name.language, name.kind), True, ""
        head, comma, _ = first.name.partition(",")
        if comma and len(others) == 0:
            yield Name(head, name.language, name.kind), False, ""
        for reading in others:
            if reading.acronym or words(reading.name) not in plain:
                kind = NameKind.ACRONYM if reading.acronym else name.kind
                yield Name(reading.name, name.language, kind), reading.acronym, " ".join(reading.rest)


def identifiers_of(thing: Thing) -> Iterable[tuple[str, str]]:
    """The identifiers of a *thing* to look up, as written, with their scheme: "" where none is said."""
    for identifier in thing.identifiers:
        yield identifier.value, identifier.scheme.casefold()
