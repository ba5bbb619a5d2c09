"""What a text is about: the names of targets that stand in it, whole or in part, by their rare words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pscvc_kg.linking.grammar import GRAMMAR_WORDS
from pscvc_kg.linking.lexicon import Lexicon
from pscvc_kg.linking.things import Name, NameKind, Thing
from pscvc_kg.linking.wording import is_short_form, readings, words

_SLACK = 3
"""So many other words may stand among those of a name."""
_RARE = 0.35
"""In a long text, a word that says less than this leads to no name by itself."""
_LONG = 30
"""A text of more words is long."""


@dataclass(frozen=True)
class Topic:
    """A name of a target as it may stand in a text: the stems of the words that carry its meaning."""

    target: int
    name: Name
    stems: tuple[str, ...]


@dataclass(frozen=True)
class Mention:
    """That a name stands in a text: how much of it by weight, from 0 to 1, and where.

    *share* is 1 where the whole name stands there in its order, with nothing but words of grammar in it;
    *places* are those of its words among the words that carry meaning, *said* is how the text writes them.
    """

    topic: Topic
    share: float
    places: frozenset[int]
    said: str

    @property
    def whole(self) -> bool:
        """Whether the whole name stands in the text."""
        return self.share == 1.0


@dataclass(frozen=True)
class Passage:
    """A text by the stems of its words that carry meaning, and these words as it writes them."""

    stems: tuple[str, ...]
    written: tuple[str, ...]

    @classmethod
    def of(cls, text: str, without: Iterable[tuple[str, ...]] = ()) -> Passage:
        """*text*, in which the stems of each of *without* are no words: whose data they are is no topic."""
        pairs = list(_stemmed(text))
        found = tuple(each for each, _ in pairs)
        for gone in sorted(without, key=len, reverse=True):
            found = _masked(found, gone)
        return cls(found, tuple(word for _, word in pairs))


def stem(word: str) -> str:
    """*word* without the ending of a plural.

    >>> [stem(word) for word in ("farmworkers", "services", "agencies", "business", "travaux", "gas")]
    ['farmworker', 'service', 'agency', 'business', 'traval', 'gas']
    """
    for ending, singular in (("ies", "y"), ("aux", "al")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending) + singular
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words of *text* that carry meaning, in their order, however long it is.

    >>> stems("Evaluation of the Ex-Offenders' Programs")
    ('evaluation', 'ex', 'offender', 'program')
    """
    return tuple(each for each, _ in _stemmed(text))


def _stemmed(text: str) -> Iterable[tuple[str, str]]:
    for written in _without_short_forms(text).split():
        for word in words(written):
            if word not in GRAMMAR_WORDS:
                yield stem(word), written.strip('()[]{}.,;:!?"“”«»*')


_BRACKETS = re.compile(r"\(([^()]{2,9})\)")


def _without_short_forms(text: str) -> str:
    """*text* without short forms in brackets: they stand after a name, or within it."""
    return _BRACKETS.sub(lambda match: " " if is_short_form(match[1]) else match[0], text)


def _masked(found: tuple[str, ...], gone: tuple[str, ...]) -> tuple[str, ...]:
    length = len(gone)
    if not length:
        return found
    kept, place = list[str](), 0
    while place < len(found):
        if found[place : place + length] == gone:
            kept.append("")
            place += length
        else:
            kept.append(found[place])
            place += 1
    return tuple(kept)


class Topics:
    """The names of *targets*, to be found in texts."""

    def __init__(self, targets: Sequence[Thing]) -> None:
        self.topics: list[Topic] = []
        self.short: dict[str, set[int]] = defaultdict(set)
        """The targets that a short form stands for, in small letters."""
        self.units: list[frozenset[str]] = []
        """For each target the short forms beside its names that they do not spell: of whom has it."""
        named: list[list[tuple[str, ...]]] = []
        for number, target in enumerate(targets):
            own = list(dict.fromkeys(self._named(number, target)))
            self.topics += own
            named.append([topic.stems for topic in own])
        self._lexicon = Lexicon(named)
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, topic in enumerate(self.topics):
            for each in set(topic.stems):
                self._places[each].append(place)
        self._weights = [sum(map(self._lexicon.weight, topic.stems)) for topic in self.topics]

    def _named(self, number: int, target: Thing) -> Iterable[Topic]:
        units: set[str] = set()
        for name in target.names:
            if name.kind is NameKind.ACRONYM or is_short_form(name.text):
                self.short["".join(words(name.text))].add(number)
                continue
            first = readings(name.text)[0]
            for short in first.short:
                letters = "".join(words(short))
                if f"({short})" in first.name:
                    units.add(letters)
                else:
                    self.short[letters].add(number)
            plain = " ".join(_without_short_forms(first.name).split())
            if found := stems(plain):
                yield Topic(number, Name(plain, name.language, name.kind), found)
        self.units.append(frozenset(units))

    def weight(self, topic: Topic) -> float:
        """How much the name says: the sum of what its words say."""
        return sum(map(self._lexicon.weight, topic.stems))

    def mentions(self, passage: Passage, least: float) -> Mapping[int, Mention]:
        """The best mention of each target of which at least a share of *least* of a name stands there."""
        shared: dict[int, float] = defaultdict(float)
        long = len(passage.stems) > _LONG
        for each in dict.fromkeys(passage.stems):
            weight = self._lexicon.weight(each)
            if long and weight < _RARE:
                continue
            for place in self._places.get(each, ()):
                shared[place] += weight
        found: dict[int, Mention] = {}
        for place, weight in shared.items():
            if not long and weight < least * self._weights[place] - 1e-9:
                continue
            mention = self._mention(self.topics[place], passage)
            best = found.get(mention.topic.target)
            if mention.share >= least and (best is None or _better(mention, best)):
                found[mention.topic.target] = mention
        return found

    def _mention(self, topic: Topic, passage: Passage) -> Mention:
        """The best place of *topic* in the passage: its words in their order and near each other."""
        length, text = len(topic.stems), passage.stems
        for start in range(len(text) - length + 1):
            if text[start : start + length] == topic.stems:
                return Mention(topic, 1.0, frozenset(range(start, start + length)), topic.name.text)
        weight = self.weight(topic) or 1.0
        wanted = set(topic.stems)
        best, at, got = 0.0, 0, tuple[int, ...]()
        for start, each in enumerate(text):
            if each in wanted:
                said, which = self._in_order(topic.stems, text[start : start + length + _SLACK])
                if said > best:
                    best, at, got = said, start, which
        share = min(0.99, best / weight)
        said_there = dict.fromkeys(passage.written[at + place] for place in got)
        return Mention(topic, share, frozenset(at + place for place in got), " ".join(said_there))

    def _in_order(self, name: Sequence[str], text: Sequence[str]) -> tuple[float, tuple[int, ...]]:
        """The places in *text* of words of *name* in their order: those that say the most, and how much."""
        row: list[tuple[float, tuple[int, ...]]] = [(0.0, ())] * (len(text) + 1)
        for each in name:
            weight, above = self._lexicon.weight(each), row[0]
            for place, other in enumerate(text, start=1):
                kept = row[place]
                joined = (above[0] + weight, (*above[1], place - 1)) if each == other else (0.0, ())
                above = kept
                row[place] = max(kept, row[place - 1], joined)
        return row[-1]


def _better(one: Mention, other: Mention) -> bool:
    return (one.share, len(one.topic.stems)) > (other.share, len(other.topic.stems))
