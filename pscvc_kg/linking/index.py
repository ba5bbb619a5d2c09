"""The targets laid out to be found: by identifier, web address, name, word and short form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pscvc_kg.linking.acronyms import stands_for
from pscvc_kg.linking.addresses import compact, site
from pscvc_kg.linking.comparing import Written
from pscvc_kg.linking.lexicon import Lexicon
from pscvc_kg.linking.things import Name, NameKind, Thing
from pscvc_kg.linking.wording import initials, is_short_form, readings, words

_ENOUGH = 30
"""So many names are compared word by word: those that share the most weight with what is asked."""
_COMMON = 0.35
"""Words that say less than this are looked up only where no rarer one has led anywhere."""


@dataclass(frozen=True)
class Variant:
    """A name of a target as it is compared; ``whole`` is false of a part of a cell that the target's source has."""

    target: int
    written: Written
    whole: bool = True


class Index:
    """What `Matcher` looks up."""

    def __init__(self, targets: Sequence[Thing]) -> None:
        self.targets = targets
        self.variants: list[Variant] = []
        self.by_identifier: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.by_site: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.by_host: dict[str, set[int]] = defaultdict(set)
        self.by_short: dict[str, dict[int, Name]] = defaultdict(dict)
        self.by_country: dict[str, int] = defaultdict(int)
        self._by_letters: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_initial: dict[str, list[int]] = defaultdict(list)
        for number, target in enumerate(targets):
            self._add(number, target)
        named: list[list[tuple[str, ...]]] = [[] for _ in targets]
        for variant in self.variants:
            named[variant.target].append(variant.written.core)
        self.lexicon = Lexicon(named)
        self._weights = [
            sum(self.lexicon.weight(word) for word in variant.written.core) for variant in self.variants
        ]
        self._shorts: dict[str, Mapping[int, tuple[float, Name]]] = {}

    def _add(self, number: int, target: Thing) -> None:
        for identifier in target.identifiers:
            self.by_identifier[compact(identifier.value)][number].add(identifier.scheme.casefold())
        self.by_identifier[compact(target.iri)][number].add("")
        for website in target.websites:
            host, path = site(website)
            if host:
                self.by_site[host, path].add(number)
                self.by_host[host].add(number)
        if target.country:
            self.by_country[target.country] += 1
        seen: set[tuple[tuple[str, ...], str]] = set()
        for name, whole in sorted(_names(target), key=lambda item: (not item[1], _rank(item[0]), item[0])):
            written = Written.of(name)
            if not written.core or (written.every, name.text) in seen:
                continue
            seen.add((written.every, name.text))
            if name.kind is NameKind.ACRONYM or is_short_form(name.text):
                self.by_short[written.letters].setdefault(number, name)
            place = len(self.variants)
            self.variants.append(Variant(number, written, whole))
            self._by_letters[written.letters].append(place)
            for word in dict.fromkeys(written.core):
                self._by_word[word].append(place)
            for first, second in zip(written.core, written.core[1:], strict=False):
                self._by_word[first + second].append(place)
            if len(written.core) > 1:
                self._by_initial[written.every[0][0]].append(place)
                if written.core[0][0] != written.every[0][0]:
                    self._by_initial[written.core[0][0]].append(place)

    def near(self, asked: Written) -> list[Variant]:
        """The names worth comparing with the *asked* one: those with its letters, and those that share rare words."""
        same = self._by_letters.get(asked.letters, ())
        weights = {word: self.lexicon.weight(word) for word in asked.core}
        shared: dict[int, float] = defaultdict(float)
        for word in sorted(weights, key=lambda word: (-weights[word], word)):
            if weights[word] < _COMMON and shared:
                break
            best: dict[int, float] = {}
            for other, (likeness, _) in self.lexicon.kin(word).items():
                weight = likeness * self.lexicon.weight(other)
                for place in self._by_word.get(other, ()):
                    if best.get(place, 0.0) < weight:
                        best[place] = weight
            if word not in self.lexicon:
                for place in self._by_word.get(word, ()):
                    best[place] = 1.0
            for place, weight in best.items():
                shared[place] += weight
        for first, second in zip(asked.core, asked.core[1:], strict=False):
            if first + second in self.lexicon:
                for place in self._by_word[first + second]:
                    shared[place] += self.lexicon.weight(first + second)
        own = sum(weights.values())
        rated = sorted(
            shared, key=lambda place: (-shared[place] / (own + self._weights[place]), place)
        )
        return [self.variants[place] for place in dict.fromkeys([*same, *rated[:_ENOUGH]])]

    def spelled_by(self, short: str) -> Mapping[int, tuple[float, Name]]:
        """The targets that have a name for which *short* could stand: how well it does, and the name."""
        found = self._shorts.get(short)
        if found is None:
            best: dict[int, tuple[float, Name]] = {}
            for place in self._by_initial.get(short[:1], ()):
                variant = self.variants[place]
                fit = stands_for(short, variant.written.every)
                if fit > best.get(variant.target, (0.0,))[0]:
                    best[variant.target] = (fit, variant.written.name)
            found = self._shorts[short] = best
        return found

    def abbreviated(self, asked: Written) -> Mapping[int, Name]:
        """The targets with a short form that is made of the first letters of the *asked* name."""
        if len(asked.core) < 3:
            return {}
        return self.by_short.get(initials(asked.every), {})


def _rank(name: Name) -> int:
    return [NameKind.PREFERRED, NameKind.OTHER, NameKind.ACRONYM, NameKind.FORMER].index(name.kind)


def _names(target: Thing) -> Iterator[tuple[Name, bool]]:
    """The names of *target*, and what its source writes into one cell with them.

    Half a cell is a name of its own only where the target has a name like it, or it is a short form: the other
    half may say which part of the target is meant.
    """
    plain = {words(name.text) for name in target.names}
    for name in target.names:
        yield name, True
        first, *others = readings(name.text)
        if first.name != name.text:
            yield Name(first.name, name.language, name.kind), True
        for reading in others:
            if words(reading.name) not in plain:
                short = is_short_form(reading.name)
                kind = NameKind.ACRONYM if short else name.kind
                yield Name(reading.name, name.language, kind), reading.name in first.short


def identifiers_of(thing: Thing) -> Iterable[tuple[str, str]]:
    """The identifiers of a *thing* to look up, compacted, with their scheme: "" where none is said."""
    for identifier in thing.identifiers:
        yield compact(identifier.value), identifier.scheme.casefold()
